//! A limit of memory (`ulimit -v`) ends a process in the middle of a word, and nothing in it can say why. So where there is
//! one, the work is done by a second process, and the first says what became of it.

use std::ffi::OsString;
use std::io;
use std::os::unix::process::ExitStatusExt;
use std::process::{Child, Command, ExitCode, ExitStatus};
use std::thread::sleep;
use std::time::Duration;

use signal_hook::consts::{SIGABRT, SIGBUS, SIGSEGV, SIGTERM};

use scopeon_app::Limit;

use crate::error::{CliError, Kind};
use crate::signals::Stop;

/// Tells the second process that it is that.
const MARK: &str = "SCOPEON_IN_MEMORY_LIMIT";
/// How often the first looks at the second.
const GLANCE: Duration = Duration::from_millis(10);
/// What a process ends with that panicked, and what ends one that has no memory left.
const PANICKED: i32 = 101;
const ENDED_BY: [i32; 3] = [SIGABRT, SIGSEGV, SIGBUS];

/// Runs this program again with the same arguments if memory is limited; none where it is not, or cannot be done.
pub(crate) fn run_within(arguments: &[OsString]) -> Option<Result<ExitCode, CliError>> {
    let is_second = std::env::var_os(MARK).is_some();
    if is_second || Limit::Memory.value().is_none() {
        return None;
    }
    let program = std::env::current_exe().ok()?;
    // Both have to be told before the second starts: it would have no first to wait for it.
    let stop = Stop::on_signals().ok()?;
    let second = Command::new(program).args(arguments.iter().skip(1)).env(MARK, "1").spawn().ok()?;
    Some(wait(second, &stop).map_or_else(|error| Err(failed(&error)), told))
}

fn wait(mut second: Child, stop: &Stop) -> io::Result<ExitStatus> {
    loop {
        if let Some(ended) = second.try_wait()? {
            return Ok(ended);
        }
        // A terminal tells both of them of its own keys. No kill loses what was committed.
        if stop.signal().is_some_and(|signal| i32::from(signal) == SIGTERM) {
            second.kill()?;
            second.wait()?;
            return Ok(ExitStatus::from_raw(SIGTERM));
        }
        sleep(GLANCE);
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
