//! OpenCode and the agents made from it: their database, and the documents of versions before 1.2. Opening
//! files and copies are the engine's matter.

mod database;
mod discover;
mod document;
mod key;
mod message;
mod part;
mod prompt;
mod request;
mod session;
mod tokens;

use scopeon_core::provider::{
    Coverage, FactKind, Fidelity, Input, Provider, ProviderInfo, ReadError, ReaderState, SearchRoots, Sink,
    Source,
};

/// Reads the logs of OpenCode or of one agent of its family.
///
/// A message's tokens are read from the message; its steps and its session's totals say the same again. What
/// a fork copies was written before the fork's session began and is not counted.
#[derive(Clone, Copy, Debug)]
pub struct OpenCode {
    member: &'static Member,
}

/// One agent that keeps its logs in OpenCode's format.
#[derive(Debug)]
struct Member {
    about: ProviderInfo,
    /// Its directory among the user's data.
    directory: &'static str,
    /// How its databases' names begin.
    databases: &'static [&'static str],
    /// The variable that names its data directories.
    directories_variable: Option<&'static str>,
    /// The variable that names its database.
    database_variable: Option<&'static str>,
}

const CAPABILITIES: &[(FactKind, Fidelity)] = &[
    (FactKind::Input, Fidelity::Exact),
    (FactKind::Output, Fidelity::Exact),
    // Old versions do not say whether it is in the output.
    (FactKind::Reasoning, Fidelity::Estimated),
    (FactKind::CacheRead, Fidelity::Exact),
    (FactKind::CacheWrite, Fidelity::Exact),
    // From its own price list.
    (FactKind::ReportedCost, Fidelity::Estimated),
    (FactKind::Turns, Fidelity::Exact),
    (FactKind::Tools, Fidelity::Exact),
    (FactKind::Repeats, Fidelity::Exact),
    (FactKind::ToolDuration, Fidelity::Exact),
    (FactKind::Skills, Fidelity::Exact),
    (FactKind::SubAgents, Fidelity::Exact),
    (FactKind::Compactions, Fidelity::Exact),
    (FactKind::Context, Fidelity::Exact),
    (FactKind::ApiErrors, Fidelity::Exact),
    (FactKind::Project, Fidelity::Exact),
];

const fn about(id: &'static str, name: &'static str, variables: &'static [&'static str]) -> ProviderInfo {
    ProviderInfo::new(id, name, Coverage::PerCall)
        .revision(4)
        .variables(variables)
        .capabilities(CAPABILITIES)
        .untraced(
            "A new session's title is asked for from the small model, and no file tells of that request. \
             What an answer that was cut, interrupted or killed took is not stated: it is a request of unknown usage. \
             Requests that were refused and tried again leave nothing.",
        )
        .note(
            "What a fork copied of another session is that one's, and is not counted where it was deleted before it was \
             read.",
        )
}

/// Its title is asked for in its screen alone.
const KILO: ProviderInfo = about("kilo-cli", "Kilo CLI", &["KILO_DATA_DIR", "XDG_DATA_HOME"]).untraced(
    "A session's title is asked for once in its screen, and no file tells of that request. What an answer that was cut, \
     interrupted or killed took is not stated: it is a request of unknown usage. Requests that were refused and tried again \
     leave nothing.",
);

static FAMILY: [Member; 4] = [
    Member {
        about: about("opencode", "OpenCode", &["OPENCODE_DATA_DIR", "OPENCODE_DB", "XDG_DATA_HOME"]),
        directory: "opencode",
        databases: &["opencode"],
        directories_variable: Some("OPENCODE_DATA_DIR"),
        database_variable: Some("OPENCODE_DB"),
    },
    Member {
        about: KILO,
        directory: "kilo",
        databases: &["kilo"],
        directories_variable: Some("KILO_DATA_DIR"),
        database_variable: None,
    },
    Member {
        about: about("mimo-code", "MiMo Code", &["XDG_DATA_HOME"]),
        directory: "mimocode",
        databases: &["mimicode", "mimocode"],
        directories_variable: None,
        database_variable: None,
    },
    Member {
        about: about("icodemate", "ICodeMate", &["XDG_DATA_HOME"]),
        directory: "icodemate",
        databases: &["icodemate", "opencode"],
        directories_variable: None,
        database_variable: None,
    },
];

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
