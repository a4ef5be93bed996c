//! Where one agent's logs are written, and the sessions in them.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use scopeon_core::time::Timestamp;
use scopeon_core::usage::Usage;
use serde_json::Value;

use crate::sample::json::Json;
use crate::sample::mixed::file::{surround, touch};
use crate::sample::mixed::session::{DAY, PROJECTS, Reply, Session};
use crate::sample::prng::Prng;
use crate::sample::settings::Settings;
use crate::sample::text::Pool;

/// How many responses a session has.
pub(super) const REPLIES: usize = 60;

/// Where one agent's logs are written, and what their content is cut from.
pub(super) struct Desk<'a> {
    pub(super) root: &'a Path,
    pub(super) pool: &'a Pool,
    pub(super) prng: Prng,
    pub(super) written: u64,
}

impl Desk<'_> {
    /// A text of about so many bytes.
    pub(super) fn text(&mut self, bytes: u64) -> Value {
        let mut json = Json::default();
        json.raw("\"");
        self.pool.fill(&mut json, &mut self.prng, bytes);
        json.raw("\"");
        serde_json::from_slice(json.bytes()).unwrap_or_default()
    }

    pub(super) fn lines(&mut self, path: PathBuf, lines: &[Value], at: Timestamp) -> io::Result<()> {
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

pub(super) fn session(prng: &mut Prng, model: &'static str, settings: &Settings) -> Session {
    let back = prng.between(1, u64::from(settings.days) * 24) * 3_600_000 + prng.between(0, 3_599_999);
    let start = settings.end.millis() - i64::try_from(back).unwrap_or(DAY) - DAY;
    let (mut at, mut context) = (start, prng.between(9_000, 16_000));
    let (id, project) = (prng.uuid(), prng.pick(&PROJECTS));
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
