//! A chat as VS Code itself keeps it: the whole of it, and behind that what changed. Of each prompt it states what the
//! last request took and nothing of those before; what was asked and answered is passed over.

use scopeon_core::event::{Attribution, Call, Event, Finish, Origin, SessionKind, Turn, UsageSample};
use scopeon_core::id::Identity;
use scopeon_core::label::Label;
use scopeon_core::provider::{IssueKind, ReadError, ReaderState, Source};

use super::key;
use super::prompts::{METADATA, OWN, Prompt, Prompts, RESULT, TOLD};
use crate::kit::id_factory::UNKNOWN_MODEL;
use crate::kit::json::Raw;
use crate::kit::paths::names;
use crate::kit::record_reader::{Emitter, RecordReader, has_members};
use crate::kit::session_builder::SessionBuilder;

// From VS Code's public source (src/vs/workbench/contrib/chat/common/model, 2026-08): objectMutationLog.ts and
// chatSessionOperationLog.ts.
const WHOLE: u64 = 0;
const SET: u64 = 1;
const PUSH: u64 = 2;
/// The list of prompts in a chat.
const REQUESTS: &str = "requests";

/// One chat being read.
pub(super) struct Chat {
    builder: SessionBuilder,
    prompts: Prompts,
    /// The folder that was open.
    project: Option<Label>,
    /// Older versions write the chat again, as one document.
    is_journal: bool,
}

impl Chat {
    /// Begins where an earlier read ended. A chat is named after its session.
    pub(super) fn of(source: &Source, carry: &ReaderState) -> Option<Self> {
        let file = *names(&source.path).last()?;
        let (stem, is_journal) = match file.strip_suffix(".jsonl") {
            Some(stem) => (stem, true),
            None => (file.strip_suffix(".json")?, false),
        };
        let builder = SessionBuilder::new(key::session(stem), Label::new(stem)?, SessionKind::Main);
        let project = source.registered.project.clone();
        Some(Self { builder, prompts: Prompts::load(carry), project, is_journal })
    }

    /// Takes a chat as a whole.
    fn whole(&mut self, chat: Raw<'_>, out: &mut Emitter<'_>) -> Result<(), ReadError> {
        self.prompts.cut(0);
        self.push(chat.member(REQUESTS), out)
    }

    fn push(&mut self, prompts: Raw<'_>, out: &mut Emitter<'_>) -> Result<(), ReadError> {
        prompts.items().into_iter().try_for_each(|prompt| self.prompt(self.prompts.count(), prompt, out))
    }

    /// Takes a change of what lies at a path.
    fn set(&mut self, path: &[Raw<'_>], value: Raw<'_>, out: &mut Emitter<'_>) -> Result<(), ReadError> {
        let [first, rest @ ..] = path else { return self.whole(value, out) };
        if !first.says(REQUESTS) {
            return Ok(());
        }
        let [place, rest @ ..] = rest else {
            self.prompts.cut(0);
            return self.push(value, out);
        };
        let Some(place) = place.count() else { return Ok(()) };
        if rest.is_empty() {
            return self.prompt(place, value, out);
        }
        let Some(prompt) = self.prompts.get(place) else { return Ok(()) };
        let before = prompt.clone();
        change(prompt, rest, value);
        if *prompt == before { Ok(()) } else { self.spent(place, out) }
    }

    fn prompt(&mut self, place: u64, said: Raw<'_>, out: &mut Emitter<'_>) -> Result<(), ReadError> {
        let id = said.member("requestId").text().filter(|id| !id.is_empty()).map(|id| key::prompt(&id));
        let mut prompt = Prompt::new(id);
        prompt.state(said.members(OWN));
        let at = prompt.at;
        self.prompts.put(place, prompt);
        let (Some(id), Some(at)) = (id, at) else { return Ok(()) };
        self.builder.see(at);
        if let Some(project) = self.project.clone() {
            self.builder.work_in(at, project);
        }
        out.give(Turn::new(key::turn_of(id), at, self.owner(id)))?;
        self.spent(place, out)
    }

    fn owner(&self, prompt: Identity) -> Attribution {
        let mut owner = Attribution::new(self.builder.id());
        owner.turn = Some(key::turn_of(prompt));
        owner.project.clone_from(&self.project);
        owner
    }

    /// Gives what the last request of a prompt took, as all that is known of it tells. Where spans tell of the session's
    /// requests they tell all of them.
    fn spent(&mut self, place: u64, out: &mut Emitter<'_>) -> Result<(), ReadError> {
        let Some(prompt) = self.prompts.get(place).cloned() else { return Ok(()) };
        let usage = prompt.usage();
        if usage.is_empty() {
            return Ok(());
        }
        let (Some(id), Some(at)) = (prompt.id, prompt.at) else {
            out.missing("requestId");
            return Ok(());
        };
        let Some(model) = prompt.model.or_else(|| Label::new(UNKNOWN_MODEL)) else { return Ok(()) };
        let mut reading = UsageSample::new(model, usage);
        (reading.origin, reading.finish) = (Origin::Export, Finish::Unfinished);
        let mut call = Call::new(key::last_of(id), at, reading, self.owner(id));
        call.reported = prompt.cost;
        out.give(Event::Residual(Box::new(call)))
    }
}

/// Takes a change of what lies at a path in a prompt.
fn change(prompt: &mut Prompt, path: &[Raw<'_>], value: Raw<'_>) {
    let only = |member: Raw<'_>, name: &str| if member.says(name) { value } else { Raw::default() };
    match path {
        [member] => prompt.state(OWN.map(|name| only(*member, name))),
        [result, metadata, member @ ..] if result.says(RESULT) && metadata.says(METADATA) => match member {
            [] => prompt.told(value.members(TOLD)),
            [member] => prompt.told(TOLD.map(|name| only(*member, name))),
            _ => {}
        },
        _ => {}
    }
}

impl RecordReader for Chat {
    fn line(&mut self, bytes: &[u8], out: &mut Emitter<'_>) -> Result<(), ReadError> {
        if !self.is_journal {
            let Some(chat) = Raw::whole(bytes) else {
                out.issue(IssueKind::Malformed);
                return Ok(());
            };
            return self.whole(chat, out);
        }
        let Some([kind, path, value, from]) = Raw::record(bytes, ["kind", "k", "v", "i"]) else {
            out.issue(IssueKind::Malformed);
            return Ok(());
        };
        match kind.count() {
            Some(WHOLE) => self.whole(value, out),
            Some(SET) => self.set(&path.items(), value, out),
            Some(PUSH) if matches!(path.items().as_slice(), [list] if list.says(REQUESTS)) => {
                if let Some(from) = from.count() {
                    self.prompts.cut(from);
                }
                self.push(value, out)
            }
            _ => Ok(()),
        }
    }

    fn is_record(&self, object: Raw<'_>) -> bool {
        has_members(object, ["kind", "v"])
    }

    fn rest(&mut self, carry: &mut ReaderState, out: &mut Emitter<'_>) -> Result<(), ReadError> {
        self.prompts.save(carry);
        // A chat in which nothing was asked is none yet.
        if self.builder.facts().span.0.is_none() {
            return Ok(());
        }
        self.builder.take().map_or(Ok(()), |facts| out.session(facts))
    }
}
