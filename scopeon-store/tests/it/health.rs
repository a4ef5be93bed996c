//! Health and suggestions: what digests and prices make of them.

use scopeon_core::metrics::Share;
use scopeon_core::metrics::cost::CostMode;
use scopeon_core::metrics::waste::{Action, Severity, Sign};

use crate::build::*;
use crate::digests::{digest, sample};
use crate::figures::Question;

const NOW: &str = "2026-03-10T00:00:00Z";

#[test]
fn a_score_and_signs_worked_out_by_hand() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("a.db");
    let mut store = open(&path);
    sample(&mut store);
    let question = Question::at(NOW);
    for kept in [false, true] {
        if kept {
            digest(&mut store, &question);
        }
        let (reader, asked) = (read(&path), question.asked());
        let health = reader.health(&asked).unwrap();
        // Hit rate, crowded, failures, busts, repeats, unread; three uses of a tool are too few.
        let values: Vec<_> =
            health.health.components.iter().map(|one| one.value_bp.value.map(Share::bp)).collect();
        assert_eq!(values, [Some(1_908), Some(2_000), None, Some(2_000), None, Some(7_642)]);
        // 20 points × (30 − 20) ÷ (30 − 5), of 75.
        assert_eq!(health.health.score.value, Some(11));
        let signs: Vec<_> =
            health.signals.iter().map(|one| (one.sign, one.severity, one.saving_usd.value)).collect();
        let usd = |text: &str| Some(text.parse().unwrap());
        let expected = [
            // 162,000 × (18.75 − 15), 21,000 × (18.75 − 1.5), and no saving of its own.
            (Sign::UnreadWrites, Severity::High, usd("0.6075")),
            (Sign::CacheBusts, Severity::Medium, usd("0.36225")),
            // 70,000 × 1.5.
            (Sign::CrowdedContext, Severity::Low, usd("0.105")),
            // What costs nothing that is known ranks last.
            (Sign::LowHitRate, Severity::Info, None),
        ];
        assert_eq!(signs[..2], expected[..2], "{signs:?}");
        assert_eq!(signs[3..], expected[2..], "{signs:?}");
        let session = reader.session_health("s", &asked).unwrap();
        assert_eq!((session.session.as_deref(), &session.health), (Some("s"), &health.health));
        assert_eq!(session.signals, health.signals);
        let suggest = reader.suggest(&asked).unwrap();
        assert_eq!((suggest.sessions, suggest.rows[0].action), (1, Action::AskWithinLifetime));
        assert_eq!(
            suggest.cost_usd.value,
            reader.costs(&asked, (1, CostMode::Computed)).unwrap().total.cost_usd.into()
        );
    }
}

#[test]
fn nothing_is_neither_good_nor_bad() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("a.db");
    open(&path).close().unwrap();
    let question = Question::at(NOW);
    let health = read(&path).health(&question.asked()).unwrap();
    assert_eq!((health.health.score.value, health.signals.len(), health.anomalies.len()), (None, 0, 0));
    assert_eq!(read(&path).suggest(&question.asked()).unwrap().sessions, 0);
    assert!(read(&path).session_health("latest", &question.asked()).is_ok());
    assert!(read(&path).session_health("nobody", &question.asked()).is_err());
}
