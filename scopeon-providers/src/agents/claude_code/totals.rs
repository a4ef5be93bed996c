//! The agent's own totals of a session, `cost-state` lines: cumulative, and with requests that no transcript holds.

use std::collections::BTreeMap;

use scopeon_core::event::{Covers, Reported, Totals, Witness};
use scopeon_core::label::Label;
use scopeon_core::money::PicoUsd;
use scopeon_core::pricing::plain_name;
use scopeon_core::provider::ReadError;
use scopeon_core::time::Timestamp;

use super::key;
use super::line_context::LineContext;
use super::transcript::Transcript;
use super::wire::{Record, member, members};
use crate::kit::json::Raw;
use crate::kit::json::walk::Walk;

/// The window in tokens of a model whose name ends in [`LONG`].
const LONG_WINDOW: u64 = 1_000_000;

/// What a model's name ends in here, and in no call's, where its window is long.
const LONG: &str = "[1m]";

pub(super) fn read<'a, W: Walk<'a>>(
    transcript: &mut Transcript<'_>,
    record: &Record<'a>,
    context: &LineContext,
) -> Result<(), ReadError> {
    let totals = &record.totals;
    let facts = transcript.facts.main(&context.main);
    if let Some(cost) = totals.cost.number().and_then(PicoUsd::from_reported) {
        let mut reported = Reported::new(cost);
        reported.lines_added = totals.lines_added.count().unwrap_or(0);
        reported.lines_removed = totals.lines_removed.count().unwrap_or(0);
        facts.reported = facts.reported.max(Some(reported));
    }
    facts.window = facts.window.max(window::<W>(totals.models));
    let since = since(totals.since);
    match transcript.state.statement(since) {
        Some(at) => give::<W>(transcript, totals.models, context, at),
        None => Ok(()),
    }
}

/// When the process began to count, in milliseconds.
fn since(stated: Raw<'_>) -> Option<Timestamp> {
    std::str::from_utf8(stated.bytes()).ok()?.parse().ok().and_then(Timestamp::from_millis)
}

/// Gives what is stated of each model.
fn give<'a, W: Walk<'a>>(
    transcript: &mut Transcript<'_>,
    models: Raw<'a>,
    context: &LineContext,
    at: Timestamp,
) -> Result<(), ReadError> {
    let session = context.main.id;
    for (plain, (name, totals)) in stated::<W>(models) {
        let id = key::witness(session, &plain);
        let witness = Witness::new(id, at, session, totals).model(name).covers(Covers::Session).beyond();
        transcript.give(witness)?;
    }
    Ok(())
}

/// What is stated, by the plain name of the model: with a long window it is the same model.
fn stated<'a, W: Walk<'a>>(models: Raw<'a>) -> BTreeMap<String, (Label, Totals)> {
    let mut found: BTreeMap<String, (Label, Totals)> = BTreeMap::new();
    if models.is_object() {
        // What comes before a fault is taken as it is.
        let _ = W::over(models).object(|model, walk| {
            let Some(name) = name(model) else { return Ok(()) };
            let totals = counts::<W>(walk.raw()?);
            let known = found.entry(plain_name(name.as_str())).or_insert((name, Totals::default()));
            known.1 = plus(known.1, totals);
            Ok(())
        });
    }
    found
}

/// A model's name; a key with escapes is shown again as it reads.
fn name(key: &[u8]) -> Option<Label> {
    let text = std::str::from_utf8(key).ok().filter(|text| !text.contains('\\'))?;
    Label::new(text.strip_suffix(LONG).unwrap_or(text))
}

fn counts<'a, W: Walk<'a>>(stated: Raw<'a>) -> Totals {
    let names: [&[u8]; 6] = [
        b"inputTokens",
        b"cacheReadInputTokens",
        b"cacheCreationInputTokens",
        b"outputTokens",
        b"webSearchRequests",
        b"costUSD",
    ];
    let [input, read, write, output, searches, cost] = members::<W, 6>(stated, names);
    Totals {
        input: input.count(),
        cache_read: read.count(),
        cache_write: write.count(),
        output: output.count(),
        web_searches: searches.count(),
        cost_usd: cost.number().and_then(PicoUsd::from_reported),
        ..Totals::default()
    }
}

fn plus(mut one: Totals, other: Totals) -> Totals {
    let sum = |one: &mut Option<u64>, other: Option<u64>| {
        *one = one.map_or(other, |one| Some(one.saturating_add(other.unwrap_or(0))));
    };
    sum(&mut one.input, other.input);
    sum(&mut one.cache_read, other.cache_read);
    sum(&mut one.cache_write, other.cache_write);
    sum(&mut one.output, other.output);
    sum(&mut one.web_searches, other.web_searches);
    one.cost_usd = match (one.cost_usd, other.cost_usd) {
        (Some(one), Some(other)) => Some(one.plus(other)),
        (one, other) => one.or(other),
    };
    one
}

/// The largest window among a session's models.
fn window<'a, W: Walk<'a>>(models: Raw<'a>) -> Option<u64> {
    let mut window = None;
    if models.is_object() {
        // What comes before a fault is taken as it is.
        let _ = W::over(models).object(|model, walk| {
            if model.contains(&b'\\') {
                return Ok(());
            }
            let long = model.ends_with(LONG.as_bytes()).then_some(LONG_WINDOW);
            let stated = member::<W>(walk.raw()?, b"contextWindow").count().filter(|window| *window > 0);
            window = window.max(long).max(stated);
            Ok(())
        });
    }
    window
}
