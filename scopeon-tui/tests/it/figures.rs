//! What the dashboard shows is what the reports hold.

use scopeon_app::words::{Money, cost};
use scopeon_tui::{Answer, Question, Source};

use crate::sample::{begin, sample};

#[test]
fn amounts_on_the_screen_are_those_of_the_report() {
    let mut source = sample();
    let status = match source.answer(&Question::Status(scopeon_app::ask::Status)) {
        Ok(Answer::Status(status)) => status,
        other => panic!("{other:?}"),
    };
    let text = begin(&mut source, (200, 60)).frame().text();
    let money = Money::default();
    assert!(text.contains(&format!("{} today", cost(&status.today, &money))));
    assert!(!status.sessions.is_empty());
    for live in &status.sessions {
        assert!(text.contains(&cost(&live.session.figures, &money)), "{}", live.session.id);
    }
    for row in &status.budgets {
        let amounts = format!("{} of {}", money.amount(row.used.spent_usd), money.amount(row.budget.usd));
        assert!(text.contains(&amounts), "{amounts}");
    }
}

#[test]
fn what_is_read_aloud_holds_no_frame() {
    let mut source = sample();
    let plain = begin(&mut source, (80, 24)).plain();
    assert!(plain.lines().count() > 8, "{plain}");
    let is_drawn = |c: char| ('\u{2500}'..='\u{259f}').contains(&c);
    assert!(!plain.contains(is_drawn), "{plain}");
    assert!(plain.contains("today"), "{plain}");
}
