//! What learns of a source that was not read.

use std::sync::mpsc::SyncSender;

use scopeon_core::id::SourceId;
use scopeon_core::label::Label;
use scopeon_core::provider::{Batch, Checkpoint, Issue, IssueKind, Position, ReaderState};

use super::job::{Delivery, Job};
use crate::engine::open::{Refused, Stat};
use crate::engine::summary::Tally;
use crate::engine::tail::fingerprint::{GONE, is_refusal, refusal};

/// Tells of a source that was not opened, once for each state it is found in, and of what about it where that is named.
pub(super) fn refuse(job: &Job<'_>, refused: Refused, name: Option<Label>, out: &SyncSender<Delivery>) {
    match refused {
        Refused::Missing => note(job, IssueKind::Vanished, out),
        Refused::Issue(kind) => refuse_at(job, &job.stat, (kind, name), out),
    }
}

pub(super) fn refuse_at(
    job: &Job<'_>,
    stat: &Stat,
    why: (IssueKind, Option<Label>),
    out: &SyncSender<Delivery>,
) {
    let about = job.provider.info();
    if let Some(delivery) =
        refusal_of(about.id, about.revision, (job.id, &job.path), job.known.as_ref(), stat, why)
    {
        // A closed channel means that the scan is over.
        let _ = out.send(delivery);
    }
}

/// Makes the note that something was refused; none when the same refusal is known.
pub(crate) fn refusal_of(
    provider: &'static str,
    revision: u32,
    (id, path): (SourceId, &Label),
    known: Option<&Checkpoint>,
    stat: &Stat,
    (kind, name): (IssueKind, Option<Label>),
) -> Option<Delivery> {
    let fingerprint = refusal(stat);
    if known.is_some_and(|known| known.fingerprint == fingerprint && known.revision == revision) {
        return None;
    }
    let place = known.map_or_else(Position::default, |known| known.position);
    let batch = Batch {
        source: id,
        provider,
        path: path.clone(),
        events: Vec::new(),
        issues: vec![Issue::named(kind, place, name)],
        checkpoint: Some(Checkpoint {
            position: place,
            fingerprint,
            state: ReaderState::default(),
            revision,
        }),
        // One reason takes the place of another; what could not be read of a file while it was open stays.
        restarted: known.is_some_and(|known| is_refusal(&known.fingerprint)),
    };
    Some(Delivery { batch, tally: Tally { issues: 1, ..Tally::default() } })
}

/// Makes the note that what was refused is not there any more. Nothing learns of it, so the path is not known and not
/// needed.
pub(crate) fn resolve_issue(provider: &'static str, revision: u32, id: SourceId, path: &Label) -> Delivery {
    let batch = Batch {
        source: id,
        provider,
        path: path.clone(),
        events: Vec::new(),
        issues: Vec::new(),
        checkpoint: Some(Checkpoint { fingerprint: GONE, revision, ..Checkpoint::default() }),
        restarted: true,
    };
    Delivery { batch, tally: Tally::default() }
}

/// Tells of something that belongs to no place read; the source's checkpoint stays.
pub(super) fn note(job: &Job<'_>, kind: IssueKind, out: &SyncSender<Delivery>) {
    let batch = Batch {
        source: job.id,
        provider: job.provider.info().id,
        path: job.path.clone(),
        events: Vec::new(),
        issues: vec![Issue::new(
            kind,
            job.known.as_ref().map_or_else(Position::default, |known| known.position),
        )],
        checkpoint: None,
        restarted: false,
    };
    let _ = out.send(Delivery { batch, tally: Tally { issues: 1, ..Tally::default() } });
}
