//! A code that holds once, and not for long.

use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use subtle::ConstantTimeEq;

/// How long a code holds.
const HOLDS: Duration = Duration::from_mins(1);

/// The code that holds now, if one does.
#[derive(Debug, Default)]
pub(crate) struct OneTime(Mutex<Option<(String, Instant)>>);

impl OneTime {
    /// Lets a code hold from now on, and none before it.
    pub(crate) fn keep(&self, code: &str) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some((code.to_owned(), Instant::now()));
    }

    /// Returns `true` if a code holds, and lets it hold no more.
    pub(crate) fn take(&self, stated: &str) -> bool {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.take_if(|(code, made)| {
            made.elapsed() < HOLDS && bool::from(code.as_bytes().ct_eq(stated.as_bytes()))
        })
        .is_some()
    }
}

#[cfg(test)]
mod tests {
    use super::OneTime;

    #[test]
    fn a_code_holds_once() {
        let codes = OneTime::default();
        assert!(!codes.take(""));
        codes.keep("abc");
        assert!(!codes.take("abd"));
        assert!(codes.take("abc"));
        assert!(!codes.take("abc"));
    }
}
