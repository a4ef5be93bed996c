//! The price book: all rows, ordered for lookup, and the questions asked of them.

use std::collections::{BTreeMap, BTreeSet};

use super::class::PriceClass;
use super::name;
use super::rates::Rates;
use super::row::PriceRow;
use super::rows::{self, Rows};
use crate::event::Call;
use crate::label::Label;
use crate::money::PicoUsd;
use crate::time::Timestamp;

/// What every known model costs and when.
///
/// ```
/// use scopeon_core::pricing::PriceBook;
/// use scopeon_core::time::Timestamp;
///
/// let book = PriceBook::builtin();
/// let at = Timestamp::parse("2026-11-01T00:00:00Z").unwrap();
/// let row = book.lookup("claude-code", "us.anthropic.claude-opus-4-1-20250805-v1:0", at).unwrap();
/// assert_eq!(row.key, "claude-opus-4-1-20250805");
/// assert!(book.lookup("claude-code", "claude-opus-99", at).is_none()); // unpriced, not free
/// ```
#[derive(Clone, Debug)]
pub struct PriceBook {
    rows: Rows,
    version: &'static str,
    /// Agents whose logs hold no tokens.
    unmetered: BTreeSet<String>,
    /// The model to price a name as, by the name in lower case.
    aliases: BTreeMap<String, String>,
}

impl PriceBook {
    /// Returns the built-in table.
    #[must_use]
    pub fn builtin() -> Self {
        let (rows, version) = rows::builtin();
        Self { rows, version, unmetered: BTreeSet::new(), aliases: BTreeMap::new() }
    }

    /// Replaces rows by a user's own. From its first instant on, an override stands instead of every other row
    /// of its key; of two for the same key and instant the later in the list wins.
    #[must_use]
    pub fn with_overrides(self, overrides: Vec<PriceRow>) -> Self {
        if overrides.is_empty() {
            return self;
        }
        Self { rows: self.rows.merge(overrides), ..self }
    }

    /// Takes names and the model that each is priced as, whatever else the name would lead to. A name is as logs have it,
    /// in any case.
    #[must_use]
    pub fn with_aliases(mut self, aliases: impl IntoIterator<Item = (String, String)>) -> Self {
        let lower = |(name, model): (String, String)| (name.trim().to_ascii_lowercase(), model);
        self.aliases.extend(aliases.into_iter().map(lower));
        self
    }

    /// Takes the ids of agents whose logs hold no tokens. Their calls are unpriced: no tokens are known, which is not
    /// that none were used.
    #[must_use]
    pub fn without_tokens(mut self, agents: impl IntoIterator<Item = String>) -> Self {
        self.unmetered.extend(agents);
        self
    }

    /// Returns `true` if an agent's logs hold tokens, so that a model without a price could have one.
    #[must_use]
    pub fn is_metered(&self, agent: &str) -> bool {
        !self.unmetered.contains(agent)
    }

    /// Finds the row that prices a model on that day; `None` means unpriced, which is not free.
    #[must_use]
    pub fn lookup(&self, agent: &str, model: &str, at: Timestamp) -> Option<&PriceRow> {
        self.find(agent, model, |key| self.rows.get(self.rows.of(key)).rfind(|row| row.holds(at)))
    }

    fn find<T>(&self, agent: &str, model: &str, probe: impl FnMut(&str) -> Option<T>) -> Option<T> {
        name::find(agent, self.meant(model), |name| self.rows.listed_as(name), probe)
    }

    /// Returns the model that a name is said to stand for, else the name itself.
    fn meant<'n>(&'n self, name: &'n str) -> &'n str {
        if self.aliases.is_empty() {
            return name;
        }
        let lower = name.trim().to_ascii_lowercase();
        // The user names the model, not the window that it is asked with.
        let known = self.aliases.get(&lower).or_else(|| self.aliases.get(name::without_marks(&lower)));
        known.map_or(name, String::as_str)
    }

    /// Returns every dated row of a model, oldest first, so that a caller may sum up to each change of price.
    pub fn history(&self, agent: &str, model: &str) -> impl Iterator<Item = &PriceRow> {
        let range = |key: &str| Some(self.rows.of(key)).filter(|range| !range.is_empty());
        self.rows.get(self.find(agent, model, range).unwrap_or_default())
    }

    /// Returns every instant at which the price of a model may change, in order, each once. No other rows are read.
    #[must_use]
    pub fn changes(&self, agent: &str, model: &str) -> Vec<Timestamp> {
        let mut changes = Vec::new();
        // On one day this spelling of the name may have a price and on another day that one: all are looked at.
        self.find(agent, model, |key| {
            changes.extend(self.rows.get(self.rows.of(key)).flat_map(|row| [row.from, row.until]).flatten());
            None::<()>
        });
        changes.sort_unstable();
        changes.dedup();
        changes
    }

    /// Returns the rates of a price class on that day; `None` means unpriced: the model has no known price, or the
    /// agent's logs no tokens. Where the class has no known price, though the model has, they are a
    /// [lower bound](Rates::is_floor).
    #[must_use]
    pub fn rates(&self, class: &PriceClass, at: Timestamp) -> Option<Rates> {
        let agent = class.agent.as_str();
        let row = self.lookup(agent, class.model.as_str(), at).filter(|_| self.is_metered(agent))?;
        Some(Rates::of(row, class, &self.others(row)))
    }

    /// Returns what one call of an agent costs at the list prices of its day, in dollars; `None` as for
    /// [`rates`](Self::rates), which also say whether it is a lower bound. The price is that of the start of the call's
    /// quarter of an hour, as in every sum.
    ///
    /// ```
    /// use scopeon_core::event::{Call, Attribution, UsageSample};
    /// use scopeon_core::id::Identity;
    /// use scopeon_core::label::Label;
    /// use scopeon_core::pricing::PriceBook;
    /// use scopeon_core::time::Timestamp;
    /// use scopeon_core::usage::Usage;
    ///
    /// let (agent, model) = (Label::new("codex").unwrap(), Label::new("gpt-5").unwrap());
    /// let at = Timestamp::parse("2026-03-01T09:00:00Z").unwrap();
    /// let key = |kind| Identity::builder(kind).text("1").finish();
    /// let usage = Usage { input: 1_000, output: 500, ..Usage::default() };
    /// let owner = Attribution::new(key("session").into());
    /// let call = Call::new(key("call").into(), at, UsageSample::new(model, usage), owner);
    /// let cost = PriceBook::builtin().price(&agent, &call).unwrap();
    /// assert_eq!(cost.to_string(), "0.00625"); // 1,000 × 1.25 + 500 × 10, per million
    /// ```
    #[must_use]
    pub fn price(&self, agent: &Label, call: &Call) -> Option<PicoUsd> {
        let rates = self.rates(&call.price_class(agent), call.at.quarter().start())?;
        Some(rates.cost(&call.sample.usage))
    }

    /// Returns the other rows of a row's key: the earlier ones from the latest on, then the later ones.
    fn others(&self, row: &PriceRow) -> Vec<&PriceRow> {
        let all = || self.rows.get(self.rows.of(&row.key));
        all()
            .rev()
            .filter(|other| other.from < row.from)
            .chain(all().filter(|other| other.from > row.from))
            .collect()
    }

    /// Returns the largest prompt a model takes, in tokens: what a `[1m]` in the name says, what the table
    /// says, or what its family is known for. For Claude this is what the model can do; an account or a
    /// setting may hold it to 200,000.
    #[must_use]
    pub fn window(&self, agent: &str, model: &str, at: Timestamp) -> Option<u64> {
        if name::has_large_window(model) {
            return Some(1_000_000);
        }
        self.lookup(agent, model, at)
            .and_then(|row| row.window)
            .or_else(|| name::family_window(self.meant(model)))
    }

    /// Returns all rows, by key and then by date.
    pub fn rows(&self) -> impl Iterator<Item = &PriceRow> {
        self.rows.all()
    }

    /// Returns a number that is another one for other prices. Of the built-in table no row is read for it.
    #[must_use]
    pub fn fingerprint(&self) -> u64 {
        let agents = self.unmetered.iter().flat_map(|agent| [agent.as_bytes(), b"\n"]);
        let aliases =
            self.aliases.iter().flat_map(|(name, model)| [name.as_bytes(), b"=", model.as_bytes(), b"\n"]);
        agents
            .chain(aliases)
            .flatten()
            .fold(self.rows.fingerprint(), |sum, byte| sum.rotate_left(7) ^ u64::from(*byte))
    }

    /// Returns the day the built-in table's facts were taken, `YYYY-MM-DD`.
    #[must_use]
    pub fn version(&self) -> &str {
        self.version
    }
}
