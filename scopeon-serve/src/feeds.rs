//! What streams tell: the last states of each stream, so that whoever comes back is told what changed and no more.

mod figures;
mod state;

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use scopeon_app::App;
use tokio::sync::{Mutex as AsyncMutex, watch};

use crate::live::Live;
use crate::stopped::stopped;
use crate::tier::Tier;
pub(crate) use figures::Kind;
pub(crate) use state::State;

/// As many states are remembered.
const REMEMBERED: usize = 32;
/// Two messages are at least so far apart.
const PAUSE: Duration = Duration::from_millis(250);

/// Every stream that there is, by what it tells and to whom.
pub(crate) struct Feeds {
    app: Arc<App>,
    live: Arc<Live>,
    all: Vec<Feed>,
}

struct Feed {
    kind: Kind,
    tier: Tier,
    last: watch::Sender<Option<Arc<State>>>,
    remembered: Mutex<VecDeque<Arc<State>>>,
    /// The change as of which the last state is; held while another one is made.
    made_of: AsyncMutex<u64>,
}

/// One stream, as one caller reads it.
pub(crate) struct Reader {
    feeds: Arc<Feeds>,
    place: usize,
    states: watch::Receiver<Option<Arc<State>>>,
}

impl Feeds {
    /// Makes every stream; nothing is looked up before somebody reads one.
    pub(crate) fn new(app: &Arc<App>, live: &Arc<Live>) -> Arc<Self> {
        let tiers = [Tier::Aggregates, Tier::Sessions, Tier::Calls];
        let pairs = Kind::ALL.into_iter().flat_map(|kind| tiers.map(|tier| (kind, tier)));
        let all = pairs.map(|(kind, tier)| Feed::new(kind, tier)).collect();
        Arc::new(Self { app: Arc::clone(app), live: Arc::clone(live), all })
    }

    /// Begins to read a stream.
    pub(crate) fn read(self: &Arc<Self>, kind: Kind, tier: Tier) -> Option<Reader> {
        let place = self.all.iter().position(|feed| feed.kind == kind && feed.tier == tier)?;
        let states = self.all.get(place)?.last.subscribe();
        Some(Reader { feeds: Arc::clone(self), place, states })
    }

    /// Makes states of streams that somebody reads, whenever something changed.
    pub(crate) async fn run(self: Arc<Self>, mut stop: watch::Receiver<bool>) {
        let mut changes = self.live.subscribe();
        loop {
            tokio::select! {
                woken = changes.changed() => if woken.is_err() { return },
                () = stopped(&mut stop) => return,
            }
            for place in 0..self.all.len() {
                if self.all.get(place).is_some_and(|feed| feed.last.receiver_count() > 0) {
                    self.look(place).await;
                }
            }
            tokio::time::sleep(PAUSE).await;
        }
    }

    /// Returns the state of a stream as of the last change; none where nothing can be told yet.
    async fn look(self: &Arc<Self>, place: usize) -> Option<Arc<State>> {
        let feed = self.all.get(place)?;
        let mut made_of = feed.made_of.lock().await;
        let number = self.live.number();
        let last = feed.last.borrow().clone();
        if last.is_some() && *made_of == number {
            return last;
        }
        let (feeds, kind, tier) = (Arc::clone(self), feed.kind, feed.tier);
        let made = tokio::task::spawn_blocking(move || kind.figures(&feeds.app, &feeds.live, tier)).await;
        let parts = match made {
            Ok(Ok(parts)) => parts,
            Ok(Err(problem)) => {
                tracing::debug!(?problem, "a stream has nothing to tell");
                return last;
            }
            Err(error) => {
                tracing::error!(%error, "a stream broke off");
                return last;
            }
        };
        *made_of = number;
        if let Some(last) = &last
            && last.tells(&parts)
        {
            return Some(Arc::clone(last));
        }
        Some(feed.remember(State::new(number, parts)))
    }
}

impl Feed {
    fn new(kind: Kind, tier: Tier) -> Self {
        Self {
            kind,
            tier,
            last: watch::Sender::new(None),
            remembered: Mutex::default(),
            made_of: AsyncMutex::new(0),
        }
    }

    fn remember(&self, state: State) -> Arc<State> {
        let state = Arc::new(state);
        let mut remembered = self.remembered.lock().unwrap_or_else(PoisonError::into_inner);
        remembered.push_back(Arc::clone(&state));
        if remembered.len() > REMEMBERED {
            remembered.pop_front();
        }
        self.last.send_replace(Some(Arc::clone(&state)));
        state
    }

    fn state(&self, seq: u64) -> Option<Arc<State>> {
        let remembered = self.remembered.lock().unwrap_or_else(PoisonError::into_inner);
        remembered.iter().find(|state| state.seq() == seq).cloned()
    }
}

impl Reader {
    /// Returns the first message, and its number: what changed since a number that is remembered, else everything.
    pub(crate) async fn first(&mut self, since: Option<u64>) -> Option<(String, u64)> {
        let state = match self.feeds.look(self.place).await {
            Some(state) => state,
            None => self.states.wait_for(Option::is_some).await.ok()?.clone()?,
        };
        self.states.mark_unchanged();
        Some((self.message(&state, since), state.seq()))
    }

    /// Waits for the next message; none when there will be none.
    pub(crate) async fn next(&mut self, last: u64) -> Option<(String, u64)> {
        loop {
            self.states.changed().await.ok()?;
            let state = self.states.borrow_and_update().clone();
            if let Some(state) = state.filter(|state| state.seq() != last) {
                return Some((self.message(&state, Some(last)), state.seq()));
            }
        }
    }

    fn message(&self, state: &State, since: Option<u64>) -> String {
        let before = since.and_then(|seq| self.feeds.all.get(self.place)?.state(seq));
        state.message(before.as_deref())
    }
}
