//! One chat: prompts, and answers with their credits and, in older versions, their tokens.

use std::path::Path;

use scopeon_core::event::{Attribution, Call, Reported, SessionKind, Turn, UsageSample};
use scopeon_core::label::Label;
use scopeon_core::money::PicoUsd;
use scopeon_core::provider::{IssueKind, ReadError, ReaderState};
use scopeon_core::time::Timestamp;
use scopeon_core::usage::Usage;

use super::key::IDS;
use crate::kit::id_factory::UNKNOWN_MODEL;
use crate::kit::json::Raw;
use crate::kit::paths::names;
use crate::kit::record_reader::{Emitter, RecordReader};
use crate::kit::session_builder::SessionBuilder;

/// A credit is a cent.
const DOLLARS_PER_CREDIT: f64 = 0.01;

/// One chat being read.
pub(super) struct Chat {
    builder: SessionBuilder,
    owner: Attribution,
    /// When the chat began, which it is named after.
    began: Option<Timestamp>,
    spent: PicoUsd,
}

impl Chat {
    /// Reads what the path says: `<project>/chats/<chat>/…`.
    pub(super) fn of(path: &Path) -> Option<Self> {
        let parts = names(path);
        let [.., project, "chats", chat, _] = parts.as_slice() else { return None };
        // A chat is named after its time, which two projects may share.
        let session = IDS.session(&format!("{project}/{chat}"));
        let mut owner = Attribution::new(session);
        owner.project = Label::new(project);
        let builder = SessionBuilder::new(session, Label::new(chat)?, SessionKind::Main);
        Some(Self { builder, owner, began: began(chat), spent: PicoUsd::ZERO })
    }

    fn message(&mut self, message: Raw<'_>, out: &mut Emitter<'_>) -> Result<(), ReadError> {
        let [id, variant, at, credits, metadata] =
            message.members(["id", "variant", "timestamp", "credits", "metadata"]);
        let Some(id) = id.text() else { return Ok(()) };
        // Some versions state a time of day.
        let Some(at) = at.instant().or(self.began) else {
            out.missing("timestamp");
            return Ok(());
        };
        self.builder.see(at);
        if let Some(project) = self.owner.project.clone() {
            self.builder.work_in(at, project);
        }
        match variant.text().as_deref() {
            Some("user") => {
                let turn = IDS.turn_in(self.owner.session, &id);
                self.owner.turn = Some(turn);
                out.give(Turn::new(turn, at, self.owner.clone()))
            }
            Some("ai" | "agent") => self.answered(&id, at, credits, metadata, out),
            _ => Ok(()),
        }
    }

    fn answered(
        &mut self,
        id: &str,
        at: Timestamp,
        credits: Raw<'_>,
        metadata: Raw<'_>,
        out: &mut Emitter<'_>,
    ) -> Result<(), ReadError> {
        let spent = credits.number().and_then(|credits| PicoUsd::from_reported(credits * DOLLARS_PER_CREDIT));
        self.spent = self.spent.plus(spent.unwrap_or(PicoUsd::ZERO));
        let (counts, model) = counted(metadata);
        let usage = usage(counts);
        let spent = spent.filter(|cost| *cost > PicoUsd::ZERO);
        let model = model.label().or_else(|| Label::new(UNKNOWN_MODEL));
        let Some(model) = model.filter(|_| !usage.is_empty() || spent.is_some()) else { return Ok(()) };
        let id = IDS.call_in(self.owner.session, id);
        // Newer versions state credits alone: a call of that cost whose tokens are not known.
        let mut call = Call::new(id, at, UsageSample::new(model, usage), self.owner.clone());
        call.reported = spent;
        out.give(call)
    }
}

/// Reads a chat's name: `2026-04-14T10-00-00.000Z`, an instant whose colons no path may hold.
fn began(chat: &str) -> Option<Timestamp> {
    let (day, time) = chat.split_once('T')?;
    Timestamp::parse(&format!("{day}T{}", time.replace('-', ":")))
}

/// The counts and the model, wherever a version put them. Of the history only its counts are looked at.
fn counted(metadata: Raw<'_>) -> (Raw<'_>, Raw<'_>) {
    let [model, usage, own, run] = metadata.members(["model", "usage", "codebuff", "runState"]);
    if usage.is_object() {
        return (usage, model);
    }
    let usage = own.member("usage");
    if usage.is_object() {
        return (usage, own.member("model").or(model));
    }
    let history = run.member("sessionState").member("mainAgentState").member("messageHistory");
    let counted = history.items().into_iter().rev().find_map(|entry| {
        let [usage, own] = entry.member("providerOptions").members(["usage", "codebuff"]);
        let [own_usage, own_model] = own.members(["usage", "model"]);
        let usage = if usage.is_object() { usage } else { own_usage };
        usage.is_object().then_some((usage, own_model.or(model)))
    });
    counted.unwrap_or((Raw::default(), model))
}

/// Input is what no cache served or stored; names are in one of two styles.
fn usage(counts: Raw<'_>) -> Usage {
    let names = [
        "inputTokens",
        "outputTokens",
        "cacheReadInputTokens",
        "cacheCreationInputTokens",
        "input_tokens",
        "output_tokens",
        "cache_read_input_tokens",
        "cache_creation_input_tokens",
    ];
    let [input, output, read, written, input2, output2, read2, written2] = counts.members(names);
    let [input, output, cache_read, cache_write_5m] =
        [input.or(input2), output.or(output2), read.or(read2), written.or(written2)].map(Raw::sum);
    Usage { input, output, cache_read, cache_write_5m, ..Usage::default() }
}

impl RecordReader for Chat {
    fn line(&mut self, document: &[u8], out: &mut Emitter<'_>) -> Result<(), ReadError> {
        let Some(messages) = Raw::whole_array(document) else {
            out.issue(IssueKind::Malformed);
            return Ok(());
        };
        messages.items().into_iter().try_for_each(|message| self.message(message, out))
    }

    fn rest(&mut self, _: &mut ReaderState, out: &mut Emitter<'_>) -> Result<(), ReadError> {
        if self.builder.facts().span.0.is_none() {
            return Ok(());
        }
        if self.spent > PicoUsd::ZERO {
            self.builder.facts().reported = Some(Reported::new(self.spent));
        }
        self.builder.take().map_or(Ok(()), |facts| out.session(facts))
    }
}
