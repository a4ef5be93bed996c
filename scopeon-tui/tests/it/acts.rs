//! What people do with it: filters, replays, looking for things, freezing, one line, clicks.

use std::sync::Arc;

use scopeon_core::alert::{Alert, AlertKind, AlertSeverity};
use scopeon_core::report::AlertsReport;
use scopeon_core::time::Timestamp;
use scopeon_tui::{Answer, Dashboard, Question, Screen, Source, Trouble};

use crate::sample::{Remembered, begin, now, press, sample};

/// Types text.
fn type_text(dashboard: &mut Dashboard, source: &mut dyn Source, text: &str) {
    dashboard.paste(text);
    dashboard.answer(source);
}

fn row(dashboard: &mut Dashboard, row: usize) -> String {
    dashboard.frame().text().lines().nth(row).unwrap_or_default().to_owned()
}

#[test]
fn a_filter_that_is_not_understood_leaves_the_list() {
    let mut source = Remembered::new(sample());
    let mut dashboard = begin(&mut source, (120, 40));
    press(&mut dashboard, &mut source, "2 /");
    type_text(&mut dashboard, &mut source, "agent:codex");
    let list = |dashboard: &mut Dashboard| dashboard.frame().text().lines().skip(4).collect::<String>();
    let codex = list(&mut dashboard);
    assert!(codex.contains("codex") && !codex.contains("claude-code"), "{codex}");
    type_text(&mut dashboard, &mut source, " colour:red");
    assert_eq!(list(&mut dashboard), codex);
    assert!(row(&mut dashboard, 1).contains("colour") || row(&mut dashboard, 2).contains("colour"));
    press(&mut dashboard, &mut source, "enter");
    assert!(row(&mut dashboard, 1).contains("colour:red"), "it stays to be mended");
    press(&mut dashboard, &mut source, "esc");
    assert!(list(&mut dashboard).contains("claude-code"), "it is given up");
}

/// A filter that is typed letter by letter is a word of its own until its sign is typed.
#[test]
fn a_filter_that_is_typed_wrong_is_told_once_and_lists_what_is_understood() {
    for (right, wrong, told) in [
        ("", "modle:opus", "(at character 1); did you mean model?"),
        ("agent:codex", " colour:red", "there is no colour: to filter by (at character 13); there are"),
        ("", "is:broken", "is: takes"),
        ("agent:codex", " cost>much", "cost> takes"),
        ("agent:codex", " (shop", "this ( is not closed (at character 13)"),
    ] {
        let mut source = Remembered::new(sample());
        let mut dashboard = begin(&mut source, (120, 40));
        press(&mut dashboard, &mut source, "2 /");
        type_text(&mut dashboard, &mut source, right);
        let list = |dashboard: &mut Dashboard| dashboard.frame().text().lines().skip(4).collect::<String>();
        let before = list(&mut dashboard);
        for letter in wrong.chars() {
            type_text(&mut dashboard, &mut source, &letter.to_string());
        }
        assert_eq!(list(&mut dashboard), before, "{wrong}");
        let frame = dashboard.frame().text();
        assert_eq!(frame.matches(told).count(), 1, "{wrong}: {frame}");
        assert!(!frame.contains("No session is like that"), "{wrong}: {frame}");
    }
}

/// Another source, in which every session ended so many milliseconds ago.
struct Ended<S>(S, i64);

impl<S: Source> Source for Ended<S> {
    fn answer(&mut self, question: &Question) -> Result<Answer, Trouble> {
        match self.0.answer(question)? {
            Answer::Status(mut report) => {
                let status = Arc::make_mut(&mut report);
                status.sessions.clear();
                status.live = None;
                if let Some(last) = &mut status.last {
                    last.at = Timestamp::from_millis(now().millis() - self.1).expect("an instant");
                }
                Ok(Answer::Status(report))
            }
            other => Ok(other),
        }
    }
}

#[test]
fn a_session_that_ended_has_no_lane() {
    for (millis, said) in [
        (3 * 86_400_000, "Last used 3 days ago, 2026-11-24 14:03: "),
        (7_260_000, "Last used 2 h 1 min ago: "),
        (-86_400_000, "All calls are dated ahead, the nearest 2026-11-28 14:03: "),
    ] {
        for size in [(80, 16), (80, 24), (120, 40)] {
            let mut source = Ended(sample(), millis);
            let mut dashboard = begin(&mut source, size);
            let frame = dashboard.frame().text();
            assert!(frame.contains(said), "{said}: {frame}");
            assert!(!frame.contains("/h ") && !frame.contains("left"), "{frame}");
            press(&mut dashboard, &mut source, "enter");
            assert!(dashboard.frame().text().contains("replay"), "the last session is opened");
        }
    }
}

#[test]
fn a_replay_shows_what_was_then() {
    let mut source = Remembered::new(sample());
    let mut dashboard = begin(&mut source, (120, 40));
    press(&mut dashboard, &mut source, "enter");
    assert_eq!(dashboard.screen(), Screen::Sessions);
    let whole = row(&mut dashboard, 2);
    press(&mut dashboard, &mut source, "left left");
    let then = row(&mut dashboard, 2);
    assert!(then.contains("as of call") && then != whole, "{then}");
    press(&mut dashboard, &mut source, "right right");
    assert_eq!(row(&mut dashboard, 2), whole);
    press(&mut dashboard, &mut source, "esc");
    assert_eq!(dashboard.screen(), Screen::Now, "back where it was opened");
}

#[test]
fn anything_is_found_by_some_letters() {
    let mut source = Remembered::new(sample());
    let mut dashboard = begin(&mut source, (120, 40));
    press(&mut dashboard, &mut source, "ctrl-p");
    type_text(&mut dashboard, &mut source, "bilapi");
    assert!(dashboard.frame().text().contains("session of codex"));
    press(&mut dashboard, &mut source, "enter");
    assert_eq!(dashboard.screen(), Screen::Sessions);
    press(&mut dashboard, &mut source, "ctrl-p");
    type_text(&mut dashboard, &mut source, "qzqzqz");
    assert!(dashboard.frame().text().contains("Nothing is called that."));
    press(&mut dashboard, &mut source, "esc");
    assert!(!dashboard.frame().text().contains("Nothing is called that."));
}

#[test]
fn nothing_changes_while_it_is_frozen() {
    let mut source = Remembered::new(sample());
    let mut dashboard = begin(&mut source, (120, 40));
    press(&mut dashboard, &mut source, "f");
    let before = dashboard.frame();
    assert!(before.text().contains("frozen"));
    dashboard.change();
    dashboard.pass(Timestamp::from_millis(now().millis() + 300_000).expect("an instant"));
    dashboard.answer(&mut source);
    assert_eq!(dashboard.frame(), before);
    press(&mut dashboard, &mut source, "f");
    assert_ne!(dashboard.frame(), before);
}

/// Another source, with an urgent alert once that is wished.
struct Urgent<S> {
    source: S,
    is_urgent: bool,
}

impl<S: Source> Source for Urgent<S> {
    fn answer(&mut self, question: &Question) -> Result<Answer, Trouble> {
        match self.source.answer(question)? {
            Answer::Alerts(report) => {
                let alert = Alert::new(AlertKind::ContextCrisis, AlertSeverity::Critical);
                let rows = if self.is_urgent { vec![alert] } else { Vec::new() };
                Ok(Answer::Alerts(Arc::new(AlertsReport::new(report.scope.clone(), rows))))
            }
            other => Ok(other),
        }
    }
}

#[test]
fn one_line_gives_way_to_what_is_urgent_once() {
    let mut source = Urgent { source: sample(), is_urgent: false };
    let mut dashboard = begin(&mut source, (120, 40));
    let lines = |dashboard: &mut Dashboard| dashboard.frame().text().trim().lines().count();
    press(&mut dashboard, &mut source, "z");
    assert_eq!(lines(&mut dashboard), 1);
    source.is_urgent = true;
    dashboard.change();
    dashboard.answer(&mut source);
    assert!(lines(&mut dashboard) > 10, "it leaves by itself");
    press(&mut dashboard, &mut source, "z");
    dashboard.change();
    dashboard.answer(&mut source);
    assert_eq!(lines(&mut dashboard), 1, "what was told is no news");
}

#[test]
fn what_is_clicked_is_what_is_seen() {
    let mut source = Remembered::new(sample());
    let mut dashboard = begin(&mut source, (120, 40));
    let top = row(&mut dashboard, 0);
    let column = u16::try_from(top.find("Sessions").expect("a tab")).expect("a column");
    dashboard.click((column, 0), false);
    dashboard.answer(&mut source);
    assert_eq!(dashboard.screen(), Screen::Sessions);
    let _ = dashboard.frame();
    dashboard.click((5, 6), true);
    dashboard.answer(&mut source);
    assert!(dashboard.frame().text().contains("replay"), "a second click opens it");
}

#[test]
fn time_alone_changes_what_counts_down() {
    let mut source = Remembered::new(sample());
    let dashboard = begin(&mut source, (120, 40));
    let next = dashboard.next_change().expect("a countdown");
    assert!(next > now() && next.millis() - now().millis() <= 60_000, "{next}");
    let mut silent = crate::sample::nothing();
    let dashboard = begin(&mut silent, (120, 40));
    let midnight = dashboard.next_change().expect("midnight");
    assert!(midnight.millis() - now().millis() > 3_600_000, "nothing wakes it before a new day");
}

#[test]
fn figures_of_one_agent_alone_say_so_on_every_screen() {
    for size in [(80, 24), (120, 40)] {
        let mut source = Remembered::new(sample());
        let mut dashboard = begin(&mut source, size);
        assert!(!row(&mut dashboard, 0).contains("only "));
        press(&mut dashboard, &mut source, "3 ]");
        for screen in 1..=7 {
            press(&mut dashboard, &mut source, &screen.to_string());
            assert!(
                row(&mut dashboard, 0).contains("only "),
                "{size:?} {screen}: {}",
                row(&mut dashboard, 0)
            );
        }
    }
}
