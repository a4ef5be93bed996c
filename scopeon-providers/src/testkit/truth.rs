//! What a tree of logs holds, as a person counted it by hand, and how what was read differs from it.

use std::collections::BTreeMap;

use scopeon_core::event::{Event, Finish, SessionKind};
use scopeon_core::money::PicoUsd;
use scopeon_core::usage::Usage;

use super::store::MemoryStore;

/// What the logs of a case hold, counted by hand and never by the provider: its figures are compared with these.
///
/// ```
/// use scopeon_core::usage::Usage;
/// use scopeon_providers::testkit::Truth;
///
/// // Three calls, two of them on the first day: each day with its calls and all of its tokens.
/// let usage = Usage { input: 300, cache_read: 4000, output: 60, ..Usage::default() };
/// let truth = Truth::new(3, usage).day("2026-09-22", 2, 3100).day("2026-09-23", 1, 1260).sessions(1);
/// # let _ = truth;
/// ```
#[derive(Clone, Debug, Default)]
pub struct Truth {
    sums: Sums,
    sessions: Option<u64>,
    turns: Option<u64>,
    tools: Option<u64>,
    reported: Option<PicoUsd>,
}

/// What is always compared.
#[derive(Clone, Debug, Default)]
struct Sums {
    calls: u64,
    unknown: u64,
    usage: Usage,
    /// The calls and all tokens of each day of UTC.
    days: BTreeMap<String, (u64, u64)>,
}

impl Truth {
    /// States how many calls there are and what they took together.
    #[must_use]
    pub fn new(calls: u64, usage: Usage) -> Self {
        Self { sums: Sums { calls, usage, ..Sums::default() }, ..Self::default() }
    }

    /// States the calls of one day of UTC (`2026-09-22`) and all their tokens, [`Usage::total`]. Every day has to be stated.
    #[must_use]
    pub fn day(mut self, day: &str, calls: u64, tokens: u64) -> Self {
        self.sums.days.insert(day.to_owned(), (calls, tokens));
        self
    }

    /// States how many requests of unknown usage there are, which are no calls; none if it is not stated.
    #[must_use]
    pub fn unknown(mut self, requests: u64) -> Self {
        self.sums.unknown = requests;
        self
    }

    /// States what the agent itself says that its calls cost together; not compared if it is not stated.
    #[must_use]
    pub fn reported(mut self, cost: PicoUsd) -> Self {
        self.reported = Some(cost);
        self
    }

    /// States how many sessions there are, sub-agents' runs aside; not compared if it is not stated.
    #[must_use]
    pub fn sessions(mut self, sessions: u64) -> Self {
        self.sessions = Some(sessions);
        self
    }

    /// States how many prompts of people there are; not compared if it is not stated.
    #[must_use]
    pub fn turns(mut self, turns: u64) -> Self {
        self.turns = Some(turns);
        self
    }

    /// States how often tools were used; not compared if it is not stated.
    #[must_use]
    pub fn tools(mut self, uses: u64) -> Self {
        self.tools = Some(uses);
        self
    }

    /// Says why it proves nothing, if it does not.
    pub(super) fn fault(&self) -> Option<String> {
        let sums = &self.sums;
        let counts = [self.sessions, self.turns, self.tools].map(Option::unwrap_or_default);
        let states_any = sums.calls > 0 || sums.unknown > 0 || counts.iter().any(|count| *count > 0);
        if !states_any {
            return Some("the truth states nothing".to_owned());
        }
        let of_days = sums.days.values().fold((0, 0), |sum, day| (sum.0 + day.0, sum.1 + day.1));
        let stated = (sums.calls, sums.usage.total());
        (of_days != stated).then(|| {
            format!("the days of the truth hold {}, and its sums are {}", shown(of_days), shown(stated))
        })
    }

    /// Says in one line each what is read otherwise.
    pub(super) fn differences(&self, store: &MemoryStore) -> Vec<String> {
        let (read, true_sums) = (Sums::of(store), &self.sums);
        let mut all = Vec::new();
        differ(&mut all, "calls", read.calls, true_sums.calls);
        differ(&mut all, "requests of unknown usage", read.unknown, true_sums.unknown);
        let counts = read.usage.counts().into_iter().zip(true_sums.usage.counts());
        for (name, (read, stated)) in COUNTS.into_iter().zip(counts) {
            differ(&mut all, name, read, stated);
        }
        let reported: PicoUsd = store.calls().filter_map(|call| call.reported).sum();
        if let Some(stated) = self.reported.filter(|stated| *stated != reported) {
            all.push(format!("reported: ${reported} in place of ${stated}"));
        }
        let mut days: Vec<&String> = read.days.keys().chain(true_sums.days.keys()).collect();
        days.sort();
        days.dedup();
        for day in days {
            let of = |sums: &Sums| sums.days.get(day).copied().unwrap_or_default();
            if of(&read) != of(true_sums) {
                all.push(format!("{day}: {} in place of {}", shown(of(&read)), shown(of(true_sums))));
            }
        }
        let counted = [("sessions", self.sessions), ("turns", self.turns), ("uses of tools", self.tools)];
        for ((name, stated), read) in counted.into_iter().zip(counts_of(store)) {
            differ(&mut all, name, read, stated.unwrap_or(read));
        }
        all
    }
}

const COUNTS: [&str; 7] =
    ["input", "output", "reasoning", "cache_read", "cache_write_5m", "cache_write_1h", "web_searches"];

impl Sums {
    fn of(store: &MemoryStore) -> Self {
        let mut sums = Self::default();
        for call in store.calls() {
            let (finish, usage) = (call.sample.finish, call.sample.usage);
            let is_known = finish != Finish::Unknown;
            let day: String = call.at.to_string().chars().take(10).collect();
            let calls = u64::from(is_known && finish != Finish::Residual);
            sums.calls += calls;
            sums.unknown += u64::from(!is_known);
            sums.usage += usage;
            if is_known || !usage.is_empty() {
                let of_day = sums.days.entry(day).or_default();
                *of_day = (of_day.0 + calls, of_day.1 + usage.total());
            }
        }
        sums
    }
}

/// Counts sessions, turns and uses of tools.
fn counts_of(store: &MemoryStore) -> [u64; 3] {
    let mut counts = [0; 3];
    for fact in store.facts() {
        match fact {
            Event::Session(session) if session.kind == SessionKind::Main => counts[0] += 1,
            Event::Turn(_) => counts[1] += 1,
            Event::Tool(_) => counts[2] += 1,
            _ => {}
        }
    }
    counts
}

fn differ(all: &mut Vec<String>, name: &str, read: u64, stated: u64) {
    if read != stated {
        all.push(format!("{name}: {read} in place of {stated}"));
    }
}

fn shown((calls, tokens): (u64, u64)) -> String {
    format!("{calls} calls with {tokens} tokens")
}
