//! What can be the matter and what can be done, with the words for it.

use serde::{Deserialize, Serialize};

/// What is the matter.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Sign {
    /// Cached prefixes were lost while they were still alive.
    CacheBusts,
    /// Little of the prompts came from a cache.
    LowHitRate,
    /// Much was written to a cache and never read.
    UnreadWrites,
    /// Pauses of less than an hour outlasted a five-minute cache.
    ExpiredCache,
    /// Many calls were made in a nearly full window.
    CrowdedContext,
    /// Tools were asked the same again.
    RepeatedCalls,
    /// Tools failed often.
    FailingTools,
    /// Tools returned very long results.
    LargeResults,
    /// A costly model did small work.
    DearModel,
    /// No price is known for some calls.
    Unpriced,
}

/// One thing to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Action {
    /// Leave the beginning of the prompt alone.
    KeepPrefixStable,
    /// Work in longer sessions.
    KeepSessionsTogether,
    /// Ask follow-ups while the cache lives.
    AskWithinLifetime,
    /// Use the hour's cache.
    UseHourCache,
    /// Compact earlier.
    CompactEarlier,
    /// Write down what is asked again and again.
    WriteItDown,
    /// Repair a tool, or the permission for it.
    FixTool,
    /// Ask for less.
    NarrowResults,
    /// Use a smaller model for small work.
    UseSmallerModel,
    /// Add a price.
    AddPrice,
}

/// A text to paste.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Paste {
    /// Where it goes: a file, or the agent's prompt.
    pub place: String,
    /// The text.
    pub text: String,
}

/// Returns a text as TOML writes one: as JSON does, where it holds nothing that is not to be seen.
fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

/// Where instructions for agents stand.
const INSTRUCTIONS: &str = "CLAUDE.md or AGENTS.md";
const CLAUDE_SETTINGS: &str = "~/.claude/settings.json";
const PROMPT: &str = "the prompt";

impl Action {
    /// Returns what to do instead of what, in one sentence; `subject` is what it is about.
    #[must_use]
    pub fn instead(self, subject: Option<&str>) -> String {
        let tool = subject.unwrap_or("the tool");
        match self {
            Self::KeepPrefixStable => {
                "Start a new session to change the model, tools, MCP servers or instruction files, instead of changing \
                 them in the middle of one."
                    .to_owned()
            }
            Self::KeepSessionsTogether => {
                "Go on in a session for related work, instead of opening a new one, which starts with an empty cache."
                    .to_owned()
            }
            Self::AskWithinLifetime => {
                "Ask follow-ups while the cache lives, instead of ending sessions after one prompt or coming back late."
                    .to_owned()
            }
            Self::UseHourCache => {
                "Use the one-hour cache instead of the five-minute one: the pauses are longer than five minutes.".to_owned()
            }
            Self::CompactEarlier => {
                "Compact, or start a new session, when the window is half full and a task is done, instead of working on \
                 in a nearly full one."
                    .to_owned()
            }
            Self::WriteItDown => {
                "Write what is looked up again and again into the project's instruction file, instead of having it \
                 looked up."
                    .to_owned()
            }
            Self::FixTool => {
                format!("Repair {tool} or its permissions, or name another way, instead of letting it fail and be retried.")
            }
            Self::NarrowResults => {
                format!("Have {tool} return a part (limit lines, filter, a part of a file), instead of everything.")
            }
            Self::UseSmallerModel => {
                let model = subject.unwrap_or("the smaller model");
                format!("Use {model} for short questions and small edits, instead of the more expensive model.")
            }
            Self::AddPrice => {
                let model = subject.unwrap_or("this model");
                format!("Add a price for {model} to the configuration, instead of leaving its calls uncounted.")
            }
        }
    }

    /// Returns a text to paste that does it, or has the agent do it; none where there is none.
    #[must_use]
    pub fn paste(self, subject: Option<&str>) -> Option<Paste> {
        let tool = subject.unwrap_or("a tool");
        let (place, text) = match self {
            Self::KeepPrefixStable => (
                INSTRUCTIONS,
                "- Do not edit CLAUDE.md, AGENTS.md or MCP settings during a task; note the change for the next session."
                    .to_owned(),
            ),
            Self::KeepSessionsTogether => ("the shell", "claude --continue".to_owned()),
            Self::AskWithinLifetime => (
                INSTRUCTIONS,
                "- Finish all steps of a task in one go; do not stop to ask between small steps.".to_owned(),
            ),
            Self::UseHourCache => {
                (CLAUDE_SETTINGS, r#""env": { "ENABLE_PROMPT_CACHING_1H": "1" }"#.to_owned())
            }
            Self::CompactEarlier => {
                (PROMPT, "/compact keep the open task, the files changed and the decisions made".to_owned())
            }
            Self::WriteItDown => (
                INSTRUCTIONS,
                "- Use what was read or searched earlier in this session; do not run the same call again.".to_owned(),
            ),
            Self::FixTool => (
                INSTRUCTIONS,
                format!("- When {tool} fails, do not retry it unchanged: say why it failed and use another way."),
            ),
            Self::NarrowResults => (
                INSTRUCTIONS,
                format!("- Keep what {tool} returns short: read files in parts, pipe long output through head or grep."),
            ),
            Self::UseSmallerModel => (PROMPT, format!("/model {}", subject?)),
            Self::AddPrice => (
                "config.toml",
                format!(
                    "[[prices]]\nmodel = {}\ninput = 0.00   # dollars a million tokens\noutput = 0.00",
                    quoted(subject?)
                ),
            ),
        };
        Some(Paste { place: place.to_owned(), text })
    }
}

#[cfg(test)]
mod tests {
    use super::Action;

    #[test]
    fn a_price_to_paste_is_toml_whatever_the_model_is_called() {
        for model in ["gpt-5", r"corp\model", "a \"b\"", "it's", "ö", "a#b]"] {
            let paste = Action::AddPrice.paste(Some(model)).expect("a text");
            let read: toml::Table = paste.text.parse().expect("TOML");
            assert_eq!(read["prices"][0]["model"].as_str(), Some(model));
        }
    }
}
