//! What every screen looks like, at three sizes, in three themes, from every source; and what no frame may hold.

use std::path::PathBuf;
use std::sync::Arc;

use expect_test::expect_file;
use scopeon_tui::{Answer, Chord, Code, Dashboard, Question, Screen, Source, ThemeName, Trouble};

use crate::sample::{begin, every, now, options, sample};

const SIZES: [(u16, u16); 3] = [(80, 24), (120, 40), (200, 60)];

fn go(dashboard: &mut Dashboard, screen: Screen, source: &mut dyn Source) {
    let digit = char::from(b'0' + screen.digit());
    dashboard.press(Chord::plain(Code::Char(digit)));
    dashboard.answer(source);
}

fn file(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/frames").join(name)
}

#[test]
fn every_screen_looks_as_it_did() {
    for (kind, mut source) in every() {
        for size in SIZES {
            let mut dashboard = begin(source.as_mut(), size);
            for screen in Screen::ALL {
                go(&mut dashboard, *screen, source.as_mut());
                let frame = dashboard.frame();
                assert_eq!(frame, dashboard.frame(), "drawing changes nothing");
                let name = format!("{}-{kind}-{}x{}.txt", screen.digit(), size.0, size.1);
                expect_file![file(&name)].assert_eq(&frame.text());
            }
        }
    }
}

#[test]
fn themes_change_nothing_but_colours() {
    let mut source = sample();
    let text = |theme: ThemeName, source: &mut dyn Source| {
        let mut dashboard = Dashboard::new(&options(theme), now(), (120, 40));
        dashboard.answer(source);
        dashboard.frame().text()
    };
    let dark = text(ThemeName::Dark, &mut source);
    for theme in ThemeName::ALL {
        assert_eq!(text(theme, &mut source), dark, "{theme:?}");
    }
}

#[test]
fn nothing_in_a_cell_rewrites_a_screen() {
    for (kind, mut source) in every() {
        for size in [(20, 5), (40, 10), (60, 15), (80, 24), (200, 60)] {
            let mut dashboard = begin(source.as_mut(), size);
            for screen in Screen::ALL {
                go(&mut dashboard, *screen, source.as_mut());
                let frame = dashboard.frame();
                for symbol in frame.symbols() {
                    let is_safe = |c: char| scopeon_core::label::is_printable(c);
                    assert!(symbol.chars().all(is_safe), "{kind} {screen:?} {size:?}: {symbol:?}");
                }
            }
        }
    }
}

#[test]
fn too_small_a_terminal_says_what_is_needed_first_and_names_each_session_once() {
    let mut source = sample();
    for size in [(20, 5), (40, 10), (59, 24), (80, 14)] {
        let text = begin(&mut source, size).frame().text();
        assert!(text.starts_with("needs 60x15"), "{size:?}: {text}");
        assert_eq!(text.matches("billing-api").count(), 1, "{size:?}: {text}");
        assert!(size.0 < 40 || text.contains("today"), "{size:?}: {text}");
    }
}

#[test]
fn few_rows_below_the_prompt_hold_what_runs() {
    let mut source = sample();
    for rows in 1..=14 {
        for columns in [20, 60, 80, 120] {
            let mut options = options(ThemeName::Dark);
            options.inline = Some(rows);
            let mut dashboard = Dashboard::new(&options, now(), (columns, rows));
            dashboard.answer(&mut source);
            let text = dashboard.frame().text();
            assert!(!text.contains("needs"), "{text}");
            assert!(rows < 10 || columns < 60 || is_whole(&text), "{columns}x{rows}: {text}");
        }
    }
}

fn is_whole(text: &str) -> bool {
    ["today", "billing-api", "forecast", " of 200K", "$2.36", "budget used", "five-hour limit"]
        .iter()
        .all(|part| text.contains(part))
}

/// Six live sessions of one project on a long branch.
struct Six<S>(S);

impl<S: Source> Source for Six<S> {
    fn answer(&mut self, question: &Question) -> Result<Answer, Trouble> {
        match self.0.answer(question)? {
            Answer::Status(mut report) => {
                let status = Arc::make_mut(&mut report);
                status.sessions.truncate(1);
                while let (Some(first), 1..6) = (status.sessions.first().cloned(), status.sessions.len()) {
                    status.sessions.push(first);
                }
                for live in &mut status.sessions {
                    live.session.project = Some("/home/me/warehouse".to_owned());
                    live.session.branch = Some(format!("feature/{}", "long".repeat(20)));
                }
                Ok(Answer::Status(report))
            }
            other => Ok(other),
        }
    }
}

#[test]
fn lanes_of_one_line_tell_the_project_and_a_gap_before_the_gauge() {
    for size in [(80, 24), (60, 15)] {
        let text = begin(&mut Six(sample()), size).frame().text();
        let lanes: Vec<&str> = text.lines().filter(|line| line.contains("warehouse")).collect();
        assert!(lanes.len() >= 2, "{size:?}: {text}");
        for lane in lanes {
            let (name, _) = lane.split_once(|c| ('▀'..='▟').contains(&c)).expect("a gauge");
            assert!(name.ends_with(' '), "{size:?}: {lane}");
            assert!(lane.contains(" of 1.1M  $"), "{size:?}: {lane}");
        }
    }
}

#[test]
fn every_size_is_drawn() {
    for (kind, mut source) in every() {
        let mut dashboard = begin(source.as_mut(), (80, 24));
        for screen in Screen::ALL {
            go(&mut dashboard, *screen, source.as_mut());
            for columns in (1..=24).chain([39, 40, 59, 60, 79, 103, 104, 116, 250]) {
                for rows in [1, 2, 5, 9, 10, 15, 24, 70] {
                    dashboard.resize((columns, rows));
                    dashboard.answer(source.as_mut());
                    let text = dashboard.frame().text();
                    assert!(!text.trim().is_empty() || columns < 8, "{kind} {screen:?} {columns}x{rows}");
                }
            }
        }
    }
}
