//! Usages from counts that hold one another, in the ways vendors state them. Where counts lie is each agent's matter.

use scopeon_core::usage::Usage;

/// Counts as OpenAI states them: the input holds what a cache served and stored, the output the reasoning.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Inclusive {
    pub(crate) input: u64,
    pub(crate) cached: u64,
    pub(crate) written: u64,
    pub(crate) output: u64,
    pub(crate) reasoning: u64,
}

impl Inclusive {
    /// Returns each token counted once. Parts that are larger than what they are part of are cut.
    pub(crate) fn usage(self) -> Usage {
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
pub(crate) struct Gemini {
    pub(crate) input: u64,
    pub(crate) cached: u64,
    pub(crate) tools: u64,
    pub(crate) output: u64,
    pub(crate) thoughts: u64,
}

impl Gemini {
    /// Returns each token counted once. A cached part that is larger than the input is cut.
    pub(crate) fn usage(self) -> Usage {
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
