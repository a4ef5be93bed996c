//! How long a caller may take: for the head of a request once it has begun, and for the first one of a connection. Between two
//! requests there is more time, which hyper itself counts; it cannot tell these apart.

use std::future::Future;
use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};
use std::task::{Context, Poll};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::time::{Sleep, sleep};

/// Where a connection stands.
#[derive(Clone, Debug)]
pub(crate) struct Phase(Arc<AtomicU8>);

/// The head of a request is waited for.
const HEAD: u8 = 0;
/// A request is being answered.
const ANSWER: u8 = 1;
/// Nothing was asked since the last answer.
const IDLE: u8 = 2;
/// It is no longer a connection of requests.
const FREE: u8 = 3;

impl Phase {
    /// Begins with the wait for the first request.
    pub(crate) fn first() -> Self {
        Self(Arc::new(AtomicU8::new(HEAD)))
    }

    /// Says that a head is there.
    pub(crate) fn asked(&self) {
        self.0.store(ANSWER, Ordering::Relaxed);
    }

    /// Says that an answer is made; from then on the next request may come.
    pub(crate) fn answered(&self, is_upgrade: bool) {
        self.0.store(if is_upgrade { FREE } else { IDLE }, Ordering::Relaxed);
    }

    fn begun(&self) {
        let _ = self.0.compare_exchange(IDLE, HEAD, Ordering::Relaxed, Ordering::Relaxed);
    }

    fn is_head(&self) -> bool {
        self.0.load(Ordering::Relaxed) == HEAD
    }
}

/// A connection that ends when a head takes too long.
pub(crate) struct Paced<S> {
    inner: S,
    phase: Phase,
    patience: Duration,
    /// Runs while a head is waited for.
    waiting: Option<Pin<Box<Sleep>>>,
}

impl<S> Paced<S> {
    /// Wraps a connection.
    pub(crate) const fn new(inner: S, phase: Phase, patience: Duration) -> Self {
        Self { inner, phase, patience, waiting: None }
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Paced<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let before = buffer.filled().len();
        let polled = Pin::new(&mut self.inner).poll_read(cx, buffer);
        if buffer.filled().len() > before {
            self.phase.begun();
        }
        if !self.phase.is_head() {
            self.waiting = None;
            return polled;
        }
        let patience = self.patience;
        let waiting = self.waiting.get_or_insert_with(|| Box::pin(sleep(patience)));
        match waiting.as_mut().poll(cx) {
            Poll::Ready(()) => Poll::Ready(Err(io::ErrorKind::TimedOut.into())),
            Poll::Pending => polled,
        }
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Paced<S> {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.inner).poll_write(cx, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.inner).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.inner).poll_shutdown(cx)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.inner).poll_write_vectored(cx, bytes)
    }

    fn is_write_vectored(&self) -> bool {
        self.inner.is_write_vectored()
    }
}

#[cfg(test)]
mod tests {
    use std::io::ErrorKind;
    use std::time::Duration;

    use tokio::io::{AsyncReadExt, AsyncWriteExt, duplex};
    use tokio::time::{sleep, timeout};

    use super::{Paced, Phase};

    const PATIENCE: Duration = Duration::from_millis(100);

    #[tokio::test]
    async fn a_head_that_drips_is_given_up() {
        let (ours, mut theirs) = duplex(64);
        let mut ours = Paced::new(ours, Phase::first(), PATIENCE);
        tokio::spawn(async move {
            loop {
                theirs.write_all(b"x").await.expect("it is sent");
                sleep(PATIENCE / 4).await;
            }
        });
        let failed = ours.read_to_end(&mut Vec::new()).await.expect_err("it never ends");
        assert_eq!(failed.kind(), ErrorKind::TimedOut);
    }

    #[tokio::test]
    async fn between_requests_and_during_an_answer_there_is_time() {
        for upgrades in [false, true] {
            let (ours, mut theirs) = duplex(64);
            let phase = Phase::first();
            let mut ours = Paced::new(ours, phase.clone(), PATIENCE);
            phase.asked();
            let silent = timeout(3 * PATIENCE, ours.read_u8()).await;
            assert!(silent.is_err(), "it is being answered");
            phase.answered(upgrades);
            assert!(timeout(3 * PATIENCE, ours.read_u8()).await.is_err(), "nothing was asked");
            theirs.write_all(b"x").await.expect("it is sent");
            assert_eq!(ours.read_u8().await.expect("a byte"), b'x');
            let more = timeout(3 * PATIENCE, ours.read_u8()).await;
            assert_eq!(more.is_err(), upgrades, "a head has begun, unless there are none any more");
        }
    }
}
