//! Signals: what ends everything, and what stops it for a while.

use std::io;
use std::sync::mpsc::Sender;
use std::thread;

use signal_hook::consts::{SIGCONT, SIGHUP, SIGINT, SIGTERM, SIGTSTP};
use signal_hook::iterator::{Handle, Signals};
use signal_hook::low_level::emulate_default_handler;

use super::news::News;

/// Ends the thread when it is dropped.
pub(super) struct Watched(Handle);

/// Has signals told from now on.
///
/// # Errors
///
/// When they cannot be waited for.
pub(super) fn watch(sender: &Sender<News>) -> io::Result<Watched> {
    let mut signals = Signals::new([SIGHUP, SIGINT, SIGTERM, SIGCONT])?;
    let handle = signals.handle();
    let sender = sender.clone();
    thread::Builder::new().name("tui-signals".to_owned()).spawn(move || {
        for signal in signals.forever() {
            let news = match signal {
                SIGCONT => News::Continued,
                signal => News::Signal(u8::try_from(signal).unwrap_or_default()),
            };
            if sender.send(news).is_err() {
                return;
            }
        }
    })?;
    Ok(Watched(handle))
}

impl Drop for Watched {
    fn drop(&mut self) {
        self.0.close();
    }
}

/// Stops the process, as Ctrl-Z does in a shell, and returns when it goes on.
///
/// # Errors
///
/// When it cannot be stopped.
pub(super) fn stop_here() -> io::Result<()> {
    emulate_default_handler(SIGTSTP)
}
