//! A session as it stood at one of its calls: what a replay shows.

use std::collections::BTreeMap;

use super::{InteractionKind, InteractionsReport, SessionDetail};
use crate::metrics::cost::CostSum;
use crate::metrics::tools::UsedTool;
use crate::money::PicoUsd;
use crate::time::Timestamp;

/// A session as it stood right after one of its calls.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Moment {
    /// When that call was made; none without a call.
    pub at: Option<Timestamp>,
    /// What all calls up to it took and cost, requests of which nothing is known left out.
    pub sum: CostSum,
    /// The turns they belong to.
    pub turns: u64,
    /// The prompt in the session's own context, in tokens; none where the log does not tell it.
    pub context: Option<u64>,
    /// The tools that were used up to it, most used first; of MCP `server/tool`.
    pub tools: Vec<UsedTool>,
    /// The sub-agents that had begun.
    pub sub_agents: u64,
    /// The compactions that had been.
    pub compactions: u64,
}

impl SessionDetail {
    /// Returns the session as it stood right after a call, by its place in [`SessionDetail::calls`]; a place behind the last
    /// one is that of the last one. What it did beside its calls is known where `interactions` are.
    #[must_use]
    pub fn moment(&self, place: usize, interactions: Option<&InteractionsReport>) -> Moment {
        let until = place.saturating_add(1).min(self.calls.len());
        let calls = self.calls.get(..until).unwrap_or_default();
        let Some(last) = calls.last() else { return Moment::default() };
        let known = || calls.iter().filter(|call| !call.unknown);
        let mut sum = CostSum::default();
        sum.calls = known().count() as u64;
        sum.usage = known().map(|call| call.usage).sum();
        sum.cost_usd = known().filter_map(|call| call.cost_usd).sum::<PicoUsd>();
        sum.unpriced_calls = known().filter(|call| call.cost_usd.is_none()).count() as u64;
        sum.floor_calls = known().filter(|call| call.floor).count() as u64;
        let mut turns: Vec<u64> = known().filter_map(|call| call.turn).collect();
        turns.sort_unstable();
        turns.dedup();
        let mut own = calls.iter().rev().filter(|call| call.sub_agent.is_none());
        let is_before = |at: Option<Timestamp>| at.is_some_and(|at| at <= last.at);
        Moment {
            at: Some(last.at),
            sum,
            turns: turns.len() as u64,
            context: own.find_map(|call| call.context),
            tools: interactions.map(|report| used(report, last.at)).unwrap_or_default(),
            sub_agents: self.sub_agents.iter().filter(|one| is_before(one.first_at)).count() as u64,
            compactions: self.compactions.iter().filter(|one| one.at <= last.at).count() as u64,
        }
    }
}

fn used(report: &InteractionsReport, until: Timestamp) -> Vec<UsedTool> {
    let mut counts: BTreeMap<String, u64> = BTreeMap::new();
    let is_tool = |kind| matches!(kind, InteractionKind::Tool | InteractionKind::Mcp);
    for row in report.rows.iter().filter(|row| is_tool(row.kind) && row.at.is_some_and(|at| at <= until)) {
        let name = row.name.as_deref().unwrap_or("(unknown)");
        let name = row.server.as_ref().map_or_else(|| name.to_owned(), |server| format!("{server}/{name}"));
        *counts.entry(name).or_default() += 1;
    }
    let mut tools: Vec<UsedTool> = counts.into_iter().map(|(name, uses)| UsedTool::new(name, uses)).collect();
    tools.sort_by_key(|tool| std::cmp::Reverse(tool.uses));
    tools
}

#[cfg(test)]
mod tests {
    use super::super::{CallRow, Figures, InteractionRow, InteractionsReport, Scope, SessionRow};
    use super::{InteractionKind, SessionDetail};
    use crate::money::PicoUsd;
    use crate::time::{Range, Timestamp, Zone};
    use crate::usage::Usage;

    fn at(minute: i64) -> Timestamp {
        Timestamp::from_millis(1_700_000_000_000 + minute * 60_000).expect("an instant")
    }

    fn scope() -> Scope {
        Scope::new(at(9), Zone::UTC, Range::default())
    }

    fn session() -> SessionDetail {
        let row = SessionRow::new("a".to_owned(), "codex".to_owned(), Figures::default());
        let mut detail = SessionDetail::new(scope(), row);
        for minute in 0..4 {
            let usage = Usage { input: 100, output: 10, ..Usage::default() };
            let mut call = CallRow::new(at(minute), "m".to_owned(), usage);
            call.turn = Some(u64::try_from(minute / 2).unwrap_or(0) + 1);
            call.context = Some(100 + u64::try_from(minute).unwrap_or(0));
            call.cost_usd = Some(PicoUsd::from_pico(5));
            detail.calls.push(call);
        }
        detail.calls[1].cost_usd = None;
        detail.calls[2].sub_agent = Some("b".to_owned());
        detail.calls[3].unknown = true;
        detail
    }

    #[test]
    fn a_session_stands_as_it_did() {
        let detail = session();
        let moment = |place| detail.moment(place, None);
        let sums = [0, 1, 2, 3, 99].map(|place| {
            let sum = moment(place).sum;
            (sum.calls, sum.cost_usd.pico(), sum.unpriced_calls, sum.usage.output)
        });
        assert_eq!(sums, [(1, 5, 0, 10), (2, 5, 1, 20), (3, 10, 1, 30), (3, 10, 1, 30), (3, 10, 1, 30)]);
        assert_eq!([0, 2, 3].map(|place| moment(place).turns), [1, 2, 2]);
        assert_eq!([0, 2].map(|place| moment(place).context), [Some(100), Some(101)], "the session's own");
        assert_eq!(moment(99).at, Some(at(3)));
        let empty = SessionDetail { calls: Vec::new(), ..session() };
        assert_eq!(empty.moment(0, None).at, None);
    }

    #[test]
    fn tools_count_up_to_the_call() {
        let row = |minute, name: &str, server: Option<&str>| {
            let mut row = InteractionRow::new(Some(at(minute)), InteractionKind::Tool);
            (row.name, row.server) = (Some(name.to_owned()), server.map(str::to_owned));
            row
        };
        let rows = vec![
            row(0, "Bash", None),
            row(1, "Bash", None),
            row(1, "find", Some("hub")),
            row(3, "Edit", None),
        ];
        let report = InteractionsReport::new(scope(), "a".to_owned(), rows);
        let names = |place| {
            let tools = session().moment(place, Some(&report)).tools;
            tools.iter().map(|tool| format!("{} {}", tool.name, tool.uses)).collect::<Vec<_>>()
        };
        assert_eq!(names(0), ["Bash 1"]);
        assert_eq!(names(2), ["Bash 2", "hub/find 1"]);
        assert_eq!(names(3).len(), 3);
    }
}
