//! What every screen looks like, at three sizes, in three themes, from every source; and what no frame may hold.

use std::path::PathBuf;

use expect_test::expect_file;
use scopeon_tui::{Chord, Code, Dashboard, Screen, Source, ThemeName};

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
