//! The library answers what the program prints.

use scopeon_core::metrics::FidelityIndex;
use scopeon_core::metrics::cost::CostMode;
use scopeon_core::metrics::explore::Measure;
use scopeon_core::metrics::tools::ToolKind;
use scopeon_core::metrics::whatif::Alternative;
use scopeon_core::pricing::PriceBook;
use scopeon_core::report::{GroupBy, Report};
use scopeon_core::time::{Range, Zone};
use scopeon_providers::builtin;
use scopeon_store::{
    Direction, ExploreQuery, Filter, QueryContext, Reader, SessionsQuery, Sort, SortKey, StoreError,
    UsageQuery,
};
use serde_json::Value;

use super::{History, instant};

pub(super) fn agrees(history: &History) {
    let (zone, now) = (Zone::UTC, instant(history.now));
    let reader = Reader::open(&history.machine.db()).expect("a database");
    let providers = builtin();
    let trust = FidelityIndex::new(providers.iter().map(|provider| provider.info()));
    let book = PriceBook::builtin().without_tokens(trust.unmetered());
    let range = Range::parse(Some("30d"), None, zone, now).expect("a range");
    let filter = Filter::default();
    let asked = QueryContext { now, zone, range, filter: &filter, book: &book, fidelity: &trust };
    let same = |line: &str, answer: Value| {
        let printed = history.ask(line);
        let keys = printed.as_object().expect("an object").keys();
        let other: Vec<_> = keys.filter(|key| printed[*key] != answer[*key]).collect();
        assert!(printed == answer, "{line}: {other:?}");
    };
    let mut usage = UsageQuery::new(GroupBy::Model, zone);
    usage.range = range;
    let key = SortKey::Cost(CostMode::Computed);
    usage.sorts = vec![Sort { key, direction: Direction::Descending }];
    usage.now = Some(now);
    let json = |answer| json(answer, &trust);
    same("report model --since 30d", json(reader.usage(&usage, &book).map(boxed)));
    let sessions = SessionsQuery { range, limit: Some(20), now: Some(now), ..SessionsQuery::new(zone) };
    same("sessions --since 30d", json(reader.sessions(&sessions, &book).map(boxed)));
    // Budgets are the configuration's, and what to look at next rests on them.
    let mut status = json(reader.status(&asked, &[]).map(boxed));
    let printed = history.ask("status");
    for key in ["budgets", "next"] {
        status[key] = printed[key].clone();
    }
    same("status", status);
    same("session latest", json(reader.session("latest", now, (zone, &book)).map(boxed)));
    same(
        "context",
        json(reader.context("latest", &QueryContext { range: Range::default(), ..asked }).map(boxed)),
    );
    same("costs", json(reader.costs(&asked, (5, CostMode::default())).map(boxed)));
    same(
        "explore",
        json(
            reader
                .explore(&asked, &ExploreQuery { path: Vec::new(), measure: Measure::Cost, most: 20 })
                .map(boxed),
        ),
    );
    same("subagents", json(reader.agents(&asked, 10).map(boxed)));
    same("tasks", json(reader.tasks(&asked, 10).map(boxed)));
    same("whatif --no-cache", json(reader.whatif(&asked, &Alternative::NoCache).map(boxed)));
    same("cache", json(reader.cache(&asked, None).map(boxed)));
    same("mcp-usage", json(reader.tools(&asked, &[ToolKind::Mcp]).map(boxed)));
    same("suggest", json(reader.suggest(&asked).map(boxed)));
    same("health", json(reader.health(&asked).map(boxed)));
}

/// An answer as it is printed: who knows the agents adds their levels.
fn json(answer: Result<Box<dyn Answer>, StoreError>, trust: &FidelityIndex) -> Value {
    answer.expect("an answer").printed(trust)
}

fn boxed<T: Report + 'static>(answer: T) -> Box<dyn Answer> {
    Box::new(answer)
}

trait Answer {
    fn printed(self: Box<Self>, trust: &FidelityIndex) -> Value;
}

impl<T: Report> Answer for T {
    fn printed(mut self: Box<Self>, trust: &FidelityIndex) -> Value {
        let scope = self.scope_mut();
        if scope.levels.is_empty() {
            scope.levels = trust.levels(&scope.providers);
        }
        crate::machine::figures(&serde_json::to_string(&*self).expect("JSON"))
    }
}
