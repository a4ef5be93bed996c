//! Answers that are asked for again at once: many who ask the same at the same time are one question.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use axum::body::Bytes;

use crate::problem::Problem;
use crate::tier::Tier;

/// As many answers are kept.
const MOST: usize = 256;
/// An answer that is longer is not kept.
const LONGEST: usize = 256 * 1024;
/// How long an answer is kept though nobody wrote: time passes in it.
const HOLDS: Duration = Duration::from_secs(1);

type Key = (String, Tier);
type Slot = Arc<tokio::sync::Mutex<Option<(u64, Instant, Answer)>>>;

/// An answer.
#[derive(Clone, Debug)]
pub(crate) struct Answer {
    /// The JSON of it.
    pub(crate) body: Bytes,
    /// Where the next page begins, and a link to it.
    pub(crate) next: Option<(String, String)>,
}

/// Answers that are asked for again at once.
#[derive(Debug, Default)]
pub(crate) struct Kept(Mutex<HashMap<Key, Slot>>);

impl Kept {
    /// Returns the answer to a question as of a change, which is made unless it was a moment ago.
    ///
    /// # Errors
    ///
    /// As making it.
    pub(crate) async fn answer<F>(&self, key: Key, number: u64, work: F) -> Result<Answer, Problem>
    where
        F: FnOnce() -> Result<Answer, Problem> + Send + 'static,
    {
        let slot = self.slot(key);
        let mut kept = slot.lock().await;
        if let Some((of, since, answer)) = &*kept
            && *of == number
            && since.elapsed() < HOLDS
        {
            return Ok(answer.clone());
        }
        let done = tokio::task::spawn_blocking(work).await;
        let answer = done.map_err(|error| {
            tracing::error!(%error, "a question broke off");
            Problem::unavailable("the question broke off; the server's log says why")
        })??;
        *kept = (answer.body.len() <= LONGEST).then(|| (number, Instant::now(), answer.clone()));
        Ok(answer)
    }

    fn slot(&self, key: Key) -> Slot {
        let mut slots = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if slots.len() >= MOST {
            // Those that somebody waits for stay.
            slots.retain(|_, slot| Arc::strong_count(slot) > 1);
        }
        Arc::clone(slots.entry(key).or_default())
    }
}
