//! Blocks, weeks, budgets and limits, from what is stored.

use std::path::Path;
use std::time::Duration;

use scopeon_core::budget::{Budget, BudgetState};
use scopeon_core::event::{Event, LimitReading};
use scopeon_core::metrics::blocks::Span;
use scopeon_core::metrics::limits::LimitSeen;
use scopeon_core::metrics::{FidelityIndex, Reason};
use scopeon_core::pricing::PriceBook;
use scopeon_core::provider::{Coverage, EventStore as _, FactKind, Fidelity, ProviderInfo};
use scopeon_core::report::BlocksReport;
use scopeon_core::time::{Range, Timestamp, Zone};
use scopeon_store::{Filter, QueryContext, RecordOutcome, Retention, hand_over_limits, verify};

use crate::build::{
    AGENT, IntoEvent, at, batch, call, identity, label, main_session, open, read, session_id, usage, write,
};

const ABOUT: ProviderInfo = ProviderInfo::new(AGENT, "Claude Code", Coverage::PerCall).capabilities(&[
    (FactKind::Input, Fidelity::Exact),
    (FactKind::Output, Fidelity::Exact),
    (FactKind::Turns, Fidelity::Exact),
]);

/// What a test asks with: everything, in UTC.
pub(crate) struct Desk {
    filter: Filter,
    book: PriceBook,
    pub(crate) trust: FidelityIndex,
}

impl Desk {
    pub(crate) fn new() -> Self {
        Self { filter: Filter::default(), book: PriceBook::builtin(), trust: FidelityIndex::new([&ABOUT]) }
    }

    pub(crate) fn asked(&self, now: &str, since: Option<&str>) -> QueryContext<'_> {
        QueryContext {
            now: at(now),
            zone: Zone::UTC,
            range: Range { since: since.map(at), until: None },
            filter: &self.filter,
            book: &self.book,
            fidelity: &self.trust,
        }
    }
}

/// Makes a database with one call at each of those times, of a thousand prompt tokens and so of 1.5 cents.
fn with_calls(directory: &Path, times: &[&str]) -> std::path::PathBuf {
    let path = directory.join("a.db");
    let mut store = open(&path);
    let mut events = vec![main_session("s").into_event()];
    let calls = times.iter().enumerate();
    events.extend(calls.map(|(n, time)| call(&format!("c{n}"), time, "s", usage(1_000, 0)).into_event()));
    write(&mut store, events);
    path
}

/// `14 12:00-17:00 12:05..16:59 2` is a block of the 14th with two calls from 12:05 to 16:59.
fn shown(report: &BlocksReport) -> Vec<String> {
    let wall = |at: Timestamp| Zone::UTC.wall(at)[8..].to_owned();
    let clock = |at: Timestamp| Zone::UTC.wall(at)[11..].to_owned();
    let show = |span: &Span| match span {
        Span::Block(b) => format!(
            "{}-{} {}..{} {}",
            wall(b.start),
            clock(b.end),
            clock(b.first_at),
            clock(b.last_at),
            b.calls
        ),
        Span::Gap(gap) => format!("gap {}-{}", wall(gap.start), wall(gap.end)),
    };
    report.rows.iter().map(show).collect()
}

#[test]
fn blocks_are_those_of_the_calls_to_the_minute() {
    let directory = tempfile::tempdir().unwrap();
    // 12:05 to 17:05 is five hours and in the next block; from 17:07 to 22:08 is a pause of more than five hours.
    let times = [
        "2026-03-14T12:05:00Z",
        "2026-03-14T12:14:00Z",
        "2026-03-14T16:59:00Z",
        "2026-03-14T17:05:00Z",
        "2026-03-14T17:07:00Z",
        "2026-03-14T22:08:00Z",
        "2026-03-15T03:07:00Z",
    ];
    let path = with_calls(directory.path(), &times);
    let desk = Desk::new();
    let report =
        read(&path).blocks(&desk.asked("2026-03-15T03:30:00Z", Some("2026-03-14T00:00:00Z")), None).unwrap();
    assert_eq!(
        shown(&report),
        [
            "14 12:00-17:00 12:05..16:59 3",
            "14 17:00-22:00 17:05..17:07 2",
            "gap 14 22:07-14 22:08",
            "14 22:00-03:00 22:08..22:08 1",
            "15 03:00-08:00 03:07..03:07 1",
        ]
    );
    let active = report.active.unwrap();
    assert_eq!((active.block.start, active.outlook.left_ms), (at("2026-03-15T03:00:00Z"), 16_200_000));
    assert!(
        report.reconstruction && report.provenance.reasons().any(|reason| reason == Reason::Reconstructed)
    );
    assert_eq!(report.scope.providers, [AGENT]);
}

#[test]
fn a_block_that_began_before_the_range_is_whole() {
    let directory = tempfile::tempdir().unwrap();
    let path = with_calls(directory.path(), &["2026-03-13T22:30:00Z", "2026-03-14T01:00:00Z"]);
    let desk = Desk::new();
    let reader = read(&path);
    let whole =
        reader.blocks(&desk.asked("2026-03-14T20:00:00Z", Some("2026-03-14T00:00:00Z")), None).unwrap();
    assert_eq!(shown(&whole), ["13 22:00-03:00 22:30..01:00 2"]);
    assert_eq!(whole.active, None);
    let later =
        reader.blocks(&desk.asked("2026-03-20T20:00:00Z", Some("2026-03-18T00:00:00Z")), None).unwrap();
    assert_eq!(shown(&later), Vec::<String>::new());
}

#[test]
fn weeks_are_the_calendars_or_start_at_a_reset() {
    let directory = tempfile::tempdir().unwrap();
    // A Saturday, a Sunday and a Monday.
    let times = ["2026-03-14T12:00:00Z", "2026-03-15T12:00:00Z", "2026-03-16T12:00:00Z"];
    let path = with_calls(directory.path(), &times);
    let desk = Desk::new();
    let weeks = |reset: Option<&str>| -> Vec<(String, u64, String)> {
        let asked = desk.asked("2026-03-16T13:00:00Z", Some("2026-03-16T00:00:00Z"));
        let report = read(&path).blocks(&asked, reset.map(at)).unwrap();
        let week = |w: &scopeon_core::report::WeekRow| {
            (Zone::UTC.wall(w.since), w.sum.calls, w.sum.cost_usd.rounded(3))
        };
        report.weeks.iter().map(week).collect()
    };
    let row = |since: &str, calls: u64, cost: &str| (since.to_owned(), calls, cost.to_owned());
    assert_eq!(weeks(None), [row("2026-03-09 00:00", 2, "0.030"), row("2026-03-16 00:00", 1, "0.015")]);
    // A reset on a Sunday at nine, stated months later.
    let reset = Some("2026-06-14T09:00:00Z");
    assert_eq!(weeks(reset), [row("2026-03-08 09:00", 1, "0.015"), row("2026-03-15 09:00", 2, "0.030")]);
}

#[test]
fn days_and_weeks_are_the_zones_own_when_its_clock_changes() {
    let directory = tempfile::tempdir().unwrap();
    // Berlin's Sunday of 2026-03-29 has 23 hours: 22:30 UTC on Saturday is before it, 22:30 UTC on Sunday is Monday.
    let times =
        ["2026-03-28T22:30:00Z", "2026-03-28T23:30:00Z", "2026-03-29T21:30:00Z", "2026-03-29T22:30:00Z"];
    let path = with_calls(directory.path(), &times);
    let desk = Desk::new();
    let berlin = |now: &str| QueryContext {
        zone: "Europe/Berlin".parse().unwrap(),
        ..desk.asked(now, Some("2026-03-27T00:00:00Z"))
    };
    let reader = read(&path);
    let report = reader.blocks(&berlin("2026-03-30T10:00:00Z"), None).unwrap();
    let weeks: Vec<_> = report.weeks.iter().map(|week| (week.since, week.until, week.sum.calls)).collect();
    let edges = ["2026-03-22T23:00:00Z", "2026-03-29T22:00:00Z", "2026-04-05T22:00:00Z"].map(at);
    assert_eq!(weeks, [(edges[0], edges[1], 3), (edges[1], edges[2], 1)]);
    let daily = budget(r#"{"period": "daily", "usd": "0.03"}"#);
    let sunday = reader.budgets(&berlin("2026-03-29T21:45:00Z"), &[daily]).unwrap().rows[0].used;
    assert_eq!((sunday.since, sunday.until), (at("2026-03-28T23:00:00Z"), edges[1]));
    assert_eq!((sunday.spent_usd.rounded(3), sunday.elapsed_bp.bp()), ("0.030".to_owned(), 9_891)); // 22.75 of 23 hours
}

#[test]
fn an_empty_history_has_weeks_of_nothing_and_no_blocks() {
    let directory = tempfile::tempdir().unwrap();
    let path = with_calls(directory.path(), &[]);
    let desk = Desk::new();
    for since in [None, Some("2026-03-14T00:00:00Z")] {
        let report = read(&path).blocks(&desk.asked("2026-03-16T13:00:00Z", since), None).unwrap();
        assert_eq!((report.rows.len(), report.active), (0, None));
        assert_eq!(report.weeks.iter().map(|week| week.sum.calls).collect::<Vec<_>>(), [0, 0]);
    }
}

fn budget(text: &str) -> Budget {
    serde_json::from_str(text).unwrap()
}

#[test]
fn budgets_count_what_they_cover_in_their_period() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("a.db");
    let mut store = open(&path);
    let mut events = vec![main_session("s").into_event()];
    // 1.5 cents each: Sunday 15th, then twice on Monday 16th, of which one is of the shop.
    for (n, (time, project)) in [
        ("2026-03-15T12:00:00Z", "/w/app"),
        ("2026-03-16T08:00:00Z", "/w/shop"),
        ("2026-03-16T09:00:00Z", "/w/app"),
    ]
    .into_iter()
    .enumerate()
    {
        let mut call = call(&format!("c{n}"), time, "s", usage(1_000, 0));
        call.attribution.project = Some(label(project));
        events.push(call.into_event());
    }
    write(&mut store, events);
    let budgets = [
        budget(r#"{"period": "daily", "usd": "0.03"}"#),
        budget(r#"{"period": "weekly", "usd": "0.02"}"#),
        budget(r#"{"period": "monthly", "usd": "0.045"}"#),
        budget(r#"{"period": "daily", "usd": "10", "project": "shop"}"#),
        budget(r#"{"period": "daily", "usd": "10", "project": "nothing"}"#),
    ];
    let desk = Desk::new();
    let report = read(&path).budgets(&desk.asked("2026-03-16T12:00:00Z", None), &budgets).unwrap();
    let stand: Vec<_> =
        report.rows.iter().map(|row| (row.used.spent_usd.rounded(3), row.used.state)).collect();
    let expect = |spent: &str, state| (spent.to_owned(), state);
    assert_eq!(
        stand,
        [
            expect("0.030", BudgetState::Warn), // all of it
            expect("0.030", BudgetState::Over),
            expect("0.045", BudgetState::Warn),
            expect("0.015", BudgetState::Ok),
            expect("0.000", BudgetState::Ok),
        ]
    );
    assert_eq!(report.state, BudgetState::Over);
    // The weekly one was exceeded in the quarter of the second call of the week.
    assert_eq!(report.rows[1].used.exhausted_at, Some(at("2026-03-16T09:15:00Z")));
    let none = read(&path).budgets(&desk.asked("2026-03-16T12:00:00Z", None), &[]).unwrap();
    assert_eq!((none.state, none.rows.len()), (BudgetState::Ok, 0));
}

fn seen(window: &str, time: &str, used_bp: u32, resets: &str) -> LimitSeen {
    let (provider, minutes) = (label(AGENT), Some(300));
    let (used_bp, resets_at) = (Some(used_bp), Some(at(resets)));
    LimitSeen { provider, window: label(window), at: at(time), used_bp, minutes, resets_at }
}

#[test]
fn limits_are_the_newest_that_have_not_expired() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("a.db");
    let mut store = open(&path);
    // A log's own reading, and two that a status line hands over, the later one first.
    let mut logged = LimitReading::new(
        identity("limit", "a"),
        at("2026-03-16T10:00:00Z"),
        session_id("s"),
        label("five_hour"),
        1_000,
    );
    logged.resets_at = Some(at("2026-03-16T14:00:00Z"));
    write(&mut store, vec![main_session("s").into_event(), Event::Limit(logged)]);
    store.record_limits(&[seen("five_hour", "2026-03-16T12:00:00Z", 4_000, "2026-03-16T14:00:00Z")]).unwrap();
    store
        .record_limits(&[
            seen("five_hour", "2026-03-16T11:00:00Z", 2_000, "2026-03-16T14:00:00Z"),
            seen("seven_day", "2026-03-16T12:00:00Z", 100, "2026-03-19T00:00:00Z"),
        ])
        .unwrap();
    let desk = Desk::new();
    let limits = |now: &str| -> Vec<(String, u32)> {
        let report = read(&path).limits(&desk.asked(now, None)).unwrap();
        report.rows.iter().map(|limit| (limit.window.clone(), limit.used_bp)).collect()
    };
    let both = |five: u32| vec![("five_hour".to_owned(), five), ("seven_day".to_owned(), 100)];
    assert_eq!(limits("2026-03-16T12:30:00Z"), both(4_000));
    assert_eq!(
        limits("2026-03-16T10:30:00Z"),
        [("five_hour".to_owned(), 1_000)],
        "what was read later is not known"
    );
    assert_eq!(limits("2026-03-16T14:00:00Z"), both(0)[1..], "an expired window is none");
    assert_eq!(verify(&path).unwrap().problems, Vec::<String>::new());
}

#[test]
fn a_reading_that_repeats_the_last_one_only_moves_it() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("a.db");
    let mut store = open(&path);
    for (time, used) in [("10:00", 10), ("10:01", 10), ("10:02", 10), ("10:03", 20), ("10:04", 10)] {
        let reading = seen("five_hour", &format!("2026-03-16T{time}:00Z"), used, "2026-03-16T14:00:00Z");
        store.record_limits(&[reading]).unwrap();
    }
    let last = read(&path).last_limits(AGENT, at("2026-03-16T12:00:00Z")).unwrap();
    assert_eq!(last, [seen("five_hour", "2026-03-16T10:04:00Z", 10, "2026-03-16T14:00:00Z")]);
    let at_two = read(&path).last_limits(AGENT, at("2026-03-16T10:02:30Z")).unwrap();
    assert_eq!(at_two, [seen("five_hour", "2026-03-16T10:02:00Z", 10, "2026-03-16T14:00:00Z")]);
    assert!(read(&path).last_limits(AGENT, at("2026-03-16T10:01:30Z")).unwrap().is_empty(), "three were one");
    assert!(read(&path).last_limits("codex", at("2026-03-16T12:00:00Z")).unwrap().is_empty());
}

#[test]
fn a_window_that_is_said_to_be_none_is_kept_as_that() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("a.db");
    let mut store = open(&path);
    let logged = |minute: u32, used: Option<u32>| {
        let when = at(&format!("2026-03-16T10:{minute:02}:00Z"));
        let id = identity("limit", &format!("{minute}"));
        let mut reading = LimitReading::gone(id, when, session_id("s"), label("five_hour"));
        (reading.used_bp, reading.resets_at) = (used, Some(at("2026-03-16T14:00:00Z")));
        Event::Limit(reading)
    };
    write(
        &mut store,
        vec![main_session("s").into_event(), logged(10, Some(5)), logged(20, None), logged(30, Some(6))],
    );
    let handed =
        |time: &str, used_bp| LimitSeen { used_bp, ..seen("five_hour", time, 0, "2026-03-16T14:00:00Z") };
    for minute in [40, 41] {
        store.record_limits(&[handed(&format!("2026-03-16T10:{minute}:00Z"), None)]).unwrap();
    }
    let desk = Desk::new();
    let shown = |minute: u32| {
        let report = read(&path).limits(&desk.asked(&format!("2026-03-16T10:{minute}:30Z"), None)).unwrap();
        report.rows.iter().map(|limit| limit.used_bp).collect::<Vec<_>>()
    };
    assert_eq!([15, 25, 35, 45].map(shown), [vec![5], vec![], vec![6], vec![]]);
    let last = read(&path).last_limits(AGENT, at("2026-03-16T12:00:00Z")).unwrap();
    assert_eq!(last, [handed("2026-03-16T10:41:00Z", None)], "it is told as it was stated, once");
    assert_eq!(verify(&path).unwrap().problems, Vec::<String>::new());
}

#[test]
fn a_reading_by_a_clock_ahead_keeps_out_no_later_one() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("a.db");
    let mut store = open(&path);
    for (time, used) in
        [("2026-03-18T10:00:00Z", 90), ("2026-03-16T10:00:00Z", 10), ("2026-03-16T11:00:00Z", 20)]
    {
        store.record_limits(&[seen("five_hour", time, used, "2026-03-19T00:00:00Z")]).unwrap();
    }
    let last = read(&path).last_limits(AGENT, at("2026-03-16T12:00:00Z")).unwrap();
    assert_eq!(last, [seen("five_hour", "2026-03-16T11:00:00Z", 20, "2026-03-19T00:00:00Z")]);
    // When the time comes that the clock told, what was said since is still what was said last; and so is what a clock
    // far behind told.
    let used = |now: &str| read(&path).last_limits(AGENT, at(now)).unwrap()[0].used_bp;
    assert_eq!(used("2026-03-18T12:00:00Z"), Some(20));
    store.record_limits(&[seen("five_hour", "1970-01-01T00:10:00Z", 30, "2026-03-19T00:00:00Z")]).unwrap();
    assert_eq!(["2026-03-16T12:00:00Z", "2026-03-18T12:00:00Z"].map(used), [Some(30), Some(30)]);
}

#[test]
fn readings_handed_over_beside_the_writer_leave_what_it_remembers_right() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("a.db");
    let reading = |window: &str, minute: u32| {
        seen(window, &format!("2026-03-16T10:{minute:02}:00Z"), minute, "2026-03-16T14:00:00Z")
    };
    let logged = |window: &str, minute: u32| {
        let when = at(&format!("2026-03-16T10:{minute:02}:00Z"));
        let id = identity("limit", &format!("{window} {minute}"));
        Event::Limit(LimitReading::new(id, when, session_id("s"), label(window), minute))
    };
    let brief = Duration::from_millis(150);
    assert!(hand_over_limits(&path, &[reading("a", 1)], brief).is_err(), "no file is made");
    let mut writer = open(&path);
    write(&mut writer, vec![main_session("s").into_event(), logged("a", 1)]);
    // A window the writer has met, and two it meets afterwards.
    let told = [reading("a", 2), reading("b", 2), reading("c", 2)];
    assert_eq!(hand_over_limits(&path, &told, brief).unwrap(), RecordOutcome::Kept);
    write(&mut writer, vec![logged("b", 3), logged("a", 3)]);
    // While it is in the middle of a change, nothing is handed over, and nothing of it is lost.
    writer.apply(batch("/logs/a.jsonl", vec![logged("c", 4), logged("d", 4)])).unwrap();
    assert_eq!(hand_over_limits(&path, &[reading("d", 5)], brief).unwrap(), RecordOutcome::Skipped);
    writer.commit().unwrap();
    assert_eq!(hand_over_limits(&path, &[reading("d", 6)], brief).unwrap(), RecordOutcome::Kept);
    writer.close().unwrap();
    let last = read(&path).last_limits(AGENT, at("2026-03-16T12:00:00Z")).unwrap();
    let last: Vec<_> = last.iter().map(|limit| (limit.window.as_str(), limit.used_bp.unwrap())).collect();
    assert_eq!(last, [("a", 3), ("b", 3), ("c", 4), ("d", 6)]);
    assert_eq!(verify(&path).unwrap().problems, Vec::<String>::new());
}

#[test]
fn agents_whose_logs_hold_no_limits_are_named() {
    let directory = tempfile::tempdir().unwrap();
    let path = with_calls(directory.path(), &["2026-03-14T12:05:00Z"]);
    let desk = Desk::new();
    let asked = desk.asked("2026-03-14T13:00:00Z", None);
    assert_eq!(read(&path).limits(&asked).unwrap().unsupported, [AGENT]);
    open(&path)
        .record_limits(&[seen("five_hour", "2026-03-14T12:30:00Z", 1, "2026-03-14T15:00:00Z")])
        .unwrap();
    assert!(read(&path).limits(&asked).unwrap().unsupported.is_empty());
}

#[test]
fn what_is_forgotten_takes_its_limits_along() {
    let directory = tempfile::tempdir().unwrap();
    let path = with_calls(directory.path(), &[]);
    let mut store = open(&path);
    store.record_limits(&[seen("five_hour", "2026-03-14T12:30:00Z", 1, "2026-03-14T15:00:00Z")]).unwrap();
    store.compact(Retention::DeleteBefore(at("2026-03-15T00:00:00Z"))).unwrap();
    assert!(read(&path).last_limits(AGENT, at("2026-03-16T00:00:00Z")).unwrap().is_empty());
}
