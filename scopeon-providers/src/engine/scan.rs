//! One look at everything: what is new is read in parallel and given to the store, the rest is not opened.

mod checkpoints;
mod plan;
mod take;

use std::panic::resume_unwind;
use std::sync::atomic::{AtomicBool, Ordering};

use scopeon_core::provider::{EventStore, Provider};

use crate::engine::cancel_token::CancelToken;
use crate::engine::database::{Pace, sweep};
use crate::engine::discover::{Discovery, discover};
use crate::engine::drive::ScanContext;
use crate::engine::observer::Observer;
use crate::engine::search_paths::SearchPaths;
use crate::engine::settings::Settings;
use crate::engine::summary::{ScanError, Summary};
pub use checkpoints::Checkpoints;
pub(crate) use plan::{Looked, is_new};
pub(crate) use take::{Keeping, Task, Work, take};

/// Reads what is new in every source of `providers` and gives it to `store`.
///
/// A source that did not change since it was last read is not opened. What cannot be read is an issue; when
/// `stop` is set, reading ends at the next mark and what was marked is kept. A provider that panics becomes
/// an issue too; the process's panic hook is left as it is, so a program that shows its users nothing of a
/// panic has to set its own.
///
/// # Errors
///
/// [`ScanError`] when the store fails.
pub fn scan(
    providers: &[&dyn Provider],
    places: &SearchPaths,
    settings: &Settings,
    store: &mut dyn EventStore,
    observer: &dyn Observer,
    stop: &AtomicBool,
) -> Result<Summary, ScanError> {
    let (cancel_token, pace) = (CancelToken::new(stop), Pace::load(settings.scratch.as_deref()));
    let context =
        ScanContext { settings, observer, cancel_token: &cancel_token, pace: &pace, followed: None };
    let (search, known) = std::thread::scope(|scope| {
        let searching = scope.spawn(|| Discovered::of(providers, places, settings, stop));
        let known = Checkpoints::load(providers, store);
        (searching.join().unwrap_or_else(|panic| resume_unwind(panic)), known)
    });
    search.read(known?, providers, store, context)
}

/// Which sources there are, before it is known what of them was read. Looking for them takes most of a run that finds
/// nothing new, so a program can do it while it opens its store; [`scan`] does both.
pub struct Discovered {
    discoveries: Vec<Discovery>,
    stopped: bool,
}

impl Discovered {
    /// Looks for the sources of every provider, until `stop` is set.
    #[must_use]
    pub fn of(
        providers: &[&dyn Provider],
        places: &SearchPaths,
        settings: &Settings,
        stop: &AtomicBool,
    ) -> Self {
        if let Some(scratch) = &settings.scratch {
            sweep(scratch);
        }
        let goes_on = |_: &&&dyn Provider| !stop.load(Ordering::Relaxed);
        let discoveries: Vec<_> = providers
            .iter()
            .take_while(goes_on)
            .map(|provider| discover(*provider, places, settings))
            .collect();
        Self { stopped: discoveries.len() < providers.len(), discoveries }
    }

    /// Reads what is new in the sources found and gives it to `store`, as [`scan`] does. `providers` and `settings` are
    /// those of the search.
    ///
    /// # Errors
    ///
    /// [`ScanError`] when the store fails.
    pub fn scan(
        self,
        known: Checkpoints,
        providers: &[&dyn Provider],
        settings: &Settings,
        store: &mut dyn EventStore,
        observer: &dyn Observer,
        stop: &AtomicBool,
    ) -> Result<Summary, ScanError> {
        let (cancel_token, pace) = (CancelToken::new(stop), Pace::load(settings.scratch.as_deref()));
        self.read(
            known,
            providers,
            store,
            ScanContext { settings, observer, cancel_token: &cancel_token, pace: &pace, followed: None },
        )
    }

    fn read(
        self,
        mut known: Checkpoints,
        providers: &[&dyn Provider],
        store: &mut dyn EventStore,
        context: ScanContext<'_>,
    ) -> Result<Summary, ScanError> {
        let Looked { tasks, notes, mut summary, shelves, .. } = self.plan(providers, &known);
        let mut keeping = Keeping { store, known: &mut known, summary: &mut summary, is_pending: false };
        take(&Work { providers, shelves: &shelves, tasks }, notes, context, &mut keeping)?;
        Ok(summary)
    }
}
