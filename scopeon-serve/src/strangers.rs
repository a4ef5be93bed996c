//! Requests that may not be made: the first of a minute is in the log with what it takes, the others are counted, so that no
//! page can fill the log.

use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

const WINDOW: Duration = Duration::from_mins(1);

/// Requests that may not be made.
#[derive(Debug, Default)]
pub(crate) struct Strangers(Mutex<(Option<Instant>, u64)>);

impl Strangers {
    /// Counts one; returns `true` if it is the first of a minute.
    pub(crate) fn is_first(&self) -> bool {
        let mut counted = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let is_first = counted.0.is_none_or(|since| since.elapsed() >= WINDOW);
        if is_first {
            counted.0 = Some(Instant::now());
        } else {
            counted.1 += 1;
        }
        is_first
    }

    /// Writes into the log how many more there were since the last time, if there were some.
    pub(crate) fn log(&self) {
        let more = std::mem::take(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner).1);
        if more > 0 {
            tracing::warn!(count = more, "more requests were refused: their name, page or tier may not ask");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Strangers;

    #[test]
    fn the_first_of_a_minute_is_told() {
        let strangers = Strangers::default();
        let told = (0..5).filter(|_| strangers.is_first()).count();
        assert_eq!(told, 1);
    }
}
