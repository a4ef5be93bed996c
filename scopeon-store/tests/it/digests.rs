//! Digests: kept or not, and whatever is written in between, answers are the same.

use std::path::Path;
use std::sync::atomic::AtomicBool;

use proptest::prelude::*;
use scopeon_core::event::{Compaction, Event, HookRun, SkillUse, Trigger};
use scopeon_core::id::FactId;
use scopeon_core::input_fingerprint::InputFingerprint;
use scopeon_core::metrics::tools::ToolKind;
use scopeon_core::pricing::{PriceBook, PriceOverride, PriceRow};
use scopeon_core::time::{Range, Timestamp};
use scopeon_core::usage::Usage;
use scopeon_store::{CacheBy, Retention, Store, verify};

use crate::build::*;
use crate::figures::Question;

const START: i64 = 1_772_400_000_000; // 2026-03-01T21:20:00Z
const NOW: &str = "2026-03-10T00:00:00Z";
pub(crate) const KINDS: [ToolKind; 5] =
    [ToolKind::Tool, ToolKind::Mcp, ToolKind::Skill, ToolKind::Hook, ToolKind::SubAgent];
const SESSIONS: [&str; 3] = ["s0", "s1", "s2"];

fn instant(step: i64) -> Timestamp {
    // Two days, in steps of three minutes.
    Timestamp::from_millis(START + step * 180_000).unwrap()
}

fn session_name() -> impl Strategy<Value = &'static str> {
    proptest::sample::select(&SESSIONS[..])
}

fn call_event() -> impl Strategy<Value = Event> {
    let tokens = (0..3_u64, 0..60_u64, 0..4_u64, 0..2_u64);
    (0..12_u8, session_name(), 0..900_i64, tokens, 0..2_u8, proptest::option::of(0..2_u8)).prop_map(
        |(name, session, step, (input, read, short, long), model, place)| {
            let mut call = call(&format!("c{name}"), NOW, session, Usage::default());
            call.at = instant(step);
            call.sample.usage = Usage {
                input: input * 900,
                output: 50,
                cache_read: read * 4_000,
                cache_write_5m: short * 3_000,
                cache_write_1h: long * 2_000,
                ..Usage::default()
            };
            call.sample.context = call.sample.usage.prompt();
            call.sample.model = label([OPUS, "claude-haiku-4-5-20251001"][usize::from(model)]);
            call.attribution.turn = Some(turn_id(&format!("t{}", name / 2)));
            call.attribution.project = place.map(|place| label(&format!("/p/{place}")));
            call.into_event()
        },
    )
}

fn tool_event() -> impl Strategy<Value = Event> {
    let times = (proptest::option::of(0..900_i64), 0..50_i64);
    (0..12_u8, session_name(), times, 0..3_u16, proptest::option::of(any::<bool>()), 0..3_u8).prop_map(
        |(name, session, (start, length), mark, ok, kind)| {
            let mut tool = tool(&format!("o{name}"), session);
            tool.call = Some(call_id(&format!("c{name}")));
            tool.started = start.map(instant);
            tool.ended = start.map(|start| instant(start + length));
            tool.name = Some(label(["Read", "Bash", "mcp__hub__list"][usize::from(kind)]));
            tool.mcp = (kind == 2)
                .then(|| scopeon_core::event::McpName { server: label("hub"), tool: label("list") });
            tool.input_fingerprint = (mark > 0).then_some(InputFingerprint(mark));
            tool.ok = ok;
            tool.input_bytes = Some(u64::from(name) * 10);
            tool.output_bytes = Some(u64::from(name) * 9_000);
            tool.into_event()
        },
    )
}

fn other_event() -> impl Strategy<Value = Event> {
    (0..4_u8, session_name(), 0..900_i64, 0..4_u8).prop_map(|(name, session, step, kind)| {
        let (at, session) = (instant(step), session);
        let id: FactId = identity("fact", &format!("{kind}{name}"));
        match kind {
            0 => Event::Skill(SkillUse::new(id, at, session_id(session), label("a-skill"))),
            1 => Event::Hook(HookRun::new(id, at, session_id(session))),
            2 => {
                let mut compaction = Compaction::new(id, at, session_id(session), Trigger::Automatic);
                compaction.before = Some(u64::from(name) * 100_000);
                Event::Compaction(compaction)
            }
            _ => {
                let mut facts = sub_agent(session, "s0");
                facts.agent_type = Some(label("Explore"));
                facts.span = (Some(at), Some(at));
                facts.into_event()
            }
        }
    })
}

fn events() -> impl Strategy<Value = Vec<Event>> {
    let event = prop_oneof![4 => call_event(), 3 => tool_event(), 2 => other_event()];
    proptest::collection::vec(event, 1..40)
}

/// What agents write of each session: that it had records all the time.
fn sessions() -> Vec<Event> {
    let spanned = |name: &&str| {
        let mut facts = main_session(name);
        facts.span = (Some(instant(0)), Some(instant(950)));
        facts.into_event()
    };
    SESSIONS.iter().map(spanned).collect()
}

pub(crate) fn digest(store: &mut Store, question: &Question) -> u64 {
    store.aggregate_sessions(&question.range, &question.book, question.now, &AtomicBool::new(false)).unwrap()
}

/// What is answered from digests, as text.
fn answers(path: &Path, question: &Question) -> String {
    let (reader, asked) = (read(path), question.asked());
    let cache = reader.cache(&asked, Some(CacheBy::Model)).unwrap();
    let tools = reader.tools(&asked, &KINDS).unwrap();
    format!("{}\n{}", serde_json::to_string(&cache).unwrap(), serde_json::to_string(&tools).unwrap())
}

fn question(range: (Option<i64>, Option<i64>)) -> Question {
    let mut question = Question::at(NOW);
    question.range = Range { since: range.0.map(instant), until: range.1.map(instant) };
    question
}

fn cut() -> impl Strategy<Value = (Option<i64>, Option<i64>)> {
    (proptest::option::of(0..900_i64), proptest::option::of(0..900_i64))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn kept_or_computed_answers_are_the_same(parts in proptest::collection::vec((events(), cut()), 1..4), asked in cut()) {
        let directory = tempfile::tempdir().unwrap();
        let (kept, computed) = (directory.path().join("a.db"), directory.path().join("b.db"));
        let (mut store, mut plain) = (open(&kept), open(&computed));
        write(&mut store, sessions());
        write(&mut plain, sessions());
        let question = question(asked);
        for (events, range) in parts {
            write(&mut store, events.clone());
            digest(&mut store, &self::question(range));
            write(&mut plain, events);
            prop_assert_eq!(answers(&kept, &question), answers(&computed, &question));
        }
        digest(&mut store, &question);
        prop_assert_eq!(answers(&kept, &question), answers(&computed, &question));
        prop_assert_eq!(digest(&mut store, &question), 0);
        prop_assert_eq!(verify(&kept).unwrap().problems, Vec::<String>::new());
    }
}

pub(crate) fn sample(store: &mut Store) {
    let cached = |name: &str, minute: u32, read, written| {
        let when = format!("2026-03-02T10:{minute:02}:00Z");
        let usage = Usage { cache_read: read, cache_write_5m: written, output: 10, ..Usage::default() };
        let mut call = call(name, &when, "s", usage);
        call.sample.context = usage.prompt();
        call.into_event()
    };
    let used = |name: &str, mark| {
        let mut tool = tool(name, "s");
        tool.name = Some(label("Read"));
        tool.started = Some(at("2026-03-02T10:01:00Z"));
        (tool.ok, tool.input_fingerprint) = (Some(name != "o1"), Some(InputFingerprint(mark)));
        (tool.input_bytes, tool.output_bytes) = (Some(100), Some(50_000));
        tool.into_event()
    };
    let events = vec![
        main_session("s").into_event(),
        cached("c1", 0, 0, 20_000),
        cached("c2", 1, 20_000, 1_000),
        cached("c3", 2, 0, 21_000),        // loses 21,000
        cached("c4", 20, 0, 30_000),       // after 18 minutes
        cached("c5", 21, 30_000, 140_000), // 170,000 of 200,000, and never read
        used("o1", 7),
        used("o2", 7),
        used("o3", 8),
    ];
    write(store, events);
}

#[test]
fn figures_worked_out_by_hand() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("a.db");
    let mut store = open(&path);
    sample(&mut store);
    let question = Question::at(NOW);
    assert_eq!(digest(&mut store, &question), 1);
    let asked = question.asked();
    let cache = read(&path).cache(&asked, None).unwrap();
    assert_eq!((cache.busts.value, cache.busts_lost.value), (Some(1), Some(21_000)));
    // $15 a million: 21,000 × (18.75 − 1.5).
    assert_eq!(cache.busts_usd.value.unwrap().to_string(), "0.36225");
    // c3 read nothing of what c2 wrote, and of c3 and c5 nothing was read after them.
    assert_eq!((cache.unread.value, cache.unread_bp.value.unwrap().bp()), (Some(162_000), 7_642));
    let cold: Vec<_> = cache.cold_starts.iter().map(|one| (one.calls, one.prompt)).collect();
    assert_eq!(cold, [(1, 20_000), (1, 30_000)], "the first, and after a pause");
    let session = read(&path).session_cache("s", &asked).unwrap();
    assert_eq!(
        (session.total, session.unread, session.busts_usd),
        (cache.total, cache.unread, cache.busts_usd)
    );
    assert_eq!((session.session_cold_starts.len(), session.session_busts.len()), (2, 1));
    let tools = read(&path).tools(&asked, &[ToolKind::Tool]).unwrap();
    let tool = &tools.rows[0];
    assert_eq!((tool.uses, tool.failures, tool.repeats.value), (3, 1, Some(1)));
    assert_eq!((tool.input_bytes, tool.output_bytes, tools.total.failures_bp.bp()), (300, 150_000, 3_333));
}

#[test]
fn what_is_open_stays_stale_until_it_is_decided() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("a.db");
    let mut store = open(&path);
    sample(&mut store);
    let mut question = Question::at("2026-03-02T10:22:00Z");
    assert_eq!(digest(&mut store, &question), 0);
    let unread = |question: &Question| read(&path).cache(&question.asked(), None).unwrap().unread.value;
    assert_eq!(unread(&question), Some(22_000), "c5 may still be read");
    question.now = at("2026-03-02T11:30:00Z");
    assert_eq!(digest(&mut store, &question), 1);
    assert_eq!(unread(&question), Some(162_000));
}

#[test]
fn another_price_list_makes_other_digests() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("a.db");
    let mut store = open(&path);
    sample(&mut store);
    let mut question = Question::at(NOW);
    digest(&mut store, &question);
    let price = r#"{"model": "my-model", "input": "0.25", "output": 1.5, "window": 50000}"#;
    let price: PriceOverride = serde_json::from_str(price).unwrap();
    let with_builtin = answers(&path, &question);
    question.book = PriceBook::builtin().with_overrides(vec![PriceRow::try_from(price).unwrap()]);
    assert_eq!(answers(&path, &question), with_builtin, "computed as they are asked for");
    assert_eq!((digest(&mut store, &question), digest(&mut store, &question)), (1, 0));
    assert_eq!(answers(&path, &question), with_builtin);
    assert_eq!(verify(&path).unwrap().problems, Vec::<String>::new());
}

#[test]
fn forgetting_what_is_old_leaves_digests_right() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("a.db");
    let mut store = open(&path);
    sample(&mut store);
    let question = Question::at(NOW);
    digest(&mut store, &question);
    store.compact(Retention::DeleteBefore(at("2026-03-02T10:01:30Z"))).unwrap();
    let cache = read(&path).cache(&question.asked(), None).unwrap();
    assert_eq!((cache.busts.value, cache.cold_starts[0].prompt), (Some(0), 21_000), "c3 is the first now");
    assert_eq!(digest(&mut store, &question), 1);
    assert_eq!(verify(&path).unwrap().problems, Vec::<String>::new());
}

#[test]
fn of_many_sessions_only_those_of_the_range_are_digested() {
    let directory = tempfile::tempdir().unwrap();
    let (kept, computed) = (directory.path().join("a.db"), directory.path().join("b.db"));
    // 200 sessions, one every twelve hours.
    let events: Vec<Event> = (0..200_i64)
        .flat_map(|number| {
            let (name, at) = (format!("s{number}"), instant(number * 240));
            let mut facts = main_session(&name);
            facts.span = (Some(at), Some(at));
            let mut call = call(&format!("c{number}"), NOW, &name, usage(5_000, 10));
            call.at = at;
            let mut tool = tool(&format!("o{number}"), &name);
            (tool.started, tool.name) = (Some(at), Some(label("Read")));
            [facts.into_event(), call.into_event(), tool.into_event()]
        })
        .collect();
    let (mut store, mut plain) = (open(&kept), open(&computed));
    write(&mut store, events.clone());
    write(&mut plain, events);
    let mut question = question((Some(100 * 240), Some(110 * 240)));
    question.now = at("2026-08-01T00:00:00Z");
    let uses = |path: &Path| read(path).tools(&question.asked(), &KINDS).unwrap().total.uses;
    assert_eq!((uses(&kept), uses(&computed)), (11, 11), "quarters are taken whole");
    let stopped = store
        .aggregate_sessions(&question.range, &question.book, question.now, &AtomicBool::new(true))
        .unwrap();
    assert_eq!(stopped, 0, "whoever stops keeps what is done and goes on later");
    // A day more at both ends, since tools can lie outside of their session's calls.
    assert_eq!((digest(&mut store, &question), digest(&mut store, &question)), (15, 0));
    assert_eq!(answers(&kept, &question), answers(&computed, &question));
    let mut all = Question::at("2026-08-01T00:00:00Z");
    all.range.until = Some(instant(50 * 240));
    assert_eq!(answers(&kept, &all), answers(&computed, &all));
    all.range.until = None;
    assert_eq!((digest(&mut store, &all), digest(&mut store, &all)), (185, 0));
    assert_eq!(answers(&kept, &all), answers(&computed, &all));
    let late = vec![call("new", "2026-03-02T10:00:00Z", "s1", usage(7, 7)).into_event()];
    write(&mut store, late.clone());
    write(&mut plain, late);
    assert_eq!(answers(&kept, &all), answers(&computed, &all));
    assert_eq!(digest(&mut store, &all), 1);
}

#[test]
fn a_wrong_digest_is_a_finding() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("a.db");
    let mut store = open(&path);
    sample(&mut store);
    digest(&mut store, &Question::at(NOW));
    store.close().unwrap();
    let report = verify(&path).unwrap();
    assert_eq!((report.digests, report.problems), (1, Vec::new()));
    for damage in [
        "UPDATE digest SET last = last + 1",
        "UPDATE digest SET sums = x'00'",
        "UPDATE digest SET sums = x'ff01'",
        "UPDATE digest SET project = project + 1",
        "DELETE FROM digest",
    ] {
        let copy = directory.path().join("copy.db");
        std::fs::copy(&path, &copy).unwrap();
        let conn = rusqlite::Connection::open(&copy).unwrap();
        conn.pragma_update(None, "foreign_keys", false).unwrap();
        conn.execute(damage, []).unwrap();
        let problems = verify(&copy).unwrap().problems;
        assert_eq!(problems.len(), 1, "{damage}: {problems:?}");
    }
}

#[test]
fn an_empty_history_is_all_zero() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("a.db");
    let mut store = open(&path);
    let question = Question::at(NOW);
    assert_eq!(digest(&mut store, &question), 0);
    let asked = question.asked();
    let cache = read(&path).cache(&asked, Some(CacheBy::Provider)).unwrap();
    assert_eq!((cache.total.prompt, cache.unread.value, cache.rows.len()), (0, Some(0), 0));
    assert_eq!(read(&path).session_cache("latest", &asked).unwrap().busts.value, Some(0));
    assert!(read(&path).tools(&asked, &KINDS).unwrap().rows.is_empty());
    assert!(read(&path).session_cache("nobody", &asked).is_err());
}
