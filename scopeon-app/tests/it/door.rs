//! Opening, reading and asking.

use std::collections::BTreeSet;
use std::fs;

use scopeon_app::ask::{Costs, Order, OrderBy, Usage};
use scopeon_app::{AgentSet, By, Clock, ErrorKind, Period, QueryArgs, Scopeon, Zone};
use scopeon_core::metrics::cost::CostMode;
use scopeon_core::time::Timestamp;
use scopeon_providers::sample;

use crate::house::{House, Toy};

fn json(report: &impl serde::Serialize) -> serde_json::Value {
    serde_json::to_value(report).unwrap()
}

fn at(text: &str) -> Timestamp {
    Timestamp::parse(text).unwrap()
}

#[test]
fn a_home_is_read_and_what_is_kept_lies_beside_the_database() {
    let house = House::with_claude();
    let scopeon = house.opening().zone(Zone::UTC).read().unwrap();
    let answer = scopeon.usage(By::Model).answer().unwrap();
    assert!(answer.total.calls > 10 && answer.scope.notices.is_empty(), "{answer:?}");
    let costs = scopeon.ask(&Costs {
        args: QueryArgs { all: true, ..QueryArgs::default() },
        top: 1,
        mode: CostMode::Computed,
    });
    assert_eq!(costs.unwrap().total.cost_usd, answer.total.cost_usd);
    drop(scopeon);
    let kept = fs::read_dir(house.own()).unwrap().map(|entry| entry.unwrap().file_name());
    let kept: BTreeSet<String> = kept.map(|name| name.into_string().unwrap()).collect();
    assert!(kept.contains("scopeon.db") && kept.contains("paths.key"), "{kept:?}");
    let home: Vec<_> = fs::read_dir(house.home()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(home, [".claude"]);
}

#[test]
fn a_question_in_words_is_the_question_in_a_struct() {
    let house = House::with_claude();
    let clock = Clock::Held(at("2026-09-15T12:00:00Z"));
    let scopeon = house.opening().zone(Zone::UTC).clock(clock).read().unwrap();
    let since = |since: &str| QueryArgs { since: Some(since.to_owned()), ..QueryArgs::default() };
    let asked = |by, args| {
        let usage = Usage {
            keys: vec![by],
            args,
            order: Order { by: OrderBy::Key, ..Order::default() },
            limit: None,
            describes_sessions: false,
        };
        json(&scopeon.ask(&usage).unwrap())
    };
    let usage = |by| scopeon.usage(by);
    for (question, args) in [
        (usage(By::Daily).this(Period::Month), since("this-month")),
        (usage(By::Daily).this(Period::Week), since("this-week")),
        (usage(By::Daily).last_days(2), since("2026-09-14")),
        (usage(By::Daily).agent("claude-code"), QueryArgs::default()),
        (usage(By::Daily).project("shop").model("claude-opus-5").branch("main"), {
            let names = |name: &str| vec![name.to_owned()];
            let (project, model, branch) = (names("shop"), names("claude-opus-5"), names("main"));
            QueryArgs { project, model, branch, ..QueryArgs::default() }
        }),
    ] {
        assert_eq!(json(&question.answer().unwrap()), asked(By::Daily, args));
    }
    let none = scopeon.usage(By::Model).since("2026-09-01").until("2026-09-02").answer().unwrap();
    assert_eq!(none.total.calls, 0);
    let split = scopeon.usage(By::Daily).by_model().answer().unwrap();
    assert!(split.rows.iter().all(|row| row.breakdown.is_some()));
    let refused = scopeon.usage(By::Model).agent("nobody").answer().unwrap_err();
    assert_eq!(refused.kind(), ErrorKind::Usage);
}

#[test]
fn every_agent_is_read_those_with_databases_too() {
    let house = House::new();
    let end = at("2026-11-20T15:00:00Z");
    let truths = sample::write_mixed_home(&house.home(), end).unwrap();
    let scopeon = house.opening().clock(Clock::Held(end)).zone(Zone::UTC).read().unwrap();
    let report = scopeon.usage(By::Provider).answer().unwrap();
    let read: BTreeSet<&str> = report.rows.iter().map(|row| row.key.as_str()).collect();
    // An agent may log its sessions and no call.
    let logged = truths.iter().filter(|(_, truth)| truth.calls > 0).map(|(agent, _)| *agent);
    assert_eq!(read, logged.collect());
}

#[test]
fn only_what_is_named_is_read() {
    let house = House::with_claude();
    house.log("c1", 7);
    let open = || Scopeon::open(house.own().join("scopeon.db")).unwrap();
    let agents = AgentSet::default().with(Toy::new());
    let rooted = open().agents(agents).root("toy", house.home()).read().unwrap();
    let rows = rooted.usage(By::Provider).answer().unwrap().rows;
    assert_eq!(
        rows.iter().map(|row| (row.key.as_str(), row.figures.calls)).collect::<Vec<_>>(),
        [("toy", 1)]
    );
    let stranger = open().root("nobody", house.home()).read().unwrap_err();
    assert!(stranger.to_string().contains("nobody"), "{stranger}");
}

#[test]
fn what_is_known_is_answered_without_a_look_at_logs() {
    let house = House::new();
    house.log("c1", 7);
    assert!(house.opening().known().unwrap().usage(By::Model).answer().is_err(), "nothing is known yet");
    house.opening().read().unwrap();
    house.log("c2", 7);
    let known = house.opening().known().unwrap();
    assert_eq!(known.usage(By::Model).answer().unwrap().total.calls, 1);
    house.opening().read().unwrap();
    assert_eq!(known.usage(By::Model).answer().unwrap().total.calls, 2);
}

#[test]
fn answers_one_after_the_other_do_not_wait_for_each_other() {
    let house = House::with_claude();
    let scopeon = house.opening().zone(Zone::UTC).read().unwrap();
    for n in 0..20 {
        house.log(&format!("c{n}"), 7);
        let answer = scopeon.usage(By::Provider).agent("toy").answer().unwrap();
        assert_eq!((answer.total.calls, answer.scope.notices.len()), (n + 1, 0), "{answer:?}");
    }
}

#[test]
fn a_relative_path_is_completed_and_one_without_a_name_is_refused() {
    let opening = format!("{:?}", Scopeon::open("figures/scopeon.db").unwrap());
    let whole = std::path::absolute("figures/scopeon.db").unwrap();
    assert!(opening.contains(&format!("{whole:?}")), "{opening}");
    assert_eq!(Scopeon::open("/").unwrap_err().kind(), ErrorKind::Usage);
}
