//! Telemetry in a chat: a line for each response, of the session and of its sub-agents. Of those that have a log of
//! their own it tells the model; of those that have none, and of a compaction's requests, it is all there is.

use scopeon_core::event::{Call, Event, Owner, Reading, SessionKind};
use scopeon_core::id::SessionId;
use scopeon_core::label::Label;
use scopeon_core::provider::ReadError;

use super::KEYS;
use super::chat::Chat;
use super::record::{Counts, usage};
use super::scene::Scene;
use crate::json::Raw;
use crate::keys::UNKNOWN_MODEL;
use crate::reading::Outlet;
use crate::sheet::Sheet;

/// How the prompts begin that ask for a compaction's summary.
const COMPRESS: &str = "compress-";

/// A sub-agent's response, or a compaction's. What else the session itself was answered stands in its own records.
pub(super) fn answered(
    chat: &mut Chat,
    (uuid, event): (Raw<'_>, Raw<'_>),
    scene: &Scene,
    out: &mut Outlet<'_>,
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
        let call = Call::new(KEYS.call(&uuid), scene.at, Reading::new(model, usage), scene.owner(None));
        return out.give(Event::Call(Box::new(call)));
    };
    let stated = id.label().or_else(|| in_prompt(prompt, scene));
    // No log of its own can be told to be that of one who is called after what it does alone.
    let alone = uuid.text().filter(|uuid| stated.is_none() && !uuid.is_empty());
    let key = stated.unwrap_or_else(|| agent.clone());
    let run = KEYS.run(scene.main.0, key.as_str());
    let sheet: &mut Sheet = chat.sheet(&(run, key), SessionKind::SubAgent);
    sheet.facts().parent = Some(scene.main.0);
    sheet.facts().agent_type = sheet.facts().agent_type.take().max(kind.identifier().or(Some(agent)));
    sheet.see(scene.at);
    let id = alone.map_or_else(|| chat.seen.next(run, &usage), |uuid| KEYS.call(&uuid));
    out.give(Event::Call(Box::new(Call::new(id, scene.at, Reading::new(model, usage), owner(run, scene)))))
}

/// Before 0.23 the sub-agent's id stands in the prompt's: `<session>#<agent>#<number>`.
fn in_prompt(prompt: Raw<'_>, scene: &Scene) -> Option<Label> {
    let prompt = prompt.text()?;
    let mut parts = prompt.split('#');
    let own = parts.next().is_some_and(|session| session == scene.main.1.as_str());
    let agent = parts.next().filter(|agent| own && !agent.is_empty())?;
    let is_number = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    let ends = parts.next().is_some_and(is_number) && parts.next().is_none();
    Label::new(agent).filter(|_| ends)
}

fn owner(run: SessionId, scene: &Scene) -> Owner {
    let mut owner = scene.owner(None);
    owner.session = run;
    owner
}
