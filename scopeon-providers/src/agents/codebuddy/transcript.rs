//! One transcript: a response is told on each line that it made, an answer or the use of a tool, with what it took in all.

use scopeon_core::event::{Attribution, Call, SessionKind, UsageSample};
use scopeon_core::label::Label;
use scopeon_core::provider::{IssueKind, ReadError, ReaderState, Source};
use scopeon_core::usage::Usage;

use crate::kit::id_factory::{IdFactory, UNKNOWN_MODEL};
use crate::kit::json::Raw;
use crate::kit::paths::names;
use crate::kit::record_reader::{Emitter, RecordReader};
use crate::kit::session_builder::SessionBuilder;
use crate::kit::token_split::Inclusive;

/// One transcript being read; it is named after its session.
pub(super) struct Transcript {
    keys: IdFactory,
    builder: SessionBuilder,
}

impl Transcript {
    pub(super) fn of(keys: IdFactory, source: &Source) -> Option<Self> {
        let name = names(&source.path).last()?.strip_suffix(".jsonl")?;
        let builder = SessionBuilder::new(keys.session(name), Label::new(name)?, SessionKind::Main);
        Some(Self { keys, builder })
    }
}

impl RecordReader for Transcript {
    fn line(&mut self, line: &[u8], out: &mut Emitter<'_>) -> Result<(), ReadError> {
        let names = ["id", "timestamp", "cwd", "providerData", "type"];
        let Some([id, at, directory, said, _]) = Raw::record(line, names) else {
            out.issue(IssueKind::Malformed);
            return Ok(());
        };
        // What is no event says nothing of when.
        let Some(at) = at.instant() else { return Ok(()) };
        self.builder.see(at);
        let mut owner = Attribution::new(self.builder.id());
        owner.project = directory.label();
        if let Some(project) = owner.project.clone() {
            self.builder.work_in(at, project);
        }
        let [message, model, raw, counts] = said.members(["messageId", "model", "rawUsage", "usage"]);
        let used = if raw.is_object() { raw_usage(raw) } else { usage(counts) };
        let model =
            model.label().or_else(|| raw.member("model").label()).or_else(|| Label::new(UNKNOWN_MODEL));
        let Some(model) = model.filter(|_| !used.is_empty()) else { return Ok(()) };
        let Some(name) = message.or(id).text().filter(|name| !name.is_empty()) else {
            out.missing("messageId");
            return Ok(());
        };
        let id = self.keys.call_in(self.builder.id(), &name);
        out.give(Call::new(id, at, UsageSample::new(model, used), owner))
    }

    fn rest(&mut self, _: &mut ReaderState, out: &mut Emitter<'_>) -> Result<(), ReadError> {
        self.builder.take().map_or(Ok(()), |facts| out.session(facts))
    }
}

/// The service's own counts: the prompt holds what a cache served and stored.
fn raw_usage(raw: Raw<'_>) -> Usage {
    let [input, output, hit, written, thought, prompt, answer] = raw.members([
        "prompt_tokens",
        "completion_tokens",
        "prompt_cache_hit_tokens",
        "prompt_cache_write_tokens",
        "completion_thinking_tokens",
        "prompt_tokens_details",
        "completion_tokens_details",
    ]);
    let count = Raw::sum;
    let cached = count(hit.or(prompt.member("cached_tokens")));
    let reasoning = count(thought.or(answer.member("reasoning_tokens")));
    Inclusive { input: count(input), cached, written: count(written), output: count(output), reasoning }
        .usage()
}

/// The same as the program has it.
fn usage(counts: Raw<'_>) -> Usage {
    let [input, output, details] = counts.members(["inputTokens", "outputTokens", "inputTokensDetails"]);
    let cached = details.items().first().map_or(0, |first| first.member("cached_tokens").sum());
    let [input, output] = [input, output].map(Raw::sum);
    Inclusive { input, cached, output, ..Inclusive::default() }.usage()
}
