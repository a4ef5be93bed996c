//! A store that keeps joined facts in memory and can show them in one fixed order.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fmt::Write as _;

use scopeon_core::event::{
    Call, Consumption, Event, EventKind, Finish, Origin, SessionKind, countable_totals, finishes,
};
use scopeon_core::id::{Identity, SessionId, SourceId};
use scopeon_core::pricing::plain_name;
use scopeon_core::privacy::{NameFilter, PathPolicy, Redactor};
use scopeon_core::provider::{Batch, Checkpoint, EventStore, EventStoreError, Issue, IssueKind, Position};
use scopeon_core::usage::Usage;

/// What an issue is apart from its source: it is told once however often it is found.
type Told = (Position, &'static str, Option<String>);

/// Keeps what it is given, every fact once, as the store does: through the same door.
#[derive(Clone, Debug)]
pub struct MemoryStore {
    door: NameFilter,
    facts: BTreeMap<(EventKind, Identity), Event>,
    /// What totals leave beside calls: calls of their own.
    rests: Vec<Call>,
    issues: BTreeMap<SourceId, BTreeSet<Told>>,
    checkpoints: HashMap<&'static str, HashMap<SourceId, Checkpoint>>,
    /// Everything that was ever given, as text: an issue that was void later was told all the same.
    given: String,
    /// Sessions' ids as they were given, before the door: a reader that makes one of a prompt is wrong, though nothing of
    /// it is kept.
    ids: String,
    batches: u64,
    commits: u64,
}

impl Default for MemoryStore {
    fn default() -> Self {
        Self::keeping(PathPolicy::Full)
    }
}

impl MemoryStore {
    /// Makes an empty store that keeps paths as a policy says; the key for marks is always the same.
    #[must_use]
    pub fn keeping(policy: PathPolicy) -> Self {
        Self {
            door: NameFilter::new(Redactor::new(policy, [7; 32]), None),
            facts: BTreeMap::new(),
            rests: Vec::new(),
            issues: BTreeMap::new(),
            checkpoints: HashMap::new(),
            given: String::new(),
            ids: String::new(),
            batches: 0,
            commits: 0,
        }
    }

    /// Returns every fact, joined, in the order of kinds and identities.
    pub fn facts(&self) -> impl Iterator<Item = &Event> {
        self.facts.values()
    }

    /// Returns every call, joined, in the order of identities, and then what totals leave beside them.
    pub fn calls(&self) -> impl Iterator<Item = &Call> {
        self.told().chain(&self.rests)
    }

    /// The calls that are told by themselves.
    fn told(&self) -> impl Iterator<Item = &Call> {
        self.facts()
            .filter_map(|event| if let Event::Call(call) = event { Some(call.as_ref()) } else { None })
    }

    /// Returns how many issues of a kind are known, by its name on the wire.
    #[must_use]
    pub fn issues(&self, kind: &str) -> usize {
        self.issues.values().flatten().filter(|(_, known, _)| *known == kind).count()
    }

    /// Returns where which kinds of issues are.
    pub fn places(&self) -> impl Iterator<Item = (Position, &'static str)> {
        self.issues.values().flatten().map(|(place, kind, _)| (*place, *kind))
    }

    /// Returns how far each source of a provider is read.
    pub fn read_so_far(&self, provider: &str) -> impl Iterator<Item = (&SourceId, &Checkpoint)> {
        self.checkpoints.get(provider).into_iter().flatten()
    }

    /// Returns how many batches were given and how often they were asked to be safe.
    #[must_use]
    pub fn work(&self) -> (u64, u64) {
        (self.batches, self.commits)
    }

    /// Shows every fact in one fixed order: equal stores show equal text.
    #[must_use]
    pub fn dump(&self) -> String {
        let mut text = String::new();
        for event in self.facts() {
            // Writing to a string cannot fail.
            let _ = writeln!(text, "{event:?}");
        }
        text
    }

    /// Shows what each fact is, and of calls when they were and what they took: what no place in a file and no directory
    /// changes. In one fixed order.
    pub(super) fn identities(&self) -> String {
        let mut text = String::new();
        for ((kind, id), event) in &self.facts {
            let _ = match event {
                Event::Call(call) | Event::Residual(call) => {
                    let (session, usage) = (call.attribution.session.0, call.sample.usage);
                    writeln!(text, "{kind:?} {id} in {session} at {} {usage:?}", call.at)
                }
                _ => writeln!(text, "{kind:?} {id}"),
            };
        }
        text
    }

    /// Returns everything that was ever given but its paths, as text.
    pub(super) fn ever_given(&self) -> &str {
        &self.given
    }

    /// Returns every session's id as it was given.
    pub(super) fn ids_given(&self) -> &str {
        &self.ids
    }

    /// Forgets how far sources are read, so that everything is read again.
    pub(super) fn forget_places(&mut self) {
        self.checkpoints.clear();
    }

    /// Returns `true` if every source that was read is made of lines.
    pub(super) fn reads_lines_only(&self) -> bool {
        self.checkpoints.values().flatten().all(|(_, known)| known.position.line > 0)
    }

    /// Shows what is kept besides facts: issues and what providers remember.
    #[must_use]
    pub fn dump_rest(&self) -> String {
        let mut text = String::new();
        for (source, issues) in &self.issues {
            let _ = writeln!(text, "{source:?} {issues:?}");
        }
        let carries: BTreeMap<_, _> =
            self.checkpoints.values().flatten().map(|(source, known)| (source, &known.state)).collect();
        let _ = writeln!(text, "{carries:?}");
        text
    }

    /// Shows the sums of calls by day (UTC), model and session, one line each, in order.
    #[must_use]
    pub fn totals(&self) -> String {
        let mut sums: BTreeMap<(String, String, SessionId), (u64, Usage)> = BTreeMap::new();
        for call in self.calls() {
            let day = call.at.to_string().chars().take(10).collect();
            let key = (day, call.sample.model.to_string(), call.attribution.session);
            let sum = sums.entry(key).or_default();
            sum.0 += u64::from(call.sample.finish != Finish::Residual);
            sum.1 += call.sample.usage;
        }
        let mut text = String::new();
        for ((day, model, session), (calls, usage)) in sums {
            let _ = writeln!(text, "{day} {model} {} {calls} {usage:?}", session.0);
        }
        text
    }

    fn join(&mut self, event: Event) {
        match self.facts.entry(event.identity()) {
            std::collections::btree_map::Entry::Vacant(entry) => {
                entry.insert(event);
            }
            std::collections::btree_map::Entry::Occupied(mut entry) => entry.get_mut().join(event),
        }
    }

    /// Finds what totals leave, by main session.
    fn settle(&mut self) {
        let mut totals: BTreeMap<SessionId, Vec<&Call>> = BTreeMap::new();
        for event in self.facts() {
            if let Event::Residual(total) = event {
                totals.entry(self.root(total.attribution.session)).or_default().push(total);
            }
        }
        let mut left = Vec::new();
        for (root, mut totals) in totals {
            totals.sort_by_key(|total| (total.at, total.id));
            let counts = |call: &&Call| call.sample.finish != Finish::Unknown;
            let told = self.told().filter(counts).filter(|call| self.root(call.attribution.session) == root);
            let told: Vec<_> = told.map(spent).collect();
            let stated: Vec<_> = totals.iter().copied().map(total).collect();
            let rests = countable_totals(&stated, &told);
            let ends: Vec<_> = totals.iter().map(|total| total.sample.finish).collect();
            let ends = finishes(&stated, &ends, &rests, &told);
            for ((total, rest), finish) in totals.into_iter().zip(rests).zip(ends) {
                let mut call = total.clone();
                call.sample.finish = finish;
                (call.sample.usage, call.reported) = (rest.usage, rest.reported);
                left.extend((!rest.usage.is_empty()).then_some(call));
            }
        }
        self.rests = left;
    }

    /// The session that a run counts towards.
    fn root(&self, session: SessionId) -> SessionId {
        let mut root = session;
        // As far as a store follows parents: no agent nests that deep.
        for _ in 0..64 {
            let Some(Event::Session(facts)) = self.facts.get(&(EventKind::Session, root.0)) else { break };
            let Some(parent) = facts.parent.filter(|_| facts.kind == SessionKind::SubAgent) else { break };
            root = parent;
        }
        root
    }

    fn tell(&mut self, source: SourceId, issue: &Issue) {
        let name = issue.name.as_ref().map(ToString::to_string);
        self.issues.entry(source).or_default().insert((issue.position, issue.kind.as_str(), name));
    }
}

impl EventStore for MemoryStore {
    fn checkpoints(&mut self, provider: &str) -> Result<HashMap<SourceId, Checkpoint>, EventStoreError> {
        Ok(self.checkpoints.get(provider).cloned().unwrap_or_default())
    }

    fn apply(&mut self, mut batch: Batch) -> Result<(), EventStoreError> {
        self.batches += 1;
        for event in &batch.events {
            if let Event::Session(facts) = event {
                let _ = writeln!(self.ids, "{}", facts.key);
            }
        }
        self.door.pass(&mut batch);
        for event in &batch.events {
            let _ = writeln!(self.given, "{event:?}");
        }
        let _ = writeln!(self.given, "{:?} {:?}", batch.issues, batch.checkpoint);
        if batch.restarted {
            self.issues.remove(&batch.source);
        } else if batch.checkpoint.is_some() {
            let is_passing = |kind: &str| IssueKind::parse(kind).is_some_and(IssueKind::is_passing);
            let known = self.issues.entry(batch.source).or_default();
            known.retain(|(_, kind, _)| !is_passing(kind));
        }
        batch.events.into_iter().for_each(|event| self.join(event));
        self.settle();
        batch.issues.iter().for_each(|issue| self.tell(batch.source, issue));
        if let Some(checkpoint) = batch.checkpoint {
            self.checkpoints.entry(batch.provider).or_default().insert(batch.source, checkpoint);
        }
        Ok(())
    }

    fn commit(&mut self) -> Result<(), EventStoreError> {
        self.commits += 1;
        Ok(())
    }
}

fn total(call: &Call) -> (Origin, Consumption<String>) {
    spent(call).as_total(call.sample.origin, call.attribution.turn.is_some())
}

fn spent(call: &Call) -> Consumption<String> {
    Consumption {
        model: plain_name(call.sample.model.as_str()),
        usage: call.sample.usage,
        reported: call.reported,
        at: Some(call.at),
    }
}
