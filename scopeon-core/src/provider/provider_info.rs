//! What a provider says of itself: its names, its revision and how sure each kind of fact is.

use serde::{Deserialize, Serialize};

/// Who a provider is and what it can know.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct ProviderInfo {
    /// The name on the command line, in the database and on the wire: lower case, `-` between words.
    pub id: &'static str,
    /// The agent's own name.
    pub name: &'static str,
    /// Raise it when reading the same log again would give other facts: every source is then read again.
    pub revision: u32,
    /// How much of the truth the agent's logs hold.
    pub coverage: Coverage,
    /// The environment variables that move the agent's files. The command line reads them and hands them in.
    pub variables: &'static [&'static str],
    /// How sure each kind of fact is; what is not listed is unsupported.
    pub capabilities: &'static [(FactKind, Fidelity)],
    /// What a reader of its figures has to know and no capability says, in whole sentences; empty where all is said.
    pub note: &'static str,
    /// Which of the agent's requests leave no trace in any of its logs, in whole sentences; empty where none is known of.
    pub untraced: &'static str,
}

impl ProviderInfo {
    /// Makes a description with no capabilities and no variables, at revision 1.
    #[must_use]
    pub const fn new(id: &'static str, name: &'static str, level: Coverage) -> Self {
        Self {
            id,
            name,
            revision: 1,
            coverage: level,
            variables: &[],
            capabilities: &[],
            note: "",
            untraced: "",
        }
    }

    /// Returns the description at another revision.
    #[must_use]
    pub const fn revision(mut self, revision: u32) -> Self {
        self.revision = revision;
        self
    }

    /// Returns the description with the variables that move the agent's files.
    #[must_use]
    pub const fn variables(mut self, variables: &'static [&'static str]) -> Self {
        self.variables = variables;
        self
    }

    /// Returns the description with its capabilities.
    #[must_use]
    pub const fn capabilities(mut self, capabilities: &'static [(FactKind, Fidelity)]) -> Self {
        self.capabilities = capabilities;
        self
    }

    /// Returns the description with what else has to be known of its figures.
    #[must_use]
    pub const fn note(mut self, note: &'static str) -> Self {
        self.note = note;
        self
    }

    /// Returns the description with the requests that leave no trace.
    #[must_use]
    pub const fn untraced(mut self, untraced: &'static str) -> Self {
        self.untraced = untraced;
        self
    }

    /// Returns how sure a kind of fact is.
    #[must_use]
    pub fn fidelity(&self, fact: FactKind) -> Fidelity {
        self.capabilities
            .iter()
            .find(|(known, _)| *known == fact)
            .map_or(Fidelity::Unsupported, |(_, how)| *how)
    }
}

/// How much of the truth an agent's logs hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub enum Coverage {
    /// Exact tokens for each call.
    #[serde(rename = "A")]
    PerCall,
    /// Exact totals for a session.
    #[serde(rename = "B")]
    PerSession,
    /// Cost or partial numbers.
    #[serde(rename = "C")]
    Partial,
    /// That the agent is there.
    #[serde(rename = "D")]
    DetectedOnly,
}

impl Coverage {
    /// Every level, the best first.
    pub const ALL: &'static [Self] = &[Self::PerCall, Self::PerSession, Self::Partial, Self::DetectedOnly];

    /// Returns the letter.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::PerCall => "A",
            Self::PerSession => "B",
            Self::Partial => "C",
            Self::DetectedOnly => "D",
        }
    }

    /// Says in a few words what it means.
    #[must_use]
    pub const fn meaning(self) -> &'static str {
        match self {
            Self::PerCall => "exact tokens for each call",
            Self::PerSession => "exact totals for a session",
            Self::Partial => "cost or partial numbers",
            Self::DetectedOnly => "only that the agent is there",
        }
    }
}

/// How sure a kind of fact is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum Fidelity {
    /// The log states it.
    Exact,
    /// It follows from what the log states, with a stated doubt.
    Estimated,
    /// The log does not hold it.
    Unsupported,
}

macro_rules! facts {
    ($($(#[$doc:meta])* $name:ident = $text:literal,)*) => {
        /// A kind of fact that a provider may know.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
        #[serde(rename_all = "snake_case")]
        #[non_exhaustive]
        pub enum FactKind {
            $($(#[$doc])* $name,)*
        }

        impl FactKind {
            /// Every kind of fact, in the order in which they are shown.
            pub const ALL: &'static [Self] = &[$(Self::$name,)*];

            /// Returns the name on the wire.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$name => $text,)* }
            }
        }
    };
}

facts! {
    /// Uncached input tokens.
    Input = "input",
    /// Output tokens, reasoning included.
    Output = "output",
    /// The share of output spent on reasoning.
    Reasoning = "reasoning",
    /// Tokens served from a cache.
    CacheRead = "cache_read",
    /// Tokens written to a cache.
    CacheWrite = "cache_write",
    /// Web searches.
    WebSearches = "web_searches",
    /// A cost that the agent states.
    ReportedCost = "reported_cost",
    /// Which prompt a call answers.
    Turns = "turns",
    /// Tool uses by name.
    Tools = "tools",
    /// How long a tool ran.
    ToolDuration = "tool_duration",
    /// Whether a tool was asked the same before.
    Repeats = "repeats",
    /// MCP servers and tools.
    Mcp = "mcp",
    /// Skills.
    Skills = "skills",
    /// Hooks.
    Hooks = "hooks",
    /// Sub-agents and who started them.
    SubAgents = "sub_agents",
    /// Compactions.
    Compactions = "compactions",
    /// The size of the prompt in the context window.
    Context = "context",
    /// The capacity of the context window.
    ContextWindow = "context_window",
    /// Failed requests.
    ApiErrors = "api_errors",
    /// Rate limits.
    RateLimits = "rate_limits",
    /// The project directory.
    Project = "project",
    /// The branch.
    Branch = "branch",
}
