//! The roles that names have.

macro_rules! roles {
    ($($name:ident = $text:literal: $meaning:literal,)*) => {
        /// What a name is the name of.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum Role {
            $(#[doc = $meaning] $name,)*
        }

        impl Role {
            /// Every role, in the order in which they are shown.
            pub const ALL: &'static [Self] = &[$(Self::$name,)*];

            /// Returns the name on the wire.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$name => $text,)* }
            }

            /// Says in one sentence what may stand there.
            #[must_use]
            pub const fn meaning(self) -> &'static str {
                match self { $(Self::$name => $meaning,)* }
            }
        }
    };
}

roles! {
    Model = "model": "A model: one word of letters, digits and separators, or a family's name with its number and kind.",
    Version = "version": "A version: one word with a digit, a program's name before it or in brackets behind it.",
    Tool = "tool": "A tool: one word, with at most one slash in it.",
    McpServer = "mcp_server": "An MCP server: one word, or up to three that begin with capitals.",
    Skill = "skill": "A skill: one word.",
    Hook = "hook": "A hook: its event and what it is for, as one word.",
    AgentType = "agent_type": "A type of sub-agent: one word, or up to three that begin with capitals.",
    Effort = "effort": "An effort of thinking: one short word.",
    EntryPoint = "entry_point": "How a session was started: one short word.",
    TurnSource = "turn_source": "What a prompt came from: one short word.",
    ErrorKind = "error_kind": "The kind of a failed request: one word.",
    Window = "window": "The window of a limit: one word, or up to three that begin with capitals or digits.",
    Field = "field": "The type of a record or the name of its field: one word.",
    Session = "session": "A session's id: one word of at most 128 characters, no path; one that somebody chose only where paths are kept.",
    Branch = "branch": "A branch: most of what git allows, without blanks.",
    Project = "project": "A project's directory, as `[privacy] paths` says, or a title of up to six words.",
    Source = "source": "The path of a log on this disk, as `[privacy] paths` says.",
    Provider = "provider": "An agent's id, from a fixed list.",
    Host = "host": "This machine's name, from the system.",
    Tag = "tag": "A tag: a person's own word, set with Scopeon.",
    Carried = "carried": "An id or a name that a reader remembers between two reads.",
}
