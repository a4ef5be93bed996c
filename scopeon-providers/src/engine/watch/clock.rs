//! When everything is looked at, whatever is heard.

use std::time::{Duration, Instant};

use crate::engine::observer::Mode;
use crate::engine::settings::Settings;

/// A look at everything takes at most one part in so many of the time.
const SHARE: u32 = 100;
/// After directories came or went everything is looked at again: files that appear in a new directory before
/// the system watches it are told of by nobody.
const ECHOES: [Duration; 2] = [Duration::from_millis(300), Duration::from_secs(2)];

/// The times of the next looks at everything.
pub(super) struct Clock {
    regular: Instant,
    echoes: Vec<Instant>,
}

impl Clock {
    pub(super) fn new((settings, mode): (&Settings, Option<Mode>)) -> Self {
        let mut clock = Self { regular: Instant::now(), echoes: Vec::new() };
        clock.looked((settings, mode), Instant::now());
        clock
    }

    pub(super) fn next(&self) -> Instant {
        self.echoes.iter().copied().fold(self.regular, Instant::min)
    }

    /// Sets the time of the next look; a long look is not repeated as often.
    pub(super) fn looked(&mut self, (settings, mode): (&Settings, Option<Mode>), began: Instant) {
        let usual = if mode == Some(Mode::Polling) { settings.poll } else { settings.rescan };
        let now = Instant::now();
        self.regular = now + usual.max((now - began) * SHARE);
        self.echoes.retain(|echo| *echo > now);
    }

    pub(super) fn echo(&mut self) {
        self.echoes = ECHOES.iter().map(|after| Instant::now() + *after).collect();
    }
}
