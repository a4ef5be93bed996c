//! Telemetry in a chat: a line for each response, of the session and of its sub-agents. Of those that have a log of
//! their own it tells the model; of those that have none, and of a compaction's requests, it is all there is.

use scopeon_core::event::{Attribution, Call, SessionKind, UsageSample};
use scopeon_core::id::SessionId;
use scopeon_core::label::Label;
use scopeon_core::provider::ReadError;

use super::counts::{Counts, usage};
use super::key::IDS;
use super::line_context::LineContext;
use super::state::Chat;
use crate::kit::id_factory::UNKNOWN_MODEL;
use crate::kit::json::Raw;
use crate::kit::record_reader::Emitter;
use crate::kit::session_builder::SessionBuilder;

/// How the prompts begin that ask for a compaction's summary.
const COMPRESS: &str = "compress-";

/// A sub-agent's response, or a compaction's. What else the session itself was answered stands in its own records.
pub(super) fn answered(
    chat: &mut Chat,
    (uuid, event): (Raw<'_>, Raw<'_>),
    context: &LineContext,
    out: &mut Emitter<'_>,
) -> Result<(), ReadError> {
    let [name, agent, id, kind, prompt, model, counts @ ..] = event.members([
        "event.name",
        "subagent_name",
        "subagent_id",
        "subagent_type",
        "prompt_id",
        "model",
        "input_token_count",
        "output_token_count",
        "thoughts_token_count",
        "cached_content_token_count",
        "total_token_count",
    ]);
    if !name.says("qwen-code.api_response") {
        return Ok(());
    }
    let usage = usage(Counts::of(counts));
    let Some(model) = model.label().or_else(|| Label::new(UNKNOWN_MODEL)).filter(|_| !usage.is_empty())
    else {
        return Ok(());
    };
    let Some(agent) = agent.identifier() else {
        let is_summary = prompt.text().is_some_and(|prompt| prompt.starts_with(COMPRESS));
        let Some(uuid) = uuid.text().filter(|uuid| is_summary && !uuid.is_empty()) else { return Ok(()) };
        let call =
            Call::new(IDS.call(&uuid), context.at, UsageSample::new(model, usage), context.owner(None));
        return out.give(call);
    };
    let stated = id.label().or_else(|| in_prompt(prompt, context));
    // No log of its own can be known to be that of one who is called after what it does alone.
    let alone = uuid.text().filter(|uuid| stated.is_none() && !uuid.is_empty());
    let key = stated.unwrap_or_else(|| agent.clone());
    let run = IDS.run(context.main.0, key.as_str());
    let builder: &mut SessionBuilder = chat.builder(&(run, key), SessionKind::SubAgent);
    builder.facts().parent = Some(context.main.0);
    builder.facts().agent_type = builder.facts().agent_type.take().max(kind.identifier().or(Some(agent)));
    builder.see(context.at);
    let id = alone.map_or_else(|| chat.seen.next(run, &usage), |uuid| IDS.call(&uuid));
    out.give(Call::new(id, context.at, UsageSample::new(model, usage), owner(run, context)))
}

/// Before 0.23 the sub-agent's id stands in the prompt's: `<session>#<agent>#<number>`.
fn in_prompt(prompt: Raw<'_>, context: &LineContext) -> Option<Label> {
    let prompt = prompt.text()?;
    let mut parts = prompt.split('#');
    let own = parts.next().is_some_and(|session| session == context.main.1.as_str());
    let agent = parts.next().filter(|agent| own && !agent.is_empty())?;
    let is_number = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    let ends = parts.next().is_some_and(is_number) && parts.next().is_none();
    Label::new(agent).filter(|_| ends)
}

fn owner(run: SessionId, context: &LineContext) -> Attribution {
    let mut owner = context.owner(None);
    owner.session = run;
    owner
}
