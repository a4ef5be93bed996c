//! How far counters have come: what is counted again from what is kept may come out smaller, and a counter never falls.

use std::collections::{HashMap, HashSet};
use std::sync::{Mutex, PoisonError};

/// How far counters have come.
#[derive(Debug, Default)]
pub(crate) struct Risen {
    counters: Mutex<HashMap<String, f64>>,
    named: Mutex<HashSet<(String, String)>>,
}

impl Risen {
    /// Returns a counter's value, which is at least what it was.
    pub(crate) fn at_least(&self, series: String, value: f64) -> f64 {
        let mut known = self.counters.lock().unwrap_or_else(PoisonError::into_inner);
        let kept = known.entry(series).or_insert(value);
        *kept = kept.max(value);
        *kept
    }

    /// Returns `true` if a pair of agent and model has series of its own: those that have them first, up to `most`. What was
    /// counted among the others once stays there, or both sums would be wrong.
    pub(crate) fn is_named(&self, pair: (&str, &str), most: usize) -> bool {
        let mut named = self.named.lock().unwrap_or_else(PoisonError::into_inner);
        let pair = (pair.0.to_owned(), pair.1.to_owned());
        named.contains(&pair) || (named.len() < most && named.insert(pair))
    }
}
