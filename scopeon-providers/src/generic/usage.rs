//! What each kind of counts means: what a cache served is inside the input or beside it, reasoning inside the
//! output or beside it.

use scopeon_core::usage::Usage;

use super::find::{Counts, Response};
use crate::json::Raw;
use crate::split::{Gemini, Inclusive};

/// A response's tokens, and whether what was stated fits together.
pub(super) struct Tokens {
    pub(super) usage: Usage,
    pub(super) fits: bool,
}

impl Tokens {
    pub(super) fn read(response: &Response<'_>) -> Self {
        match response.counts {
            Counts::Usage(usage) if is_anthropic(usage, response.inner) => anthropic(usage),
            Counts::Usage(usage) => openai(usage),
            Counts::Gemini(counts) => gemini(counts),
            Counts::Ollama(counts) => {
                let [input, output] = counts.members(["prompt_eval_count", "eval_count"]).map(count);
                Self { usage: Usage { input, output, ..Usage::default() }, fits: true }
            }
        }
    }
}

fn count(raw: Raw<'_>) -> u64 {
    raw.count().unwrap_or(0)
}

fn is_anthropic(usage: Raw<'_>, response: Raw<'_>) -> bool {
    let stated = usage.members(["cache_creation_input_tokens", "cache_read_input_tokens"]);
    stated.iter().any(|raw| !raw.is_missing()) || response.member("type").says("message")
}

/// Input is what no cache served or stored.
fn anthropic(usage: Raw<'_>) -> Tokens {
    let names = [
        "input_tokens",
        "output_tokens",
        "cache_read_input_tokens",
        "cache_creation_input_tokens",
        "cache_creation",
        "server_tool_use",
    ];
    let [input, output, read, written, split, tools] = usage.members(names);
    let [short, long] = split.members(["ephemeral_5m_input_tokens", "ephemeral_1h_input_tokens"]).map(count);
    let rest = count(written).saturating_sub(short.saturating_add(long));
    let usage = Usage {
        input: count(input),
        output: count(output),
        cache_read: count(read),
        cache_write_5m: short.saturating_add(rest),
        cache_write_1h: long,
        web_searches: count(tools.member("web_search_requests")),
        ..Usage::default()
    };
    Tokens { usage, fits: true }
}

/// Chat Completions and Responses: input holds what a cache served or stored, output the reasoning.
fn openai(usage: Raw<'_>) -> Tokens {
    let [prompt, input, completion, output, total] = usage.members([
        "prompt_tokens",
        "input_tokens",
        "completion_tokens",
        "output_tokens",
        "total_tokens",
    ]);
    let [prompt_details, input_details, completion_details, output_details] = usage.members([
        "prompt_tokens_details",
        "input_tokens_details",
        "completion_tokens_details",
        "output_tokens_details",
    ]);
    let [hit, cached_input] = usage.members(["prompt_cache_hit_tokens", "cached_input_tokens"]);
    let [cached, written] = prompt_details.or(input_details).members(["cached_tokens", "cache_write_tokens"]);
    let reasoning = completion_details.or(output_details).member("reasoning_tokens");
    let (input, output) = (count(prompt.or(input)), count(completion.or(output)));
    let cached = count(cached.or(hit).or(cached_input));
    let (written, reasoning) = (count(written), count(reasoning));
    let fits = cached.saturating_add(written) <= input
        && reasoning <= output
        && total.count().is_none_or(|total| total == input.saturating_add(output));
    Tokens { usage: Inclusive { input, cached, written, output, reasoning }.usage(), fits }
}

fn gemini(counts: Raw<'_>) -> Tokens {
    let names = [
        "promptTokenCount",
        "cachedContentTokenCount",
        "candidatesTokenCount",
        "thoughtsTokenCount",
        "toolUsePromptTokenCount",
        "totalTokenCount",
    ];
    let [input, cached, output, thoughts, tools, total] = counts.members(names);
    let [input, cached, output, thoughts, tools] = [input, cached, output, thoughts, tools].map(count);
    let sum = [input, output, thoughts, tools].into_iter().fold(0, u64::saturating_add);
    let fits = cached <= input && total.count().is_none_or(|total| total == sum);
    Tokens { usage: Gemini { input, cached, tools, output, thoughts }.usage(), fits }
}
