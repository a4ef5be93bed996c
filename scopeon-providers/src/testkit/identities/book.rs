//! What is kept while a home is drawn: the clock, the names, and what was used so far.

use std::collections::BTreeSet;

use scopeon_core::usage::Usage;

use super::super::chance::Chance;
use super::names::Names;
use super::{Drawn, Log, Truth};

/// 2026-11-10T00:00:00Z, in milliseconds.
pub(super) const DAY: u64 = 1_794_268_800_000;

/// One home being drawn.
pub(super) struct Book {
    seed: u64,
    pub(super) chance: Chance,
    pub(super) names: Names,
    pub(super) forms: Vec<&'static str>,
    truth: Truth,
    /// Milliseconds since the start of the day.
    pub(super) clock: u64,
    taken: BTreeSet<String>,
}

/// What one response took.
#[derive(Clone, Copy, Debug)]
pub(super) struct Took {
    /// What no cache served.
    pub(super) input: u64,
    pub(super) cached: u64,
    pub(super) output: u64,
}

impl Book {
    pub(super) fn new(seed: u64) -> Self {
        let mut chance = Chance::new(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15));
        let names = Names::draw(&mut chance);
        let (forms, truth, taken) = (Vec::new(), Truth::default(), BTreeSet::new());
        Self { seed, chance, names, forms, truth, clock: 36_000_000, taken }
    }

    pub(super) fn yes(&mut self, one_in: usize) -> bool {
        self.chance.below(one_in) == 0
    }

    /// Notes a form that the home has.
    pub(super) fn form(&mut self, name: &'static str) {
        if !self.forms.contains(&name) {
            self.forms.push(name);
        }
    }

    /// A later moment, in milliseconds since 1970.
    pub(super) fn later(&mut self) -> u64 {
        self.clock += 40 + self.chance.below(1500) as u64;
        DAY + self.clock
    }

    /// Returns `true` if something is new, where two that are alike are one to any reader.
    pub(super) fn is_new(&mut self, what: String) -> bool {
        self.taken.insert(what)
    }

    /// Returns `true` if something was said to be new before.
    pub(super) fn is_known(&self, what: &str) -> bool {
        self.taken.contains(what)
    }

    /// Counts a response.
    pub(super) fn count(&mut self, took: Took) {
        self.truth.calls += 1;
        self.truth.usage +=
            Usage { input: took.input, cache_read: took.cached, output: took.output, ..Usage::default() };
    }

    /// The home, where no endpoint's name is logged.
    pub(super) fn drawn_unnamed(self, files: Vec<Log>) -> Drawn {
        Drawn { scheme: "its own".to_owned(), ..self.drawn(files) }
    }

    pub(super) fn drawn(self, files: Vec<Log>) -> Drawn {
        let scheme = format!("{:?}", self.names.scheme);
        Drawn { seed: self.seed, scheme, forms: self.forms, files, truth: self.truth, is_summed: false }
    }
}
