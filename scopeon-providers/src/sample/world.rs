//! What one writing shares: chance, text, the truth so far and the budget left.

use std::collections::BTreeMap;

use scopeon_core::usage::Usage;

use super::names;
use super::prng::Prng;
use super::settings::Settings;
use super::text::Pool;
use super::truth::{CountedAt, Truth};

/// What one writing shares.
#[derive(Debug)]
pub(super) struct World {
    pub(super) prng: Prng,
    pub(super) pool: Pool,
    pub(super) truth: Truth,
    pub(super) budget: Budget,
    /// About what each session cost, in millionths of a dollar: what the client itself says.
    pub(super) micro_usd: BTreeMap<String, u64>,
}

impl World {
    pub(super) fn new(settings: &Settings) -> Self {
        let mut prng = Prng::new(settings.seed);
        let pool = Pool::new(&mut prng);
        let budget = Budget::new(settings.lines as u64, settings.bytes);
        Self { prng, pool, truth: Truth::default(), budget, micro_usd: BTreeMap::new() }
    }

    /// Takes note of a call.
    pub(super) fn call(&mut self, place: CountedAt<'_>, usage: Usage) {
        *self.micro_usd.entry(place.session.to_owned()).or_default() += micro_usd(place.model, &usage);
        self.truth.call(place, usage);
    }

    /// Chooses the size of a tool result: mostly a few kilobytes, one in 300 of hundreds.
    pub(super) fn result_bytes(&mut self) -> u64 {
        let (low, high) = match self.prng.next() % 1000 {
            0..3 => (100_000, 400_000),
            3..30 => (15_000, 30_000),
            30..200 => (6_000, 15_000),
            200..550 => (1_500, 6_000),
            _ => (200, 1_500),
        };
        let len = self.prng.between(low, high).saturating_mul(self.budget.result_permille) / 1000;
        len.clamp(20, 400_000)
    }
}

/// What is left to write. Steers sizes so that the tree comes out as asked.
#[derive(Clone, Copy, Debug)]
pub(super) struct Budget {
    lines: u64,
    bytes: u64,
    result_permille: u64,
}

/// Bytes of an average line without its tool results, and bytes that tool results add to it: measured on
/// the lines this generator writes.
const PLAIN_LINE: u64 = 1_300;
const RESULT_SHARE: u64 = 2_000;

impl Budget {
    fn new(lines: u64, bytes: u64) -> Self {
        let mut budget = Self { lines, bytes, result_permille: 1000 };
        budget.steer();
        budget
    }

    pub(super) fn lines(&self) -> u64 {
        self.lines
    }

    pub(super) fn spend(&mut self, lines: u64, bytes: u64) {
        self.lines = self.lines.saturating_sub(lines);
        self.bytes = self.bytes.saturating_sub(bytes);
        self.steer();
    }

    fn steer(&mut self) {
        let mean = self.bytes / self.lines.max(1);
        self.result_permille = (mean.saturating_sub(PLAIN_LINE) * 1000 / RESULT_SHARE).clamp(20, 4000);
    }
}

/// About what a client would say that a usage cost: every model's prices stand in the same relation to that of its input, which is
/// so many dollars per million tokens.
pub(super) fn micro_usd(model: &str, usage: &Usage) -> u64 {
    let dollars = match model {
        names::HAIKU => 1,
        names::OPUS | names::OLD_OPUS => 5,
        _ => 2,
    };
    let tenths = usage.input * 10 + usage.output * 50 + usage.cache_read;
    let quarters = usage.cache_write_5m * 5 + usage.cache_write_1h * 8;
    (tenths / 10 + quarters / 4) * dollars + usage.web_searches * 10_000
}
