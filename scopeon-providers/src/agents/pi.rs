//! pi and the agents of its family: their session trees, line by line. Every branch of a tree was paid for.

#![cfg(feature = "pi")]

mod discover;
mod entries;
pub(crate) mod message;
pub(crate) mod state;

use scopeon_core::provider::{
    Coverage, FactKind, Fidelity, Input, Provider, ProviderInfo, ReadError, ReaderState, SearchRoots, Sink,
    Source,
};

use crate::kit::record_reader;
use state::Entries;

/// Reads the sessions of one agent of pi's family.
///
/// A fork copies its original's entries with their times: what is older than the fork itself is the
/// original's.
#[derive(Clone, Debug)]
pub struct Pi {
    about: ProviderInfo,
    /// The directory below the home, and the variable that names another.
    directory: &'static str,
    variable: Option<&'static str>,
}

pub(crate) const CAPABILITIES: &[(FactKind, Fidelity)] = &[
    (FactKind::Input, Fidelity::Exact),
    (FactKind::Output, Fidelity::Exact),
    // Stated by newer versions only.
    (FactKind::Reasoning, Fidelity::Estimated),
    (FactKind::CacheRead, Fidelity::Exact),
    (FactKind::CacheWrite, Fidelity::Exact),
    (FactKind::ReportedCost, Fidelity::Exact),
    (FactKind::Turns, Fidelity::Exact),
    (FactKind::Tools, Fidelity::Exact),
    (FactKind::Repeats, Fidelity::Exact),
    (FactKind::ToolDuration, Fidelity::Estimated),
    (FactKind::Compactions, Fidelity::Exact),
    (FactKind::Context, Fidelity::Exact),
    (FactKind::ApiErrors, Fidelity::Exact),
    (FactKind::Project, Fidelity::Exact),
];

/// What is in no entry.
const UNTRACED: &str = "What an answer that was cut or interrupted took is not stated: it is a request of unknown usage. \
    Older versions do not state what the requests for a compaction's or a branch's summary took.";

impl Pi {
    /// pi itself.
    pub const PI: Self = Self {
        about: ProviderInfo::new("pi", "pi", Coverage::PerCall)
            .revision(4)
            .variables(&["PI_CODING_AGENT_DIR"])
            .capabilities(CAPABILITIES)
            .untraced(UNTRACED),
        directory: ".pi/agent",
        variable: Some("PI_CODING_AGENT_DIR"),
    };
    /// OMP, which keeps its sessions as pi does.
    pub const OMP: Self = Self {
        about: ProviderInfo::new("omp", "OMP", Coverage::PerCall)
            .revision(4)
            .capabilities(CAPABILITIES)
            .untraced(UNTRACED),
        directory: ".omp/agent",
        variable: None,
    };
}

impl Provider for Pi {
    fn info(&self) -> &ProviderInfo {
        &self.about
    }

    fn discover(&self, roots: &SearchRoots<'_>, found: &mut dyn FnMut(Source)) {
        discover::sources(self.directory, self.variable, roots, found);
    }

    fn read(&self, input: Input<'_>, carry: &mut ReaderState, out: &mut dyn Sink) -> Result<(), ReadError> {
        match input {
            Input::Lines(lines) => {
                let mut entries = Entries::new(self.about.id, &lines.source().path, carry);
                record_reader::read(&mut entries, lines, carry, out)
            }
            // This agent keeps nothing in any other shape.
            _ => Ok(()),
        }
    }
}
