//! Hands a source to its provider, whose panics end here.

use std::panic::{AssertUnwindSafe, catch_unwind};

use scopeon_core::provider::{Input, IssueKind, ReadError, ReaderState};

use super::batch_sink::BatchSink;
use super::job::{Job, Outcome};

/// Hands a source to its provider.
pub(super) fn provide(
    job: &Job<'_>,
    input: Input<'_>,
    mut carry: ReaderState,
    batch_sink: &mut BatchSink<'_>,
) -> Outcome {
    // What the provider leaves half done is dropped with its carry; the sink keeps what was marked.
    let ended = catch_unwind(AssertUnwindSafe(|| job.provider.read(input, &mut carry, batch_sink)));
    match ended {
        _ if batch_sink.is_stopped() => Outcome::Stopped,
        Ok(Ok(())) => Outcome::Done,
        Ok(Err(ReadError::Stopped)) => Outcome::Stopped,
        Ok(Err(_)) => Outcome::Failed(IssueKind::ReadFailed),
        Err(_) => Outcome::Failed(IssueKind::ProviderFailed),
    }
}
