//! A chat as VS Code itself keeps it: the whole of it, and behind that what changed. Of each prompt it states what the
//! last request took and nothing of those before; what was asked and answered is passed over.

use scopeon_core::event::{Call, Event, Finish, Origin, Owner, Reading, SessionKind, Turn};
use scopeon_core::id::Identity;
use scopeon_core::label::Label;
use scopeon_core::provider::{Carry, IssueKind, ReadError, Source};
use scopeon_core::usage::Usage;

use super::key;
use super::prompts::{Prompt, Prompts};
use crate::homes::names;
use crate::json::Raw;
use crate::keys::UNKNOWN_MODEL;
use crate::reading::{Log, Outlet, has_members};
use crate::sheet::Sheet;

// From VS Code's public source (src/vs/workbench/contrib/chat/common/model, 2026-08): objectMutationLog.ts and
// chatSessionOperationLog.ts.
const WHOLE: u64 = 0;
const SET: u64 = 1;
const PUSH: u64 = 2;
/// The list of prompts in a chat.
const REQUESTS: &str = "requests";

/// One chat being read.
pub(super) struct Chat {
    sheet: Sheet,
    prompts: Prompts,
    /// The folder that was open.
    project: Option<Label>,
    /// Older versions write the chat anew, as one document.
    is_journal: bool,
}

impl Chat {
    /// Begins where an earlier read ended. A chat is named after its session.
    pub(super) fn of(source: &Source, carry: &Carry) -> Option<Self> {
        let file = *names(&source.path).last()?;
        let (stem, is_journal) = match file.strip_suffix(".jsonl") {
            Some(stem) => (stem, true),
            None => (file.strip_suffix(".json")?, false),
        };
        let sheet = Sheet::new(key::session(stem), Label::new(stem)?, SessionKind::Main);
        let project = source.registered.project.clone();
        Some(Self { sheet, prompts: Prompts::load(carry), project, is_journal })
    }

    /// Takes a chat as a whole.
    fn whole(&mut self, chat: Raw<'_>, out: &mut Outlet<'_>) -> Result<(), ReadError> {
        self.prompts.cut(0);
        self.push(chat.member(REQUESTS), out)
    }

    fn push(&mut self, prompts: Raw<'_>, out: &mut Outlet<'_>) -> Result<(), ReadError> {
        prompts.items().into_iter().try_for_each(|prompt| self.prompt(self.prompts.count(), prompt, out))
    }

    /// Takes a change of what lies at a path.
    fn set(&mut self, path: &[Raw<'_>], value: Raw<'_>, out: &mut Outlet<'_>) -> Result<(), ReadError> {
        let [first, rest @ ..] = path else { return self.whole(value, out) };
        if !first.says(REQUESTS) {
            return Ok(());
        }
        let [place, rest @ ..] = rest else {
            self.prompts.cut(0);
            return self.push(value, out);
        };
        let Some(place) = place.count() else { return Ok(()) };
        match rest {
            [] => self.prompt(place, value, out),
            [member] if member.says("result") => self.took(place, value.member("metadata"), out),
            [result, member] if result.says("result") && member.says("metadata") => {
                self.took(place, value, out)
            }
            [member] if member.says("completionTokens") => {
                self.spent(place, Usage { output: value.count().unwrap_or(0), ..Usage::default() }, None, out)
            }
            [member] => {
                if let Some(prompt) = self.prompts.get(place) {
                    if member.says("modelId") {
                        prompt.model = value.label();
                    } else if member.says("timestamp") {
                        prompt.at = value.instant().or(prompt.at);
                    }
                }
                Ok(())
            }
            _ => Ok(()),
        }
    }

    fn prompt(&mut self, place: u64, prompt: Raw<'_>, out: &mut Outlet<'_>) -> Result<(), ReadError> {
        let [id, at, model, result, output] =
            prompt.members(["requestId", "timestamp", "modelId", "result", "completionTokens"]);
        let id = id.text().filter(|id| !id.is_empty()).map(|id| key::prompt(&id));
        self.prompts.put(place, Prompt { id, at: at.instant(), model: model.label() });
        let (Some(id), Some(at)) = (id, at.instant()) else { return Ok(()) };
        self.sheet.see(at);
        if let Some(project) = self.project.clone() {
            self.sheet.work_in(at, project);
        }
        out.give(Event::Turn(Turn::new(key::turn_of(id), at, self.owner(id))))?;
        if let Some(output) = output.count() {
            self.spent(place, Usage { output, ..Usage::default() }, None, out)?;
        }
        self.took(place, result.member("metadata"), out)
    }

    fn owner(&self, prompt: Identity) -> Owner {
        let mut owner = Owner::new(self.sheet.id());
        owner.turn = Some(key::turn_of(prompt));
        owner.project.clone_from(&self.project);
        owner
    }

    fn took(&mut self, place: u64, said: Raw<'_>, out: &mut Outlet<'_>) -> Result<(), ReadError> {
        let [input, output, model] = said.members(["promptTokens", "outputTokens", "resolvedModel"]);
        let [input, output] = [input, output].map(|count| count.count().unwrap_or(0));
        self.spent(place, Usage { input, output, ..Usage::default() }, model.label(), out)
    }

    /// Gives what the last request of a prompt took. Where spans tell of the session's requests they tell all of them.
    fn spent(
        &mut self,
        place: u64,
        usage: Usage,
        model: Option<Label>,
        out: &mut Outlet<'_>,
    ) -> Result<(), ReadError> {
        let Some(prompt) = self.prompts.get(place).filter(|_| !usage.is_empty()) else { return Ok(()) };
        let (Some(id), Some(at)) = (prompt.id, prompt.at) else {
            out.missing("requestId");
            return Ok(());
        };
        let asked = prompt.model.as_ref().map(Label::as_str);
        let asked = asked.map(|model| model.strip_prefix("copilot/").unwrap_or(model)).and_then(Label::new);
        let Some(model) = model.or(asked).or_else(|| Label::new(UNKNOWN_MODEL)) else { return Ok(()) };
        let mut reading = Reading::new(model, usage);
        (reading.origin, reading.finish) = (Origin::Export, Finish::Unfinished);
        let call = Call::new(key::last_of(id), at, reading, self.owner(id));
        out.give(Event::Rest(Box::new(call)))
    }
}

impl Log for Chat {
    fn line(&mut self, bytes: &[u8], out: &mut Outlet<'_>) -> Result<(), ReadError> {
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

    fn rest(&mut self, carry: &mut Carry, out: &mut Outlet<'_>) -> Result<(), ReadError> {
        self.prompts.save(carry);
        // A chat in which nothing was asked is none yet.
        if self.sheet.facts().span.0.is_none() {
            return Ok(());
        }
        self.sheet.take().map_or(Ok(()), |facts| out.session(facts))
    }
}
