//! Which response an `assistant` line shows, by all that the line says of it.

use std::borrow::Cow;

use scopeon_core::id::{CallId, SessionId};
use scopeon_core::label::Label;
use scopeon_core::provider::IssueKind;
use scopeon_core::time::Timestamp;
use scopeon_core::usage::Usage;

use super::key;
use super::line_context::LineContext;
use super::run::{Gap, Print, Prompt, Seen, print, thread};
use super::runs::{Name, Runs};
use super::state::Copied;
use super::transcript::Transcript;
use super::vendor;
use super::wire::{Message, Record};
use crate::kit::json::Raw;

/// Returns the identity of the response that a line shows; `None` where another log, or another place of this one, tells
/// of it.
pub(super) fn identity(
    transcript: &mut Transcript<'_>,
    record: &Record<'_>,
    message: &Message<'_>,
    (usage, at): (&Usage, Timestamp),
    context: &LineContext,
    line: &[u8],
) -> Option<CallId> {
    let id = stated(message.id).unwrap_or_default();
    let request = stated(record.request).unwrap_or_default();
    let reference = stated(record.reference).filter(|reference| vendor::is_uuid(reference));
    // A side thread, which replays responses under requests of its own, names no agent.
    let is_side = context.is_replay() && record.agent.quoted().is_none();
    let (trusted, counted) = match trusted(record, (&id, &request), message.model, (usage, at), is_side) {
        Some(Trust::Name(call)) => (Some(call), None),
        Some(Trust::Count(call)) => (None, Some(call)),
        None => (None, None),
    };
    // What the agent itself calls the request is no gateway's to repeat.
    let by_request = reference.as_ref().map(|reference| key::call_of_request(&id, reference));
    if let (None, Some(call)) = (trusted, by_request) {
        return Some(call);
    }
    let seen = Seen {
        thread: thread(context.session()),
        mark: mark(&id, message.model),
        request: match (&reference, &*request) {
            _ if is_side => 0,
            (Some(reference), _) => print(reference.as_bytes()),
            (None, "") => 0,
            (None, request) => print(request.as_bytes()),
        },
        uuid: print_of(record.uuid),
        parent: print_of(record.parent),
        block: record.block.count().map_or(0, |block| u16::try_from(block + 1).unwrap_or(u16::MAX)),
        prompt: Prompt::of(usage),
        output: usage.output,
        at,
    };
    let copied = transcript.state.copied(at, transcript.tracker.is_agent_log());
    let by_line = || {
        let begins = || counted.unwrap_or_else(|| of_line(record, &id, context, at, line));
        match by_request {
            Some(call) => Name::ByLine(call),
            None if seen.block > FIRST => {
                let is_second = seen.block == FIRST + 1 && counted.is_none();
                of_rest(record, &id, is_second, copied).unwrap_or_else(|| Name::ByLine(begins()))
            }
            None => Name::ByLine(begins()),
        }
    };
    let name = trusted.map_or_else(by_line, Name::Trusted);
    let call = transcript.state.runs.call(&seen, name, by_line);
    if transcript.state.runs.is_doubtful {
        transcript.issue(IssueKind::Suspect, Label::new("usage"));
    }
    call
}

/// A response whose first line does not stand before the line that goes on with it, if there is a way to tell it. A copy
/// may begin in the middle of a response; its first line may be damaged, too.
fn of_rest(record: &Record<'_>, id: &str, is_second: bool, copied: Option<Copied>) -> Option<Name> {
    let parent = stated(record.parent).filter(|parent| vendor::is_uuid(parent))?;
    let original = stated(record.copy_of);
    let is_same_line = original.is_none() || original == stated(record.uuid);
    match copied {
        Some(Copied::Surely) => Some(Name::Elsewhere),
        // A second block hangs on the first.
        _ if is_second && is_same_line => Some(Name::ByLine(key::call_of_line(id, &parent))),
        _ => copied.map(|_| Name::Elsewhere),
    }
}

/// A response by its first line.
fn of_line(record: &Record<'_>, id: &str, context: &LineContext, at: Timestamp, line: &[u8]) -> CallId {
    // Some copies get a uuid of their own and say which one the original has.
    let original = stated(record.copy_of).filter(|original| vendor::is_uuid(original));
    match original.or_else(|| stated(record.uuid)) {
        Some(uuid) => key::call_of_line(id, &uuid),
        None if id.is_empty() => key::call_of_bytes(line),
        None => key::call_of_time(id, context.origin_session, at),
    }
}

/// The place of a response's first block, as lines are taken in.
const FIRST: u16 = 1;

/// What a name is good for.
enum Trust {
    /// It is the response's alone.
    Name(CallId),
    /// It is a counter that may begin again, so the response it stands on is to be told from others as one without a name.
    Count(CallId),
}

/// The identity that a response has by its name, where the name earns that: a shape that only the vendor's have, beside a
/// request of the vendor's or in a cloud; or a message and a request of one number, for a model of the vendor's.
fn trusted(
    record: &Record<'_>,
    (id, request): (&str, &str),
    model: Raw<'_>,
    (usage, at): (&Usage, Timestamp),
    is_side: bool,
) -> Option<Trust> {
    if vendor::is_cloud_message(id) || (vendor::is_message(id) && vendor::is_request(request)) {
        return Some(Trust::Name(key::call(id)));
    }
    if vendor::is_message(id) || !model.text().is_some_and(|model| model.contains("claude")) {
        return None;
    }
    let is_replay = is_side && vendor::number(id).is_some() && request.starts_with("req_");
    if !is_replay && !vendor::are_numbered_alike(id, request) {
        return None;
    }
    Some(if vendor::is_count(id) {
        Trust::Count(key::call_of_count(id, usage.input, at, &record.agent.text().unwrap_or_default()))
    } else {
        Trust::Name(key::call_of_number(id, usage.input))
    })
}

/// What a response is called; where it is not the vendor's prefix, together with its model.
fn mark(id: &str, model: Raw<'_>) -> Print {
    if vendor::number(id).is_some() {
        return print(id.as_bytes());
    }
    print(&[id.as_bytes(), b"\0", model.bytes()].concat())
}

fn print_of(raw: Raw<'_>) -> Print {
    raw.quoted().filter(|text| !text.is_empty()).map_or(0, print)
}

fn stated(raw: Raw<'_>) -> Option<Cow<'_, str>> {
    raw.text().filter(|text| !text.is_empty())
}

/// Takes in a line that shows no response.
pub(super) fn pass_line(
    transcript: &mut Transcript<'_>,
    record: &Record<'_>,
    context: &LineContext,
    gap: Gap,
) {
    pass(&mut transcript.state.runs, record, (context.session(), context.run.is_none()), gap);
}

/// Takes in a line of some thread that shows no response.
pub(super) fn pass(runs: &mut Runs, record: &Record<'_>, (session, is_main): (SessionId, bool), gap: Gap) {
    if runs.is_empty() {
        return;
    }
    let needed = runs.need_chain();
    let of = |raw| if needed { print_of(raw) } else { 0 };
    let (line, above) = (of(record.uuid), [of(record.parent), of(record.asked_by)]);
    runs.pass(thread(session), line, above, gap, is_main);
}
