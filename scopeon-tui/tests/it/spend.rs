//! What was spent: the figures of the reports, every list and every picture.

use scopeon_app::words::{Money, cost};
use scopeon_app::{QueryArgs, ask};
use scopeon_tui::{Answer, Question, Source};

use crate::sample::{Remembered, begin, press, sample};

#[test]
fn amounts_are_those_of_the_reports() {
    let mut source = Remembered::new(sample());
    let mut dashboard = begin(&mut source, (200, 60));
    let args = QueryArgs { since: Some("30d".to_owned()), ..QueryArgs::default() };
    let Ok(Answer::Costs(costs)) =
        source.answer(&Question::Costs(ask::Costs { args, ..ask::Costs::default() }))
    else {
        panic!("no answer")
    };
    let text = press(&mut dashboard, &mut source, "3");
    let money = Money::default();
    assert!(text.contains(&format!("{} in 30 days", cost(&costs.total, &money))), "{text}");
    for projection in [&costs.day, &costs.week, &costs.month] {
        let likely = projection.known_likely().expect("a projection");
        let range =
            [projection.low_usd, projection.high_usd].map(|usd| money.rounded(usd, projection.spent_usd));
        let likely = money.rounded(likely, projection.spent_usd);
        let written =
            format!("{} → ~{likely} ({}–{})", money.amount(projection.spent_usd), range[0], range[1]);
        assert!(text.contains(&written), "{written}");
    }
    let dearest = costs.by_model.first().expect("a model");
    let row = text.lines().find(|line| line.contains(&dearest.key) && line.contains('%')).expect("its row");
    assert!(row.contains(&cost(&dearest.figures, &money)), "{row}");
}

#[test]
fn every_list_and_every_picture_comes_around() {
    let mut source = Remembered::new(sample());
    let mut dashboard = begin(&mut source, (80, 24));
    let first = press(&mut dashboard, &mut source, "3");
    for (keys, shows) in [
        ("p", "By agent"),
        ("p", "By project"),
        ("p", "By branch"),
        ("p", "By tag"),
        ("t", "A year"),
        ("t", "Hours of the week"),
        ("s", "tokens"),
        ("s", "calls"),
        ("s", "name"),
        ("S", "name"),
    ] {
        let text = press(&mut dashboard, &mut source, keys);
        assert!(text.contains(shows), "{keys}: {text}");
    }
    assert_eq!(press(&mut dashboard, &mut source, "s t p"), first);
    let text = press(&mut dashboard, &mut source, "e");
    assert!(text.contains("Days") && !text.contains("By model"), "{text}");
    assert_eq!(press(&mut dashboard, &mut source, "esc"), first);
}

#[test]
fn one_model_alone_is_everywhere_until_it_is_not() {
    let mut source = Remembered::new(sample());
    let mut dashboard = begin(&mut source, (120, 40));
    let whole = press(&mut dashboard, &mut source, "3");
    let alone = press(&mut dashboard, &mut source, "enter");
    assert!(alone.contains("only claude-opus-5") && alone != whole, "{alone}");
    assert_eq!(press(&mut dashboard, &mut source, "enter"), whole);
}
