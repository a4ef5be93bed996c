//! Five-hour blocks, weeks and stated limits.

use proptest::prelude::*;
use scopeon_core::metrics::blocks::{
    BLOCK_MS, Block, BlockCall, BlockSum, Blocks, EARLY_MS, Span, active, blocks, week,
};
use scopeon_core::metrics::limits::{LimitLevel, LimitSeen, LimitState, current};
use scopeon_core::metrics::{Provenance, Reason};
use scopeon_core::money::PicoUsd;
use scopeon_core::time::{Timestamp, Zone};
use scopeon_core::usage::Usage;

use super::{at, label, usd};

fn on_day(time: &str) -> Timestamp {
    at(&format!("2026-11-18T{time}Z"))
}

fn block_call(at: Timestamp) -> BlockCall {
    BlockCall { at, usage: Usage { input: 600, ..Usage::default() }, cost: Some(usd("1")), is_floor: false }
}

fn of_day(times: &[&str]) -> Vec<Span> {
    blocks(&times.iter().map(|time| block_call(on_day(time))).collect::<Vec<_>>())
}

/// `10-15:3` is a block from 10 to 15 o'clock with three calls, `gap 12:20-20:00` a pause.
fn shown(spans: &[Span]) -> Vec<String> {
    let wall = |at: Timestamp| Zone::UTC.wall(at)[11..].to_owned();
    let show = |span: &Span| match span {
        Span::Block(block) => {
            format!("{}-{}:{}", &wall(block.start)[..2], &wall(block.end)[..2], block.calls)
        }
        Span::Gap(gap) => format!("gap {}-{}", wall(gap.start), wall(gap.end)),
    };
    spans.iter().map(show).collect()
}

#[test]
fn blocks_start_at_the_hour_and_last_five() {
    let cases: [(&[&str], &[&str]); 8] = [
        (&[], &[]),
        (&["10:59:59"], &["10-15:1"]),
        (&["10:30:00", "15:00:00"], &["10-15:2"]), // five hours after the start are still in it
        (&["10:30:00", "12:00:00", "15:00:01"], &["10-15:2", "15-20:1"]),
        (&["10:00:00", "15:00:00"], &["10-15:2"]),
        // More than five hours after the last call: a new block and a pause from five hours after it on.
        (&["07:20:00", "20:00:00"], &["07-12:1", "gap 12:20-20:00", "20-01:1"]),
        (&["10:30:00", "15:10:00", "15:20:00"], &["10-15:1", "15-20:2"]),
        (&["20:00:00", "07:20:00"], &["07-12:1", "gap 12:20-20:00", "20-01:1"]), // in any order
    ];
    for (times, expected) in cases {
        assert_eq!(shown(&of_day(times)), expected, "{times:?}");
    }
}

fn only(times: &[&str]) -> Block {
    let Some(Span::Block(block)) = of_day(times).first().copied() else { panic!("no block") };
    block
}

#[test]
fn a_running_block_burns_and_leads_somewhere() {
    let block = only(&["10:30:00", "11:00:00", "11:30:00"]); // 3 dollars and 1,800 tokens in an hour
    assert_eq!((block.burn().usd_per_hour, block.burn().tokens_per_minute), (Some(usd("3")), 30));
    let outlook = block.project(on_day("13:00:00")); // two hours left, and two and a half since the first call
    assert_eq!(
        (outlook.left_ms, outlook.tokens, outlook.cost_usd),
        (7_200_000, Some(3_240), Some(usd("5.4")))
    );
    let reasons: Vec<_> = outlook.provenance.reasons().collect();
    assert_eq!(reasons, [Reason::Reconstructed, Reason::Projected]);
    let over = block.project(on_day("15:00:00"));
    assert_eq!((over.left_ms, over.tokens, over.cost_usd), (0, Some(1_800), Some(usd("3"))));
}

#[test]
fn a_few_minutes_lead_nowhere() {
    let cases = [
        (&["10:30:00"][..], "11:00:00", None),
        (&["10:30:00", "10:44:59"], "11:00:00", None),
        // Two dollars in the half hour until now, and four hours left.
        (&["10:30:00", "10:45:00"], "11:00:00", Some("18")),
        // The same two, and nothing after them for two hours: who pauses does not go on as before.
        (&["10:30:00", "10:45:00"], "12:30:00", Some("4.5")),
        // It is over: what it came to is known.
        (&["10:30:00"], "15:00:00", Some("1")),
    ];
    for (times, now, cost) in cases {
        let outlook = only(times).project(on_day(now));
        assert_eq!(outlook.cost_usd, cost.map(usd), "{times:?} at {now}");
        assert_eq!(outlook.tokens.is_some(), cost.is_some(), "{times:?} at {now}");
    }
}

#[test]
fn a_block_runs_until_its_end() {
    let spans = of_day(&["03:00:00", "10:30:00"]);
    let cases = [("10:30:00", true), ("14:59:59", true), ("15:00:00", false), ("23:00:00", false)];
    for (now, running) in cases {
        assert_eq!(active(&spans, on_day(now)).is_some(), running, "{now}");
    }
    assert_eq!(active(&[], on_day("10:00:00")), None);
}

#[test]
fn calls_without_a_price_are_counted() {
    let unpriced = BlockCall { cost: None, ..block_call(on_day("10:10:00")) };
    let spans = blocks(&[block_call(on_day("10:00:00")), unpriced]);
    let Span::Block(block) = spans[0] else { panic!("no block") };
    assert_eq!((block.calls, block.unpriced_calls, block.cost_usd), (2, 1, usd("1")));
    let reasons: Vec<_> = block.provenance().reasons().collect();
    assert_eq!(reasons, [Reason::UnpricedCalls, Reason::Reconstructed]);
}

#[test]
fn weeks_are_the_calendar_s_or_start_at_a_known_reset() {
    let now = on_day("12:00:00"); // a Wednesday
    let span = |range: std::ops::Range<Timestamp>| (range.start.to_string(), range.end.to_string());
    let cases = [
        (None, "2026-11-16T00:00:00.000Z", "2026-11-23T00:00:00.000Z"),
        (Some("2026-10-02T14:00:00Z"), "2026-11-13T14:00:00.000Z", "2026-11-20T14:00:00.000Z"), // Fridays
        (Some("2026-12-04T14:00:00Z"), "2026-11-13T14:00:00.000Z", "2026-11-20T14:00:00.000Z"),
        (Some("2026-11-18T12:00:00Z"), "2026-11-18T12:00:00.000Z", "2026-11-25T12:00:00.000Z"),
    ];
    for (reset, start, end) in cases {
        assert_eq!(
            span(week(now, Zone::UTC, reset.map(at))),
            (start.to_owned(), end.to_owned()),
            "{reset:?}"
        );
    }
}

fn seen(window: &str, time: &str, used_bp: u32, minutes: Option<u32>, resets: Option<&str>) -> LimitSeen {
    LimitSeen {
        provider: label("codex"),
        window: label(window),
        at: on_day(time),
        used_bp: Some(used_bp),
        minutes,
        resets_at: resets.map(on_day),
    }
}

fn standing(readings: &[LimitSeen], now: &str) -> Vec<LimitState> {
    current(readings, on_day(now))
}

#[test]
fn the_newest_reading_of_each_window_counts() {
    let readings = [
        seen("primary", "10:00:00", 3_000, Some(300), Some("14:00:00")),
        seen("primary", "11:00:00", 4_000, Some(300), Some("14:00:00")),
        seen("primary", "11:00:00", 3_500, Some(300), Some("14:00:00")),
        seen("secondary", "10:00:00", 100, Some(10_080), Some("23:00:00")),
        seen("primary", "13:30:00", 9_000, Some(300), Some("14:00:00")), // not yet at noon
    ];
    let found = standing(&readings, "12:00:00");
    let shown: Vec<_> = found.iter().map(|one| (one.window.as_str(), one.used_bp)).collect();
    assert_eq!(shown, [("primary", 4_000), ("secondary", 100)]);
    // Read two hours into a window of five: 40% in 40% of the time, all of it exactly at the end.
    let pace = found[0].pace.unwrap();
    assert_eq!((pace.elapsed_bp, pace.projected_bp, pace.exhausted_at), (4_000, 10_000, None));
    let mut reversed = readings.to_vec();
    reversed.reverse();
    assert_eq!(standing(&reversed, "12:00:00"), found);
}

#[test]
fn a_window_that_leads_beyond_its_limit_says_when() {
    let fast = standing(&[seen("primary", "11:00:00", 8_000, Some(300), Some("14:00:00"))], "12:00:00");
    let pace = fast[0].pace.unwrap();
    // 80% in two hours: all of it after two and a half, at half past eleven.
    assert_eq!((pace.projected_bp, pace.exhausted_at), (20_000, Some(on_day("11:30:00"))));
    let start = standing(&[seen("primary", "09:00:00", 100, Some(300), Some("14:00:00"))], "12:00:00");
    assert_eq!((start[0].pace.unwrap().projected_bp, start[0].pace.unwrap().exhausted_at), (100, None));
    let endless = standing(&[seen("x", "12:00:00", 100, Some(0), Some("14:00:00"))], "12:00:00");
    assert_eq!(endless[0].pace, None, "read at this instant, of a window without length");
    let unused = standing(&[seen("primary", "09:00:01", 0, Some(300), Some("14:00:00"))], "12:00:00");
    assert_eq!(unused[0].pace.unwrap().exhausted_at, None, "what is not used does not run out");
    assert_eq!(standing(&[seen("x", "09:00:00", 100, None, Some("14:00:00"))], "12:00:00")[0].pace, None);
}

#[test]
fn pace_alone_warns_where_it_tells_something() {
    // Two days of the window are over at noon, five are left; hours of the short one are.
    let week = |used| LimitSeen {
        resets_at: Some(later("12:00:00", 5)),
        ..seen("week", "12:00:00", used, Some(10_080), None)
    };
    let short = |used| seen("primary", "11:00:00", used, Some(300), Some("14:00:00"));
    let cases = [
        (week(4_900), LimitLevel::Ok),
        (week(5_000), LimitLevel::Warn),
        (week(8_000), LimitLevel::Warn),
        (week(10_000), LimitLevel::UsedUp),
        (short(3_000), LimitLevel::Ok),
        (short(4_900), LimitLevel::Warn),
    ];
    for (reading, level) in cases {
        let state = &standing(std::slice::from_ref(&reading), "12:00:00")[0];
        assert_eq!(state.level, level, "{reading:?}");
    }
    assert!(
        standing(&[week(4_900)], "12:00:00")[0].pace.is_some_and(|pace| pace.exhausted_at.is_some()),
        "it is told"
    );
}

fn later(time: &str, days: i64) -> Timestamp {
    Timestamp::from_millis(on_day(time).millis() + days * 86_400_000).expect("an instant")
}

#[test]
fn an_expired_window_is_never_shown() {
    let cases = [
        (seen("w", "10:00:00", 1, Some(300), Some("12:00:00")), 0), // starts anew at this instant
        (seen("w", "10:00:00", 1, Some(300), Some("12:00:01")), 1),
        (seen("w", "10:00:00", 1, Some(120), None), 0), // its length is over
        (seen("w", "10:00:01", 1, Some(120), None), 1),
        (seen("w", "07:00:00", 1, None, None), 0), // the shortest window there is would be over
        (seen("w", "07:00:01", 1, None, None), 1),
    ];
    for (reading, count) in cases {
        assert_eq!(standing(std::slice::from_ref(&reading), "12:00:00").len(), count, "{reading:?}");
    }
    // The newest reading decides, even if an older one claims to last longer.
    let both =
        [seen("w", "10:00:00", 1, None, Some("20:00:00")), seen("w", "11:00:00", 1, None, Some("11:30:00"))];
    assert!(standing(&both, "12:00:00").is_empty());
    let unsure = standing(&[seen("w", "11:00:00", 1, None, None)], "12:00:00");
    assert_eq!(unsure[0].provenance, Provenance::estimated(Reason::UnknownReset));
}

#[test]
fn a_window_that_is_said_to_be_none_is_none() {
    let reset = Some("20:00:00");
    let gone = |time: &str| LimitSeen { used_bp: None, ..seen("w", time, 0, None, None) };
    let read = |time: &str| seen("w", time, 40, Some(10_080), reset);
    let other = seen("v", "09:00:00", 7, Some(300), reset);
    let cases = [
        ("never said", vec![read("10:00:00")], 1),
        ("said afterwards", vec![read("10:00:00"), gone("11:00:00")], 0),
        ("said before", vec![gone("10:00:00"), read("11:00:00")], 1),
        ("said in between", vec![read("09:00:00"), gone("10:00:00"), read("11:00:00")], 1),
        ("at the same instant a use counts", vec![gone("10:00:00"), read("10:00:00")], 1),
        ("said by a clock ahead", vec![read("10:00:00"), gone("13:00:00")], 1),
        ("never there", vec![gone("10:00:00")], 0),
    ];
    for (name, mut readings, wanted) in cases {
        readings.push(other.clone());
        assert_eq!(standing(&readings, "12:00:00").len(), wanted + 1, "{name}");
        readings.reverse();
        assert_eq!(standing(&readings, "12:00:00").len(), wanted + 1, "{name}");
    }
}

#[test]
fn calls_that_are_to_come_start_no_window() {
    let call = |at: Timestamp| block_call(at);
    let in_hours =
        |hours: i64| Timestamp::from_millis(on_day("12:00:00").millis() + hours * 3_600_000).unwrap();
    let (now, minutes) = (on_day("12:00:00"), on_day("11:50:00"));
    let cases: [(&str, Vec<Timestamp>, Option<u64>); 6] = [
        ("none ahead", vec![on_day("10:10:00"), minutes], Some(2)),
        ("days ahead", vec![on_day("10:10:00"), minutes, in_hours(72)], Some(2)),
        ("an hour ahead", vec![on_day("10:10:00"), minutes, in_hours(1)], Some(2)),
        ("several ahead", vec![minutes, in_hours(2), in_hours(3), in_hours(80)], Some(1)),
        ("nothing else", vec![in_hours(1), in_hours(72)], None),
        ("an old one", vec![in_hours(-7), in_hours(2)], None),
    ];
    for (name, times, wanted) in cases {
        let mut blocks = Blocks::as_of(now);
        for at in &times {
            blocks.push(&call(*at));
        }
        let spans = blocks.finish();
        let running = active(&spans, now);
        assert_eq!(running.map(|block| block.calls), wanted, "{name}");
        assert!(running.is_none_or(|block| block.last_at <= now), "{name}");
        let all = spans.iter().map(|span| if let Span::Block(block) = span { block.calls } else { 0 });
        assert_eq!(all.sum::<u64>(), times.len() as u64, "{name}: none is lost");
        // Once they are past they are calls like any others.
        let mut later = Blocks::as_of(in_hours(100));
        for at in &times {
            later.push(&call(*at));
        }
        assert_eq!(later.finish(), blocks_of(&times), "{name}");
    }
}

fn blocks_of(times: &[Timestamp]) -> Vec<Span> {
    blocks(&times.iter().map(|at| block_call(*at)).collect::<Vec<_>>())
}

proptest! {
    #[test]
    fn blocks_hold_every_call_once_and_do_not_overlap(minutes in prop::collection::vec(0..20_000_i64, 0..60)) {
        let calls: Vec<BlockCall> = minutes.iter()
            .map(|minute| block_call(Timestamp::from_millis(on_day("00:00:00").millis() + minute * 60_000).unwrap()))
            .collect();
        let spans = blocks(&calls);
        let mut reversed = calls.clone();
        reversed.reverse();
        prop_assert_eq!(&blocks(&reversed), &spans);
        let all: Vec<Block> = spans.iter().filter_map(|span| match span { Span::Block(block) => Some(*block), Span::Gap(_) => None }).collect();
        prop_assert_eq!(all.iter().map(|block| block.calls).sum::<u64>(), calls.len() as u64);
        prop_assert_eq!(all.iter().map(|block| block.cost_usd).sum::<PicoUsd>(), usd("1").times(calls.len() as u64));
        for block in &all {
            prop_assert_eq!(block.start.millis() % 3_600_000, 0);
            prop_assert!(block.start <= block.first_at && block.first_at <= block.last_at && block.last_at <= block.end);
            prop_assert_eq!(block.end.millis() - block.start.millis(), BLOCK_MS);
            let outlook = block.project(block.last_at);
            prop_assert!(outlook.cost_usd.is_none_or(|cost| cost >= block.cost_usd));
            prop_assert!(outlook.tokens.is_none_or(|tokens| tokens >= block.usage.total()));
            prop_assert_eq!(outlook.cost_usd.is_some(), outlook.left_ms == 0 || block.active_ms() >= EARLY_MS);
        }
        for pair in all.windows(2) {
            prop_assert!(pair[0].last_at < pair[1].first_at);
        }
    }

    /// Sums of quarters of an hour make the blocks their calls make: full hours are edges of quarters.
    #[test]
    fn sums_of_quarters_make_the_same_blocks(minutes in prop::collection::vec(0..4_000_i64, 0..80)) {
        let mut calls: Vec<BlockCall> = minutes.iter()
            .map(|minute| block_call(Timestamp::from_millis(on_day("00:00:00").millis() + minute * 60_000 + 1).unwrap()))
            .collect();
        calls.sort_by_key(|call| call.at);
        let mut summed = Blocks::default();
        for quarter in calls.chunk_by(|a, b| a.at.quarter() == b.at.quarter()) {
            let usage = Usage { input: 600 * quarter.len() as u64, ..Usage::default() };
            summed.push_sum(&BlockSum {
                first_at: quarter[0].at, last_at: quarter[quarter.len() - 1].at, calls: quarter.len() as u64, usage,
                cost_usd: usd("1").times(quarter.len() as u64), unpriced_calls: 0, floor_calls: 0,
            });
        }
        prop_assert_eq!(summed.finish(), blocks(&calls));
    }

    #[test]
    fn a_shown_window_lies_ahead(readings in prop::collection::vec((0..24_u32, 0..12_000_u32, 0..48_i64), 0..20), now in 0..24_u32) {
        let hour = |hour: u32| on_day(&format!("{hour:02}:00:00"));
        let readings: Vec<LimitSeen> = readings.iter().map(|(at, used_bp, resets)| LimitSeen {
            provider: label("codex"), window: label("primary"), at: hour(*at), used_bp: Some(*used_bp), minutes: Some(300),
            resets_at: Timestamp::from_millis(on_day("00:00:00").millis() + resets * 3_600_000),
        }).collect();
        for state in current(&readings, hour(now)) {
            prop_assert!(state.resets_at.unwrap() > hour(now) && state.read_at <= hour(now));
            prop_assert!(state.pace.unwrap().elapsed_bp <= 10_000);
        }
    }
}
