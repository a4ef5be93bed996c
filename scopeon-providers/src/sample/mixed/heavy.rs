//! A large home of five agents for benchmarks: logs with everything that agents write into them, and their truth.

mod desk;
mod logs;
#[cfg(feature = "opencode")]
mod opencode;

use std::collections::BTreeMap;
use std::io::{self};
use std::path::Path;

use super::account;
use super::counted::Calls;
use super::session::Session;
use crate::sample::claude::write_claude_home;
use crate::sample::prng::Prng;
use crate::sample::settings::Settings;
use crate::sample::text::Pool;
use crate::sample::truth::Truth;
use desk::{Desk, session};

/// The logs of one agent: how much of the home they are, in thousandths, and how a session is written down.
struct Share {
    id: &'static str,
    model: &'static str,
    permille: u64,
    write: fn(&mut Desk<'_>, &Session) -> io::Result<()>,
    calls: Calls,
}

const SHARES: &[Share] = &[
    Share { id: "codex", model: "gpt-5.5", permille: 250, write: logs::codex, calls: account::each },
    Share {
        id: "copilot-cli",
        model: "claude-sonnet-5",
        permille: 100,
        write: logs::copilot_cli,
        calls: account::outputs_and_rest,
    },
    Share {
        id: "gemini-cli",
        model: "gemini-2.5-pro",
        permille: 100,
        write: logs::gemini_cli,
        calls: account::each,
    },
];
const CLAUDE_PERMILLE: u32 = 400;
#[cfg(feature = "opencode")]
const OPENCODE_PERMILLE: u64 = 150;

/// Writes a home as `settings` describe one of Claude Code's: its logs, Codex's, Copilot's, Gemini's and OpenCode's
/// database together have about so many bytes. Returns what a correct reader must answer about each.
///
/// # Errors
///
/// What creating or writing a directory, a file or a database fails with.
pub fn write_heavy_home(root: &Path, settings: &Settings) -> io::Result<BTreeMap<&'static str, Truth>> {
    let claude = write_claude_home(root, &settings.clone().scaled(CLAUDE_PERMILLE))?;
    let mut truths = BTreeMap::from([("claude-code", claude)]);
    let pool = Pool::new(&mut Prng::new(settings.seed));
    for (number, share) in (1..).zip(SHARES) {
        let mut desk = Desk { root, pool: &pool, prng: Prng::new(settings.seed + 100 * number), written: 0 };
        let mut truth = Truth::default();
        while desk.written < settings.bytes * share.permille / 1000 {
            let session = session(&mut desk.prng, share.model, settings);
            (share.write)(&mut desk, &session)?;
            account::tell_calls(&(share.calls)(&session), &session, &mut truth);
        }
        truths.insert(share.id, truth);
    }
    #[cfg(feature = "opencode")]
    truths.insert("opencode", opencode::write(root, &pool, settings, OPENCODE_PERMILLE)?);
    Ok(truths)
}
