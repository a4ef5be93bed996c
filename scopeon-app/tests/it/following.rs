//! Each call as it is recorded.

use std::time::{Duration, Instant};

use scopeon_app::{By, Change, Follow, FollowedCall, RecordedCall};

use crate::house::House;

/// Longer than anything takes here.
const PATIENCE: Duration = Duration::from_secs(30);
/// In which nothing is told where nothing comes.
const SILENCE: Duration = Duration::from_millis(700);

#[track_caller]
fn told(follow: &mut Follow) -> FollowedCall {
    follow.next_timeout(PATIENCE).unwrap().unwrap()
}

/// Returns its output in tokens, and what it was before where it has grown.
fn outputs(followed: &FollowedCall) -> (u64, Option<u64>) {
    let before = match followed.change {
        Change::Grown { usage, .. } => Some(usage.output),
        _ => None,
    };
    (followed.call.usage.output, before)
}

#[test]
fn a_call_is_told_when_it_is_logged_and_again_when_it_grows() {
    let house = House::new();
    house.log("old", 5);
    let scopeon = house.opening().read().unwrap();
    let mut follow = scopeon.follow().unwrap();
    house.log("c1", 7);
    let first = told(&mut follow);
    assert_eq!(outputs(&first), (7, None));
    let RecordedCall { agent, session, project, model, cost_usd, reported_usd, .. } = &first.call;
    assert_eq!((agent.as_str(), session.as_str(), model.as_str()), ("toy", "s1", "claude-opus-5"));
    assert_eq!((project.as_deref(), *reported_usd), (Some("/home/dev/shop"), None));
    assert!(cost_usd.is_some_and(|usd| usd.pico() > 0));
    house.log("c1", 70);
    let grown = told(&mut follow);
    assert_eq!((grown.call.id, outputs(&grown)), (first.call.id, (70, Some(7))));
    // What was recorded before counts as told, and may grow as well.
    house.log("old", 50);
    assert_eq!(outputs(&told(&mut follow)), (50, Some(5)));
    house.log("c1", 70);
    assert!(follow.next_timeout(SILENCE).is_none() && !follow.is_over(), "nothing is new");
    assert_eq!(scopeon.usage(By::Model).answer().unwrap().total.usage.output, 120);
}

#[test]
fn what_another_process_records_is_told() {
    let house = House::new();
    house.log("old", 5);
    let writer = house.opening().read().unwrap();
    let mut follow = house.opening().known().unwrap().follow().unwrap();
    house.log("c1", 7);
    assert!(follow.next_timeout(SILENCE).is_none(), "nobody has read it");
    writer.refresh().unwrap();
    assert_eq!(outputs(&told(&mut follow)), (7, None));
}

#[test]
fn two_that_follow_are_told_the_same() {
    let house = House::new();
    let (one, other) = (house.opening().read().unwrap(), house.opening().read().unwrap());
    let mut follows = [one.follow().unwrap(), other.follow().unwrap()];
    for n in 1..6 {
        house.log(&format!("c{n}"), n);
        for follow in &mut follows {
            assert_eq!(outputs(&told(follow)), (n, None));
        }
    }
}

#[test]
fn a_database_that_is_not_there_yet_is_told_whole() {
    let house = House::new();
    (0..3_000).for_each(|n| house.log(&format!("c{n}"), n));
    let mut follow = house.opening().known().unwrap().follow().unwrap();
    assert!(follow.next_timeout(Duration::ZERO).is_none());
    house.opening().read().unwrap();
    let all: Vec<_> = (0..3_000).map(|_| outputs(&told(&mut follow))).collect();
    assert_eq!(all, (0..3_000).map(|n| (n, None)).collect::<Vec<_>>());
    assert!(follow.next_timeout(SILENCE).is_none());
}

#[test]
fn it_goes_on_where_another_has_stopped() {
    let house = House::new();
    let scopeon = house.opening().read().unwrap();
    let mut follow = scopeon.follow().unwrap();
    house.log("c1", 1);
    told(&mut follow);
    let place = follow.cursor();
    drop(follow);
    house.log("c2", 2);
    scopeon.refresh().unwrap();
    let mut next = scopeon.follow_after(place).unwrap();
    assert_eq!(outputs(&told(&mut next)), (2, None));
    assert!(next.next_timeout(SILENCE).is_none());
}

#[test]
fn a_replaced_database_is_followed_from_its_end() {
    let (house, other) = (House::new(), House::new());
    (0..3).for_each(|n| other.log(&format!("o{n}"), n));
    other.opening().read().unwrap();
    house.log("c1", 1);
    drop(house.opening().read().unwrap());
    let mut follow = house.opening().known().unwrap().follow().unwrap();
    assert!(follow.next_timeout(Duration::ZERO).is_none());
    std::fs::rename(other.own().join("scopeon.db"), house.own().join("scopeon.db")).unwrap();
    assert!(follow.next_timeout(SILENCE).is_none());
    house.log("c2", 2);
    house.log("c1", 9);
    house.opening().read().unwrap();
    let new: Vec<_> = (0..2).map(|_| outputs(&told(&mut follow))).collect();
    // Neither is in the other's file.
    assert_eq!(new, [(9, None), (2, None)]);
}

#[test]
fn a_request_to_stop_ends_it_and_so_does_dropping_it() {
    let house = House::new();
    let scopeon = house.opening().read().unwrap();
    let mut follow = scopeon.follow().unwrap();
    let stop = follow.stop();
    let began = Instant::now();
    std::thread::scope(|scope| {
        let told = scope.spawn(|| follow.next().is_none());
        stop.request();
        assert!(told.join().unwrap());
    });
    assert!(follow.is_over() && follow.next_timeout(PATIENCE).is_none());
    drop(follow);
    drop(scopeon.follow().unwrap());
    assert!(began.elapsed() < Duration::from_secs(10), "{:?}", began.elapsed());
}
