//! One source to be read, what every worker shares, and how reading ended.

use std::sync::Arc;

use scopeon_core::id::SourceId;
use scopeon_core::label::Label;
use scopeon_core::provider::{Batch, Checkpoint, IssueKind, Provider, Source};

use crate::engine::cancel_token::CancelToken;
use crate::engine::database::{Followed, Pace};
use crate::engine::observer::Observer;
use crate::engine::open::{RootDir, Stat};
use crate::engine::settings::Settings;
use crate::engine::summary::Tally;

/// One source to be read.
pub(crate) struct Job<'a> {
    pub(crate) provider: &'a dyn Provider,
    pub(crate) source: Source,
    pub(crate) id: SourceId,
    pub(crate) path: Label,
    pub(crate) root: Arc<RootDir>,
    pub(crate) stat: Stat,
    pub(crate) known: Option<Checkpoint>,
}

/// What is larger takes a good part of a whole run, in bytes.
pub(crate) const LONG: u64 = 32 << 20;

/// A batch on its way to the store, with what it counts for.
pub(crate) struct Delivery {
    pub(crate) batch: Batch,
    pub(crate) tally: Tally,
}

/// What every worker shares.
#[derive(Clone, Copy)]
pub(crate) struct ScanContext<'a> {
    pub(crate) settings: &'a Settings,
    pub(crate) observer: &'a dyn Observer,
    pub(crate) cancel_token: &'a CancelToken<'a>,
    pub(crate) pace: &'a Pace,
    /// Where copies are kept for the next time; none where there is none.
    pub(crate) followed: Option<&'a Followed>,
}

/// How reading a source ended.
pub(super) enum Outcome {
    /// All that is whole was read.
    Done,
    /// It was stopped; what was marked is kept.
    Stopped,
    /// It failed; what was marked is kept.
    Failed(IssueKind),
}

impl Outcome {
    /// Takes an end for what it was when the input failed and the provider made nothing of that.
    pub(super) fn unless(self, has_failed: bool, cancel_token: &CancelToken<'_>) -> Self {
        match self {
            Self::Done if has_failed && cancel_token.is_asked() => Self::Stopped,
            Self::Done if has_failed => Self::Failed(IssueKind::ReadFailed),
            other => other,
        }
    }
}
