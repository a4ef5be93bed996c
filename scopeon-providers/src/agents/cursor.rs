//! Cursor: what its editor's database and its command line's documents say of sessions. Opening files and
//! copies are the engine's matter.

#![cfg(feature = "cursor")]

mod bubble;
mod chat;
mod composer;
mod discover;
mod key;
mod project;

use scopeon_core::provider::{
    Coverage, FactKind, Fidelity, Input, Position, Provider, ProviderInfo, ReadError, ReaderState,
    SearchRoots, Sink, Source, StateValue,
};

use crate::kit::schema::{self, Table};
use key::IDS;

/// Reads what Cursor keeps on disk.
///
/// Sessions, models, tools and changed lines are there. Tokens are only where older versions wrote them, and
/// never the cached ones; what is billed is known to Cursor's server alone. Of the editor's database the tables of
/// sessions and messages are read; of the one that holds keys only the row that lists sessions.
#[derive(Clone, Copy, Debug, Default)]
pub struct Cursor;

const ABOUT: ProviderInfo = ProviderInfo::new(IDS.provider(), "Cursor", Coverage::Partial)
    .revision(3)
    .variables(&["XDG_CONFIG_HOME", "APPDATA"])
    .capabilities(&[
        // Before version 3, the last response of each prompt, without a cache split.
        (FactKind::Input, Fidelity::Estimated),
        (FactKind::Output, Fidelity::Estimated),
        (FactKind::Tools, Fidelity::Exact),
        // A meter of the session's, as of its last change.
        (FactKind::Context, Fidelity::Exact),
        (FactKind::ContextWindow, Fidelity::Exact),
        // Since version 3.
        (FactKind::Project, Fidelity::Exact),
    ]);

const TABLES: [Table; 1] = [Table::needed(project::TABLE, &["key", "value"])];

/// When the newest session changed that was read, in milliseconds.
const NEWEST: u8 = 0;

impl Provider for Cursor {
    fn info(&self) -> &ProviderInfo {
        &ABOUT
    }

    fn discover(&self, roots: &SearchRoots<'_>, found: &mut dyn FnMut(Source)) {
        discover::sources(roots, found);
    }

    fn read(&self, input: Input<'_>, carry: &mut ReaderState, out: &mut dyn Sink) -> Result<(), ReadError> {
        match input {
            Input::Database(rows) => {
                schema::check(&TABLES, rows, out)?;
                let since = carry.number(NEWEST).unwrap_or(i64::MIN);
                let (changed, newest) = composer::read(rows, since, out)?;
                for composer in changed {
                    bubble::read(rows, &composer, out)?;
                }
                carry.set(NEWEST, StateValue::Number(newest));
                Ok(out.checkpoint(Position::default(), carry)?)
            }
            Input::Document(source, document) => chat::read(source, document, out),
            // This agent keeps nothing in any other shape.
            _ => Ok(()),
        }
    }
}
