//! A large home of five agents for benchmarks: logs with everything that agents write into them, and their truth.

mod logs;
#[cfg(feature = "opencode")]
mod opencode;

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use scopeon_core::time::Timestamp;
use scopeon_core::usage::Usage;
use serde_json::Value;

use super::account::{self, Calls};
use super::session::{Reply, Session};
use super::{DAY, surround, touch};
use crate::sample::json::Json;
use crate::sample::prng::Prng;
use crate::sample::text::Pool;
use crate::sample::truth::Truth;
use crate::sample::{Settings, write_claude_home};

/// How many responses a session has.
const REPLIES: usize = 60;

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

/// Where one agent's logs are written, and what their content is cut from.
struct Desk<'a> {
    root: &'a Path,
    pool: &'a Pool,
    prng: Prng,
    written: u64,
}

impl Desk<'_> {
    /// A text of about so many bytes.
    fn text(&mut self, bytes: u64) -> Value {
        let mut json = Json::default();
        json.raw("\"");
        self.pool.fill(&mut json, &mut self.prng, bytes);
        json.raw("\"");
        serde_json::from_slice(json.bytes()).unwrap_or_default()
    }

    fn lines(&mut self, path: PathBuf, lines: &[Value], at: Timestamp) -> io::Result<()> {
        let path = self.root.join(path);
        surround(&path)?;
        let mut out = BufWriter::new(File::create(path)?);
        for line in lines {
            let line = line.to_string();
            self.written += line.len() as u64 + 1;
            writeln!(out, "{line}")?;
        }
        touch(out.get_ref(), at)?;
        out.flush()
    }
}

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

fn session(prng: &mut Prng, model: &'static str, settings: &Settings) -> Session {
    let back = prng.between(1, u64::from(settings.days) * 24) * 3_600_000 + prng.between(0, 3_599_999);
    let start = settings.end.millis() - i64::try_from(back).unwrap_or(DAY) - DAY;
    let (mut at, mut context) = (start, prng.between(9_000, 16_000));
    let (id, project) = (prng.uuid(), prng.pick(&super::PROJECTS));
    let mut reply = || {
        at += i64::try_from(prng.between(8_000, 90_000)).unwrap_or(0);
        let (new, output) = (prng.between(300, 2_500), prng.between(80, 1_400));
        let usage = Usage { input: new, output, cache_read: context, ..Usage::default() };
        context += new + output;
        Reply { at: Timestamp::from_millis(at).unwrap_or_default(), usage, asked: None, tool: None }
    };
    let replies = (0..REPLIES).map(|_| reply()).collect();
    Session { id, model, project, start: Timestamp::from_millis(start).unwrap_or_default(), replies }
}
