//! Every key on every screen: it does what the table says, and there is a way back.

use scopeon_tui::{BINDINGS, Chord, Code, Dashboard, Keymap, Screen, Source};

use crate::sample::{Remembered, begin, sample};

/// Leads back to the first screen from wherever one is.
pub(crate) fn lead_back(dashboard: &mut Dashboard, source: &mut dyn Source) {
    for _ in 0..6 {
        dashboard.press(Chord::plain(Code::Esc));
        dashboard.answer(source);
    }
    dashboard.press(Chord::plain(Code::Char('1')));
    dashboard.answer(source);
}

#[test]
fn every_key_does_something_sound_on_every_screen() {
    let mut source = Remembered::new(sample());
    let keymap = Keymap::default();
    for screen in Screen::ALL {
        for binding in BINDINGS.iter().filter(|binding| binding.is_on(*screen) && binding.is_there()) {
            for chord in keymap.keys(binding.action) {
                let mut dashboard = begin(&mut source, (120, 40));
                dashboard.press(Chord::plain(Code::Char(char::from(b'0' + screen.digit()))));
                dashboard.answer(&mut source);
                assert_eq!(dashboard.screen(), *screen);
                assert_eq!(keymap.action(*chord, *screen), Some(binding.action), "{chord} on {screen:?}");
                dashboard.press(*chord);
                dashboard.answer(&mut source);
                assert!(!dashboard.frame().text().trim().is_empty(), "{chord} on {screen:?}");
                lead_back(&mut dashboard, &mut source);
                let is_over = dashboard.has_ended();
                assert_eq!(is_over, binding.name == "quit", "{chord} on {screen:?}");
                assert_eq!(dashboard.screen(), Screen::Now, "{chord} on {screen:?} leads back");
            }
        }
    }
}
