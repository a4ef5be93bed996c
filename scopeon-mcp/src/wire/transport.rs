//! One line a message, in and out. Reading and writing block, so each has a thread of its own; nothing but messages is
//! written.

use std::borrow::Cow;
use std::io::{ErrorKind, Read, Write};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use rmcp::RoleServer;
use rmcp::service::{RxJsonRpcMessage, TxJsonRpcMessage};
use rmcp::transport::Transport;
use serde_json::Value;
use tokio::sync::{Notify, mpsc};

use super::check::{self, Refusal};
use super::lines::{Line, Lines};
use super::load::Load;

/// So many bytes are read at once.
const CHUNK: usize = 16 * 1024;
/// So many bytes of lines wait to be looked at; reading pauses then. It is more than a client writes before it reads, so that
/// the end of input is seen though nobody reads what is answered.
const WAITING: usize = 8 << 20;
/// How long nothing of what waits may be taken.
const STANDSTILL: Duration = Duration::from_secs(2);
/// How long a pause is.
const PAUSE: Duration = Duration::from_millis(5);
/// So many messages wait to be written; answering pauses then.
const UNWRITTEN: usize = 1_024;

/// The other side is gone.
#[derive(Debug, thiserror::Error)]
#[error("the client is gone")]
pub(super) struct Gone;

/// The end of a conversation.
#[derive(Debug, Default)]
pub(super) struct End {
    /// The input has ended.
    pub(super) input: Notify,
    /// All that came is taken, or nobody reads.
    pub(super) taken: Notify,
}

/// One line a message.
pub(super) struct Stdio {
    lines: mpsc::UnboundedReceiver<Line>,
    /// How many bytes of lines wait.
    waiting: Arc<AtomicUsize>,
    written: Option<mpsc::Sender<Vec<u8>>>,
    ended: Arc<End>,
    /// How many questions are being answered.
    load: Load,
    /// Whether a conversation has begun: the SDK takes no notification before.
    has_begun: bool,
}

impl Stdio {
    /// Starts the threads.
    pub(super) fn start(
        input: impl Read + Send + 'static,
        output: impl Write + Send + 'static,
        (ended, load): (Arc<End>, Load),
    ) -> (Self, std::thread::JoinHandle<()>) {
        let (tell, lines) = mpsc::unbounded_channel();
        let waiting = Arc::new(AtomicUsize::new(0));
        let (written, messages) = mpsc::channel(UNWRITTEN);
        let (read_end, counted) = (Arc::clone(&ended), Arc::clone(&waiting));
        std::thread::spawn(move || {
            read(input, (&tell, &counted));
            read_end.input.notify_one();
        });
        let at_end = Arc::clone(&ended);
        let writer = std::thread::spawn(move || write(output, messages, &at_end));
        (Self { lines, waiting, written: Some(written), ended, load, has_begun: false }, writer)
    }

    /// Waits until there is room for what the next message leads to.
    async fn room(&self) {
        // What was taken before begins to be answered.
        tokio::task::yield_now().await;
        let is_read = || self.written.as_ref().is_none_or(|written| written.capacity() > UNWRITTEN / 2);
        while self.load.is_full() || !is_read() {
            tokio::time::sleep(PAUSE).await;
        }
    }

    async fn tell(&self, message: &Value) {
        if let Some(written) = &self.written {
            let _ = written.send(message.to_string().into_bytes()).await;
        }
    }
}

/// Waits for room for another line. There is none where nothing of what waits is taken for a while: who asks so much and reads
/// nothing keeps the end of input from being seen, too.
fn has_room((tell, waiting): (&mpsc::UnboundedSender<Line>, &AtomicUsize)) -> bool {
    let (mut since, mut before) = (Instant::now(), usize::MAX);
    loop {
        let now = waiting.load(Ordering::Relaxed);
        if now <= WAITING || tell.is_closed() {
            return true;
        }
        if now < before {
            (since, before) = (Instant::now(), now);
        }
        if since.elapsed() > STANDSTILL {
            tracing::warn!("the client asks and reads no answer: the conversation ends");
            return false;
        }
        std::thread::sleep(PAUSE);
    }
}

fn read(mut input: impl Read, (tell, waiting): (&mpsc::UnboundedSender<Line>, &AtomicUsize)) {
    let (mut lines, mut chunk) = (Lines::default(), vec![0; CHUNK]);
    loop {
        let count = match input.read(&mut chunk) {
            Ok(0) => break,
            Ok(count) => count,
            Err(error) if error.kind() == ErrorKind::Interrupted => continue,
            Err(error) => {
                tracing::warn!(error = %error.kind(), "the input cannot be read");
                break;
            }
        };
        for line in lines.feed(&chunk[..count]) {
            if !has_room((tell, waiting)) {
                return;
            }
            waiting.fetch_add(line.weight(), Ordering::Relaxed);
            if tell.send(line).is_err() {
                return;
            }
        }
    }
    // A message whose end was forgotten is one all the same.
    if let Some(line) = lines.end() {
        waiting.fetch_add(line.weight(), Ordering::Relaxed);
        let _ = tell.send(line);
    }
}

fn write(mut output: impl Write, mut messages: mpsc::Receiver<Vec<u8>>, ended: &End) {
    while let Some(mut message) = messages.blocking_recv() {
        message.push(b'\n');
        let written = output.write_all(&message);
        let is_last = messages.is_empty();
        let written = written.and_then(|()| if is_last { output.flush() } else { Ok(()) });
        if let Err(error) = written {
            if error.kind() != ErrorKind::BrokenPipe {
                tracing::warn!(error = %error.kind(), "the output cannot be written");
            }
            ended.taken.notify_one();
            return;
        }
    }
}

impl Transport<RoleServer> for Stdio {
    type Error = Gone;

    fn name() -> Cow<'static, str> {
        "stdio".into()
    }

    fn send(
        &mut self,
        item: TxJsonRpcMessage<RoleServer>,
    ) -> impl Future<Output = Result<(), Self::Error>> + Send + 'static {
        let written = self.written.clone();
        let message = serde_json::to_vec(&item);
        async move {
            let message = message.map_err(|_| Gone)?;
            written.ok_or(Gone)?.send(message).await.map_err(|_| Gone)
        }
    }

    async fn receive(&mut self) -> Option<RxJsonRpcMessage<RoleServer>> {
        loop {
            self.room().await;
            let Some(line) = self.lines.recv().await else {
                self.ended.taken.notify_one();
                return None;
            };
            self.waiting.fetch_sub(line.weight(), Ordering::Relaxed);
            let read = match &line {
                Line::TooLong => Err(Refusal::too_long()),
                Line::Whole(line) => check::read(line),
            };
            match read {
                Err(refusal) => self.tell(&refusal.message()).await,
                Ok(check::Read::Nothing) => {}
                Ok(check::Read::Message { message, opens, is_request }) => {
                    self.has_begun |= opens;
                    if is_request || self.has_begun {
                        return Some(*message);
                    }
                }
            }
        }
    }

    async fn close(&mut self) -> Result<(), Self::Error> {
        self.written = None;
        Ok(())
    }
}
