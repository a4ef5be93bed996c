//! What the lines of a log say of their sessions, gathered so that few facts are given for many lines.

use scopeon_core::event::{SessionFacts, SessionKind};
use scopeon_core::id::SessionId;
use scopeon_core::label::Label;
use scopeon_core::time::Timestamp;

use super::line_context::{LineContext, Thread};

/// The sessions seen since facts were last given.
#[derive(Default)]
pub(super) struct Facts {
    seen: Vec<SessionFacts>,
}

impl Facts {
    /// Takes what one line says of its session and, if a sub-agent wrote it, of the run.
    pub(super) fn see(&mut self, context: &LineContext) {
        let main = self.main(&context.main);
        main.forked_from = main.forked_from.max(context.forked_from.or(context.requested_in));
        if let Some(run) = &context.run {
            // A run may work on another branch in another directory; its session is alive all the same.
            widen(main, context.at);
            start_in(main, context);
            let run = self.run(&context.main, run);
            stand(run, context);
        } else if !context.is_copy() {
            // A copied line's time is the original's, not the fork's.
            stand(main, context);
        }
    }

    /// The facts of a session of its own.
    pub(super) fn main(&mut self, thread: &Thread) -> &mut SessionFacts {
        self.entry(thread, SessionKind::Main)
    }

    /// The facts of a sub-agent's run. Its parent is always the session, also where another sub-agent started
    /// it: which one is told by the tool use that did.
    pub(super) fn run(&mut self, main: &Thread, run: &Thread) -> &mut SessionFacts {
        let facts = self.entry(run, SessionKind::SubAgent);
        facts.parent = Some(main.id);
        facts
    }

    /// Gives the gathered facts.
    pub(super) fn drain(&mut self) -> impl Iterator<Item = SessionFacts> + '_ {
        self.seen.drain(..)
    }

    fn entry(&mut self, thread: &Thread, kind: SessionKind) -> &mut SessionFacts {
        let place = self.place(thread.id).unwrap_or_else(|| {
            self.seen.push(SessionFacts::new(thread.id, thread.key.clone(), kind));
            self.seen.len() - 1
        });
        &mut self.seen[place]
    }

    fn place(&self, id: SessionId) -> Option<usize> {
        self.seen.iter().position(|facts| facts.id == id)
    }
}

/// Takes what a line of the session's own says of it.
fn stand(facts: &mut SessionFacts, context: &LineContext) {
    widen(facts, context.at);
    start_in(facts, context);
    let Some(at) = context.at else { return };
    last_known(&mut facts.branch, at, context.branch.as_ref());
    last_known(&mut facts.version, at, context.version.as_ref());
    if facts.entry_point < context.entry_point {
        facts.entry_point.clone_from(&context.entry_point);
    }
}

fn last_known(known: &mut Option<(Timestamp, Label)>, at: Timestamp, name: Option<&Label>) {
    let Some(name) = name else { return };
    match known {
        Some((last, known)) if known == name => *last = at.max(*last),
        Some((last, known)) if (*last, &*known) > (at, name) => {}
        _ => *known = Some((at, name.clone())),
    }
}

fn start_in(facts: &mut SessionFacts, context: &LineContext) {
    let (Some(at), Some(project)) = (context.at, &context.project) else { return };
    let earlier = facts.project.as_ref().is_none_or(|known| (at, project) < (known.0, &known.1));
    if earlier {
        facts.project = Some((at, project.clone()));
    }
}

fn widen(facts: &mut SessionFacts, at: Option<Timestamp>) {
    let Some(at) = at else { return };
    let (first, last) = facts.span;
    facts.span = (Some(first.map_or(at, |first| first.min(at))), Some(last.map_or(at, |last| last.max(at))));
}
