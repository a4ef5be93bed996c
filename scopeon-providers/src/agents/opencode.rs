//! OpenCode and the agents made from it: their database, and the documents of versions before 1.2. Opening
//! files and copies are the engine's matter.

#![cfg(feature = "opencode")]

mod database;
mod discover;
mod document;
mod key;
mod member;
mod message;
mod part;
mod prompt;
mod request;
mod session;
mod tokens;

use scopeon_core::provider::{
    Input, Provider, ProviderInfo, ReadError, ReaderState, SearchRoots, Sink, Source,
};

use member::{FAMILY, Member};

/// Reads the logs of OpenCode or of one agent of its family.
///
/// A message's tokens are read from the message; its steps and its session's totals say the same again. What
/// a fork copies was written before the fork's session began and is not counted.
#[derive(Clone, Copy, Debug)]
pub struct OpenCode {
    member: &'static Member,
}

impl OpenCode {
    /// OpenCode itself.
    pub const OPENCODE: Self = Self { member: &FAMILY[0] };
    /// Kilo's command line.
    pub const KILO_CLI: Self = Self { member: &FAMILY[1] };
    /// MiMo Code.
    pub const MIMO_CODE: Self = Self { member: &FAMILY[2] };
    /// ICodeMate.
    pub const ICODEMATE: Self = Self { member: &FAMILY[3] };
}

impl Provider for OpenCode {
    fn info(&self) -> &ProviderInfo {
        &self.member.about
    }

    fn discover(&self, roots: &SearchRoots<'_>, found: &mut dyn FnMut(Source)) {
        discover::sources(self.member, roots, found);
    }

    fn read(&self, input: Input<'_>, carry: &mut ReaderState, out: &mut dyn Sink) -> Result<(), ReadError> {
        let keys = key::OpenCodeIds(self.member.about.id);
        match input {
            Input::Database(rows) => database::read(keys, rows, carry, out),
            Input::Document(source, document) => document::read(keys, source, document, out),
            // This agent keeps nothing in any other shape.
            _ => Ok(()),
        }
    }
}
