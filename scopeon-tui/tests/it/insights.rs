//! How well it went, and what would help.

use scopeon_app::{QueryArgs, ask};
use scopeon_tui::{Answer, Question, Source};

use crate::sample::{Remembered, begin, press, sample};

#[test]
fn the_score_and_each_card_are_those_of_the_reports() {
    let mut source = Remembered::new(sample());
    let mut dashboard = begin(&mut source, (200, 60));
    let args = QueryArgs { since: Some("30d".to_owned()), ..QueryArgs::default() };
    let health = source.answer(&Question::Health(ask::Health { session: None, args: args.clone() }));
    let suggest = source.answer(&Question::Suggest(ask::Suggest { args }));
    let (Ok(Answer::Health(health)), Ok(Answer::Suggest(suggest))) = (health, suggest) else {
        panic!("no answer")
    };
    let text = press(&mut dashboard, &mut source, "5");
    let score = health.health.score.value.expect("a score");
    assert!(
        text.contains(&format!("Health ~{score} of 100")) || text.contains(&format!("Health {score} of 100"))
    );
    for day in &health.anomalies {
        assert!(text.contains(&day.key), "{}", day.key);
    }
    let first = suggest.rows.first().expect("a suggestion");
    assert!(text.contains(&first.advice), "{}", first.advice);
    let paste = first.paste.as_ref().expect("a text");
    assert!(!text.contains(&paste.text));
    let open = press(&mut dashboard, &mut source, "enter");
    assert!(open.contains(&paste.text) && open.contains(&format!("into {}:", paste.place)), "{open}");
    assert_eq!(press(&mut dashboard, &mut source, "esc"), text);
    press(&mut dashboard, &mut source, "enter enter");
    assert_eq!(
        dashboard.screen(),
        scopeon_tui::Screen::Sessions,
        "to the session in which most would be saved"
    );
}
