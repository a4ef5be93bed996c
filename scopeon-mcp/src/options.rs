//! How the server is started: which tools it lists, whose names it tells, and what its process knows of who started it.

use std::path::PathBuf;
use std::str::FromStr;

use crate::tool_names::TOOL_NAMES;

/// How the server is started.
#[derive(Clone, Debug, Default)]
pub struct McpOptions {
    /// Which tools are listed; one that is not listed answers all the same.
    pub tools: ToolSet,
    /// Whose names are told.
    pub names: NamePolicy,
    /// What is known of who started this process.
    pub started: StartedBy,
    /// Whether nothing may be changed: the one tool that writes is neither listed nor answered.
    pub is_read_only: bool,
    /// Whether what single calls did, and how agents are set up, is held back: the tools that tell it are neither listed nor
    /// answered.
    pub hides_calls: bool,
    /// Whether this process reads what is logged by other means, so that the server has not to.
    pub is_read_elsewhere: bool,
    /// What a suite that tests the protocol wants to find beside.
    #[cfg(feature = "testkit")]
    pub fixtures: Option<crate::fixtures::Fixtures>,
}

/// What a process knows of who started it.
#[derive(Clone, Debug, Default)]
pub struct StartedBy {
    /// The agent whose word the session and the project are; none for whichever asks. What the client of another agent
    /// inherited says nothing of itself.
    pub agent: Option<String>,
    /// The session that its agent says it is of: Claude Code hands `CLAUDE_CODE_SESSION_ID` to servers.
    pub session: Option<String>,
    /// The directory that its agent says it works in: Claude Code's `CLAUDE_PROJECT_DIR`.
    pub project: Option<PathBuf>,
    /// The working directory.
    pub directory: Option<PathBuf>,
}

/// Which tools are listed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum ToolSet {
    /// The few that serve an agent while it works.
    #[default]
    Core,
    /// All.
    Full,
    /// Those of these names, in the order of the table.
    Named(Vec<String>),
}

impl ToolSet {
    /// Returns `true` if a tool is listed.
    #[must_use]
    pub(crate) fn lists(&self, name: &str, is_core: bool) -> bool {
        match self {
            Self::Core => is_core,
            Self::Full => true,
            Self::Named(names) => names.iter().any(|wanted| wanted == name),
        }
    }
}

/// Text that names no set of tools.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("there is no tool {name}; it is core, full, or names of tools with commas between them")]
pub struct ParseToolSetError {
    name: String,
}

impl FromStr for ToolSet {
    type Err = ParseToolSetError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text.trim() {
            "core" => return Ok(Self::Core),
            "full" => return Ok(Self::Full),
            _ => {}
        }
        let names: Vec<String> = text.split(',').map(|name| name.trim().to_owned()).collect();
        match names.iter().find(|name| !TOOL_NAMES.contains(&name.as_str())) {
            Some(name) => Err(ParseToolSetError { name: name.clone() }),
            None => Ok(Self::Named(names)),
        }
    }
}

/// Whose names of projects, branches and tags are told. What an agent reads leaves the machine.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum NamePolicy {
    /// Those of the project that the caller works in; others have pseudonyms.
    #[default]
    Project,
    /// All.
    All,
    /// None.
    None,
}

/// Text that names no policy.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("names are told of the caller's project, of all, or of none: project, all, none")]
pub struct ParseNamePolicyError;

impl FromStr for NamePolicy {
    type Err = ParseNamePolicyError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text {
            "project" => Ok(Self::Project),
            "all" => Ok(Self::All),
            "none" => Ok(Self::None),
            _ => Err(ParseNamePolicyError),
        }
    }
}
