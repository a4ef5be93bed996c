//! `CodeBuddy` and `WorkBuddy`: the transcripts of their sessions. What was said lies in the same lines and is passed over.

#![cfg(feature = "codebuddy")]

mod transcript;

use scopeon_core::provider::{
    Coverage, EntryKind, FactKind, Fidelity, Input, Provider, ProviderInfo, ReadError, ReaderState,
    SearchRoots, Sink, Source, SourceKind, Visit,
};

use crate::kit::id_factory::IdFactory;
use crate::kit::paths::{self, has_extension, names};
use crate::kit::record_reader;

/// Reads the transcripts of `CodeBuddy`'s command line or of `WorkBuddy`.
///
/// They lie where Claude Code's would and are not made as those are. There is no public source: the members are those that
/// several others read (`providerData.rawUsage`, beside `providerData.messageId`, 2026).
#[derive(Clone, Debug)]
pub struct CodeBuddy {
    about: ProviderInfo,
    /// Its directory below the user's home, and the variable that moves it.
    home: &'static str,
    variable: &'static str,
}

const fn about(id: &'static str, name: &'static str) -> ProviderInfo {
    ProviderInfo::new(id, name, Coverage::Partial)
        .capabilities(&[
            (FactKind::Input, Fidelity::Estimated),
            (FactKind::Output, Fidelity::Estimated),
            (FactKind::Reasoning, Fidelity::Estimated),
            (FactKind::CacheRead, Fidelity::Estimated),
            (FactKind::CacheWrite, Fidelity::Estimated),
            (FactKind::Context, Fidelity::Estimated),
            (FactKind::Project, Fidelity::Exact),
        ])
        .note("Its format is not public: what is read is what others found in it.")
}

impl CodeBuddy {
    /// `CodeBuddy`'s command line.
    pub const CODEBUDDY: Self = Self {
        about: about("codebuddy", "CodeBuddy").variables(&["CODEBUDDY_CONFIG_DIR"]),
        home: ".codebuddy",
        variable: "CODEBUDDY_CONFIG_DIR",
    };
    /// `WorkBuddy`.
    pub const WORKBUDDY: Self =
        Self { about: about("workbuddy", "WorkBuddy"), home: ".workbuddy", variable: "" };
}

impl Provider for CodeBuddy {
    fn info(&self) -> &ProviderInfo {
        &self.about
    }

    fn discover(&self, roots: &SearchRoots<'_>, found: &mut dyn FnMut(Source)) {
        let homes = match roots.variable(self.variable) {
            _ if !roots.explicit.is_empty() => roots.explicit.to_vec(),
            Some(named) => paths::listed(named, roots),
            None => roots.home.map(|home| home.join(self.home)).into_iter().collect(),
        };
        for home in homes {
            let projects = if roots.explicit.is_empty() {
                home.join("projects")
            } else {
                paths::inside(&home, "projects", roots.tree)
            };
            roots.tree.walk(&projects, &mut |entry| match (entry.kind, names(entry.path).as_slice()) {
                (EntryKind::Directory, [_]) => Visit::Enter,
                (EntryKind::File, [_, file]) if has_extension(file, "jsonl") => {
                    found(Source::new(SourceKind::Lines, entry.root, entry.path));
                    Visit::Skip
                }
                _ => Visit::Skip,
            });
        }
    }

    fn read(&self, input: Input<'_>, carry: &mut ReaderState, out: &mut dyn Sink) -> Result<(), ReadError> {
        let Input::Lines(lines) = input else { return Ok(()) };
        let Some(mut transcript) = transcript::Transcript::of(IdFactory::new(self.about.id), lines.source())
        else {
            return Ok(());
        };
        record_reader::read(&mut transcript, lines, carry, out)
    }
}
