//! Ctrl-C and SIGTERM: a wish to stop that is noticed between two steps.

use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
#[cfg(unix)]
use std::time::Duration;

use scopeon_app::CancelToken;
use signal_hook::consts::{SIGINT, SIGTERM};
use signal_hook::flag;
#[cfg(unix)]
use signal_hook::{iterator::Signals, low_level};

/// How long a wish may take to be fulfilled.
#[cfg(unix)]
const GRACE: Duration = Duration::from_millis(800);

/// Ends the process some time after its first signal, wherever it is by then: in a long statement, or waiting for a disk.
#[cfg(unix)]
fn insist() -> io::Result<()> {
    static WAITING: AtomicBool = AtomicBool::new(false);
    if WAITING.swap(true, Ordering::Relaxed) {
        return Ok(());
    }
    let mut signals = Signals::new([SIGINT, SIGTERM])?;
    std::thread::Builder::new().name("signals".to_owned()).spawn(move || {
        if let Some(signal) = signals.forever().next() {
            std::thread::sleep(GRACE);
            low_level::exit(128 + signal);
        }
    })?;
    Ok(())
}

/// Nothing else can wait for a signal elsewhere; a second one ends the process at once all the same.
#[cfg(not(unix))]
#[expect(clippy::unnecessary_wraps, reason = "where signals can be waited for, that can fail")]
fn insist() -> io::Result<()> {
    Ok(())
}

/// Turns the signal of a file that grows beyond its limit into an error of the write, which can be known.
pub(crate) fn outlive_size_limit() {
    #[cfg(unix)]
    if let Err(error) = flag::register(signal_hook::consts::SIGXFSZ, Arc::default()) {
        tracing::warn!(%error, "a limit on the size of files would end the process");
    }
}

/// A request to stop that signals make.
#[derive(Clone, Debug, Default)]
pub(crate) struct Stop {
    wished: Arc<AtomicBool>,
    token: CancelToken,
    signal: Arc<AtomicUsize>,
}

impl Stop {
    /// Turns signals into wishes from now on. A second signal ends the process at once, and so does a wish that is not
    /// fulfilled in time: what is committed is safe wherever the process ends.
    pub(crate) fn on_signals() -> io::Result<Self> {
        let wished: Arc<AtomicBool> = Arc::default();
        let token = CancelToken::of(Arc::clone(&wished));
        let stop = Self { wished, token, signal: Arc::default() };
        for signal in [SIGINT, SIGTERM] {
            // In this order: the first signal must find the wish unset.
            flag::register_conditional_shutdown(signal, 128 + signal, Arc::clone(&stop.wished))?;
            flag::register(signal, Arc::clone(&stop.wished))?;
            flag::register_usize(signal, Arc::clone(&stop.signal), usize::try_from(signal).unwrap_or(0))?;
        }
        insist()?;
        Ok(stop)
    }

    /// Only notes signals, for who hands them on.
    #[cfg(unix)]
    pub(crate) fn to_hand_on() -> io::Result<Self> {
        let stop = Self::default();
        for signal in [SIGINT, SIGTERM] {
            flag::register_usize(signal, Arc::clone(&stop.signal), usize::try_from(signal).unwrap_or(0))?;
        }
        Ok(stop)
    }

    /// Says that nothing looks for wishes any more: the next signal ends the process at once.
    pub(crate) fn stand_down(&self) {
        self.token.request();
    }

    /// Returns the request, for what looks for it.
    pub(crate) const fn token(&self) -> &CancelToken {
        &self.token
    }

    /// Returns the signal that asked to stop, if one did.
    pub(crate) fn signal(&self) -> Option<u8> {
        u8::try_from(self.signal.load(Ordering::Relaxed)).ok().filter(|signal| *signal > 0)
    }
}
