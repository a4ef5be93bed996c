//! The one door that the text of a log comes in by, whoever hands it over: facts, what readers remember, issues and paths.

use std::collections::BTreeSet;

use super::Redactor;
use crate::label::Label;
use crate::project::expand_home;
use crate::provider::{Batch, Checkpoint, Issue, IssueKind, Position, StateValue};
use crate::shape::{Role, is_mark};

/// As many names are remembered with what is kept of them; facts that stand side by side name the same things.
const SLOTS: usize = 256;
/// As many different names that are not kept are told of for one batch.
const MAX_TOLD: usize = 64;

/// As many sessions' names that are not kept are looked for in what readers remember.
const MAX_SESSIONS: usize = 4096;

/// Lets batches in: what it has passed holds names that are shaped like names, paths as the policy keeps them, and marks.
///
/// Identities are not changed, so what joins and what counts is the same whatever is kept of names.
#[derive(Clone)]
pub struct Door {
    redactor: Redactor,
    home: Option<String>,
    recent: Box<[Option<Kept>; SLOTS]>,
    told: BTreeSet<(Role, Label)>,
    /// Names of sessions that were not kept: a reader may remember them, too.
    sessions: BTreeSet<Label>,
}

/// A name that was met a moment ago, with what is kept of it where that is something else.
#[derive(Clone)]
struct Kept {
    role: Role,
    name: Label,
    other: Option<Label>,
}

impl Door {
    /// Makes a door; `home` is the directory that a `~` stands for.
    #[must_use]
    pub fn new(redactor: Redactor, home: Option<String>) -> Self {
        Self {
            redactor,
            home,
            recent: Box::new([const { None }; SLOTS]),
            told: BTreeSet::new(),
            sessions: BTreeSet::new(),
        }
    }

    /// Passes all text of a batch. What is not kept learns of as issues of the batch's source.
    pub fn pass(&mut self, batch: &mut Batch) {
        batch.path = self.path(&batch.path);
        for event in &mut batch.events {
            event.each_name(&mut |role, name| self.keep(role, name));
        }
        for name in batch.issues.iter_mut().filter_map(|issue| issue.name.as_mut()) {
            self.keep(Role::Field, name);
        }
        if let Some(checkpoint) = &mut batch.checkpoint {
            self.pass_carry(checkpoint);
        }
        let told = std::mem::take(&mut self.told);
        batch.issues.extend(told.into_iter().filter_map(|(role, mark)| withheld(role, &mark)));
    }

    /// Returns what is kept of a path on this disk.
    #[must_use]
    pub fn path(&self, path: &Label) -> Label {
        self.redactor.path(&self.expanded(path))
    }

    /// What is remembered from read to read. Of an id that is not kept no identity could be made again, so what goes on
    /// with its source starts at its beginning.
    fn pass_carry(&mut self, checkpoint: &mut Checkpoint) {
        let mut is_whole = true;
        for value in checkpoint.state.values_mut() {
            match value {
                StateValue::Label(label) => is_whole &= self.may_carry(label),
                StateValue::Path(path) => self.keep(Role::Project, path),
                StateValue::Branch(branch) => self.keep(Role::Branch, branch),
                StateValue::Number(_) | StateValue::Identity(_) => {}
            }
        }
        if !is_whole {
            checkpoint.rewind();
        }
    }

    fn may_carry(&self, label: &Label) -> bool {
        self.redactor.may_keep(Role::Carried, label.as_str()) && !self.sessions.contains(label)
    }

    fn keep(&mut self, role: Role, name: &mut Label) {
        let slot = slot_of(role, name);
        let recent = self.recent.get(slot).and_then(Option::as_ref);
        if let Some(known) = recent.filter(|known| known.role == role && known.name == *name) {
            if let Some(other) = &known.other {
                let kept = other.clone();
                self.replace(role, name, kept);
            }
            return;
        }
        let kept = self.kept(role, name);
        let other = (kept != *name).then_some(kept);
        if let Some(slot) = self.recent.get_mut(slot) {
            *slot = Some(Kept { role, name: name.clone(), other: other.clone() });
        }
        if let Some(kept) = other {
            self.replace(role, name, kept);
        }
    }

    fn replace(&mut self, role: Role, name: &mut Label, kept: Label) {
        if is_mark(kept.as_str()) && self.told.len() < MAX_TOLD {
            self.told.insert((role, kept.clone()));
        }
        if role == Role::Session && self.sessions.len() < MAX_SESSIONS {
            self.sessions.insert(name.clone());
        }
        *name = kept;
    }

    fn kept(&self, role: Role, name: &Label) -> Label {
        match role {
            Role::Project => self.redactor.project(&self.expanded(name)),
            _ => self.redactor.name(role, name),
        }
    }

    fn expanded(&self, path: &Label) -> Label {
        let home = self.home.as_deref().filter(|_| path.as_str().starts_with('~'));
        let whole = home.and_then(|home| Label::new(&expand_home(path.as_str(), home)));
        whole.unwrap_or_else(|| path.clone())
    }
}

/// Tells of a name that was not kept: once for each name and role in a source, so these are its place.
fn withheld(role: Role, mark: &Label) -> Option<Issue> {
    let digits = mark.as_str().get(1..)?.split('-').next()?;
    let place = Position { offset: u64::from_str_radix(digits, 16).ok()?, line: role as u64 };
    Some(Issue::named(IssueKind::WithheldName, place, Label::new(role.as_str())))
}

/// Names that stand side by side differ in length, start or end.
fn slot_of(role: Role, name: &Label) -> usize {
    let bytes = name.as_str().as_bytes();
    let word = |chunk: Option<&[u8; 8]>| chunk.map_or(0, |chunk| u64::from_le_bytes(*chunk));
    let ends = word(bytes.last_chunk()) ^ word(bytes.first_chunk()).rotate_left(21);
    let few = bytes.iter().take(7).fold(0, |few, byte| few << 8 | u64::from(*byte));
    let mixed = (ends ^ few ^ (bytes.len() as u64) << 5 ^ role as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    usize::try_from(mixed >> 56).unwrap_or(0) % SLOTS
}

impl std::fmt::Debug for Door {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Door").field("redactor", &self.redactor).finish_non_exhaustive()
    }
}
