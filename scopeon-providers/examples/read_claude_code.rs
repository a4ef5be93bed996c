//! Times Claude Code's reader alone over a tree of logs: `read_claude_code DIR`. No engine, no store.
#![expect(clippy::print_stdout, reason = "the answer of an example goes to standard output")]

use std::error::Error;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use scopeon_core::event::Event;
use scopeon_core::provider::{
    Flow, Input, Issue, Line, Lines, Position, Provider, ReadError, ReaderState, Sink, Source, SourceKind,
};
use scopeon_providers::ClaudeCode;

fn main() -> Result<(), Box<dyn Error>> {
    let root = PathBuf::from(std::env::args().nth(1).ok_or("usage: read_claude_code DIR")?);
    let mut logs = Vec::new();
    list(&root, &mut logs)?;
    for _ in 0..7 {
        let mut count = Count::default();
        for path in &logs {
            count.read(&root, path)?;
        }
        count.tell(logs.len());
    }
    Ok(())
}

fn list(directory: &Path, logs: &mut Vec<PathBuf>) -> std::io::Result<()> {
    for entry in std::fs::read_dir(directory)? {
        let path = entry?.path();
        if path.is_dir() {
            list(&path, logs)?;
        } else if path.extension().is_some_and(|extension| extension == "jsonl")
            && !path.ends_with("journal.jsonl")
        {
            logs.push(path);
        }
    }
    Ok(())
}

/// What was read, and how long the reader alone took.
#[derive(Default)]
struct Count {
    bytes: u64,
    lines: u64,
    calls: u64,
    events: u64,
    issues: u64,
    took: Duration,
}

impl Count {
    fn read(&mut self, root: &Path, path: &Path) -> Result<(), Box<dyn Error>> {
        let bytes = std::fs::read(path)?;
        let source = Source::new(SourceKind::Lines, root, path.strip_prefix(root)?);
        let mut lines = Slice { source, bytes: &bytes, at: 0, line: 0 };
        let start = Instant::now();
        ClaudeCode.read(Input::Lines(&mut lines), &mut ReaderState::default(), self)?;
        self.took += start.elapsed();
        self.bytes += bytes.len() as u64;
        self.lines += lines.line;
        Ok(())
    }

    #[expect(clippy::cast_precision_loss, reason = "a figure to look at")]
    fn tell(&self, files: usize) {
        let seconds = self.took.as_secs_f64();
        println!(
            "{files} files, {} lines, {} bytes in {seconds:.3} s: {:.0} lines/s, {:.2} GB/s; {} events, {} calls, {} issues",
            self.lines,
            self.bytes,
            self.lines as f64 / seconds,
            self.bytes as f64 / seconds / 1e9,
            self.events,
            self.calls,
            self.issues,
        );
    }
}

impl Sink for Count {
    fn event(&mut self, event: Event) -> Flow {
        self.events += 1;
        self.calls += u64::from(matches!(event, Event::Call(_)));
        Ok(())
    }

    fn issue(&mut self, _issue: Issue) {
        self.issues += 1;
    }

    fn checkpoint(&mut self, _at: Position, _carry: &ReaderState) -> Flow {
        Ok(())
    }
}

struct Slice<'b> {
    source: Source,
    bytes: &'b [u8],
    at: usize,
    line: u64,
}

impl Lines for Slice<'_> {
    fn source(&self) -> &Source {
        &self.source
    }

    fn next(&mut self) -> Result<Option<Line<'_>>, ReadError> {
        let rest = &self.bytes[self.at..];
        let Some(length) = memchr::memchr(b'\n', rest) else { return Ok(None) };
        let place = Position { offset: self.at as u64, line: self.line + 1 };
        self.at += length + 1;
        self.line += 1;
        let end = Position { offset: self.at as u64, line: self.line + 1 };
        Ok(Some(Line { bytes: &rest[..length], place, end }))
    }
}
