//! The rules of alerts as a table, and what makes one news as a property.

use proptest::prelude::*;
use scopeon_core::alert::{
    Alert, AlertInputs, AlertKind, AlertLog, AlertSeverity, BudgetSigns, COOLDOWN_MS, LimitSigns, Pressure,
    SessionSigns, alerts, is_accelerating,
};
use scopeon_core::budget::{BudgetPeriod, BudgetState};
use scopeon_core::metrics::Share;
use scopeon_core::metrics::limits::LimitLevel;
use scopeon_core::time::Timestamp;

fn at(millis: i64) -> Timestamp {
    Timestamp::from_millis(millis).expect("a time")
}

/// A context that is so full, in basis points, with so many turns left.
fn session(fill: Option<u32>, turns_left: Option<u64>) -> SessionSigns {
    let mut signs = SessionSigns::new("a".to_owned(), "claude-code".to_owned());
    signs.fill = fill.map(Share::from_bp);
    signs.turns_left = turns_left;
    signs
}

fn kinds(inputs: &AlertInputs) -> Vec<AlertKind> {
    alerts(inputs).iter().map(|alert| alert.kind).collect()
}

const STEADY: [i64; 10] = [100; 10];
const FASTER: [i64; 10] = [100, 100, 100, 100, 100, 150, 150, 150, 150, 150];

/// How full a context is, how many turns are left, how it changed, and what is said of it.
type Case = (Option<u32>, Option<u64>, &'static [i64], &'static [AlertKind]);

#[test]
fn contexts() {
    use AlertKind::{CompactionAdvisory, ContextCrisis, ContextWarning, LowTurnsLeft};
    let cases: [Case; 15] = [
        (None, None, &FASTER, &[]),
        (Some(0), None, &FASTER, &[]),
        (Some(5_499), None, &FASTER, &[]),
        (Some(5_500), None, &STEADY, &[]),
        (Some(5_500), None, &FASTER, &[CompactionAdvisory]),
        (Some(7_999), None, &FASTER, &[CompactionAdvisory]),
        (Some(8_000), None, &FASTER, &[ContextWarning]),
        (Some(8_000), None, &STEADY, &[ContextWarning]),
        (Some(9_499), None, &[], &[ContextWarning]),
        (Some(9_500), None, &[], &[ContextCrisis]),
        (Some(10_000), None, &[], &[ContextCrisis]),
        (Some(4_000), Some(6), &[], &[]),
        (Some(4_000), Some(5), &[], &[LowTurnsLeft]),
        (None, Some(0), &[], &[LowTurnsLeft]),
        (Some(9_600), Some(1), &[], &[ContextCrisis, LowTurnsLeft]),
    ];
    for (fill, turns_left, changes, expected) in cases {
        let mut signs = session(fill, turns_left);
        signs.changes = changes.to_vec();
        let inputs = AlertInputs { sessions: vec![signs], ..AlertInputs::default() };
        assert_eq!(kinds(&inputs), expected, "{fill:?} {turns_left:?} {changes:?}");
    }
}

#[test]
fn growth_that_grows() {
    let cases: [(&[i64], bool); 8] = [
        (&[], false),
        (&[100; 9], false),
        (&STEADY, false),
        (&FASTER, true),
        (&[100, 100, 100, 100, 100, 149, 149, 149, 149, 149], false),
        (&[-50, -50, -50, -50, -50, 10, 10, 10, 10, 10], true),
        (&[0, 0, 0, 0, 0, 0, 0, 0, 0, 0], false),
        // One wild value moves nothing.
        (&[100, 100, 100, 100, 100, 100, 90_000, 100, 100, 100], false),
    ];
    for (changes, expected) in cases {
        assert_eq!(is_accelerating(changes), expected, "{changes:?}");
    }
}

#[test]
fn compactions_are_told_while_they_are_new() {
    for (compacted, since, expected) in
        [(None, None, 0), (Some(5), None, 1), (Some(5), Some(5), 1), (Some(5), Some(6), 0)]
    {
        let mut signs = session(Some(1_000), None);
        signs.compacted_at = compacted.map(at);
        let inputs = AlertInputs { sessions: vec![signs], since: since.map(at), ..AlertInputs::default() };
        let found = alerts(&inputs);
        assert_eq!(found.len(), expected, "{compacted:?} {since:?}");
        assert!(found.iter().all(|alert| alert.kind == AlertKind::CompactionDetected));
    }
}

#[test]
fn budgets_and_limits() {
    let budget = |used_bp| BudgetSigns {
        period: BudgetPeriod::Daily,
        project: None,
        used_bp,
        state: BudgetState::Ok,
        exhausted_at: None,
    };
    for (used, expected) in [
        (9_000, None),
        (9_001, Some(AlertSeverity::Warning)),
        (10_000, Some(AlertSeverity::Warning)),
        (10_001, Some(AlertSeverity::Critical)),
    ] {
        let inputs = AlertInputs { budgets: vec![budget(used)], ..AlertInputs::default() };
        assert_eq!(alerts(&inputs).first().map(|alert| alert.severity), expected, "{used}");
    }
    for (level, expected) in [
        (LimitLevel::Ok, None),
        (LimitLevel::Warn, Some(AlertSeverity::Warning)),
        (LimitLevel::UsedUp, Some(AlertSeverity::Critical)),
    ] {
        let limit = LimitSigns {
            provider: "codex".to_owned(),
            window: "primary".to_owned(),
            used_bp: 8_000,
            level,
            exhausted_at: None,
        };
        let inputs = AlertInputs { limits: vec![limit], ..AlertInputs::default() };
        assert_eq!(alerts(&inputs).first().map(|alert| alert.severity), expected, "{level:?}");
    }
}

#[test]
fn the_most_urgent_comes_first() {
    let mut first = session(Some(8_500), Some(3));
    first.compacted_at = Some(at(0));
    let budget = BudgetSigns {
        period: BudgetPeriod::Monthly,
        project: None,
        used_bp: 12_000,
        state: BudgetState::Over,
        exhausted_at: None,
    };
    let inputs = AlertInputs { sessions: vec![first], budgets: vec![budget], ..AlertInputs::default() };
    let found = alerts(&inputs);
    assert!(found.is_sorted_by_key(|alert| alert.severity));
    assert_eq!(found[0].kind, AlertKind::LowTurnsLeft);
    assert_eq!(found.last().map(|alert| alert.kind), Some(AlertKind::CompactionDetected));
}

#[test]
fn pressure_is_named_by_the_same_thresholds() {
    for (fill, word) in [
        (0, "low"),
        (5_499, "low"),
        (5_500, "moderate"),
        (7_999, "moderate"),
        (8_000, "high"),
        (9_499, "high"),
        (9_500, "critical"),
    ] {
        assert_eq!(Pressure::of(Share::from_bp(fill)).as_str(), word, "{fill}");
    }
}

#[test]
fn an_alert_is_news_once_while_it_holds() {
    let alert = Alert::new(AlertKind::ContextWarning, AlertSeverity::Warning);
    let held = std::slice::from_ref(&alert);
    let mut log = AlertLog::new();
    assert_eq!(log.news(held, at(0)).len(), 1);
    // What nobody was told is news still.
    assert_eq!(log.news(held, at(1)).len(), 1);
    log.tell(&alert, at(1));
    assert!(log.news(held, at(COOLDOWN_MS * 10)).is_empty(), "it holds");
    log.settle(&[]);
    assert!(log.news(held, at(COOLDOWN_MS)).is_empty(), "it is too soon");
    assert_eq!(log.news(held, at(COOLDOWN_MS + 1)).len(), 1, "it holds again");
    log.tell(&alert, at(COOLDOWN_MS + 1));
    let worse = Alert::new(AlertKind::ContextWarning, AlertSeverity::Critical);
    assert_eq!(log.news(std::slice::from_ref(&worse), at(COOLDOWN_MS * 3)).len(), 1, "it is worse");
}

/// How long after the one before, and what holds then: which kinds, of which of two sessions, how bad.
type Look = (i64, Vec<(usize, bool, bool)>);

fn looks() -> impl Strategy<Value = Vec<Look>> {
    let alert = (0..AlertKind::ALL.len(), any::<bool>(), any::<bool>());
    prop::collection::vec((1_i64..40_000, prop::collection::vec(alert, 0..5)), 0..40)
}

proptest! {
    #[test]
    fn of_a_kind_and_session_no_two_are_told_within_a_minute(looks in looks()) {
        let mut log = AlertLog::new();
        let mut told: Vec<(AlertKind, Option<String>, i64)> = Vec::new();
        let mut now = 0;
        for (passed, held) in looks {
            now += passed;
            let held: Vec<Alert> = held.into_iter().map(|(kind, is_first, is_bad)| {
                let severity = if is_bad { AlertSeverity::Critical } else { AlertSeverity::Info };
                let mut alert = Alert::new(AlertKind::ALL[kind], severity);
                alert.session = Some(if is_first { "a" } else { "b" }.to_owned());
                alert.at = (alert.kind == AlertKind::CompactionDetected).then(|| at(now));
                alert
            }).collect();
            log.settle(&held);
            let news: Vec<Alert> = log.news(&held, at(now)).into_iter().cloned().collect();
            for alert in news {
                // Of the same at once only the first is told.
                if log.news(std::slice::from_ref(&alert), at(now)).is_empty() {
                    continue;
                }
                let before = told.iter().rev().find(|(kind, session, _)| (*kind, session) == (alert.kind, &alert.session));
                prop_assert!(before.is_none_or(|(.., at)| now - at >= COOLDOWN_MS));
                log.tell(&alert, at(now));
                told.push((alert.kind, alert.session.clone(), now));
            }
        }
    }
}
