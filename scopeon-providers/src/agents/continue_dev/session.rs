//! A session of the command line: a document with a usage beside each answer, and what the session says that all of its
//! own requests took. Neither answers nor the session say when they were: a list beside the sessions does.

use std::collections::HashMap;

use scopeon_core::event::{Attribution, Call, SessionKind, Totals, Turn, UsageSample, Witness};
use scopeon_core::id::{Identity, IdentityBuilder};
use scopeon_core::label::Label;
use scopeon_core::money::PicoUsd;
use scopeon_core::provider::{IssueKind, ReadError, ReaderState, Source};
use scopeon_core::time::Timestamp;
use scopeon_core::usage::Usage;

use super::key::IDS;
use crate::kit::id_factory::UNKNOWN_MODEL;
use crate::kit::json::Raw;
use crate::kit::record_reader::{Emitter, RecordReader};
use crate::kit::session_builder::SessionBuilder;
use crate::kit::token_split::Inclusive;

/// One session being read.
pub(super) struct Session {
    began: Option<Timestamp>,
}

/// One message, as far as it is looked at.
struct Message<'a> {
    content: Raw<'a>,
    is_prompt: bool,
    usage: Usage,
    /// What it calls its prompt, and whether that is without what caches served and stored.
    prompt: u64,
    is_uncached: bool,
    model: Raw<'a>,
    cents: Raw<'a>,
}

impl Session {
    pub(super) fn of(source: &Source) -> Self {
        Self { began: source.registered.began.or(source.birth) }
    }
}

impl<'a> Message<'a> {
    fn of(item: Raw<'a>) -> Self {
        let [role, content, counts] = item.member("message").members(["role", "content", "usage"]);
        let [input, output, prompt, answer, model, cents] = counts.members([
            "prompt_tokens",
            "completion_tokens",
            "prompt_tokens_details",
            "completion_tokens_details",
            "model",
            "cost_cents",
        ]);
        let [cached, cache_read, cache_write] =
            prompt.members(["cached_tokens", "cache_read_tokens", "cache_write_tokens"]);
        let count = Raw::sum;
        // Where a service bills reads and writes beside the prompt Continue names both; what is cached of a prompt it calls
        // `cached_tokens` alone.
        let is_uncached = cache_read.count().is_some();
        let (cached, written) = (count(cached.or(cache_read)), count(cache_write));
        let beside = if is_uncached { cached.saturating_add(written) } else { 0 };
        let usage = Inclusive {
            input: count(input).saturating_add(beside),
            cached,
            written,
            output: count(output),
            reasoning: count(answer.member("reasoning_tokens")),
        };
        let (is_prompt, usage, prompt) = (role.says("user"), usage.usage(), count(input));
        Self { content, is_prompt, usage, prompt, is_uncached, model, cents }
    }
}

/// How many of the first messages were copied into a fork: what a session says that it took does not hold them, and it is
/// all of what the others took, or more.
fn copied(messages: &[Message<'_>], total: Raw<'_>) -> usize {
    let [prompt, output] = total.members(["promptTokens", "completionTokens"]);
    let (Some(mut prompt), Some(mut output)) = (prompt.tokens(), output.tokens()) else { return 0 };
    for (place, message) in messages.iter().enumerate().rev() {
        let took = message.usage;
        match (prompt.checked_sub(message.prompt), output.checked_sub(took.output)) {
            (Some(prompt_left), Some(output_left)) => (prompt, output) = (prompt_left, output_left),
            _ => return place + 1,
        }
    }
    0
}

/// What the session says of all of its requests. Its prompts are the sum of what its messages call theirs.
fn totals(messages: &[Message<'_>], total: Raw<'_>) -> Option<Totals> {
    let [prompt, output, details] =
        total.members(["promptTokens", "completionTokens", "promptTokensDetails"]);
    let (prompt, output) = (prompt.count()?, output.count()?);
    let mut totals = Totals { output: Some(output), ..Totals::default() };
    let mut told = messages.iter().filter(|message| !message.usage.is_empty()).peekable();
    let is_uncached = told.peek().is_some_and(|message| message.is_uncached);
    // A session that changed its service adds up what is not alike.
    if told.all(|message| message.is_uncached == is_uncached) {
        if is_uncached {
            let details = details.members(["cachedTokens", "cacheWriteTokens"]);
            totals.input = Some(prompt);
            [totals.cache_read, totals.cache_write] = details.map(Raw::count);
        } else {
            totals.prompt = Some(prompt);
        }
    }
    (prompt > 0 || output > 0).then_some(totals)
}

impl RecordReader for Session {
    fn line(&mut self, document: &[u8], out: &mut Emitter<'_>) -> Result<(), ReadError> {
        let names = ["sessionId", "workspaceDirectory", "history", "usage"];
        let Some([id, directory, history, total]) = Raw::record(document, names) else {
            out.issue(IssueKind::Malformed);
            return Ok(());
        };
        let messages: Vec<_> = history.items().into_iter().map(Message::of).collect();
        // The editor's own sessions state no usage; its events do.
        let states_usage = messages.iter().any(|message| !message.usage.is_empty());
        let Some(key) = id.label().filter(|_| states_usage) else { return Ok(()) };
        let Some(at) = self.began else {
            out.missing("dateCreated");
            return Ok(());
        };
        let mut builder = SessionBuilder::new(IDS.session(key.as_str()), key, SessionKind::Main);
        builder.see(at);
        let mut owner = Attribution::new(builder.id());
        owner.project = directory.label();
        if let Some(project) = owner.project.clone() {
            builder.work_in(at, project);
        }
        let own = copied(&messages, total);
        if let Some(totals) = totals(&messages, total) {
            let id = IDS.of("witness").identity(builder.id().0).finish();
            let witness = Witness::new(id.into(), at, builder.id(), totals).beyond();
            out.give(witness)?;
        }
        give(messages.get(own..).unwrap_or_default(), at, owner, out)?;
        builder.take().map_or(Ok(()), |facts| out.session(facts))
    }

    fn rest(&mut self, _: &mut ReaderState, _: &mut Emitter<'_>) -> Result<(), ReadError> {
        Ok(())
    }
}

/// Gives a session's own messages. They have no names, and a compaction moves them: an answer is told by its model and its
/// counters, a prompt by what was said, and each by how many such there were before. How the file is written is not looked
/// at: it is written again whenever it likes.
fn give(
    messages: &[Message<'_>],
    at: Timestamp,
    mut owner: Attribution,
    out: &mut Emitter<'_>,
) -> Result<(), ReadError> {
    let session = owner.session;
    let mut seen: HashMap<Identity, u64> = HashMap::new();
    let mut number = |key: IdentityBuilder| {
        let count = seen.entry(key.clone().finish()).or_default();
        *count += 1;
        key.number(*count).finish()
    };
    for message in messages {
        if message.is_prompt {
            let id = number(said(IDS.of("turn").identity(session.0), message.content)).into();
            owner.turn = Some(id);
            out.give(Turn::new(id, at, owner.clone()))?;
        }
        let model = message.model.label().or_else(|| Label::new(UNKNOWN_MODEL));
        let Some(model) = model.filter(|_| !message.usage.is_empty()) else { continue };
        let key = IDS.of("call").identity(session.0).text(model.as_str());
        let id = number(counters(&message.usage).into_iter().fold(key, IdentityBuilder::number)).into();
        let mut call = Call::new(id, at, UsageSample::new(model, message.usage), owner.clone());
        let cost = message.cents.number().and_then(|cents| PicoUsd::from_reported(cents / 100.0));
        call.reported = cost.filter(|cost| *cost > PicoUsd::ZERO);
        out.give(call)?;
    }
    Ok(())
}

/// The counters that tell an answer from others.
const fn counters(usage: &Usage) -> [u64; 5] {
    [usage.input, usage.cache_read, usage.cache_write_5m, usage.output, usage.reasoning]
}

/// Adds what was said to an identity, without the space that a file's style puts between its parts.
fn said(key: IdentityBuilder, content: Raw<'_>) -> IdentityBuilder {
    if let Some(text) = content.text() {
        return key.text(&text);
    }
    let (mut is_text, mut is_escaped) = (false, false);
    let mut bytes = content.bytes().to_vec();
    bytes.retain(|byte| {
        let is_kept = is_text || !byte.is_ascii_whitespace();
        is_text ^= *byte == b'"' && !is_escaped;
        is_escaped = is_text && *byte == b'\\' && !is_escaped;
        is_kept
    });
    key.bytes(&bytes)
}
