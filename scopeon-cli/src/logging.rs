//! What the program says about its own work, on stderr, when asked; and what a panic may say.

use std::ffi::OsStr;
use std::io::{self, Write};

use tracing_subscriber::EnvFilter;
use tracing_subscriber::filter::LevelFilter;

/// Starts logging if `-v` or the variable `SCOPEON_LOG` asks for it; otherwise nothing is set up. A single `-v` asks for more on
/// the page, so that only what went wrong is logged beside it.
pub(crate) fn start(verbose: u8, filter: Option<&OsStr>) {
    let filter = filter.and_then(OsStr::to_str).filter(|filter| !filter.is_empty());
    let builder = || tracing_subscriber::fmt().with_writer(io::stderr).with_ansi(false);
    match (filter, verbose) {
        (Some(filter), _) => {
            if let Ok(filter) = EnvFilter::builder().parse(filter) {
                return builder().with_env_filter(filter).init();
            }
            // The filter is not quoted: it may hold anything.
            builder().with_max_level(LevelFilter::INFO).init();
            tracing::warn!("SCOPEON_LOG is no filter; an example is scopeon_app=debug");
        }
        (None, 0) => {}
        (None, 1) => builder().with_max_level(LevelFilter::WARN).with_target(false).init(),
        (None, 2) => builder().with_max_level(LevelFilter::INFO).with_target(false).init(),
        (None, _) => builder().with_max_level(LevelFilter::DEBUG).init(),
    }
}

/// Makes panics say where, and never what: their text can quote the log that was being read.
pub(crate) fn silence_panics() {
    std::panic::set_hook(Box::new(|panic| {
        let mut err = io::stderr().lock();
        let _ = match panic.location() {
            Some(place) => writeln!(
                err,
                "scopeon: a part stopped unexpectedly at {}:{}",
                file(place.file()),
                place.line()
            ),
            None => writeln!(err, "scopeon: a part stopped unexpectedly"),
        };
    }));
}

/// The file without the directories of the machine it was built on.
fn file(path: &str) -> &str {
    let at = path
        .rfind("scopeon-")
        .or_else(|| path.rfind("/src/").map(|at| path[..at].rfind('/').map_or(0, |i| i + 1)));
    at.map_or(path, |at| &path[at..])
}
