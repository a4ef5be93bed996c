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
    About, Capability, Carry, CarryValue, Fact, Input, Level, Place, Provider, ReadError, Roots, Sink, Source,
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

const ABOUT: About = About::new(IDS.provider(), "Cursor", Level::C)
    .revision(3)
    .variables(&["XDG_CONFIG_HOME", "APPDATA"])
    .capabilities(&[
        // Before version 3, the last response of each prompt, without a cache split.
        (Fact::Input, Capability::Estimated),
        (Fact::Output, Capability::Estimated),
        (Fact::Tools, Capability::Exact),
        // A meter of the session's, as of its last change.
        (Fact::Context, Capability::Exact),
        (Fact::ContextWindow, Capability::Exact),
        // Since version 3.
        (Fact::Project, Capability::Exact),
    ]);

const TABLES: [Table; 1] = [Table::needed(project::TABLE, &["key", "value"])];

/// When the newest session changed that was read, in milliseconds.
const NEWEST: u8 = 0;

impl Provider for Cursor {
    fn about(&self) -> &About {
        &ABOUT
    }

    fn discover(&self, roots: &Roots<'_>, found: &mut dyn FnMut(Source)) {
        discover::sources(roots, found);
    }

    fn read(&self, input: Input<'_>, carry: &mut Carry, out: &mut dyn Sink) -> Result<(), ReadError> {
        match input {
            Input::Database(rows) => {
                schema::check(&TABLES, rows, out)?;
                let since = carry.number(NEWEST).unwrap_or(i64::MIN);
                let (changed, newest) = composer::read(rows, since, out)?;
                for composer in changed {
                    bubble::read(rows, &composer, out)?;
                }
                carry.set(NEWEST, CarryValue::Number(newest));
                if out.mark(Place::default(), carry).is_break() { Err(ReadError::Stopped) } else { Ok(()) }
            }
            Input::Document(source, document) => chat::read(source, document, out),
            // This agent keeps nothing in any other shape.
            _ => Ok(()),
        }
    }
}
