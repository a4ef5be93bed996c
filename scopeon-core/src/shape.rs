//! What a name looks like, by what it is the name of. Where a log states something else, a sentence, a key or a blob,
//! [`Redactor`](crate::privacy::Redactor) keeps a mark in its place.

mod address;
mod ids;
mod letters;
mod model;
mod place;
mod random;
mod rule;
mod secret;
mod words;

pub use secret::holds_token;

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

/// A name of so few characters, all of them letters, digits, `-`, `_` or `.`, fits nearly every role.
const SHORT: usize = 13;

impl Role {
    /// Returns `true` if `text` is shaped like a name of this role, or is a mark that was kept in place of one.
    ///
    /// ```
    /// use scopeon_core::shape::Role;
    /// assert!(Role::Model.fits("claude-sonnet-4@20250514") && Role::Model.fits("Claude Sonnet 4.5"));
    /// assert!(!Role::Model.fits("fix the login") && !Role::Tool.fits("me@example.com"));
    /// ```
    #[must_use]
    pub fn fits(self, text: &str) -> bool {
        if is_short_word(text) && self != Self::Version && self != Self::Provider {
            return true;
        }
        match self {
            Self::Source | Self::Host | Self::Tag => true,
            Self::Carried => Self::Model.fits(text) || Self::Session.fits(text),
            Self::Project => place::is_project(text),
            _ => is_mark(text) || rule::of(self).fits(text),
        }
    }
}

/// Nearly all names are this: too short for a key, and one word.
fn is_short_word(text: &str) -> bool {
    let is_plain = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.');
    !text.is_empty() && text.len() <= SHORT && text.as_bytes().iter().all(is_plain) && text != ".."
}

/// Returns `true` if `text` is shaped like an id that a program makes: nobody chose it, and it says nothing.
///
/// ```
/// use scopeon_core::shape::is_id;
/// assert!(is_id("rollout-2026-09-21T14-13-20-019fa149-0000-7000-8000-000000000001"));
/// assert!(!is_id("takeover-of-globex"));
/// ```
#[must_use]
pub fn is_id(text: &str) -> bool {
    ids::is_id(text)
}

/// Returns `true` if `text` is the path of a file that holds a model: some servers call their model by it.
///
/// ```
/// assert!(scopeon_core::shape::is_weights("/models/qwen3-8b-q4.gguf"));
/// ```
#[must_use]
pub fn is_weights(text: &str) -> bool {
    (place::is_path(text) || text.starts_with('.')) && words::is_weights(text)
}

/// How many hexadecimal digits a mark has.
pub(crate) const MARK_DIGITS: usize = 12;

/// Returns `true` if `text` is a mark that stands for a name which was not kept: `~`, twelve hexadecimal digits, `-` and
/// how many characters the name had.
///
/// ```
/// assert!(scopeon_core::shape::is_mark("~4f2a91c3d07b-23"));
/// ```
#[must_use]
pub fn is_mark(text: &str) -> bool {
    let Some((digits, length)) = text.strip_prefix('~').and_then(|rest| rest.split_once('-')) else {
        return false;
    };
    digits.len() == MARK_DIGITS
        && digits.bytes().all(is_lower_hex)
        && (1..=3).contains(&length.len())
        && length.bytes().all(|byte| byte.is_ascii_digit())
}

/// Returns `true` if `text` is a pseudonym of a path.
///
/// ```
/// assert!(scopeon_core::shape::is_pseudonym("path-0123456789abcdef"));
/// ```
#[must_use]
pub fn is_pseudonym(text: &str) -> bool {
    text.strip_prefix("path-").is_some_and(|digits| digits.len() == 16 && digits.bytes().all(is_lower_hex))
}

const fn is_lower_hex(byte: u8) -> bool {
    matches!(byte, b'0'..=b'9' | b'a'..=b'f')
}
