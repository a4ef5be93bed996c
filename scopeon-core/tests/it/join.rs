//! The laws of joining: any order, any grouping, any repetition of sightings gives the same fact.

use proptest::option;
use proptest::prelude::*;
use scopeon_core::event::{
    ApiError, Attribution, Call, Compaction, Finish, HookRun, LimitReading, Origin, SessionFacts,
    SessionKind, SkillUse, ToolCall, Trigger, Turn, UsageSample,
};
use scopeon_core::id::{CallId, FactId, Identity, SessionId, ToolId, TurnId};
use scopeon_core::input_fingerprint::InputFingerprint;
use scopeon_core::label::Label;
use scopeon_core::money::PicoUsd;
use scopeon_core::pricing::{Geo, Tier};
use scopeon_core::time::Timestamp;
use scopeon_core::usage::Usage;

fn id<T: From<Identity>>(number: u64) -> T {
    Identity::builder("test").number(number).finish().into()
}

fn label(text: &str) -> Label {
    Label::new(text).unwrap()
}

fn instant() -> impl Strategy<Value = Timestamp> {
    (0_i64..5).prop_map(|second| Timestamp::from_seconds(1_790_000_000 + second).unwrap())
}

fn name() -> impl Strategy<Value = Label> {
    prop_oneof![Just("a"), Just("b"), Just("c")].prop_map(label)
}

fn origin() -> impl Strategy<Value = Origin> {
    prop_oneof![Just(Origin::Direct), Just(Origin::Fork), Just(Origin::Replay), Just(Origin::Export)]
}

prop_compose! {
    fn usage()(input in 0_u64..3, output in 0_u64..3, cache_read in 0_u64..2, reasoning in 0_u64..2) -> Usage {
        Usage { input, output, cache_read, reasoning, ..Usage::default() }
    }
}

prop_compose! {
    fn reading()(
        usage in usage(), model in name(), origin in origin(),
        fast in any::<bool>(), us in any::<bool>(), done in any::<bool>(), context in 0_u64..2,
    ) -> UsageSample {
        let mut reading = UsageSample::new(model, usage);
        reading.origin = origin;
        reading.tier = if fast { Tier::Fast } else { Tier::Standard };
        reading.geo = if us { Geo::Us } else { Geo::Global };
        reading.finish = if done { Finish::Final } else { Finish::Unfinished };
        reading.context = context;
        reading
    }
}

prop_compose! {
    fn owner()(
        origin in origin(), birth in proptest::option::of(instant()), session in 0_u64..3,
        turn in proptest::option::of(0_u64..2), project in proptest::option::of(name()),
        branch in proptest::option::of(name()),
    ) -> Attribution {
        let mut owner = Attribution::new(id::<SessionId>(session));
        owner.origin = origin;
        owner.birth = birth;
        owner.turn = turn.map(id::<TurnId>);
        owner.project = project;
        owner.branch = branch;
        owner
    }
}

prop_compose! {
    fn call()(
        at in instant(), reading in reading(), owner in owner(), reported in proptest::option::of(0_i128..3),
        window in proptest::option::of(0_u64..3), skill in proptest::option::of(name()),
        effort in proptest::option::of(name()),
    ) -> Call {
        let mut call = Call::new(id::<CallId>(1), at, reading, owner);
        call.reported = reported.map(PicoUsd::from_pico);
        call.window = window;
        call.skill = skill;
        call.effort = effort;
        call
    }
}

prop_compose! {
    fn tool()(
        owner in owner(), name_ in proptest::option::of(name()), started in proptest::option::of(instant()),
        ended in proptest::option::of(instant()), sizes in proptest::option::of(0_u64..3),
        ok in proptest::option::of(any::<bool>()), searches in proptest::option::of(0_u64..3),
        mark in proptest::option::of(0_u16..3),
    ) -> ToolCall {
        let mut tool = ToolCall::new(id::<ToolId>(1), owner);
        tool.name = name_;
        tool.started = started;
        tool.ended = ended;
        tool.input_bytes = sizes;
        tool.output_bytes = sizes;
        tool.ok = ok;
        tool.searches = searches;
        tool.input_fingerprint = mark.map(InputFingerprint);
        tool
    }
}

prop_compose! {
    fn session()(
        key in name(), sub in any::<bool>(), parent in proptest::option::of(0_u64..3),
        project in proptest::option::of((instant(), name())), version in proptest::option::of((instant(), name())),
        first in proptest::option::of(instant()), last in proptest::option::of(instant()),
    ) -> SessionFacts {
        let kind = if sub { SessionKind::SubAgent } else { SessionKind::Main };
        let mut facts = SessionFacts::new(id::<SessionId>(1), key, kind);
        facts.parent = parent.map(id::<SessionId>);
        facts.project = project;
        facts.version = version;
        facts.span = (first, last);
        facts
    }
}

prop_compose! {
    fn turn()(at in instant(), owner in owner(), source in proptest::option::of(name()), ms in proptest::option::of(0_u64..3)) -> Turn {
        let mut turn = Turn::new(id::<TurnId>(1), at, owner);
        turn.source = source;
        turn.duration_ms = ms;
        turn
    }
}

prop_compose! {
    fn skill()(at in instant(), session in 0_u64..3, call in option::of(0_u64..3), name in name()) -> SkillUse {
        let mut skill = SkillUse::new(id::<FactId>(1), at, id::<SessionId>(session), name);
        skill.call = call.map(id::<CallId>);
        skill
    }
}

prop_compose! {
    fn hook()(
        at in instant(), session in 0_u64..3, event in option::of(name()), name in option::of(name()),
        ms in option::of(0_u64..3), ok in option::of(any::<bool>()),
    ) -> HookRun {
        let mut hook = HookRun::new(id::<FactId>(1), at, id::<SessionId>(session));
        hook.event = event;
        hook.name = name;
        hook.duration_ms = ms;
        hook.ok = ok;
        hook
    }
}

fn trigger() -> impl Strategy<Value = Trigger> {
    prop_oneof![Just(Trigger::Unknown), Just(Trigger::Manual), Just(Trigger::Automatic), Just(Trigger::Micro)]
}

prop_compose! {
    fn compaction()(
        at in instant(), session in 0_u64..3, trigger in trigger(), before in option::of(0_u64..3),
        after in option::of(0_u64..3), ms in option::of(0_u64..3),
    ) -> Compaction {
        let mut compaction = Compaction::new(id::<FactId>(1), at, id::<SessionId>(session), trigger);
        compaction.before = before;
        compaction.after = after;
        compaction.duration_ms = ms;
        compaction
    }
}

prop_compose! {
    fn api_error()(
        at in instant(), session in 0_u64..3, kind in option::of(name()), status in option::of(428_u16..431),
        retry in option::of(0_u32..3),
    ) -> ApiError {
        let mut error = ApiError::new(id::<FactId>(1), at, id::<SessionId>(session));
        error.kind = kind;
        error.status = status;
        error.retry = retry;
        error
    }
}

prop_compose! {
    fn limit()(
        at in instant(), session in 0_u64..3, window in name(), used in option::of(0_u32..3),
        minutes in option::of(0_u32..3), resets in option::of(instant()),
    ) -> LimitReading {
        let mut limit = LimitReading::gone(id::<FactId>(1), at, id::<SessionId>(session), window);
        limit.used_bp = used;
        limit.minutes = minutes;
        limit.resets_at = resets;
        limit
    }
}

/// Checks the three laws of a join on three sightings.
fn lawful<T: Clone + PartialEq + std::fmt::Debug>(join: impl Fn(&mut T, T), a: &T, b: &T, c: &T) {
    let joined = |x: &T, y: &T| {
        let mut sum = x.clone();
        join(&mut sum, y.clone());
        sum
    };
    assert_eq!(joined(a, b), joined(b, a), "commutative");
    assert_eq!(joined(&joined(a, b), c), joined(a, &joined(b, c)), "associative");
    assert_eq!(joined(a, a), *a, "idempotent");
    assert_eq!(joined(&joined(a, b), b), joined(a, b), "absorbing");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn calls_join_lawfully(a in call(), b in call(), c in call()) {
        lawful(Call::join, &a, &b, &c);
    }

    #[test]
    fn tools_join_lawfully(a in tool(), b in tool(), c in tool()) {
        lawful(ToolCall::join, &a, &b, &c);
    }

    #[test]
    fn sessions_join_lawfully(a in session(), b in session(), c in session()) {
        lawful(SessionFacts::join, &a, &b, &c);
    }

    #[test]
    fn turns_join_lawfully(a in turn(), b in turn(), c in turn()) {
        lawful(Turn::join, &a, &b, &c);
    }

    #[test]
    fn skill_uses_join_lawfully(a in skill(), b in skill(), c in skill()) {
        lawful(SkillUse::join, &a, &b, &c);
    }

    #[test]
    fn hook_runs_join_lawfully(a in hook(), b in hook(), c in hook()) {
        lawful(HookRun::join, &a, &b, &c);
    }

    #[test]
    fn compactions_join_lawfully(a in compaction(), b in compaction(), c in compaction()) {
        lawful(Compaction::join, &a, &b, &c);
    }

    #[test]
    fn api_errors_join_lawfully(a in api_error(), b in api_error(), c in api_error()) {
        lawful(ApiError::join, &a, &b, &c);
    }

    #[test]
    fn limit_readings_join_lawfully(a in limit(), b in limit(), c in limit()) {
        lawful(LimitReading::join, &a, &b, &c);
    }

    #[test]
    fn a_joined_call_never_shrinks_below_an_original(a in call(), b in call()) {
        let mut joined = a.clone();
        joined.join(b.clone());
        let originals = [&a, &b].into_iter().filter(|c| c.sample.origin != Origin::Replay);
        for original in originals {
            prop_assert!(joined.sample.usage.output >= original.sample.usage.output);
        }
        prop_assert_eq!(joined.at, a.at.min(b.at));
    }
}

fn sighting(output: u64, origin: Origin, session: u64, second: i64) -> Call {
    let at = Timestamp::from_seconds(1_790_000_000 + second).unwrap();
    let mut reading =
        UsageSample::new(label("claude-opus-5"), Usage { input: 10, output, ..Usage::default() });
    reading.origin = origin;
    let mut owner = Attribution::new(id(session));
    owner.origin = origin;
    owner.birth = Some(at);
    Call::new(id(1), at, reading, owner)
}

#[test]
fn the_largest_snapshot_and_the_first_time_win() {
    let mut call = sighting(9, Origin::Direct, 1, 0);
    call.join(sighting(159, Origin::Direct, 1, 2));
    call.join(sighting(40, Origin::Direct, 1, 1));
    assert_eq!((call.sample.usage.output, call.at.millis()), (159, 1_790_000_000_000));
}

#[test]
fn a_replay_never_beats_the_original() {
    let mut call = sighting(999, Origin::Replay, 2, 0);
    call.join(sighting(30, Origin::Direct, 1, 5));
    assert_eq!(call.sample.usage.output, 30);
    assert_eq!(call.attribution.session, id(1));
}

#[test]
fn a_fork_does_not_own_what_it_copied_even_when_it_is_the_older_file() {
    let mut call = sighting(30, Origin::Fork, 2, 0);
    call.join(sighting(30, Origin::Direct, 1, 5));
    assert_eq!(call.attribution.session, id(1));
}

#[test]
fn of_two_equal_copies_the_older_file_owns_the_call() {
    let mut call = sighting(30, Origin::Direct, 2, 7);
    call.join(sighting(30, Origin::Direct, 1, 5));
    assert_eq!(call.attribution.session, id(1));
}
