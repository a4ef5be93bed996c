//! One line a message, in and out. Reading and writing block, so each has a thread of its own; nothing but messages is
//! written.

use std::borrow::Cow;
use std::io::{ErrorKind, Read, Write};
use std::sync::Arc;

use rmcp::RoleServer;
use rmcp::service::{RxJsonRpcMessage, TxJsonRpcMessage};
use rmcp::transport::Transport;
use serde_json::Value;
use tokio::sync::{Notify, mpsc};

use super::check::{self, Refusal};
use super::lines::{Line, Lines};

/// So many bytes are read at once.
const CHUNK: usize = 16 * 1024;
/// So many lines wait to be looked at; reading pauses then.
const WAITING: usize = 64;
/// So many messages wait to be written; answering pauses then.
const UNWRITTEN: usize = 1_024;

/// The other side is gone.
#[derive(Debug, thiserror::Error)]
#[error("the client is gone")]
pub(super) struct Gone;

/// One line a message.
pub(super) struct Stdio {
    lines: mpsc::Receiver<Line>,
    written: Option<mpsc::Sender<Vec<u8>>>,
    /// Told when nothing more comes, or nobody reads.
    ended: Arc<Notify>,
    /// Whether a conversation has begun: the SDK takes no notification before.
    has_begun: bool,
}

impl Stdio {
    /// Starts the threads.
    pub(super) fn start(
        input: impl Read + Send + 'static,
        output: impl Write + Send + 'static,
        ended: Arc<Notify>,
    ) -> (Self, std::thread::JoinHandle<()>) {
        let (tell, lines) = mpsc::channel(WAITING);
        let (written, messages) = mpsc::channel(UNWRITTEN);
        std::thread::spawn(move || read(input, &tell));
        let at_end = Arc::clone(&ended);
        let writer = std::thread::spawn(move || write(output, messages, &at_end));
        (Self { lines, written: Some(written), ended, has_begun: false }, writer)
    }

    async fn tell(&self, message: &Value) {
        if let Some(written) = &self.written {
            let _ = written.send(message.to_string().into_bytes()).await;
        }
    }
}

fn read(mut input: impl Read, tell: &mpsc::Sender<Line>) {
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
            if tell.blocking_send(line).is_err() {
                return;
            }
        }
    }
    // A message whose end was forgotten is one all the same.
    if let Some(line) = lines.end() {
        let _ = tell.blocking_send(line);
    }
}

fn write(mut output: impl Write, mut messages: mpsc::Receiver<Vec<u8>>, ended: &Notify) {
    while let Some(mut message) = messages.blocking_recv() {
        message.push(b'\n');
        let written = output.write_all(&message);
        let is_last = messages.is_empty();
        let written = written.and_then(|()| if is_last { output.flush() } else { Ok(()) });
        if let Err(error) = written {
            if error.kind() != ErrorKind::BrokenPipe {
                tracing::warn!(error = %error.kind(), "the output cannot be written");
            }
            ended.notify_one();
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
            let Some(line) = self.lines.recv().await else {
                self.ended.notify_one();
                return None;
            };
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
