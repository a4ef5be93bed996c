//! Agents that were made of Codex and write its rollouts to homes of their own.

use scopeon_core::provider::{
    Coverage, Input, Provider, ProviderInfo, ReadError, ReaderState, SearchRoots, Sink, Source,
};

use super::discover::{self, Home};
use super::{ABOUT, Codex};

/// Reads an agent that writes Codex's rollouts.
#[derive(Clone, Debug)]
pub struct CodexRelative {
    about: ProviderInfo,
    home: Home,
}

impl CodexRelative {
    /// Every Code. Its events lie one level deeper (just-every/code, code-rs/protocol, 2026-08).
    pub const EVERY_CODE: Self = Self {
        about: about("every-code", "Every Code").variables(&["CODE_HOME"]),
        home: Home { variable: "CODE_HOME", place: ".code" },
    };
    /// Trae's command line. It has no public source: what is known is what others saw of version 0.200
    /// (kenn-io/agentsview, docs/internal/session-format-sources.md, 2026-08).
    pub const TRAEX: Self =
        Self { about: about("traex", "TraeX"), home: Home { variable: "", place: ".trae/cli" } };
}

const fn about(id: &'static str, name: &'static str) -> ProviderInfo {
    ProviderInfo::new(id, name, Coverage::PerCall).capabilities(ABOUT.capabilities).untraced(ABOUT.untraced)
}

impl Provider for CodexRelative {
    fn info(&self) -> &ProviderInfo {
        &self.about
    }

    fn discover(&self, roots: &SearchRoots<'_>, found: &mut dyn FnMut(Source)) {
        discover::sources(self.home, roots, found);
    }

    fn read(&self, input: Input<'_>, carry: &mut ReaderState, out: &mut dyn Sink) -> Result<(), ReadError> {
        // A thread's id is unique in the world, whichever of them has it.
        Codex.read(input, carry, out)
    }
}
