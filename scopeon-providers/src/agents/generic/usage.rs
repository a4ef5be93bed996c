//! What each kind of counts means: what a cache served is inside the input or beside it, reasoning inside the
//! output or beside it.

use scopeon_core::usage::Usage;

use super::find::{Counts, Response};
use crate::kit::json::Raw;
use crate::kit::token_split::{Gemini, Inclusive};

/// A response's tokens, and whether what was stated fits together.
pub(super) struct Tokens {
    pub(super) usage: Usage,
    pub(super) fits: bool,
    /// The name of a count that is none.
    pub(super) bad: Option<&'static str>,
}

/// Reads counts, and keeps the name of one that is none.
#[derive(Default)]
struct Tally(Option<&'static str>);

impl Tally {
    /// Reads some members of an object; what is missing or `null` counts nothing.
    fn counts<const N: usize>(&mut self, object: Raw<'_>, names: [&'static str; N]) -> [Option<u64>; N] {
        let stated = object.members(names);
        std::array::from_fn(|at| {
            let count = stated[at].count();
            if count.is_none() && !stated[at].or(Raw::default()).is_missing() {
                self.0.get_or_insert(names[at]);
            }
            count
        })
    }
}

impl Tokens {
    pub(super) fn read(response: &Response<'_>) -> Self {
        match response.counts {
            Counts::Usage(usage) if is_anthropic(usage, response.inner) => anthropic(usage),
            Counts::Usage(usage) => openai(usage),
            Counts::Gemini(counts) => gemini(counts),
            Counts::Ollama(counts) => ollama(counts),
        }
    }
}

fn ollama(counts: Raw<'_>) -> Tokens {
    let mut tally = Tally::default();
    let [input, output] =
        tally.counts(counts, ["prompt_eval_count", "eval_count"]).map(Option::unwrap_or_default);
    Tokens { usage: Usage { input, output, ..Usage::default() }, fits: true, bad: tally.0 }
}

fn is_anthropic(usage: Raw<'_>, response: Raw<'_>) -> bool {
    let stated = usage.members(["cache_creation_input_tokens", "cache_read_input_tokens"]);
    stated.iter().any(|raw| !raw.is_missing()) || response.member("type").says("message")
}

/// Input is what no cache served or stored.
fn anthropic(usage: Raw<'_>) -> Tokens {
    let mut tally = Tally::default();
    let names = ["input_tokens", "output_tokens", "cache_read_input_tokens", "cache_creation_input_tokens"];
    let [input, output, read, written] = tally.counts(usage, names).map(Option::unwrap_or_default);
    let [split, tools] = usage.members(["cache_creation", "server_tool_use"]);
    let kinds = ["ephemeral_5m_input_tokens", "ephemeral_1h_input_tokens"];
    let [short, long] = tally.counts(split, kinds).map(Option::unwrap_or_default);
    let [searches] = tally.counts(tools, ["web_search_requests"]).map(Option::unwrap_or_default);
    let rest = written.saturating_sub(short.saturating_add(long));
    let usage = Usage {
        input,
        output,
        cache_read: read,
        cache_write_5m: short.saturating_add(rest),
        cache_write_1h: long,
        web_searches: searches,
        ..Usage::default()
    };
    Tokens { usage, fits: true, bad: tally.0 }
}

/// Chat Completions and Responses: input holds what a cache served or stored, output the reasoning.
fn openai(usage: Raw<'_>) -> Tokens {
    let mut tally = Tally::default();
    let names = ["prompt_tokens", "input_tokens", "completion_tokens", "output_tokens", "total_tokens"];
    let [prompt, input, completion, output, total] = tally.counts(usage, names);
    let [hit, cached_input] = tally.counts(usage, ["prompt_cache_hit_tokens", "cached_input_tokens"]);
    let [prompt_details, input_details, completion_details, output_details] = usage.members([
        "prompt_tokens_details",
        "input_tokens_details",
        "completion_tokens_details",
        "output_tokens_details",
    ]);
    let kinds = ["cached_tokens", "cache_write_tokens"];
    let [cached, written] = tally.counts(prompt_details.or(input_details), kinds);
    let [reasoning] = tally.counts(completion_details.or(output_details), ["reasoning_tokens"]);
    let either = |one: Option<u64>, other: Option<u64>| one.or(other).unwrap_or_default();
    let (input, output) = (either(prompt, input), either(completion, output));
    let cached = either(cached.or(hit), cached_input);
    let (written, reasoning) = (written.unwrap_or_default(), reasoning.unwrap_or_default());
    let fits = cached.saturating_add(written) <= input
        && reasoning <= output
        && total.is_none_or(|total| total == input.saturating_add(output));
    let usage = Inclusive { input, cached, written, output, reasoning }.usage();
    Tokens { usage, fits: fits || tally.0.is_some(), bad: tally.0 }
}

fn gemini(counts: Raw<'_>) -> Tokens {
    let mut tally = Tally::default();
    let names = [
        "promptTokenCount",
        "cachedContentTokenCount",
        "candidatesTokenCount",
        "thoughtsTokenCount",
        "toolUsePromptTokenCount",
    ];
    let [total] = tally.counts(counts, ["totalTokenCount"]);
    let [input, cached, output, thoughts, tools] = tally.counts(counts, names).map(Option::unwrap_or_default);
    let sum = [input, output, thoughts, tools].into_iter().fold(0, u64::saturating_add);
    let fits = cached <= input && total.is_none_or(|total| total == sum);
    let usage = Gemini { input, cached, tools, output, thoughts }.usage();
    Tokens { usage, fits: fits || tally.0.is_some(), bad: tally.0 }
}
