//! The way down to a single tool and back, and two rows beside each other.

use scopeon_app::words::{Money, cost_of_sum, short_id};
use scopeon_app::{QueryArgs, ask};
use scopeon_tui::{Answer, Question, Source};

use crate::sample::{Remembered, begin, press, sample};

fn level(source: &mut dyn Source, path: &[String]) -> scopeon_core::report::ExploreReport {
    let args = QueryArgs { since: Some("30d".to_owned()), ..QueryArgs::default() };
    let asked = ask::Explore { args, path: path.to_vec(), limit: Some(500), ..ask::Explore::default() };
    match source.answer(&Question::Explore(asked)) {
        Ok(Answer::Explore(report)) => (*report).clone(),
        other => panic!("{other:?}"),
    }
}

#[test]
fn each_level_lies_in_the_one_above() {
    let mut source = Remembered::new(sample());
    let mut dashboard = begin(&mut source, (120, 40));
    let mut frames = vec![press(&mut dashboard, &mut source, "4")];
    let mut path = Vec::new();
    for title in ["Agents", "Projects", "Branches", "Sessions", "Turns", "Calls", "Tools"] {
        let report = level(&mut source, &path);
        let text = frames.last().expect("a frame");
        assert!(text.contains(&format!("─ {title} ")), "{title}: {text}");
        let Some(largest) = report.level.rows.first().filter(|_| title != "Tools") else { break };
        let shown = if title == "Sessions" { short_id(&largest.key) } else { largest.key.clone() };
        let row = text.lines().find(|line| line.contains(&shown) && line.contains('%')).expect("its row");
        assert!(row.contains(&cost_of_sum(&largest.sum, &Money::default())), "{title}: {row}");
        path.push(largest.key.clone());
        frames.push(press(&mut dashboard, &mut source, "enter"));
    }
    assert_eq!(path.len(), 6);
    let text = press(&mut dashboard, &mut source, "enter");
    assert_eq!(Some(&text), frames.last(), "nothing lies below a tool");
    while frames.pop().is_some() {
        let text = press(&mut dashboard, &mut source, "esc");
        assert_eq!(frames.last().unwrap_or(&text), &text, "back up");
    }
}

#[test]
fn two_rows_are_beside_each_other() {
    let mut source = Remembered::new(sample());
    let mut dashboard = begin(&mut source, (120, 40));
    let text = press(&mut dashboard, &mut source, "4 =");
    assert!(text.contains("mark two rows"), "{text}");
    let text = press(&mut dashboard, &mut source, "m");
    assert!(text.contains("projects, branches and sessions can be compared"), "{text}");
    let text = press(&mut dashboard, &mut source, "enter m");
    assert!(text.contains("mark another one"), "{text}");
    let level = press(&mut dashboard, &mut source, "j m");
    assert!(level.contains("= compares") && level.matches('●').count() == 3, "{level}");
    let text = press(&mut dashboard, &mut source, "=");
    assert!(text.contains("Beside each other") && text.contains("Medians of one session"), "{text}");
    let text = press(&mut dashboard, &mut source, "esc j k");
    assert!(text.contains("─ Projects "), "{text}");
}
