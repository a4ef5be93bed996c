//! Sessions: the list, one in full, finding one by its id, what is live.

use proptest::prelude::*;
use scopeon_core::event::{ApiError, Compaction, Event, HookRun, McpName, Origin, SkillUse, Trigger};
use scopeon_core::metrics::context::Because;
use scopeon_core::metrics::cost::CostMode;
use scopeon_core::pricing::PriceBook;
use scopeon_core::report::{SessionDetail, StatusReport};
use scopeon_core::time::{Range, Zone};
use scopeon_store::{Direction, SessionsQuery, SessionsSort, SortKey, StoreError};

use crate::build::*;
use crate::figures::ask;

fn sample(path: &std::path::Path) {
    let mut main = main_session("aaaa-1");
    main.span = (Some(at("2026-03-01T09:00:00Z")), Some(at("2026-03-01T11:30:00Z")));
    main.branch = Some((at("2026-03-01T09:00:00Z"), label("main")));
    let mut agent = sub_agent("agent-7", "aaaa-1");
    agent.agent_type = Some(label("Explore"));
    let mut used = tool("o1", "aaaa-1");
    used.name = Some(label("Bash"));
    used.call = Some(call_id("c1"));
    used.started = Some(at("2026-03-01T10:00:01Z"));
    used.ended = Some(at("2026-03-01T10:00:03Z"));
    used.input_bytes = Some(10);
    used.ok = Some(false);
    let mut mcp = tool("o2", "agent-7");
    mcp.name = Some(label("mcp__db__query"));
    mcp.mcp = Some(McpName { server: label("db"), tool: label("query") });
    let mut failure = ApiError::new(identity("fact", "e1"), at("2026-03-01T10:00:00Z"), session_id("aaaa-1"));
    failure.retry = Some(1);
    let mut compaction = Compaction::new(
        identity("fact", "k"),
        at("2026-03-01T10:20:00Z"),
        session_id("aaaa-1"),
        Trigger::Automatic,
    );
    compaction.before = Some(150_000);
    let events = vec![
        main.into_event(),
        agent.into_event(),
        main_session("aabb-2").into_event(),
        turn("t1", "2026-03-01T10:00:00Z", "aaaa-1"),
        in_turn(call("c1", "2026-03-01T10:00:00Z", "aaaa-1", usage(1000, 10)), "t1"),
        in_turn(call("c2", "2026-03-01T10:01:00Z", "agent-7", usage(500, 5)), "t1"),
        call("c3", "2026-03-01T11:00:00Z", "aabb-2", usage(9, 9)).into_event(),
        used.into_event(),
        mcp.into_event(),
        Event::ApiError(failure),
        Event::ApiError(ApiError::new(
            identity("fact", "e2"),
            at("2026-03-01T10:00:00Z"),
            session_id("agent-7"),
        )),
        Event::Compaction(compaction),
        Event::Skill(SkillUse::new(
            identity("fact", "sk"),
            at("2026-03-01T10:00:00Z"),
            session_id("aaaa-1"),
            label("pdf"),
        )),
        Event::Hook(HookRun::new(identity("fact", "h"), at("2026-03-01T10:00:00Z"), session_id("aaaa-1"))),
    ];
    let mut store = open(path);
    write(&mut store, events);
    store.close().unwrap();
}

fn detail(path: &std::path::Path, prefix: &str) -> Result<SessionDetail, StoreError> {
    read(path).session(prefix, now(), (Zone::UTC, &PriceBook::builtin()))
}

#[test]
fn the_list_holds_sub_agents_in_their_session() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("a.db");
    sample(&path);
    let book = PriceBook::builtin();
    let report = read(&path).sessions(&SessionsQuery::new(Zone::UTC), &book).unwrap();
    let rows: Vec<_> = report.rows.iter().map(|s| (s.id.as_str(), s.figures.calls, s.sub_agents)).collect();
    assert_eq!(rows, [("aaaa-1", 2, 1), ("aabb-2", 1, 0)]);
    assert_eq!((report.total.calls, report.total.sessions), (3, 2));
    let first = &report.rows[0];
    assert_eq!(first.first_at, Some(at("2026-03-01T09:00:00Z")));
    assert_eq!(first.last_at, Some(at("2026-03-01T11:30:00Z")));
    assert_eq!(first.forked_from, None);
    assert_eq!((first.branch.as_deref(), first.models.as_slice()), (Some("main"), &[OPUS.to_owned()][..]));
    let mut query = SessionsQuery::new(Zone::UTC);
    query.sort = SessionsSort::By(SortKey::Calls, Direction::Ascending);
    query.limit = Some(1);
    assert_eq!(read(&path).sessions(&query, &book).unwrap().rows[0].id, "aabb-2");
    query.range = Range { since: Some(at("2026-03-01T12:00:00Z")), until: None };
    assert!(read(&path).sessions(&query, &book).unwrap().rows.is_empty());
}

#[test]
fn one_session_in_full() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("a.db");
    sample(&path);
    let detail = detail(&path, "aaaa").unwrap();
    let calls: Vec<_> = detail.calls.iter().map(|c| (c.sub_agent.as_deref(), c.context, c.tools)).collect();
    assert_eq!(calls, [(None, Some(1000), Some(1)), (Some("agent-7"), Some(500), None)]);
    assert_eq!(detail.partial_calls, 0);
    let tools: Vec<_> =
        detail.tools.iter().map(|t| (t.name.as_str(), t.uses, t.failures, t.duration_ms)).collect();
    assert_eq!(tools, [("Bash", 1, 1, 2000)]);
    assert_eq!((detail.mcp[0].name.as_str(), detail.mcp.len()), ("db/query", 1));
    assert_eq!((detail.skills[0].name.as_str(), detail.hooks[0].name.as_str()), ("pdf", "(unknown)"));
    let agent = &detail.sub_agents[0];
    assert_eq!(
        (agent.id.as_str(), agent.agent_type.as_deref(), agent.figures.calls),
        ("agent-7", Some("Explore"), 1)
    );
    assert_eq!(
        (detail.compactions[0].trigger.as_str(), detail.compactions[0].before),
        ("automatic", Some(150_000))
    );
    assert_eq!((detail.api_retries, detail.api_errors), (1, 1));
    let sum: scopeon_core::money::PicoUsd = detail.calls.iter().filter_map(|call| call.cost_usd).sum();
    assert_eq!(detail.session.figures.cost_usd, sum);
    assert_eq!(detail.session.figures.turns, 1);
}

#[test]
fn a_session_is_found_by_the_start_of_its_id() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("a.db");
    sample(&path);
    for (prefix, id) in [("aaaa-1", "aaaa-1"), ("aab", "aabb-2"), ("latest", "aaaa-1"), ("agent-7", "aaaa-1")]
    {
        assert_eq!(detail(&path, prefix).unwrap().session.id, id, "{prefix}");
    }
    match detail(&path, "aa") {
        Err(StoreError::AmbiguousSession { candidates }) => assert_eq!(candidates, ["aaaa-1", "aabb-2"]),
        other => panic!("{other:?}"),
    }
    match detail(&path, "aabx") {
        Err(StoreError::UnknownSession { near }) => assert_eq!(near, ["aabb-2"]),
        other => panic!("{other:?}"),
    }
    assert!(matches!(detail(&path, "%"), Err(StoreError::UnknownSession { near }) if near.is_empty()));
}

#[test]
fn a_session_is_live_for_ten_minutes() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("a.db");
    sample(&path);
    let status = |now: &str| -> StatusReport { ask(&path, now, |reader, asked| reader.status(asked, &[])) };
    let now = status("2026-03-01T11:40:00Z");
    let live = now.live.unwrap();
    assert_eq!(
        (live.session.id.as_str(), live.session.figures.calls, live.context),
        ("aaaa-1", 2, Some(1000))
    );
    assert_eq!((live.model.as_deref(), live.window), (Some(OPUS), Some(200_000)));
    assert_eq!((now.today.calls, now.this_week.calls, now.this_month.calls), (3, 3, 3));
    let later = status("2026-03-02T11:40:00Z");
    assert_eq!(
        (later.live, later.today.calls, later.this_week.calls, later.this_month.calls),
        (None, 0, 0, 3)
    );
    assert!(status("2026-03-01T11:40:01Z").live.is_none());
    assert!(status("2026-02-28T11:30:00Z").live.is_none(), "what claims the future is not live");
}

/// A session of the history below: the minutes of its record's end, of its calls, and of its sub-agent's calls.
type Spell = (Option<u32>, Vec<u32>, Vec<u32>);

fn minute(minute: u32) -> String {
    format!("2026-03-{:02}T{:02}:{:02}:00Z", 1 + minute / 1_440, minute / 60 % 24, minute % 60)
}

fn history(spells: &[Spell]) -> Vec<Event> {
    let mut events = Vec::new();
    for (n, (ended, own, agents)) in spells.iter().enumerate() {
        let (name, agent) = (format!("s{n}"), format!("a{n}"));
        let mut main = main_session(&name);
        main.span = (ended.map(|_| at(&minute(0))), ended.map(|ended| at(&minute(ended))));
        events.push(main.into_event());
        events.push(sub_agent(&agent, &name).into_event());
        for (session, minutes) in [(&name, own), (&agent, agents)] {
            let calls = minutes.iter().enumerate();
            events.extend(calls.map(|(c, at)| {
                call(&format!("{session} {c}"), &minute(*at), session, usage(u64::from(*at), 1)).into_event()
            }));
        }
    }
    events
}

fn spells() -> impl Strategy<Value = Vec<Spell>> {
    let minutes = || prop::collection::vec((0..6_u32).prop_map(|step| step * 1_000), 0..3);
    prop::collection::vec(
        (prop::option::of((0..7_u32).prop_map(|step| step * 1_000)), minutes(), minutes()),
        1..9,
    )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    /// However a list is ordered, its first rows are those of the whole list, and its total is that of all.
    #[test]
    fn the_first_sessions_are_those_of_all(spells in spells(), days in (0..4_u32, 1..7_u32)) {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("a.db");
        write(&mut open(&path), history(&spells));
        let (reader, book) = (read(&path), PriceBook::builtin());
        let numbers = [SortKey::Key, SortKey::Cost(CostMode::Computed), SortKey::Tokens, SortKey::Calls];
        let by = numbers.into_iter().flat_map(|key| {
            [Direction::Ascending, Direction::Descending].map(|direction| SessionsSort::By(key, direction))
        });
        let edge = |day: u32| Some(at(&minute(day * 1_440)));
        let ranges = [Range::default(), Range { since: edge(days.0), until: edge(days.1) }];
        for (sort, range) in by.chain([SessionsSort::Activity]).flat_map(|sort| ranges.map(|range| (sort, range))) {
            let query = SessionsQuery { sort, range, ..SessionsQuery::new(Zone::UTC) };
            let all = reader.sessions(&query, &book).unwrap();
            for limit in [1, 2, 4, 20] {
                let first = reader.sessions(&SessionsQuery { limit: Some(limit), ..query.clone() }, &book).unwrap();
                prop_assert_eq!(&first.total, &all.total);
                prop_assert_eq!(&first.rows[..], &all.rows[..limit.min(all.rows.len())], "{:?}", sort);
            }
        }
    }
}

/// The output of a response, whose input only a total tells, is a part of a call and says nothing of the context.
#[test]
fn a_response_told_in_part_has_no_context() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("a.db");
    let part = |name: &str, when: &str, input, output| {
        let mut part = call(name, when, "s", usage(input, output));
        part.sample.context = 0;
        Event::Residual(Box::new(part))
    };
    let mut span = call("span", "2026-03-01T10:05:00Z", "s", usage(700, 0));
    span.sample.origin = Origin::Export;
    span.sample.model = label("claude-unheard-of-9");
    let mut store = open(&path);
    let parts = [
        part("r1", "2026-03-01T10:00:00Z", 0, 5),
        part("leg", "2026-03-01T10:10:00Z", 900, 0),
        Event::Residual(Box::new(span)),
    ];
    write(&mut store, [vec![main_session("s").into_event()], parts.into()].concat());
    let detail = detail(&path, "s").unwrap();
    let contexts: Vec<_> = detail.calls.iter().map(|call| call.context).collect();
    assert_eq!((detail.partial_calls, contexts), (2, vec![None, Some(700), None]));
    let now = "2026-03-01T10:10:30Z";
    let context = ask(&path, now, |reader, asked| reader.context("s", asked));
    assert_eq!((context.outlook.occupancy.value, context.outlook.calls_left.value), (None, None));
    assert_eq!(context.advice.because, Because::OccupancyUnknown);
    assert_eq!(context.steps.iter().map(|step| step.occupancy).collect::<Vec<_>>(), [700]);
    let status = ask(&path, now, |reader, asked| reader.status(asked, &[]));
    assert_eq!(status.live.unwrap().context, None);
}
