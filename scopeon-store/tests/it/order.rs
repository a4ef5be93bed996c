//! The law of order: whatever order the same facts come in, however often, however they are split into
//! batches and commits, every answer is the same.

use proptest::prelude::*;
use scopeon_core::event::{Covers, Event, Finish, HookRun, Origin, SkillUse, Totals, Witness};
use scopeon_core::id::FactId;
use scopeon_core::input_fingerprint::InputFingerprint;
use scopeon_core::money::PicoUsd;
use scopeon_core::provider::EventStore;
use scopeon_core::time::Timestamp;
use scopeon_core::usage::Usage;

use crate::build::*;
use crate::dump::dump;

const SESSIONS: [&str; 4] = ["s0", "s1", "s2", "s3"];

fn instant() -> impl Strategy<Value = Timestamp> {
    // Two days, in steps of seven minutes.
    (0..400_i64).prop_map(|step| Timestamp::from_millis(1_772_400_000_000 + step * 420_000).unwrap())
}

fn session_name() -> impl Strategy<Value = &'static str> {
    proptest::sample::select(&SESSIONS[..])
}

fn call_event() -> impl Strategy<Value = Event> {
    let who =
        (0..6_u8, session_name(), proptest::option::of(0..3_u8), 0..3_u8, proptest::option::of(0..2_u8));
    let what = (0..4_u64, 0..3_u64, 0..2_u64, instant(), 0..2_u8);
    (who, what).prop_map(|((name, session, turn, origin, place), (input, output, searches, at, model))| {
        let mut call = call(&format!("c{name}"), "2026-03-01T00:00:00Z", session, Usage::default());
        call.at = at;
        call.attribution.turn = turn.map(|turn| turn_id(&format!("t{turn}")));
        call.attribution.origin = [Origin::Direct, Origin::Fork, Origin::Replay][usize::from(origin)];
        call.attribution.project = place.map(|place| label(&format!("/p/{place}")));
        call.attribution.branch = place.map(|place| label(&format!("b{place}")));
        call.sample.origin = call.attribution.origin;
        call.sample.usage =
            Usage { input: input * 100_000, output, web_searches: searches, ..Usage::default() };
        call.sample.model = label([OPUS, "claude-unheard-of-9"][usize::from(model)]);
        call.sample.finish = [Finish::Unknown, Finish::Unfinished, Finish::Final][usize::from(name % 3)];
        call.into_event()
    })
}

fn tool_event() -> impl Strategy<Value = Event> {
    (0..4_u8, session_name(), proptest::option::of(0..6_u8), proptest::option::of(0..3_u64), any::<bool>())
        .prop_map(|(name, session, call, searches, ok)| {
            let mut tool = tool(&format!("o{name}"), session);
            tool.call = call.map(|call| call_id(&format!("c{call}")));
            tool.searches = searches;
            tool.name = ok.then(|| label("WebSearch"));
            tool.ok = Some(ok);
            tool.input_fingerprint =
                searches.map(|number| InputFingerprint(u16::MAX - u16::try_from(number).unwrap()));
            tool.into_event()
        })
}

fn session_event() -> impl Strategy<Value = Event> {
    (session_name(), proptest::option::of(session_name()), any::<bool>(), instant()).prop_map(
        |(name, parent, is_agent, at)| {
            let mut facts = if is_agent { sub_agent(name, "s0") } else { main_session(name) };
            facts.parent = parent.map(session_id);
            facts.span = (Some(at), Some(at));
            facts.branch = Some((at, label(&format!("b{}", at.millis() % 3))));
            facts.into_event()
        },
    )
}

fn other_event() -> impl Strategy<Value = Event> {
    (0..3_u8, session_name(), instant(), 0..4_u8).prop_map(|(name, session, at, kind)| {
        let id: FactId = identity("fact", &format!("{kind}{name}"));
        match kind {
            0 => Event::Skill(SkillUse::new(id, at, session_id(session), label("a-skill"))),
            1 => Event::Hook(HookRun::new(id, at, session_id(session))),
            2 => turn(&format!("t{name}"), "2026-03-01T10:00:00Z", session),
            _ => {
                let mut turn =
                    scopeon_core::event::Turn::new(turn_id(&format!("t{name}")), at, owner(session));
                turn.duration_ms = Some(at.millis().unsigned_abs() % 7);
                Event::Turn(turn)
            }
        }
    })
}

/// A total of calls, or an exported response; its identity is never a call's.
fn rest_event() -> impl Strategy<Value = Event> {
    (0..6_u8, call_event(), proptest::option::of(0..60_i128)).prop_map(|(name, event, cost)| {
        let Event::Call(mut total) = event else { unreachable!("calls are made above") };
        total.id = call_id(&format!("r{name}"));
        if name > 3 {
            total.sample.origin = Origin::Export;
        }
        total.reported = cost.map(PicoUsd::from_pico);
        Event::Residual(total)
    })
}

/// What an agent says of a session: of all it did, of one model, more than the calls or the same.
fn witness_event() -> impl Strategy<Value = Event> {
    let stated = (0..1_000_000_u64, 0..9_u64, proptest::option::of(0..4_u64));
    (0..4_u8, session_name(), instant(), stated, 0..3_u8, any::<bool>()).prop_map(
        |(name, session, at, (input, output, searches), model, is_beyond)| {
            let mut totals = Totals::default();
            (totals.input, totals.output, totals.web_searches) = (Some(input), Some(output), searches);
            (totals.cache_read, totals.cache_write) = (Some(0), Some(output));
            let id: FactId = identity("witness", &format!("{name}"));
            let mut witness = Witness::new(id, at, session_id(session), totals);
            let models = [None, Some("claude-opus-4-1[1m]"), Some("claude-haiku-4-5")];
            witness.model = models[usize::from(model)].map(label);
            witness.covers = if name == 0 { Covers::Run } else { Covers::Session };
            Event::Witness(Box::new(if is_beyond { witness.beyond() } else { witness }))
        },
    )
}

fn events() -> impl Strategy<Value = Vec<Event>> {
    let event = prop_oneof![4 => call_event(), 3 => rest_event(), 2 => tool_event(), 2 => session_event(), 1 => other_event(), 2 => witness_event()];
    proptest::collection::vec(event, 1..40)
}

fn written(batches: &[(Vec<Event>, bool)]) -> String {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("a.db");
    let mut store = open(&path);
    for (events, commits) in batches {
        store.apply(batch("/logs/a.jsonl", events.clone())).unwrap();
        if *commits {
            store.commit().unwrap();
        }
    }
    store.close().unwrap();
    dump(&path)
}

/// The same facts in another order, some of them twice, split at random.
fn replayed(events: Vec<Event>) -> impl Strategy<Value = (Vec<Event>, Vec<(Vec<Event>, bool)>)> {
    let count = events.len();
    let extra = proptest::collection::vec(0..count, 0..10);
    let cuts = proptest::collection::vec((1..6_usize, any::<bool>()), count + 10);
    let original = events.clone();
    (extra, cuts)
        .prop_flat_map(move |(extra, cuts)| {
            let mut all = events.clone();
            all.extend(extra.into_iter().map(|place| events[place].clone()));
            (Just(all).prop_shuffle(), Just(cuts))
        })
        .prop_map(move |(mut all, cuts)| {
            let mut batches = Vec::new();
            for (length, commits) in cuts {
                let rest = all.split_off(length.min(all.len()));
                batches.push((std::mem::replace(&mut all, rest), commits));
            }
            (original.clone(), batches)
        })
}

/// Where two dumps begin to differ.
fn difference(one: &str, other: &str) -> String {
    let Some((one, other)) = one.lines().zip(other.lines()).find(|(one, other)| one != other) else {
        return "one has more lines".to_owned();
    };
    let same = one.bytes().zip(other.bytes()).take_while(|(one, other)| one == other).count();
    let around = |text: &str| {
        let bytes = &text.as_bytes()[same.saturating_sub(300)..text.len().min(same + 100)];
        String::from_utf8_lossy(bytes).into_owned()
    };
    format!("{}\n\n{}", around(one), around(other))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 128, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_order_and_any_split_answer_the_same((events, batches) in events().prop_flat_map(replayed)) {
        let (at_once, in_parts) = (written(&[(events, true)]), written(&batches));
        prop_assert!(at_once == in_parts, "{}", difference(&at_once, &in_parts));
    }
}
