//! One batch's facts by kind, each identity once: sightings of one fact nearly always come together, and
//! joining them here spares the file.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use rusqlite::Result;
use scopeon_core::event::{
    ApiError, Call, Compaction, Event, HookRun, LimitReading, SessionFacts, SkillUse, ToolCall, Turn, Witness,
};
use scopeon_core::id::{Identity, SessionId};

use super::fact_writer::{Fact, FactWriter, claims};
use super::id_hasher::BuildIdHasher;
use super::rest::Rest;

/// For how many facts of a kind there is room at once: most sources have fewer.
const FIRST_ROOM: usize = 64;

/// The facts of a batch.
#[derive(Default)]
pub(crate) struct BatchGroups {
    pub(crate) sessions: Joined<SessionFacts>,
    pub(crate) turns: Joined<Turn>,
    pub(crate) calls: Joined<Call>,
    pub(crate) rests: Joined<Rest>,
    pub(crate) tools: Joined<ToolCall>,
    pub(crate) skills: Joined<SkillUse>,
    pub(crate) hooks: Joined<HookRun>,
    pub(crate) compactions: Joined<Compaction>,
    pub(crate) api_errors: Joined<ApiError>,
    pub(crate) limits: Joined<LimitReading>,
    pub(crate) witnesses: Joined<Witness>,
}

impl BatchGroups {
    pub(crate) fn add(&mut self, event: Event) {
        match event {
            Event::Call(call) => self.calls.add(*call),
            Event::Residual(rest) => self.rests.add(Rest(*rest)),
            Event::Turn(turn) => self.turns.add(turn),
            Event::Tool(tool) => self.tools.add(*tool),
            Event::Skill(skill) => self.skills.add(skill),
            Event::Hook(hook) => self.hooks.add(hook),
            Event::Session(facts) => self.sessions.add(*facts),
            Event::Compaction(compaction) => self.compactions.add(compaction),
            Event::ApiError(error) => self.api_errors.add(error),
            Event::Limit(limit) => self.limits.add(limit),
            Event::Witness(witness) => self.witnesses.add(*witness),
            // A kind of fact that a later core adds has no table yet.
            _ => {}
        }
    }

    /// Writes them, sessions and turns first, so that what refers to them finds them.
    pub(crate) fn write(self, writer: &mut FactWriter<'_>) -> Result<()> {
        writer.keep(self.sessions.facts)?;
        writer.keep(self.turns.facts)?;
        writer.keep(self.calls.facts)?;
        writer.note_claims(self.calls.claims)?;
        writer.keep(self.rests.facts)?;
        writer.note_claims(self.rests.claims)?;
        writer.keep(self.tools.facts)?;
        writer.keep(self.skills.facts)?;
        writer.keep(self.hooks.facts)?;
        writer.keep(self.compactions.facts)?;
        writer.keep(self.api_errors.facts)?;
        writer.keep(self.limits.facts)?;
        writer.keep(self.witnesses.facts)
    }
}

/// Facts of one kind in the order they were first seen.
pub(crate) struct Joined<F> {
    pub(crate) facts: Vec<F>,
    /// Facts that more than one session claims, with each that does.
    pub(crate) claims: Vec<(Identity, SessionId)>,
    places: HashMap<Identity, usize, BuildIdHasher>,
}

impl<F> Default for Joined<F> {
    fn default() -> Self {
        Self { facts: Vec::new(), claims: Vec::new(), places: HashMap::default() }
    }
}

impl<F: Fact> Joined<F> {
    fn add(&mut self, fact: F) {
        if self.facts.is_empty() {
            self.facts.reserve(FIRST_ROOM);
            self.places.reserve(FIRST_ROOM);
        }
        match self.places.entry(fact.identity()) {
            Entry::Vacant(place) => {
                place.insert(self.facts.len());
                self.facts.push(fact);
            }
            Entry::Occupied(place) => {
                if let Some(known) = self.facts.get_mut(*place.get()) {
                    self.claims.extend(claims(known, &fact));
                    known.join(fact);
                }
            }
        }
    }
}
