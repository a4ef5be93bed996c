//! Which response a line shows. The rule is written out in `docs/design/0012-identities.md`.

use scopeon_core::id::{CallId, Identity};

use super::run::{Gap, PARTS, Print, Run, Seen};

/// So many responses are followed at once: the main thread's, and sub-agents' whose lines stand between its lines.
pub(super) const MAX_RUNS: usize = 4;

/// The responses that are being written in one log, the latest last.
#[derive(Clone, Debug, Default)]
pub(super) struct Runs {
    open: Vec<Run>,
    /// The last line was taken for a part of a response although only its equal prompt says so.
    pub(super) is_doubtful: bool,
}

/// How a line's response can be distinguished where no response before it goes on.
#[derive(Clone, Copy, Debug)]
pub(super) enum Name {
    /// By the name the vendor gave it.
    Trusted(CallId),
    /// By the line it begins with.
    ByLine(CallId),
    /// Not at all: the line goes on with a response that begins elsewhere, where it is told.
    Elsewhere,
}

impl Runs {
    /// Returns the response that a line shows; `None` where it is told elsewhere. `split` is its name where the one it
    /// has turns out to be another response's, too.
    pub(super) fn call(&mut self, seen: &Seen, name: Name, split: impl FnOnce() -> Name) -> Option<CallId> {
        let mut known = false;
        self.is_doubtful = false;
        for place in (0..self.open.len()).rev() {
            let run = &mut self.open[place];
            if !run.stands_in(seen.thread) || !run.is_called(seen.mark) {
                continue;
            }
            if run.shows(seen) {
                self.is_doubtful = run.is_only_alike(seen);
                run.add(seen);
                let run = self.open.remove(place);
                self.open.push(run);
                return run.call;
            }
            known = true;
        }
        let name = match name {
            Name::Trusted(_) if known => {
                self.open.retain(|run| !(run.is_named && run.stands_in(seen.thread)));
                split()
            }
            name => name,
        };
        let (call, is_named) = match name {
            Name::Trusted(call) => (Some(call), true),
            Name::ByLine(call) => (Some(call), false),
            Name::Elsewhere => (None, false),
        };
        self.begin(Run::new(call, seen, is_named), seen);
        call
    }

    /// A response takes the place of the one before it in its thread. Where lines of several threads that look like one
    /// stand between one another, what a line hangs on tells them apart.
    fn begin(&mut self, run: Run, seen: &Seen) {
        let before = self.open.iter().rposition(|run| run.holds(seen.parent)).or_else(|| {
            let is_alone = seen.parent == 0 || run.is_named;
            self.open.iter().rposition(|run| is_alone && run.stands_in(seen.thread))
        });
        if let Some(place) = before {
            self.open.remove(place);
        } else if self.open.len() == MAX_RUNS {
            self.open.remove(0);
        }
        self.open.push(run);
    }

    pub(super) fn is_empty(&self) -> bool {
        self.open.is_empty()
    }

    /// Returns `true` if what hangs on what is of any use.
    pub(super) fn need_chain(&self) -> bool {
        self.open.iter().any(Run::needs_chain)
    }

    /// Takes in a line that shows no response: it may hang on one, or end one. In a `single` thread there is one response
    /// after the other; elsewhere lines of several threads may look like one's, and only what hangs together does.
    pub(super) fn pass(&mut self, thread: Print, line: Print, above: [Print; 2], gap: Gap, single: bool) {
        let alone = self.open.iter().filter(|run| run.stands_in(thread)).count() == 1;
        let is_loose = alone || above == [0; 2] || gap == Gap::End;
        for run in self.open.iter_mut().filter(|run| run.stands_in(thread)) {
            let hangs = above.iter().any(|above| run.holds(*above));
            if hangs {
                run.hang(line);
            }
            if hangs || !run.needs_chain() || (is_loose && (single || !run.is_chained)) {
                run.part(gap);
            }
        }
    }

    /// Writes down what the next read needs.
    pub(super) fn pack(&self) -> impl Iterator<Item = Identity> + '_ {
        self.open.iter().flat_map(Run::pack)
    }

    /// Reads back what an earlier read wrote down.
    pub(super) fn unpack(mut next: impl FnMut() -> Option<Identity>) -> Self {
        let mut runs = Self::default();
        while runs.open.len() < MAX_RUNS {
            let mut parts = Vec::with_capacity(PARTS);
            parts.extend(std::iter::from_fn(&mut next).take(PARTS));
            let Ok(parts) = parts.try_into() else { break };
            runs.open.push(Run::unpack(parts));
        }
        runs
    }
}
