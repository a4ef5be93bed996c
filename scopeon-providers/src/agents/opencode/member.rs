//! The agents made from OpenCode: who they are and how their places are named.

use scopeon_core::provider::{Coverage, FactKind, Fidelity, ProviderInfo};

/// One agent that keeps its logs in OpenCode's format.
#[derive(Debug)]
pub(super) struct Member {
    pub(super) about: ProviderInfo,
    /// Its directory among the user's data.
    pub(super) directory: &'static str,
    /// How its databases' names begin.
    pub(super) databases: &'static [&'static str],
    /// The variable that names its data directories.
    pub(super) directories_variable: Option<&'static str>,
    /// The variable that names its database.
    pub(super) database_variable: Option<&'static str>,
}

pub(super) const CAPABILITIES: &[(FactKind, Fidelity)] = &[
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

pub(super) const fn about(
    id: &'static str,
    name: &'static str,
    variables: &'static [&'static str],
) -> ProviderInfo {
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
pub(super) const KILO: ProviderInfo = about("kilo-cli", "Kilo CLI", &["KILO_DATA_DIR", "XDG_DATA_HOME"]).untraced(
    "A session's title is asked for once in its screen, and no file tells of that request. What an answer that was cut, \
     interrupted or killed took is not stated: it is a request of unknown usage. Requests that were refused and tried again \
     leave nothing.",
);

pub(super) static FAMILY: [Member; 4] = [
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
