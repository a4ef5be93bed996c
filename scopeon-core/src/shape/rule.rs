//! The shape of each role: how long, which characters, how many words, and how much that looks random.

use super::address::{self, Behind};
use super::role::Role;
use super::{model, random, secret, words};

/// What a name of one role may look like.
#[derive(Clone, Copy)]
pub(super) struct Rule {
    /// At most so many characters.
    chars: usize,
    /// How words may be joined by blanks.
    words: Words,
    /// What may stand beside letters and digits.
    marks: &'static str,
    /// Whether letters of other alphabets are letters, too.
    any_script: bool,
    /// At most so many slashes, none of them first.
    slashes: usize,
    /// What may look random.
    random: random::Limit,
    /// What may stand behind `@`.
    behind: Behind,
    /// What may stand before and behind `:`.
    pair: Pair,
}

/// What may stand before and behind `:`.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Pair {
    /// Anything.
    Any,
    /// No user with a password.
    NoLogin,
    /// A model and its tag.
    Tag,
}

/// How words may be joined by blanks.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Words {
    /// Not at all.
    One,
    /// As the words of a title, at most so many.
    Title(usize),
    /// As a model's family, its number and what kind it is.
    Model,
    /// As a program and its version.
    Version,
}

const WORD: Rule = Rule {
    chars: 64,
    words: Words::One,
    marks: "-_.:",
    any_script: false,
    slashes: 0,
    random: random::Limit::WORDS,
    behind: Behind::Version,
    pair: Pair::NoLogin,
};

const MODEL: Rule = Rule {
    chars: 128,
    words: Words::Model,
    marks: "-_.:@+~[]()",
    slashes: 8,
    random: random::Limit::DIGESTS,
    pair: Pair::Tag,
    ..WORD
};
const VERSION: Rule =
    Rule { words: Words::Version, marks: "-_.:@+()", slashes: 1, random: random::Limit::HASHES, ..WORD };
const TOOL: Rule = Rule { chars: 128, marks: "-_.:@+", slashes: 1, ..WORD };
const SERVER: Rule =
    Rule { behind: Behind::Place, chars: 128, words: Words::Title(3), marks: "-_.:@+()", slashes: 1, ..WORD };
const SKILL: Rule =
    Rule { behind: Behind::Place, pair: Pair::Any, chars: 128, marks: "-_.:@+", slashes: 2, ..WORD };
const HOOK: Rule =
    Rule { behind: Behind::Place, pair: Pair::Any, chars: 128, marks: "-_.:@+|*", slashes: 1, ..WORD };
const AGENT: Rule = Rule {
    behind: Behind::Place,
    pair: Pair::Any,
    words: Words::Title(3),
    slashes: 1,
    marks: "-_.:@+()",
    ..WORD
};
const SHORT: Rule = Rule { chars: 32, marks: "-_.", ..WORD };
const ENTRY: Rule = Rule { chars: 48, marks: "-_.:@", slashes: 1, ..WORD };
const ERROR: Rule = Rule { slashes: 1, ..WORD };
const WINDOW: Rule = Rule { words: Words::Title(3), marks: "-_.:()", ..WORD };
const FIELD: Rule = Rule { marks: "-_.:$@[]", slashes: 2, ..WORD };
const SESSION: Rule = Rule {
    behind: Behind::Place,
    pair: Pair::Any,
    chars: 128,
    marks: "-_.:@+~#",
    slashes: 0,
    random: random::Limit::IDS,
    ..WORD
};
const BRANCH: Rule = Rule {
    chars: 244,
    marks: "-_.@+#=,!%&()'",
    any_script: true,
    behind: Behind::Place,
    slashes: 16,
    random: random::Limit::BRANCHES,
    ..WORD
};
const PROVIDER: Rule = Rule { chars: 40, marks: "-", ..WORD };

/// Returns the shape of a role. What is not listed has one of its own.
pub(super) const fn of(role: Role) -> Rule {
    match role {
        Role::Model => MODEL,
        Role::Version => VERSION,
        Role::Tool => TOOL,
        Role::McpServer => SERVER,
        Role::Skill => SKILL,
        Role::Hook => HOOK,
        Role::AgentType => AGENT,
        Role::Effort | Role::TurnSource => SHORT,
        Role::EntryPoint => ENTRY,
        Role::ErrorKind => ERROR,
        Role::Window => WINDOW,
        Role::Field => FIELD,
        Role::Session => SESSION,
        Role::Branch => BRANCH,
        Role::Provider => PROVIDER,
        _ => WORD,
    }
}

/// What agents write where a response is of no model.
const NO_MODEL: &str = "<synthetic>";

impl Rule {
    pub(super) fn fits(&self, text: &str) -> bool {
        if self.words == Words::Model && text == NO_MODEL {
            return true;
        }
        text.chars().count() <= self.chars
            && self.is_of_alphabet(text)
            && self.has_words(text)
            && self.has_slashes(text)
            && address::is_none(text, self.behind)
            && !address::is_asked(text)
            && self.is_pair(text)
            && !secret::contains_secret(text)
            && !self.random.is_exceeded(text)
    }

    fn is_of_alphabet(&self, text: &str) -> bool {
        text.chars().all(|c| {
            c.is_ascii_alphanumeric()
                || c == '/'
                || (c == ' ' && self.words != Words::One)
                || (c.is_ascii() && self.marks.contains(c))
                || (self.any_script && !c.is_ascii() && c.is_alphanumeric())
        })
    }

    fn has_words(&self, text: &str) -> bool {
        match self.words {
            // A version has a number, or is a word such as `dev`.
            Words::Version => words::is_version(text),
            _ if !text.contains(' ') => true,
            Words::One => false,
            Words::Title(most) => words::is_title(text, most),
            Words::Model => model::is_shown(text),
        }
    }

    fn is_pair(&self, text: &str) -> bool {
        match self.pair {
            Pair::Any => true,
            Pair::NoLogin => !address::is_login(text),
            Pair::Tag => {
                !address::is_login(text)
                    && model::is_served(text)
                    && (text.contains(' ') || model::is_tagged(text))
            }
        }
    }

    /// A name may be in a scope or a list; a path is no name.
    fn has_slashes(&self, text: &str) -> bool {
        let scope = usize::from(text.starts_with('@'));
        let slashes = text.bytes().filter(|byte| *byte == b'/').count();
        let is_file = slashes > scope && words::ends_like_a_file(text);
        slashes <= self.slashes + scope
            && !text.starts_with(['/', '.'])
            && !text.starts_with("~/")
            && !words::has_drive(text)
            && !text.contains("//")
            && !text.contains("..")
            && (!is_file || self.any_script)
    }
}
