//! What a correct reader makes of a session: which calls it counts, with what its agent's logs state of each.

use scopeon_core::time::Timestamp;
use scopeon_core::usage::Usage;

use super::agent::Agent;
use super::counted::Counted;
use super::session::{Prompt, Session};
use crate::sample::truth::{CountedAt, Truth};

/// Every response.
pub(super) fn each(session: &Session) -> Vec<Counted> {
    session.replies.iter().map(|reply| Counted::call(reply.at, reply.usage)).collect()
}

/// All responses to a prompt together, once it is answered.
pub(super) fn prompts(session: &Session) -> Vec<Counted> {
    session.prompts().map(|prompt| Counted::call(prompt.end(), prompt.total())).collect()
}

/// The last response to each prompt.
pub(super) fn last_of_prompts(session: &Session) -> Vec<Counted> {
    let last = session.prompts().filter_map(|prompt| prompt.replies.last().copied());
    last.map(|reply| Counted::call(reply.at, reply.usage)).collect()
}

/// The session's totals, since when they count.
pub(super) fn totals(session: &Session) -> Vec<Counted> {
    vec![Counted::call(session.start, session.total())]
}

/// The session itself, of which no tokens are known.
pub(super) fn tokenless(session: &Session) -> Vec<Counted> {
    vec![Counted::call(session.start, Usage::default())]
}

/// Each response, of which no tokens are known, once its prompt is answered.
pub(super) fn requests(session: &Session) -> Vec<Counted> {
    let of_prompt = |prompt: Prompt<'_>| {
        prompt.replies.iter().map(|_| Counted::call(prompt.end(), Usage::default())).collect::<Vec<_>>()
    };
    session.prompts().flat_map(of_prompt).collect()
}

/// Each response's output, and at the session's end what else they took.
pub(super) fn outputs_and_rest(session: &Session) -> Vec<Counted> {
    let output = |usage: Usage| Usage { output: usage.output, ..Usage::default() };
    let mut calls: Vec<_> =
        session.replies.iter().map(|reply| Counted::call(reply.at, output(reply.usage))).collect();
    let rest = Usage { output: 0, ..session.total() };
    calls.push(Counted { at: session.end(), usage: rest, is_call: false });
    calls
}

/// Nothing.
pub(super) fn none(_: &Session) -> Vec<Counted> {
    Vec::new()
}

/// Adds a session's calls.
pub(super) fn tell_calls(calls: &[Counted], session: &Session, truth: &mut Truth) {
    for counted in calls {
        let place = place(session, counted.at);
        if counted.is_call {
            truth.call(place, counted.usage);
        } else {
            truth.rest(place, counted.usage);
        }
    }
}

/// Adds all that a session's logs tell.
pub(super) fn tell(agent: &Agent, session: &Session, truth: &mut Truth) {
    let calls = (agent.calls)(session);
    tell_calls(&calls, session, truth);
    let asked = session.prompts().filter(|_| agent.tells.turns).map(|prompt| prompt.asked);
    for asked in asked {
        let answered = calls.iter().map(|counted| counted.at).find(|at| *at >= asked);
        truth.turn(place(session, answered.unwrap_or(asked)));
    }
    for tool in session.replies.iter().filter_map(|reply| reply.tool) {
        truth.tool_calls += 1;
        truth.tool_errors += u64::from(tool.has_failed && agent.tells.outcomes);
    }
}

fn place(session: &Session, at: Timestamp) -> CountedAt<'_> {
    CountedAt { at, model: session.model, session: &session.id }
}
