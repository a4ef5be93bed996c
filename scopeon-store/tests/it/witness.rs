//! What agents say of themselves: held against what was counted, and what is in no call record.

use scopeon_core::event::{Covers, Event, Finish, Totals, Witness};
use scopeon_core::metrics::witness::Verdict;
use scopeon_core::money::PicoUsd;
use scopeon_core::pricing::PriceBook;
use scopeon_core::report::{Figures, GroupBy};
use scopeon_core::time::Zone;
use scopeon_store::{Retention, SessionsQuery, Store, UsageQuery, verify};

use crate::build::*;

const HAIKU: &str = "claude-haiku-4-5-20251001";

fn fresh() -> (tempfile::TempDir, std::path::PathBuf, Store) {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("a.db");
    let store = open(&path);
    (directory, path, store)
}

/// Input, output, read from and written to caches, searches.
fn totals(input: u64, output: u64, read: u64, written: u64, searches: u64) -> Totals {
    let mut totals = Totals::default();
    (totals.input, totals.output) = (Some(input), Some(output));
    (totals.cache_read, totals.cache_write) = (Some(read), Some(written));
    totals.web_searches = Some(searches);
    totals
}

fn stated(session: &str, model: &str, when: &str, totals: Totals) -> Witness {
    let id = identity("witness", &format!("{session} {model}"));
    Witness::new(id, at(when), session_id(session), totals).model(label(model)).covers(Covers::Session)
}

fn event(witness: Witness) -> Event {
    Event::Witness(Box::new(witness))
}

fn total(path: &std::path::Path) -> Figures {
    read(path).usage(&UsageQuery::new(GroupBy::Daily, Zone::UTC), &PriceBook::builtin()).unwrap().total
}

fn is_whole(path: &std::path::Path) {
    assert_eq!(verify(path).unwrap().problems, Vec::<String>::new());
}

#[test]
fn what_totals_hold_beyond_the_calls_is_priced_and_dated_apart() {
    let (_directory, path, mut store) = fresh();
    let mut haiku = call("h", "2026-03-01T10:00:00Z", "sub", usage(100, 10));
    haiku.sample.model = label(HAIKU);
    write(
        &mut store,
        vec![
            main_session("s").into_event(),
            sub_agent("sub", "s").into_event(),
            call("c", "2026-03-01T10:00:00Z", "s", usage(1_000, 100)).into_event(),
            haiku.into_event(),
            // The agent spells models without their release day and with a mark for the large window.
            event(
                stated("s", "claude-opus-4-1[1m]", "2026-03-02T09:00:00Z", totals(3_000, 150, 10, 20, 1))
                    .beyond(),
            ),
            event(stated("s", "claude-haiku-4-5", "2026-03-02T09:00:00Z", totals(100, 10, 0, 0, 0)).beyond()),
        ],
    );
    let figures = total(&path);
    assert_eq!((figures.calls, figures.usage.input, figures.usage.output), (2, 1_100, 110), "calls stay");
    let more = figures.unrecorded;
    let counts = (more.usage.input, more.usage.output, more.usage.cache_read, more.usage.cache_write_5m);
    assert_eq!((counts, more.usage.web_searches, more.unknown_totals), ((2_000, 50, 10, 20), 1, 0));
    // Opus 4.1: 15, 75, 1.5 and 18.75 dollars a million, a cent a search.
    let dollars = 2_000 * 15 + 50 * 75;
    let micro = i128::from(dollars) * 1_000_000 + 10 * 1_500_000 + 20 * 18_750_000 + 10_000_000_000;
    assert_eq!(more.cost_usd, PicoUsd::from_pico(micro));
    assert_eq!(figures.best_known_usd, figures.cost_usd.plus(more.cost_usd));
    let mut by_model = UsageQuery::new(GroupBy::Daily, Zone::UTC);
    by_model.keys.push(GroupBy::Model);
    let report = read(&path).usage(&by_model, &PriceBook::builtin()).unwrap();
    let rows: Vec<_> =
        report.rows.iter().map(|row| (row.key.as_str(), row.figures.unrecorded.usage.input)).collect();
    assert_eq!(rows, [("2026-03-01", 0), ("2026-03-02", 2_000)], "when it was stated");
    assert_eq!(report.rows[1].breakdown.as_ref().unwrap()[0].key, OPUS, "under the name that calls have");
    let detail = read(&path).session("s", now(), (Zone::UTC, &PriceBook::builtin())).unwrap();
    let mut expected = figures;
    expected.turns = detail.session.figures.turns;
    assert_eq!(detail.session.figures, expected);
    assert_eq!(detail.unrecorded.len(), 1);
    let verdicts: Vec<_> = detail.witnesses.iter().map(|row| row.verdict).collect();
    assert_eq!(verdicts.len(), 2);
    assert!(verdicts.contains(&Verdict::Agrees) && verdicts.contains(&Verdict::Beyond));
    let sessions = read(&path).sessions(&SessionsQuery::new(Zone::UTC), &PriceBook::builtin()).unwrap();
    assert_eq!((sessions.total.unrecorded, sessions.rows[0].figures.unrecorded), (more, more));
    is_whole(&path);
    // What came after it was stated is in no total.
    let late = call("late", "2026-03-04T10:00:00Z", "s", usage(700, 70)).into_event();
    write(&mut store, vec![late]);
    let figures = total(&path);
    assert_eq!((figures.unrecorded, figures.calls), (more, 3));
    assert_eq!(figures.best_known_usd, figures.cost_usd.plus(more.cost_usd));
    is_whole(&path);
    // A call that is found later is taken off what was in no record, and a later statement takes the earlier one's place.
    write(&mut store, vec![call("d", "2026-03-01T11:00:00Z", "s", usage(500, 10)).into_event()]);
    assert_eq!(total(&path).unrecorded.usage.input, 1_500);
    let later =
        stated("s", "claude-opus-4-1[1m]", "2026-03-03T09:00:00Z", totals(5_000, 150, 10, 20, 1)).beyond();
    write(&mut store, vec![event(later)]);
    assert_eq!(total(&path).unrecorded.usage.input, 3_500);
    is_whole(&path);
}

#[test]
fn a_total_of_a_part_of_the_calls_is_unknown_and_never_negative() {
    let (_directory, path, mut store) = fresh();
    let part = totals(900, 500, 0, 0, 0);
    write(
        &mut store,
        vec![
            main_session("s").into_event(),
            call("c", "2026-03-01T10:00:00Z", "s", usage(1_000, 100)).into_event(),
            event(stated("s", OPUS, "2026-03-01T10:00:00Z", part).beyond()),
        ],
    );
    let more = total(&path).unrecorded;
    assert_eq!((more.usage.total(), more.unknown_totals), (0, 1));
    let agreement = &read(&path).agreement(&PriceBook::builtin()).unwrap()[AGENT];
    assert_eq!((agreement.sessions, agreement.agree, agreement.partial, agreement.differ()), (1, 0, 1, 0));
    is_whole(&path);
}

#[test]
fn a_model_with_two_names_is_not_found_twice() {
    let (_directory, path, mut store) = fresh();
    write(
        &mut store,
        vec![
            main_session("s").into_event(),
            call("c", "2026-03-01T10:00:00Z", "s", usage(1_000, 100)).into_event(),
            event(stated("s", "an-alias", "2026-03-01T10:00:00Z", totals(1_200, 100, 0, 0, 0)).beyond()),
        ],
    );
    assert_eq!(total(&path).unrecorded.usage.total(), 200);
    is_whole(&path);
}

#[test]
fn what_a_fork_states_holds_what_it_copied_and_is_unknown() {
    let (_directory, path, mut store) = fresh();
    let events = |forked: bool| {
        let mut facts = main_session("s");
        facts.forked_from = forked.then(|| session_id("first"));
        let whole = stated("s", OPUS, "2026-03-01T10:00:00Z", totals(9_000, 100, 0, 0, 0)).beyond();
        vec![
            facts.into_event(),
            call("c", "2026-03-01T10:00:00Z", "s", usage(1_000, 100)).into_event(),
            event(whole),
        ]
    };
    write(&mut store, events(false));
    assert_eq!(total(&path).unrecorded.usage.input, 8_000);
    write(&mut store, events(true));
    let more = total(&path).unrecorded;
    assert_eq!((more.usage.total(), more.unknown_totals), (0, 1));
    is_whole(&path);
}

#[test]
fn a_fork_that_does_not_say_so_is_known_by_what_it_copied() {
    let seen = |session: &str, birth: &str| {
        let mut copy = call("c", "2026-03-01T10:00:00Z", session, usage(1_000, 100));
        copy.attribution.birth = Some(at(birth));
        copy.into_event()
    };
    let parent = || vec![main_session("a").into_event(), seen("a", "2026-03-01T09:00:00Z")];
    let fork = || {
        let whole = stated("b", OPUS, "2026-03-01T12:00:00Z", totals(9_000, 900, 0, 0, 0)).beyond();
        vec![
            main_session("b").into_event(),
            seen("b", "2026-03-01T10:30:00Z"),
            call("d", "2026-03-01T11:00:00Z", "b", usage(50, 5)).into_event(),
            event(whole),
        ]
    };
    for batches in [[parent(), fork()], [fork(), parent()]] {
        let (_directory, path, mut store) = fresh();
        for batch in batches {
            write(&mut store, batch);
        }
        let more = total(&path).unrecorded;
        assert_eq!((more.usage.total(), more.unknown_totals), (0, 1), "its parent's may be in it");
        is_whole(&path);
    }
    // Alone, it is any session.
    let (_directory, path, mut store) = fresh();
    write(&mut store, fork());
    assert_eq!(total(&path).unrecorded.usage.input, 7_950);
}

/// The total of a log that was copied holds its original's calls; what is its own is compared all the same.
#[test]
fn what_a_fork_copied_is_held_against_its_total_too() {
    let verdicts = |own: u64| {
        let (_directory, path, mut store) = fresh();
        let rest = |name: &str, session: &str, input| {
            Event::Residual(Box::new(call(name, "2026-03-01T10:00:00Z", session, usage(input, 10))))
        };
        write(
            &mut store,
            vec![
                main_session("first").into_event(),
                main_session("second").into_event(),
                rest("leg", "first", 1_000),
                rest("leg", "second", 1_000),
                rest("own", "second", own),
                event(stated("first", OPUS, "2026-03-01T12:00:00Z", totals(1_000, 10, 0, 0, 0))),
                event(stated("second", OPUS, "2026-03-01T12:00:00Z", totals(1_500, 20, 0, 0, 0))),
            ],
        );
        is_whole(&path);
        let agreement = read(&path).agreement(&PriceBook::builtin()).unwrap()[AGENT].clone();
        (agreement.agree, agreement.differ())
    };
    assert_eq!(verdicts(500), (2, 0), "the fork's own call and the one it copied");
    assert_eq!(verdicts(400), (1, 1), "a call of its own is missing in part");
}

/// What calls leave of a session's total has no number, and is in the sums all the same.
#[test]
fn what_is_left_of_a_total_beside_calls_is_no_call() {
    let (_directory, path, mut store) = fresh();
    let part = |name: &str, input| {
        Event::Residual(Box::new(call(name, "2026-03-01T10:00:00Z", "s", usage(input, 10))))
    };
    let told = |name: &str| call(name, "2026-03-01T10:00:00Z", "s", usage(300, 5)).into_event();
    write(&mut store, vec![main_session("s").into_event(), part("a", 400), part("b", 400), part("c", 400)]);
    assert_eq!((total(&path).calls, total(&path).usage.input), (3, 1_200), "each stands for a call");
    write(&mut store, vec![told("x"), told("y")]);
    assert_eq!((total(&path).calls, total(&path).usage.input), (3, 1_200), "two of the three are told");
    write(&mut store, vec![told("z")]);
    let figures = total(&path);
    assert_eq!((figures.calls, figures.usage.input, figures.usage.output), (3, 1_200, 30));
    is_whole(&path);
}

#[test]
fn a_total_that_was_stated_before_the_last_calls_proves_nothing() {
    for (after, verdict) in
        [("2026-03-01T12:30:00Z", Verdict::Part), ("2026-03-01T11:30:00Z", Verdict::Differs)]
    {
        let (_directory, path, mut store) = fresh();
        let whole = Totals { input: Some(10), ..Totals::default() };
        let witness =
            Witness::new(identity("witness", "s"), at("2026-03-01T12:00:00Z"), session_id("s"), whole);
        write(
            &mut store,
            vec![
                main_session("s").into_event(),
                call("c", "2026-03-01T10:00:00Z", "s", usage(10, 1)).into_event(),
                call("d", after, "s", usage(10, 1)).into_event(),
                event(witness),
            ],
        );
        let detail = read(&path).session("s", now(), (Zone::UTC, &PriceBook::builtin())).unwrap();
        assert_eq!(detail.witnesses[0].verdict, verdict, "{after}");
    }
}

#[test]
fn one_lost_call_is_told_with_its_size() {
    let (_directory, path, mut store) = fresh();
    let mut events = Vec::new();
    for number in 0..40 {
        let name = format!("s{number:02}");
        let mut whole = Totals::default();
        (whole.prompt, whole.output, whole.calls) = (Some(3_000), Some(30), Some(3));
        events.push(main_session(&name).into_event());
        let witness =
            Witness::new(identity("witness", &name), at("2026-03-01T12:00:00Z"), session_id(&name), whole);
        events.push(event(witness));
        for turn in 0..3 {
            if (number, turn) != (17, 1) {
                let id = format!("{name} {turn}");
                events.push(call(&id, "2026-03-01T10:00:00Z", &name, usage(1_000, 10)).into_event());
            }
        }
    }
    write(&mut store, events);
    let agreement = &read(&path).agreement(&PriceBook::builtin()).unwrap()[AGENT];
    assert_eq!((agreement.sessions, agreement.agree, agreement.differ()), (40, 39, 1));
    let worst = &agreement.differing[0];
    assert_eq!(
        (worst.session.as_deref(), worst.missing_tokens, worst.difference.bp()),
        (Some("s17"), 1_010, 3_333)
    );
    assert_eq!(
        (worst.stated.calls, worst.counted.calls, worst.counted.prompt),
        (Some(3), Some(2), Some(2_000))
    );
    assert!(total(&path).unrecorded.is_empty(), "what should be the same is a fault, and no usage");
    is_whole(&path);
}

#[test]
fn a_run_states_its_own_calls_and_a_session_those_of_its_runs_too() {
    let (_directory, path, mut store) = fresh();
    let all = |input| Totals { input: Some(input), ..Totals::default() };
    let run = Witness::new(identity("witness", "run"), at("2026-03-01T12:00:00Z"), session_id("sub"), all(7));
    let whole =
        Witness::new(identity("witness", "all"), at("2026-03-01T12:00:00Z"), session_id("s"), all(12));
    write(
        &mut store,
        vec![
            main_session("s").into_event(),
            sub_agent("sub", "s").into_event(),
            call("c", "2026-03-01T10:00:00Z", "s", usage(5, 1)).into_event(),
            call("d", "2026-03-01T10:00:00Z", "sub", usage(7, 1)).into_event(),
            event(run),
            event(whole.covers(Covers::Session)),
            event(Witness::of_agent(identity("witness", "agent"), at("2026-03-01T12:00:00Z"), all(100))),
        ],
    );
    let agreement = &read(&path).agreement(&PriceBook::builtin()).unwrap()[AGENT];
    assert_eq!((agreement.sessions, agreement.agree), (2, 2));
    assert_eq!((agreement.in_all[0].stated.input, agreement.in_all[0].counted.input), (Some(100), Some(12)));
    is_whole(&path);
}

#[test]
fn requests_of_unknown_usage_are_no_calls_until_their_usage_is_known() {
    let (_directory, path, mut store) = fresh();
    let request = |tokens, finish| {
        let mut call = call("c", "2026-03-01T10:00:00Z", "s", tokens);
        call.sample.finish = finish;
        in_turn(call, "t")
    };
    write(
        &mut store,
        vec![
            main_session("s").into_event(),
            call("a", "2026-03-01T09:00:00Z", "s", usage(5, 5)).into_event(),
            request(usage(0, 0), Finish::Unknown),
        ],
    );
    let figures = total(&path);
    assert_eq!(
        (figures.calls, figures.unknown_calls, figures.turns),
        (1, 1, 1),
        "a prompt was asked all the same"
    );
    let detail = read(&path).session("s", now(), (Zone::UTC, &PriceBook::builtin())).unwrap();
    assert_eq!(detail.calls.iter().map(|call| call.unknown).collect::<Vec<_>>(), [false, true]);
    assert_eq!((detail.session.figures.calls, detail.session.figures.unknown_calls), (1, 1));
    assert_eq!(read(&path).calls().unwrap(), 1);
    write(&mut store, vec![request(usage(7, 7), Finish::Final)]);
    let figures = total(&path);
    assert_eq!((figures.calls, figures.unknown_calls, figures.usage.input), (2, 0, 12));
    is_whole(&path);
}

#[test]
fn what_is_deleted_is_not_found_missing() {
    let (_directory, path, mut store) = fresh();
    write(
        &mut store,
        vec![
            main_session("s").into_event(),
            call("c", "2026-03-01T10:00:00Z", "s", usage(1_000, 100)).into_event(),
            call("d", "2026-04-01T10:00:00Z", "s", usage(1_000, 100)).into_event(),
            event(stated("s", OPUS, "2026-04-01T10:00:00Z", totals(2_500, 200, 0, 0, 0)).beyond()),
        ],
    );
    assert_eq!(total(&path).unrecorded.usage.input, 500);
    store.compact(Retention::DeleteBefore(at("2026-03-15T00:00:00Z"))).unwrap();
    assert_eq!((total(&path).calls, total(&path).unrecorded.usage.input), (1, 500), "as it was");
    // The session goes on.
    let later = stated("s", OPUS, "2026-04-02T10:00:00Z", totals(3_000, 200, 0, 0, 0)).beyond();
    write(&mut store, vec![event(later)]);
    assert_eq!(total(&path).unrecorded.usage.input, 500, "the deleted call is in its totals");
    assert_eq!(read(&path).agreement(&PriceBook::builtin()).unwrap().get(AGENT), None);
    is_whole(&path);
}
