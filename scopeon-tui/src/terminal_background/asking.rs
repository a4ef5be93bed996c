//! Asking a terminal something that it answers on its input.

use std::io::{self, Write, stdout};
use std::time::{Duration, Instant};

use crossterm::terminal::{disable_raw_mode, enable_raw_mode};
use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::io::read;
use rustix::stdio::stdin;

/// How long an answer is waited for.
const PATIENCE: Duration = Duration::from_millis(50);
/// The question, and one that every terminal answers: what comes before that answer is all there is.
const QUESTION: &[u8] = b"\x1b]11;?\x07\x1b[c";

/// Asks, and returns what the terminal said in time.
///
/// # Errors
///
/// When it cannot be written or read.
pub(super) fn ask() -> io::Result<Vec<u8>> {
    enable_raw_mode()?;
    let said = asked();
    disable_raw_mode()?;
    said
}

fn asked() -> io::Result<Vec<u8>> {
    let mut out = stdout().lock();
    out.write_all(QUESTION)?;
    out.flush()?;
    let (until, mut said) = (Instant::now() + PATIENCE, Vec::new());
    while !is_whole(&said) && said.len() < 256 {
        let left = until.saturating_duration_since(Instant::now());
        let timeout = Timespec { tv_sec: 0, tv_nsec: i64::from(left.subsec_nanos()) };
        let mut polled = [PollFd::from_borrowed_fd(stdin(), PollFlags::IN)];
        if left.is_zero() || poll(&mut polled, Some(&timeout))? == 0 {
            break;
        }
        let mut bytes = [0; 64];
        match read(stdin(), &mut bytes)? {
            0 => break,
            count => said.extend(bytes.iter().take(count)),
        }
    }
    Ok(said)
}

/// The last answer ends with a `c`.
fn is_whole(said: &[u8]) -> bool {
    said.ends_with(b"c") && said.windows(3).any(|start| start == b"\x1b[?")
}
