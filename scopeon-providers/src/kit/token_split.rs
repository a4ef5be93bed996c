//! Usages from counts that hold one another, in the ways vendors state them. Where counts lie is each agent's matter.

use scopeon_core::usage::Usage;

/// Counts as OpenAI states them: the input holds what a cache served and stored, the output the reasoning.
#[derive(Clone, Copy, Debug, Default)]
pub struct Inclusive {
    /// All of the prompt, what a cache served and stored included.
    pub input: u64,
    /// What a cache served.
    pub cached: u64,
    /// What a cache stored.
    pub written: u64,
    /// All of the answer, the reasoning included.
    pub output: u64,
    /// What of the answer is reasoning.
    pub reasoning: u64,
}

impl Inclusive {
    /// Returns each token counted once. Parts that are larger than what they are part of are cut.
    #[must_use]
    pub fn usage(self) -> Usage {
        let cached = self.cached.min(self.input);
        let written = self.written.min(self.input - cached);
        Usage {
            input: self.input - cached - written,
            output: self.output,
            reasoning: self.reasoning.min(self.output),
            cache_read: cached,
            cache_write_5m: written,
            ..Usage::default()
        }
    }
}

/// Counts as Gemini states them: the input holds what a cache served and not the tools' prompts, the output does not
/// hold the thoughts.
#[derive(Clone, Copy, Debug, Default)]
pub struct Gemini {
    /// The prompt, what a cache served included.
    pub input: u64,
    /// What a cache served.
    pub cached: u64,
    /// The tools' prompts.
    pub tools: u64,
    /// The answer without the thoughts.
    pub output: u64,
    /// The thoughts.
    pub thoughts: u64,
}

impl Gemini {
    /// Returns each token counted once. A cached part that is larger than the input is cut.
    #[must_use]
    pub fn usage(self) -> Usage {
        let cached = self.cached.min(self.input);
        Usage {
            input: (self.input - cached).saturating_add(self.tools),
            output: self.output.saturating_add(self.thoughts),
            reasoning: self.thoughts,
            cache_read: cached,
            ..Usage::default()
        }
    }
}
