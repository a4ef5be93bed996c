//! The library answers what the program prints.

use scopeon_core::metrics::Trust;
use scopeon_core::metrics::explore::Measure;
use scopeon_core::metrics::tools::ToolKind;
use scopeon_core::metrics::whatif::Alternative;
use scopeon_core::pricing::PriceBook;
use scopeon_core::report::{GroupBy, SessionsReport, StatusReport, UsageReport};
use scopeon_core::time::{Range, Zone};
use scopeon_providers::builtin;
use scopeon_store::{Asked, ExploreQuery, Filter, Reader, SessionsQuery, UsageQuery};
use serde::Serialize;
use serde_json::Value;

use super::{History, instant};

pub(super) fn agrees(history: &History) {
    let (zone, now) = (Zone::UTC, instant(history.now));
    let reader = Reader::open(&history.machine.db()).expect("a database");
    let providers = builtin();
    let trust = Trust::new(providers.iter().map(|provider| provider.about()));
    let book = PriceBook::builtin().without_tokens(trust.unmetered());
    let range = Range::parse(Some("30d"), None, zone, now).expect("a range");
    let filter = Filter::default();
    let asked = Asked { now, zone, range, filter: &filter, book: &book, trust: &trust };
    let same = |line: &str, answer: Value| {
        let printed = history.ask(line);
        let keys = printed.as_object().expect("an object").keys();
        let other: Vec<_> = keys.filter(|key| printed[*key] != answer[*key]).collect();
        assert!(printed == answer, "{line}: {other:?}");
    };
    let mut usage = UsageQuery::new(GroupBy::Model, zone);
    usage.range = range;
    // Who knows the agents adds their levels.
    let report = reader.usage(&usage, &book);
    let report = report.map(|report| UsageReport { levels: trust.levels(&report.scope.providers), ..report });
    same("report model --since 30d", json(report));
    let sessions = SessionsQuery { range, limit: Some(20), ..SessionsQuery::new(zone) };
    let sessions = reader.sessions(&sessions, &book).map(|report| SessionsReport {
        levels: trust.levels(report.rows.iter().map(|session| &session.provider)),
        ..report
    });
    same("sessions --since 30d", json(sessions));
    let status = reader.status(now, zone, &book);
    let status = status.map(|report| StatusReport { levels: trust.levels(&report.scope.providers), ..report });
    same("status", json(status));
    same("session latest", json(reader.session("latest", now, (zone, &book))));
    same("context", json(reader.context("latest", &Asked { range: Range::default(), ..asked })));
    same("costs", json(reader.costs(&asked, 5)));
    same(
        "explore",
        json(reader.explore(&asked, &ExploreQuery { path: Vec::new(), measure: Measure::Cost, most: 20 })),
    );
    same("agents", json(reader.agents(&asked, 10)));
    same("tasks", json(reader.tasks(&asked, 10)));
    same("whatif --no-cache", json(reader.whatif(&asked, &Alternative::NoCache)));
    same("cache", json(reader.cache(&asked, None)));
    same("mcp-usage", json(reader.tools(&asked, &[ToolKind::Mcp])));
    same("suggest", json(reader.suggest(&asked)));
    same("health", json(reader.health(&asked)));
}

fn json<T: Serialize, E: std::fmt::Debug>(answer: Result<T, E>) -> Value {
    serde_json::to_value(answer.expect("an answer")).expect("JSON")
}
