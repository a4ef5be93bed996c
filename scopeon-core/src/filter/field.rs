//! The fields of the filter language: what they are called, and what they say of a session.

use super::amount::Unit;

/// A figure that may be compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum NumberField {
    /// Dollars at list prices.
    Cost,
    /// All tokens.
    Tokens,
    /// Model responses.
    Calls,
    /// Prompts of the user.
    Turns,
    /// Share of the prompts that a cache served.
    Cache,
    /// How full the context window is.
    Context,
    /// From the first to the last record.
    Duration,
    /// The health score.
    Health,
    /// Sub-agents that were run.
    SubAgents,
}

impl NumberField {
    /// Every figure.
    pub const ALL: [Self; 9] = [
        Self::Cost,
        Self::Tokens,
        Self::Calls,
        Self::Turns,
        Self::Cache,
        Self::Context,
        Self::Duration,
        Self::Health,
        Self::SubAgents,
    ];

    /// Returns the word for it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Cost => "cost",
            Self::Tokens => "tokens",
            Self::Calls => "calls",
            Self::Turns => "turns",
            Self::Cache => "cache",
            Self::Context => "context",
            Self::Duration => "duration",
            Self::Health => "health",
            Self::SubAgents => "subagents",
        }
    }

    /// Returns what it is counted in.
    #[must_use]
    pub const fn unit(self) -> Unit {
        match self {
            Self::Cost => Unit::Dollars,
            Self::Tokens | Self::Calls | Self::Turns | Self::SubAgents => Unit::Count,
            Self::Cache | Self::Context => Unit::Percent,
            Self::Duration => Unit::Time,
            Self::Health => Unit::Points,
        }
    }

    /// Says what it is, as a sentence.
    #[must_use]
    pub const fn about(self) -> &'static str {
        match self {
            Self::Cost => {
                "What it cost at list prices, in dollars; a session without a price fits no comparison."
            }
            Self::Tokens => "All tokens, those read from a cache included.",
            Self::Calls => "Model responses.",
            Self::Turns => "Prompts of the user.",
            Self::Cache => "The share of its prompts that a cache served.",
            Self::Context => "How full its context window is after the last call.",
            Self::Duration => "The time from its first record to its last.",
            Self::Health => "Its health score, from 0 to 100.",
            Self::SubAgents => "How many sub-agents it ran.",
        }
    }

    /// Returns an example.
    #[must_use]
    pub const fn example(self) -> &'static str {
        match self {
            Self::Cost => "cost>$5",
            Self::Tokens => "tokens>=2m",
            Self::Calls => "calls=10..50",
            Self::Turns => "turns<=2",
            Self::Cache => "cache<50%",
            Self::Context => "context>80%",
            Self::Duration => "duration>30m",
            Self::Health => "health<60",
            Self::SubAgents => "subagents>0",
        }
    }
}

/// Something with a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum NameField {
    /// The coding agent.
    Agent,
    /// The models.
    Model,
    /// The project directory.
    Project,
    /// The branch.
    Branch,
    /// The tags.
    Tag,
    /// The machine.
    Host,
    /// The tools.
    Tool,
}

impl NameField {
    /// Everything with a name.
    pub const ALL: [Self; 7] =
        [Self::Agent, Self::Model, Self::Project, Self::Branch, Self::Tag, Self::Host, Self::Tool];

    /// Every word for one of them, `provider` for the agent included.
    pub const WORDS: [&str; 8] = ["agent", "provider", "model", "project", "branch", "tag", "host", "tool"];

    /// Returns the word for it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Agent => "agent",
            Self::Model => "model",
            Self::Project => "project",
            Self::Branch => "branch",
            Self::Tag => "tag",
            Self::Host => "host",
            Self::Tool => "tool",
        }
    }

    /// Returns `true` if one call has one of it, so that two of them side by side mean either.
    #[must_use]
    pub const fn is_single(self) -> bool {
        matches!(self, Self::Agent | Self::Model | Self::Project | Self::Branch | Self::Host)
    }

    /// Says what it is, as a sentence.
    #[must_use]
    pub const fn about(self) -> &'static str {
        match self {
            Self::Agent => "The coding agent, by id or name; `provider` is the same.",
            Self::Model => "A model that it used.",
            Self::Project => "The project: its directory, one above it, or its name in the configuration.",
            Self::Branch => "A branch that it worked on.",
            Self::Tag => "A tag that it has, by hand or by a rule.",
            Self::Host => "The machine that it ran on.",
            Self::Tool => "A tool that it used; one of an MCP server is `mcp__server__tool`.",
        }
    }

    /// Returns an example.
    #[must_use]
    pub const fn example(self) -> &'static str {
        match self {
            Self::Agent => "agent:codex",
            Self::Model => "model:opus",
            Self::Project => "project:shop",
            Self::Branch => "branch=fix/*",
            Self::Tag => "tag:review",
            Self::Host => "host:laptop",
            Self::Tool => "tool:github",
        }
    }

    pub(super) fn of(word: &str) -> Option<Self> {
        let word = if word == "provider" { "agent" } else { word };
        Self::ALL.into_iter().find(|field| field.name() == word)
    }
}

/// One of the two ends of a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Edge {
    /// From when on.
    Since,
    /// Until when, the day itself included.
    Until,
}

impl Edge {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Since, Self::Until];

    /// Returns the word for it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Since => "since",
            Self::Until => "until",
        }
    }

    /// Says what it is, as a sentence.
    #[must_use]
    pub const fn about(self) -> &'static str {
        match self {
            Self::Since => "From when on: `2026-03-01`, `2026-03`, `today`, `7d`, `last-month` and so on.",
            Self::Until => "Until when, the day itself included.",
        }
    }
}

/// What a session may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum State {
    /// It was active a moment ago.
    Live,
    /// It cost unlike the others.
    Anomaly,
    /// Its context was compacted.
    Compacted,
    /// It ran sub-agents.
    SubAgent,
    /// Some of its calls have no price.
    Unpriced,
    /// What it cost is an estimate.
    Estimated,
}

impl State {
    /// Every state.
    pub const ALL: [Self; 6] =
        [Self::Live, Self::Anomaly, Self::Compacted, Self::SubAgent, Self::Unpriced, Self::Estimated];

    /// Returns the word for it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Live => "live",
            Self::Anomaly => "anomaly",
            Self::Compacted => "compacted",
            Self::SubAgent => "subagent",
            Self::Unpriced => "unpriced",
            Self::Estimated => "estimated",
        }
    }

    /// Says what it is, as a sentence.
    #[must_use]
    pub const fn about(self) -> &'static str {
        match self {
            Self::Live => "It was active in the last ten minutes.",
            Self::Anomaly => "It cost unlike the others that are looked through.",
            Self::Compacted => "Its context was compacted.",
            Self::SubAgent => "It ran sub-agents.",
            Self::Unpriced => "Some of its calls have no known price.",
            Self::Estimated => "What it cost is an estimate: its agent's logs hold a part of the truth.",
        }
    }
}
