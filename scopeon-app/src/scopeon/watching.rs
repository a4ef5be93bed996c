//! A thread that reads what comes, and wakes whoever follows.

use std::panic::resume_unwind;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread::JoinHandle;
use std::time::Duration;

use crate::app::App;
use crate::cancel::CancelToken;
use crate::error::AppError;
use crate::inputs::Reads;

/// A thread that reads what comes, if anything is to be read.
#[derive(Debug)]
pub(super) struct Watching {
    cancel: CancelToken,
    thread: Option<JoinHandle<Result<(), AppError>>>,
    woken: Receiver<()>,
    /// Held, so that waiting is waiting although nobody wakes.
    _wakes: SyncSender<()>,
}

impl Watching {
    /// Starts the thread.
    pub(super) fn start(app: &Arc<App>) -> Self {
        let cancel = CancelToken::new();
        // One wake is enough, however much has come since.
        let (wakes, woken) = sync_channel(1);
        let thread = (app.reads != Reads::Never).then(|| {
            let (app, cancel, wakes) = (Arc::clone(app), cancel.clone(), wakes.clone());
            std::thread::spawn(move || watch(&app, &cancel, &wakes))
        });
        Self { cancel, thread, woken, _wakes: wakes }
    }

    /// Returns what ends it.
    pub(super) const fn cancel(&self) -> &CancelToken {
        &self.cancel
    }

    /// Waits until something came, or that long.
    pub(super) fn wait(&self, timeout: Duration) {
        let _ = self.woken.recv_timeout(timeout);
    }

    /// Returns why it has ended, once, if it has.
    pub(super) fn failure(&mut self) -> Option<AppError> {
        let thread = self.thread.take_if(|thread| thread.is_finished())?;
        thread.join().unwrap_or_else(|panic| resume_unwind(panic)).err()
    }
}

impl Drop for Watching {
    fn drop(&mut self) {
        self.cancel.request();
        if let Some(thread) = self.thread.take() {
            // Nobody is left to be told of a failure.
            let _ = thread.join();
        }
    }
}

fn watch(app: &App, cancel: &CancelToken, wakes: &SyncSender<()>) -> Result<(), AppError> {
    app.watch(cancel, &scopeon_providers::NoopObserver, &mut |_| {
        let _ = wakes.try_send(());
    })
}
