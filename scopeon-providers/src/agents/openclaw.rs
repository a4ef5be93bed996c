//! `OpenClaw` and its earlier names: the transcripts of its agents, as lines, as archives and as rows. `IdFactory` lie
//! in the same database, in a table that is never named.

#![cfg(feature = "openclaw")]

mod database;
mod discover;
mod key;
mod packed;

use scopeon_core::provider::{
    Coverage, Input, Provider, ProviderInfo, ReadError, ReaderState, SearchRoots, Sink, Source,
};

use crate::agents::pi;
use crate::agents::pi::state::Entries;
use crate::kit::record_reader;
use crate::kit::zstd_lines::ZstdLines;
use key::IDS;

/// Reads `OpenClaw`'s transcripts, whose entries are pi's.
///
/// Archives and checkpoints copy entries, and newer versions move them into a database: each response is told
/// by its own id wherever it stands.
#[derive(Clone, Copy, Debug, Default)]
pub struct OpenClaw;

const ABOUT: ProviderInfo = ProviderInfo::new(IDS.provider(), "OpenClaw", Coverage::PerCall)
    .variables(&["OPENCLAW_STATE_DIR", "CLAWDBOT_STATE_DIR", "OPENCLAW_HOME"])
    .revision(4)
    .capabilities(pi::CAPABILITIES)
    .untraced(
        "What an answer that was cut or interrupted took is not stated: it is a request of unknown usage. No entry tells of \
         the requests that write the memory down before a compaction, nor of the compaction's own.",
    );

impl Provider for OpenClaw {
    fn info(&self) -> &ProviderInfo {
        &ABOUT
    }

    fn discover(&self, roots: &SearchRoots<'_>, found: &mut dyn FnMut(Source)) {
        discover::sources(roots, found);
    }

    fn read(&self, input: Input<'_>, carry: &mut ReaderState, out: &mut dyn Sink) -> Result<(), ReadError> {
        match input {
            Input::Lines(lines) => {
                let mut entries = Entries::new(ABOUT.id, &lines.source().path, carry);
                record_reader::read(&mut entries, lines, carry, out)
            }
            Input::Document(source, packed) => {
                *carry = ReaderState::default();
                let mut lines = ZstdLines::new(source, packed);
                let mut entries = Entries::new(ABOUT.id, &source.path, carry);
                let read = record_reader::read(&mut entries, &mut lines, carry, out);
                lines.into_faults().into_iter().for_each(|fault| out.issue(fault));
                read
            }
            Input::Database(rows) => database::read(rows, out),
            // This agent keeps nothing in any other shape.
            _ => Ok(()),
        }
    }
}
