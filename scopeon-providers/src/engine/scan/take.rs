//! Reading what is new, side by side, and keeping what it gives.

use std::collections::HashMap;
use std::slice::Iter;
use std::sync::Mutex;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};

use scopeon_core::id::SourceId;
use scopeon_core::provider::{Checkpoint, EventStore, Provider};

use super::checkpoints::{Checkpoints, Glimpse};
use crate::engine::discover::{Found, Shelf, label};
use crate::engine::drive::{Delivery, Job, ScanContext, read};
use crate::engine::summary::{Behind, ScanError, Summary};
use crate::engine::tail::fingerprint::is_refusal;
use crate::engine::tail::lines::Buffer;

/// How many batches wait for the store at most: enough that neither it nor the readers wait for the other (with 4, a
/// sixth more time passed on two cores), little enough to stay small.
const WAITING: usize = 16;
/// The checkpoints of so many sources are held at once.
const CHECKPOINTS: usize = 4096;

/// A source to be read: its provider's number, and its place among that one's sources.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Task {
    pub(crate) provider: u32,
    pub(crate) place: u32,
}

/// Sources to be read. A job is made of each when its turn comes: there may be many.
pub(crate) struct Work<'a> {
    pub(crate) providers: &'a [&'a dyn Provider],
    pub(crate) shelves: &'a [Shelf],
    pub(crate) tasks: Vec<Task>,
}

impl<'a> Work<'a> {
    fn provider(&self, task: Task) -> Option<&'a dyn Provider> {
        self.providers.get(task.provider as usize).copied()
    }

    fn shelf(&self, task: Task) -> Option<&'a Shelf> {
        self.shelves.get(task.provider as usize)
    }

    fn id(&self, task: Task) -> Option<(&'static str, SourceId)> {
        Some((self.provider(task)?.info().id, self.shelf(task)?.id(task.place)?))
    }

    fn known(&self, task: Task, known: &Checkpoints) -> Option<Glimpse> {
        let (provider, source) = self.id(task)?;
        known.get(provider, source)
    }

    /// Returns how many sources are read for what is in them, and how many bytes of them are new.
    fn extent(&self, known: &Checkpoints) -> (u64, u64) {
        let new = |task: &Task| {
            let (size, known) = (self.shelf(*task)?.stat(task.place)?.size, self.known(*task, known));
            let is_fresh = !known.as_ref().is_some_and(|known| is_refusal(&known.fingerprint));
            is_fresh.then(|| size.saturating_sub(known.map_or(0, |known| known.offset)))
        };
        let new = self.tasks.iter().filter_map(new);
        new.fold((0, 0_u64), |(count, sum), bytes| (count + 1, sum.saturating_add(bytes)))
    }

    fn job(&self, task: Task, checkpoints: &mut HashMap<SourceId, Checkpoint>) -> Option<Job<'a>> {
        let provider = self.provider(task)?;
        let Found { source, id, root, stat } = self.shelf(task)?.get(task.place)?;
        let path = label(&source.full_path())?;
        Some(Job { provider, path, source, id, root, stat, known: checkpoints.remove(&id) })
    }
}

/// Where batches go.
pub(crate) struct Keeping<'a> {
    pub(crate) store: &'a mut dyn EventStore,
    pub(crate) known: &'a mut Checkpoints,
    pub(crate) summary: &'a mut Summary,
    /// Whether the store was given something since it was last asked to make it safe.
    pub(crate) is_pending: bool,
}

impl Keeping<'_> {
    fn keep(&mut self, delivery: Delivery) -> Result<(), ScanError> {
        self.known.learn(&delivery.batch);
        self.summary.add(delivery.batch.provider, delivery.tally);
        self.is_pending = true;
        self.store.apply(delivery.batch).map_err(ScanError::Keep)
    }

    /// Returns how many of the first are read before further checkpoints are asked for.
    fn reach(&self, work: &Work<'_>, tasks: &[Task]) -> usize {
        let known = tasks.iter().enumerate().filter(|(_, task)| work.known(**task, self.known).is_some());
        known.map(|(place, _)| place).nth(CHECKPOINTS).unwrap_or(tasks.len())
    }

    fn checkpoints(
        &mut self,
        work: &Work<'_>,
        tasks: &[Task],
    ) -> Result<HashMap<SourceId, Checkpoint>, ScanError> {
        let mut wanted: HashMap<&'static str, Vec<SourceId>> = HashMap::new();
        for (provider, source) in tasks.iter().filter_map(|task| work.id(*task)) {
            if self.known.get(provider, source).is_some() {
                wanted.entry(provider).or_default().push(source);
            }
        }
        let mut found = HashMap::new();
        for (provider, sources) in wanted {
            found.extend(self.known.checkpoints(provider, &sources, self.store)?);
        }
        Ok(found)
    }

    fn commit(&mut self) -> Result<(), ScanError> {
        if !std::mem::take(&mut self.is_pending) {
            return Ok(());
        }
        self.store.commit().map_err(ScanError::Keep)
    }
}

/// Reads all that is to be read and keeps what it gives.
pub(crate) fn take(
    work: &Work<'_>,
    notes: Vec<Delivery>,
    context: ScanContext<'_>,
    keeping: &mut Keeping<'_>,
) -> Result<(), ScanError> {
    if work.tasks.is_empty() && notes.is_empty() {
        return Ok(());
    }
    let (count, total) = work.extent(keeping.known);
    context.observer.found(count, total);
    for note in notes {
        keeping.keep(note)?;
    }
    let (mut left, mut ended) = (work.tasks.as_slice(), Ok(()));
    while !left.is_empty() && ended.is_ok() && !context.cancel_token.is_asked() {
        let (some, others) = left.split_at(keeping.reach(work, left));
        let checkpoints = keeping.checkpoints(work, some)?;
        ended = take_some(Queue { work, tasks: some.iter(), checkpoints }, context, keeping);
        left = others;
    }
    keeping.summary.stopped |= context.cancel_token.is_stopped();
    keeping.summary.behind = Behind::of(&context.pace.early());
    ended.and_then(|()| keeping.commit())
}

/// What is still to be read, and the checkpoints of what was read before.
struct Queue<'q> {
    work: &'q Work<'q>,
    tasks: Iter<'q, Task>,
    checkpoints: HashMap<SourceId, Checkpoint>,
}

impl<'q> Iterator for Queue<'q> {
    type Item = Job<'q>;

    fn next(&mut self) -> Option<Job<'q>> {
        let Self { work, tasks, checkpoints } = self;
        tasks.find_map(|task| work.job(*task, checkpoints))
    }
}

fn take_some(queue: Queue<'_>, context: ScanContext<'_>, keeping: &mut Keeping<'_>) -> Result<(), ScanError> {
    let workers = context.settings.threads.clamp(1, queue.tasks.len().max(1));
    let queue = Mutex::new(queue);
    std::thread::scope(|scope| {
        let (send, receive) = sync_channel(WAITING);
        for _ in 0..workers {
            let (send, queue) = (send.clone(), &queue);
            scope.spawn(move || read_on(queue, context, &send));
        }
        drop(send);
        collect(&receive, context, keeping)
    })
}

fn read_on(queue: &Mutex<Queue<'_>>, context: ScanContext<'_>, out: &SyncSender<Delivery>) {
    let mut buffer = Buffer::default();
    while !context.cancel_token.is_asked() {
        // A worker that took a job can only panic outside the lock.
        let Some(job) = queue.lock().ok().and_then(|mut jobs| jobs.next()) else { break };
        read(job, context, &mut buffer, out);
    }
}

/// Keeps what the workers send. When the store fails, the rest is let go so that they can end.
fn collect(
    receive: &Receiver<Delivery>,
    context: ScanContext<'_>,
    keeping: &mut Keeping<'_>,
) -> Result<(), ScanError> {
    let mut pending = 0;
    let mut ended = Ok(());
    for delivery in receive {
        if ended.is_err() {
            continue;
        }
        pending += delivery.batch.events.len() as u64;
        ended = keeping.keep(delivery);
        if ended.is_ok() && pending >= context.settings.commit_events {
            pending = 0;
            ended = keeping.commit();
        }
        if ended.is_err() {
            context.cancel_token.break_off();
        }
    }
    ended
}
