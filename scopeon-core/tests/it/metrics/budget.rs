//! What is used of a budget, at what pace, and when it runs out.

use proptest::prelude::*;
use scopeon_core::budget::{Budget, BudgetPeriod, BudgetState, used, worst};
use scopeon_core::metrics::Provenance;
use scopeon_core::metrics::forecast::{BucketCost, History, Running, project};
use scopeon_core::money::PicoUsd;
use scopeon_core::time::{Period, TimeBucket, Timestamp, Zone};

use super::{at, usd};

fn budget(period: BudgetPeriod, amount: &str) -> Budget {
    Budget { period, usd: usd(amount), project: None, warn_percent: 80 }
}

/// Costs of the day of 18 November, a Wednesday, with history since its midnight only: the linear projection.
fn spent(costs: &[(&str, &str)]) -> History {
    let quarter = |(time, cost): &(&str, &str)| BucketCost {
        bucket: at(&format!("2026-11-18T{time}Z")).quarter(),
        cost: usd(cost),
    };
    History::new(costs.iter().map(quarter).collect(), Some(at("2026-11-18T00:00:00Z")))
}

#[test]
fn use_pace_and_the_end() {
    let now = at("2026-11-18T12:00:00Z");
    let three = spent(&[("09:00:00", "3")]);
    let stand =
        |amount| used(&budget(BudgetPeriod::Daily, amount), &three, Zone::UTC, now, Provenance::EXACT);
    let four = stand("4");
    assert_eq!((four.spent_usd, four.left_usd, four.used_bp), (usd("3"), usd("1"), 7_500));
    assert_eq!((four.elapsed_bp.bp(), four.pace_bp), (5_000, 15_000));
    assert_eq!(four.exhausted_at, Some(at("2026-11-18T16:00:00Z"))); // 12 h × 4 ÷ 3
    assert_eq!(four.projection.likely_usd, usd("6"));
    assert_eq!(four.state, BudgetState::Warn, "three quarters used, but 6 are likely");

    let cases = [
        ("10", BudgetState::Ok, None, 3_000),
        ("6", BudgetState::Ok, None, 5_000), // exactly used at midnight
        ("5.99", BudgetState::Warn, Some("2026-11-18T23:57:36Z"), 5_008),
        ("3.75", BudgetState::Warn, Some("2026-11-18T15:00:00Z"), 8_000),
        ("3", BudgetState::Warn, Some("2026-11-18T12:00:00Z"), 10_000), // all of it is not more than it
        ("2", BudgetState::Over, Some("2026-11-18T09:15:00Z"), 15_000), // the end of the quarter that did it
    ];
    for (amount, state, exhausted, used_bp) in cases {
        let found = stand(amount);
        assert_eq!(
            (found.state, found.exhausted_at, found.used_bp),
            (state, exhausted.map(at), used_bp),
            "{amount}"
        );
    }
    assert_eq!(stand("2").left_usd, PicoUsd::ZERO);
}

#[test]
fn what_is_used_up_is_so_by_now() {
    let stand = |costs: &[(&str, &str)], now: &str| {
        let budget = budget(BudgetPeriod::Daily, "2");
        used(&budget, &spent(costs), Zone::UTC, at(now), Provenance::EXACT).exhausted_at
    };
    // The quarter runs until 09:15.
    let costs = [("09:00:00", "3")];
    assert_eq!(stand(&costs, "2026-11-18T09:06:00Z"), Some(at("2026-11-18T09:06:00Z")));
    assert_eq!(stand(&costs, "2026-11-18T09:15:00Z"), Some(at("2026-11-18T09:15:00Z")));
    // A fast clock dated it ahead.
    let ahead = [("08:00:00", "1"), ("20:00:00", "2")];
    assert_eq!(stand(&ahead, "2026-11-18T09:06:00Z"), Some(at("2026-11-18T09:06:00Z")));
}

/// A week's budget runs out when the day's outlook says so.
#[test]
fn a_budget_runs_out_where_the_sooner_periods_lead() {
    let now = at("2026-11-18T12:00:00Z");
    let day = |back: i64| BucketCost {
        bucket: TimeBucket::from_index(at("2026-11-17T15:00:00Z").quarter().index() - back * 96),
        cost: usd("1"),
    };
    let running = Running { until: at("2026-11-18T14:00:00Z"), more_usd: usd("100") };
    let history = History::new((0..50).map(day).collect(), None).with_running(Some(running));
    let stand =
        |amount| used(&budget(BudgetPeriod::Weekly, amount), &history, Zone::UTC, now, Provenance::EXACT);
    // 2 are spent, and 101 more are likely today.
    for (amount, expected) in [
        ("52", Some("2026-11-18T13:00:00Z")),  // halfway through the block
        ("102", Some("2026-11-18T14:00:00Z")), // at its end
        ("102.5", Some("2026-11-18T19:00:00Z")),
        ("105", Some("2026-11-21T00:00:00Z")), // two days of four later
        ("107", None),
    ] {
        assert_eq!(stand(amount).exhausted_at, expected.map(at), "{amount}");
    }
}

#[test]
fn weeks_and_months_are_of_the_calendar() {
    let now = at("2026-11-18T12:00:00Z");
    let history = History::new(
        ["2026-11-16T01:00:00Z", "2026-11-15T22:00:00Z", "2026-11-01T00:00:00Z"]
            .map(|time| BucketCost { bucket: at(time).quarter(), cost: usd("1") })
            .into(),
        None,
    );
    let spent = |period, zone: &str| {
        used(&budget(period, "100"), &history, zone.parse().unwrap(), now, Provenance::EXACT).spent_usd
    };
    assert_eq!(spent(BudgetPeriod::Weekly, "UTC"), usd("1"));
    assert_eq!(spent(BudgetPeriod::Weekly, "Asia/Tokyo"), usd("2")); // Monday began at 15:00 UTC on Sunday
    assert_eq!(spent(BudgetPeriod::Monthly, "UTC"), usd("3"));
    assert_eq!(spent(BudgetPeriod::Monthly, "America/New_York"), usd("2"));
    assert_eq!(spent(BudgetPeriod::Daily, "UTC"), PicoUsd::ZERO);
}

#[test]
fn nothing_spent_is_fine() {
    let now = at("2026-11-18T00:00:00Z");
    let found =
        used(&budget(BudgetPeriod::Daily, "5"), &History::default(), Zone::UTC, now, Provenance::EXACT);
    assert_eq!(
        (found.used_bp, found.pace_bp, found.exhausted_at, found.state),
        (0, 0, None, BudgetState::Ok)
    );
    assert_eq!(worst([]), BudgetState::Ok);
    assert_eq!(worst([BudgetState::Warn, BudgetState::Over, BudgetState::Ok]), BudgetState::Over);
}

#[test]
fn a_budget_reads_from_what_people_write() {
    let budget: Budget =
        toml::from_str("period = \"monthly\"\nusd = 200\nproject = \"/p\"\nwarn_percent = 90\n").unwrap();
    assert_eq!(
        (budget.period, budget.usd, budget.project.as_deref(), budget.warn_percent),
        (BudgetPeriod::Monthly, usd("200"), Some("/p"), 90)
    );
    let short: Budget = toml::from_str("period = \"daily\"\nusd = \"2.50\"\n").unwrap();
    assert_eq!((short.usd, short.project, short.warn_percent), (usd("2.5"), None, 80));
    for bad in [
        "period = \"daily\"\nusd = 0",
        "period = \"daily\"\nusd = -1",
        "period = \"yearly\"\nusd = 1",
        "usd = 1",
        "period = \"daily\"\nusd = 1\nwarn_percent = 0",
        "period = \"daily\"\nusd = 1\nwarn_percent = 101",
        "period = \"daily\"\nusd = 1\ncolour = 1",
    ] {
        assert!(toml::from_str::<Budget>(bad).is_err(), "{bad}");
    }
}

proptest! {
    /// What is not used up by the end of a sooner period is not likely to be by then, and the other way round.
    #[test]
    fn budgets_agree_with_the_outlook(
        costs in prop::collection::vec((0..6_000_i64, 0..900_u64), 0..60),
        (block, more) in (1..600_i64, 0..9_000_u64),
        amount in 1..20_000_u64,
        day in 1..29_u32,
    ) {
        let now = at(&format!("2026-11-{day:02}T09:10:00Z"));
        let cents = |cents: u64| usd("0.01").times(cents);
        let quarters = costs.iter().map(|(back, cost)| BucketCost {
            bucket: TimeBucket::from_index(now.quarter().index() - back), cost: cents(*cost),
        });
        let until = Timestamp::from_millis(now.millis() + block * 60_000).unwrap();
        let history = History::new(quarters.collect(), None).with_running(Some(Running { until, more_usd: cents(more) }));
        let budget = Budget { usd: cents(amount), ..budget(BudgetPeriod::Monthly, "1") };
        let stand = used(&budget, &history, Zone::UTC, now, Provenance::EXACT);
        for period in [Period::Day, Period::Week, Period::Month] {
            let found = project(&history, period, Zone::UTC, now);
            if found.until > stand.until {
                continue;
            }
            let by_then = stand.spent_usd.plus(found.likely_usd.minus(found.spent_usd));
            let is_used_up = stand.exhausted_at.is_some_and(|at| at < found.until);
            // Its end may be rounded to the period's.
            prop_assert!(is_used_up == (by_then > budget.usd) || by_then.minus(budget.usd) < cents(1));
        }
    }

    #[test]
    fn a_larger_budget_is_never_in_a_worse_state(costs in prop::collection::vec((0..48_i64, 0..9_000_u64), 0..20), amount in 1..200_000_u64, more in 0..200_000_u64) {
        let start = at("2026-11-18T00:00:00Z");
        let cents = |cents: u64| usd("0.01").times(cents);
        let quarters = costs.iter().map(|(index, cost)| BucketCost {
            bucket: scopeon_core::time::TimeBucket::from_index(start.quarter().index() + index), cost: cents(*cost),
        });
        let history = History::new(quarters.collect(), Some(start));
        let now = at("2026-11-18T12:00:00Z");
        let stand = |amount| used(&Budget { usd: cents(amount), ..budget(BudgetPeriod::Daily, "1") }, &history, Zone::UTC, now, Provenance::EXACT);
        let (small, large) = (stand(amount), stand(amount + more));
        prop_assert!(large.state <= small.state && large.used_bp <= small.used_bp && large.left_usd >= small.left_usd);
        prop_assert!(small.exhausted_at.is_none_or(|at| small.since < at && at <= small.until));
        prop_assert_eq!(small.state == BudgetState::Over, small.spent_usd > cents(amount));
        prop_assert!(small.state != BudgetState::Over || small.exhausted_at.is_some());
    }
}
