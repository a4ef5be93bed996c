//! Kiro: what its command line and its editor say that each turn cost. What was asked and answered lies in the same
//! files and beside them, and is passed over.

#![cfg(feature = "kiro")]

mod credits;
mod discover;
mod key;
mod messages;
mod session;
mod turn;

use scopeon_core::provider::{
    Coverage, FactKind, Fidelity, Input, Provider, ProviderInfo, ReadError, ReaderState, SearchRoots, Sink,
    Source,
};

use crate::kit::record_reader;
use key::IDS;

/// Reads Kiro's sessions. Turns state credits, and of tokens nothing, or zeros that say nothing; none are made up.
#[derive(Clone, Copy, Debug, Default)]
pub struct Kiro;

const ABOUT: ProviderInfo = ProviderInfo::new(IDS.provider(), "Kiro", Coverage::Partial)
    .variables(&["KIRO_HOME"])
    .capabilities(&[
        // What is stated are credits. There are places for a turn's tokens, too, but no version is known that fills them:
        // without tokens among what it can tell, none of its calls is taken for free.
        (FactKind::ReportedCost, Fidelity::Estimated),
        (FactKind::Turns, Fidelity::Exact),
        (FactKind::SubAgents, Fidelity::Exact),
        // A share of the window, at the end of each turn.
        (FactKind::Context, Fidelity::Estimated),
        (FactKind::ContextWindow, Fidelity::Exact),
        (FactKind::Project, Fidelity::Exact),
    ])
    .note(
        "A credit is taken for four cents, what Kiro asks for one beyond a plan's; within a plan it costs less. The \
         command line states the credits of each request, the editor and newer versions those of a whole turn, which is \
         one call.",
    )
    .untraced(
        "The tokens of answers are nowhere on disk, only credits. What the command line does with `--no-interactive` is in \
         a database that is not read.",
    );

impl Provider for Kiro {
    fn info(&self) -> &ProviderInfo {
        &ABOUT
    }

    fn discover(&self, roots: &SearchRoots<'_>, found: &mut dyn FnMut(Source)) {
        discover::sources(roots, found);
    }

    fn read(&self, input: Input<'_>, carry: &mut ReaderState, out: &mut dyn Sink) -> Result<(), ReadError> {
        match input {
            Input::Document(source, document) => {
                let bytes = record_reader::document(document)?;
                record_reader::whole(&mut session::Session::of(&source.path), &bytes, carry, out)
            }
            Input::Lines(lines) => match messages::Messages::of(lines.source(), carry) {
                Some(mut messages) => record_reader::read(&mut messages, lines, carry, out),
                None => Ok(()),
            },
            // This agent's databases are not read.
            _ => Ok(()),
        }
    }
}
