//! "How much": keys, sums, filters, orders and prices of the usage report.

use scopeon_core::metrics::cost::CostMode;
use scopeon_core::pricing::{PriceBook, Tier};
use scopeon_core::report::{GroupBy, UsageReport};
use scopeon_core::time::Zone;
use scopeon_store::{Direction, Sort, SortKey, UsageQuery};

use crate::build::*;

fn ask(path: &std::path::Path, query: &UsageQuery) -> UsageReport {
    read(path).usage(query, &PriceBook::builtin()).unwrap()
}

/// `key calls turns sessions input output`, a line a row, the total last.
fn lines(report: &UsageReport) -> Vec<String> {
    let line = |key: &str, f: &scopeon_core::report::Figures| {
        format!("{key} {} {} {} {} {}", f.calls, f.turns, f.sessions, f.usage.input, f.usage.output)
    };
    let mut lines: Vec<_> = report.rows.iter().map(|row| line(&row.key, &row.figures)).collect();
    lines.push(line("=", &report.total));
    lines
}

fn sample(path: &std::path::Path) {
    let mut store = open(path);
    let mut in_project = call("c3", "2026-03-02T09:00:00Z", "s2", usage(100, 10));
    in_project.attribution.project = Some(label("/home/me/work/api"));
    in_project.attribution.branch = Some(label("main"));
    let mut other_model = call("c4", "2026-03-02T10:00:00Z", "agent-1", usage(1000, 100));
    other_model.sample.model = label("claude-unheard-of-9");
    write(
        &mut store,
        vec![
            main_session("s1").into_event(),
            main_session("s2").into_event(),
            sub_agent("agent-1", "s2").into_event(),
            turn("t1", "2026-03-01T23:59:00Z", "s1"),
            in_turn(call("c1", "2026-03-01T23:59:30Z", "s1", usage(1, 2)), "t1"),
            in_turn(call("c2", "2026-03-02T00:01:00Z", "s1", usage(10, 20)), "t1"),
            in_project.into_event(),
            other_model.into_event(),
        ],
    );
    store.close().unwrap();
}

#[test]
fn rows_by_every_grouping() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("a.db");
    sample(&path);
    let total = "= 4 1 2 1111 132";
    for (by, rows) in [
        (GroupBy::Daily, vec!["2026-03-01 1 1 1 1 2", "2026-03-02 3 0 2 1110 130"]),
        (GroupBy::Weekly, vec!["2026-02-23 1 1 1 1 2", "2026-03-02 3 0 2 1110 130"]),
        (GroupBy::Monthly, vec!["2026-03 4 1 2 1111 132"]),
        (GroupBy::Model, vec!["claude-opus-4-1-20250805 3 1 2 111 32", "claude-unheard-of-9 1 0 1 1000 100"]),
        (GroupBy::Provider, vec!["claude-code 4 1 2 1111 132"]),
        (GroupBy::Project, vec!["(none) 3 1 2 1011 122", "/home/me/work/api 1 0 1 100 10"]),
        (GroupBy::Branch, vec!["(none) 3 1 2 1011 122", "main 1 0 1 100 10"]),
        (GroupBy::Session, vec!["s1 2 1 1 11 22", "s2 2 0 1 1100 110"]),
    ] {
        let report = ask(&path, &UsageQuery::new(by, Zone::UTC));
        let expected: Vec<_> = rows.into_iter().chain([total]).collect();
        assert_eq!(lines(&report), expected, "{by:?}");
    }
}

#[test]
fn hours_and_days_are_the_zones_own() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("a.db");
    sample(&path);
    let berlin: Zone = "Europe/Berlin".parse().unwrap();
    let hourly = ask(&path, &UsageQuery::new(GroupBy::Hourly, berlin));
    assert_eq!(
        lines(&hourly),
        [
            "2026-03-02T00:00+01:00 1 1 1 1 2",
            "2026-03-02T01:00+01:00 1 0 1 10 20",
            "2026-03-02T10:00+01:00 1 0 1 100 10",
            "2026-03-02T11:00+01:00 1 0 1 1000 100",
            "= 4 1 2 1111 132"
        ]
    );
    let daily = ask(&path, &UsageQuery::new(GroupBy::Daily, berlin));
    assert_eq!(lines(&daily), ["2026-03-02 4 1 2 1111 132", "= 4 1 2 1111 132"]);
    assert_eq!(daily.scope.zone, "Europe/Berlin");
}

#[test]
fn filters_let_in_what_they_name() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("a.db");
    sample(&path);
    let check = |set: &dyn Fn(&mut UsageQuery), expected: &str| {
        let mut query = UsageQuery::new(GroupBy::Provider, Zone::UTC);
        set(&mut query);
        assert_eq!(lines(&ask(&path, &query)).last().unwrap(), expected, "{:?}", query.filter);
    };
    for project in ["/home/me/work/api", "api", "/home/me/work", "/home/me/work/", "/", "/home"] {
        check(&|q| q.filter.project = vec![project.to_owned()], "= 1 0 1 100 10");
    }
    for project in ["/home/me/work/ap", "work", "pi", "", "API"] {
        check(&|q| q.filter.project = vec![project.to_owned()], "= 0 0 0 0 0");
    }
    check(&|q| q.filter.branch = vec!["main".to_owned()], "= 1 0 1 100 10");
    check(&|q| q.filter.branch = vec!["mai".to_owned(), "x".to_owned()], "= 0 0 0 0 0");
    check(&|q| q.filter.model = vec![OPUS.to_owned()], "= 3 1 2 111 32");
    check(&|q| q.filter.model = vec![OPUS.to_owned(), "claude-unheard-of-9".to_owned()], "= 4 1 2 1111 132");
    check(&|q| q.filter.provider = vec!["codex".to_owned()], "= 0 0 0 0 0");
    check(&|q| q.range.since = Some(at("2026-03-02T00:00:00Z")), "= 3 0 2 1110 130");
    check(&|q| q.range.until = Some(at("2026-03-02T00:00:00Z")), "= 1 1 1 1 2");
    check(&|q| q.range.since = Some(at("2026-03-02T00:07:00Z")), "= 3 0 2 1110 130");
    check(&|q| q.range.until = Some(at("2026-03-02T00:07:00Z")), "= 2 1 1 11 22");
}

#[test]
fn costs_are_exact_and_unknown_models_are_counted() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("a.db");
    sample(&path);
    let mut query = UsageQuery::new(GroupBy::Daily, Zone::UTC);
    query.keys.push(GroupBy::Model);
    let report = ask(&path, &query);
    // 111 input at $15 and 32 output at $75 a million.
    assert_eq!(report.total.cost_usd.to_string(), "0.004065");
    assert_eq!((report.total.unpriced_calls, report.total.reported_usd), (1, None));
    let second = report.rows.last().unwrap().breakdown.as_ref().unwrap();
    let by_model: Vec<_> =
        second.iter().map(|row| (row.key.as_str(), row.figures.calls, row.figures.unpriced_calls)).collect();
    assert_eq!(by_model, [(OPUS, 2, 0), ("claude-unheard-of-9", 1, 1)]);
}

#[test]
fn rows_are_sorted_and_cut_as_asked() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("a.db");
    sample(&path);
    for (key, direction, expected) in [
        (SortKey::Key, Direction::Descending, "claude-unheard-of-9"),
        (SortKey::Cost(CostMode::Computed), Direction::Descending, OPUS),
        (SortKey::Cost(CostMode::Computed), Direction::Ascending, "claude-unheard-of-9"),
        (SortKey::Tokens, Direction::Descending, "claude-unheard-of-9"),
        (SortKey::Calls, Direction::Descending, OPUS),
    ] {
        let mut query = UsageQuery::new(GroupBy::Model, Zone::UTC);
        query.sorts = vec![Sort { key, direction }];
        query.limit = Some(1);
        let report = ask(&path, &query);
        let keys: Vec<_> = report.rows.iter().map(|row| row.key.as_str()).collect();
        assert_eq!((keys, report.total.calls), (vec![expected], 4), "{key:?} {direction:?}");
    }
}

#[test]
fn a_tier_costs_what_the_list_of_its_day_says() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("a.db");
    let mut store = open(&path);
    let priority = |name: &str, when: &str| {
        let mut call = call(name, when, "s", usage(0, 1_000_000));
        call.sample.model = label("gpt-5.6-luna");
        call.sample.tier = Tier::Priority;
        call.into_event()
    };
    // The same session, on the last quarter of an hour at the earlier price and on the first at the later.
    write(&mut store, vec![priority("a", "2026-07-29T23:59:59Z"), priority("b", "2026-07-30T00:00:00Z")]);
    let report = ask(&path, &UsageQuery::new(GroupBy::Daily, Zone::UTC));
    let costs: Vec<_> = report.rows.iter().map(|row| row.figures.cost_usd.to_string()).collect();
    assert_eq!(costs, ["12.00", "2.40"]);
    assert_eq!(report.total.cost_usd.to_string(), "14.40");
}
