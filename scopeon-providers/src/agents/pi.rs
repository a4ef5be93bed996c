//! pi and the agents of its family: their session trees, line by line. Every branch of a tree was paid for.

#![cfg(feature = "pi")]

mod discover;
mod entries;
pub(crate) mod message;
pub(crate) mod state;

use scopeon_core::provider::{
    About, Capability, Carry, Fact, Input, Level, Provider, ReadError, Roots, Sink, Source,
};

use crate::kit::record_reader;
use state::Entries;

/// Reads the sessions of one agent of pi's family.
///
/// A fork copies its original's entries with their times: what is older than the fork itself is the
/// original's.
#[derive(Clone, Debug)]
pub struct Pi {
    about: About,
    /// The directory below the home, and the variable that names another.
    directory: &'static str,
    variable: Option<&'static str>,
}

pub(crate) const CAPABILITIES: &[(Fact, Capability)] = &[
    (Fact::Input, Capability::Exact),
    (Fact::Output, Capability::Exact),
    // Stated by newer versions only.
    (Fact::Reasoning, Capability::Estimated),
    (Fact::CacheRead, Capability::Exact),
    (Fact::CacheWrite, Capability::Exact),
    (Fact::ReportedCost, Capability::Exact),
    (Fact::Turns, Capability::Exact),
    (Fact::Tools, Capability::Exact),
    (Fact::Repeats, Capability::Exact),
    (Fact::ToolDuration, Capability::Estimated),
    (Fact::Compactions, Capability::Exact),
    (Fact::Context, Capability::Exact),
    (Fact::ApiErrors, Capability::Exact),
    (Fact::Project, Capability::Exact),
];

/// What is in no entry.
const UNTRACED: &str = "What an answer that was cut or interrupted took is not stated: it is a request of unknown usage. \
    Older versions do not state what the requests for a compaction's or a branch's summary took.";

impl Pi {
    /// pi itself.
    pub const PI: Self = Self {
        about: About::new("pi", "pi", Level::A)
            .revision(4)
            .variables(&["PI_CODING_AGENT_DIR"])
            .capabilities(CAPABILITIES)
            .untraced(UNTRACED),
        directory: ".pi/agent",
        variable: Some("PI_CODING_AGENT_DIR"),
    };
    /// OMP, which keeps its sessions as pi does.
    pub const OMP: Self = Self {
        about: About::new("omp", "OMP", Level::A).revision(4).capabilities(CAPABILITIES).untraced(UNTRACED),
        directory: ".omp/agent",
        variable: None,
    };
}

impl Provider for Pi {
    fn about(&self) -> &About {
        &self.about
    }

    fn discover(&self, roots: &Roots<'_>, found: &mut dyn FnMut(Source)) {
        discover::sources(self.directory, self.variable, roots, found);
    }

    fn read(&self, input: Input<'_>, carry: &mut Carry, out: &mut dyn Sink) -> Result<(), ReadError> {
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
