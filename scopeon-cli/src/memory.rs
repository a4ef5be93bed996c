//! A limit of memory (`ulimit -v`) ends a process in the middle of a word, and nothing in it can say why. So where there is
//! one, the work is done by a second process, and the first says what became of it.

use std::ffi::OsString;
use std::io::{self, IsTerminal};
use std::os::unix::process::ExitStatusExt;
use std::process::{Child, Command, ExitCode, ExitStatus};
use std::thread::sleep;
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal};
use signal_hook::consts::{SIGABRT, SIGBUS, SIGINT, SIGSEGV};

use scopeon_app::Limit;

use crate::error::{CliError, Kind};
use crate::signals::Stop;

/// Tells the second process that it is that.
const MARK: &str = "SCOPEON_IN_MEMORY_LIMIT";
/// How often the first looks at the second.
const GLANCE: Duration = Duration::from_millis(10);
/// How long the second may take to end once it was told to.
const PATIENCE: Duration = Duration::from_millis(950);
/// What a process ends with that panicked, and what ends one that has no memory left.
const PANICKED: i32 = 101;
const ENDED_BY: [i32; 3] = [SIGABRT, SIGSEGV, SIGBUS];

/// Runs this program again with the same arguments if memory is limited; none where it is not, or cannot be done.
pub(crate) fn run_within(arguments: &[OsString]) -> Option<Result<ExitCode, CliError>> {
    if std::env::var_os(MARK).is_some() {
        end_with_the_first();
        return None;
    }
    Limit::Memory.value()?;
    let program = std::env::current_exe().ok()?;
    // Both have to be told before the second starts: it would have no first to wait for it.
    let stop = Stop::to_hand_on().ok()?;
    let second = Command::new(program).args(arguments.iter().skip(1)).env(MARK, "1").spawn().ok()?;
    Some(wait(second, &stop).map_or_else(|error| Err(failed(&error)), told))
}

fn wait(mut second: Child, stop: &Stop) -> io::Result<ExitStatus> {
    loop {
        if let Some(ended) = second.try_wait()? {
            return Ok(ended);
        }
        if let Some(signal) = stop.signal() {
            return hand_on(second, signal.into());
        }
        sleep(GLANCE);
    }
}

/// Hands a signal on and waits for what comes of it. A terminal tells both processes of its own keys, and a process that
/// is told twice ends at once; no kill loses what was committed.
fn hand_on(mut second: Child, signal: i32) -> io::Result<ExitStatus> {
    let is_told = signal == SIGINT && io::stdin().is_terminal();
    if let (false, Some(pid), Some(signal)) =
        (is_told, i32::try_from(second.id()).ok().and_then(Pid::from_raw), Signal::from_named_raw(signal))
    {
        rustix::process::kill_process(pid, signal)?;
    }
    let until = Instant::now() + PATIENCE;
    while Instant::now() < until {
        if let Some(ended) = second.try_wait()? {
            return Ok(ended);
        }
        sleep(GLANCE);
    }
    second.kill()?;
    second.wait()?;
    Ok(ExitStatus::from_raw(signal))
}

/// Has the second process end with the first, whatever ends that.
fn end_with_the_first() {
    #[cfg(any(target_os = "linux", target_os = "android"))]
    if let Err(error) = rustix::process::set_parent_process_death_signal(Some(Signal::TERM)) {
        tracing::warn!(%error, "this process would outlive the one that waits for it");
    }
}

fn told(ended: ExitStatus) -> Result<ExitCode, CliError> {
    match (ended.code(), ended.signal()) {
        (Some(PANICKED), _) => Err(exhausted()),
        (_, Some(signal)) if ENDED_BY.contains(&signal) => Err(exhausted()),
        (Some(code), _) => Ok(ExitCode::from(u8::try_from(code).unwrap_or(u8::MAX))),
        (None, signal) => {
            Ok(ExitCode::from(u8::try_from(128 + signal.unwrap_or_default()).unwrap_or(u8::MAX)))
        }
    }
}

fn exhausted() -> CliError {
    let what = "the work broke off, most likely for want of memory; what was read until then is kept";
    CliError::new(Kind::Io, what).hint(format_args!("{}; {}", Limit::Memory, Limit::Memory.advice()))
}

fn failed(error: &io::Error) -> CliError {
    CliError::new(
        Kind::Io,
        format_args!("the process that does the work cannot be waited for: {}", error.kind()),
    )
}
