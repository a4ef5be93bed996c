//! How far counters have come: what is counted again from what is kept may come out smaller, and a counter never falls.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

/// How far counters have come.
#[derive(Debug, Default)]
pub(crate) struct Risen(Mutex<HashMap<String, f64>>);

impl Risen {
    /// Returns a counter's value, which is at least what it was.
    pub(crate) fn at_least(&self, series: String, value: f64) -> f64 {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let kept = known.entry(series).or_insert(value);
        *kept = kept.max(value);
        *kept
    }
}
