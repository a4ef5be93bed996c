//! What the engine itself costs: reads every `.jsonl` file below a directory with a provider that only looks
//! at each line's length: `read_overhead DIR [THREADS] [ROUNDS]`.
#![expect(clippy::print_stdout, reason = "the answer of an example goes to standard output")]

use std::collections::HashMap;
use std::error::Error;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Instant;

use scopeon_core::id::SourceId;
use scopeon_core::provider::{
    Batch, Checkpoint, Coverage, EntryKind, EventStore, EventStoreError, Input, Provider, ProviderInfo,
    ReadError, ReaderState, SearchRoots, Sink, Source, SourceKind, Visit,
};
use scopeon_providers::{NoopObserver, SearchPaths, Settings, scan};

struct Lengths {
    about: ProviderInfo,
    lines: AtomicU64,
}

impl Provider for Lengths {
    fn info(&self) -> &ProviderInfo {
        &self.about
    }

    fn discover(&self, roots: &SearchRoots<'_>, found: &mut dyn FnMut(Source)) {
        for root in roots.explicit {
            roots.tree.walk(root, &mut |entry| {
                let is_log = entry.path.extension().is_some_and(|extension| extension == "jsonl");
                if is_log && entry.kind == EntryKind::File {
                    found(Source::new(SourceKind::Lines, entry.root, entry.path));
                }
                Visit::Enter
            });
        }
    }

    fn read(&self, input: Input<'_>, carry: &mut ReaderState, out: &mut dyn Sink) -> Result<(), ReadError> {
        let Input::Lines(lines) = input else { return Ok(()) };
        let mut count = 0;
        while let Some(line) = lines.next()? {
            count += u64::from(!line.bytes.is_empty());
            out.checkpoint(line.end, carry)?;
        }
        self.lines.fetch_add(count, Ordering::Relaxed);
        Ok(())
    }
}

#[derive(Default)]
struct Checkpoints(HashMap<SourceId, Checkpoint>);

impl EventStore for Checkpoints {
    fn checkpoints(&mut self, _: &str) -> Result<HashMap<SourceId, Checkpoint>, EventStoreError> {
        Ok(self.0.clone())
    }

    fn apply(&mut self, batch: Batch) -> Result<(), EventStoreError> {
        self.0.extend(batch.checkpoint.map(|checkpoint| (batch.source, checkpoint)));
        Ok(())
    }

    fn commit(&mut self) -> Result<(), EventStoreError> {
        Ok(())
    }
}

fn main() -> Result<(), Box<dyn Error>> {
    let mut args = std::env::args().skip(1);
    let root = PathBuf::from(args.next().ok_or("usage: read_overhead DIR [THREADS] [ROUNDS]")?);
    let threads = args.next().map_or(Ok(2), |text| text.parse())?;
    let rounds: u32 = args.next().map_or(Ok(5), |text| text.parse())?;
    let provider = Lengths {
        about: ProviderInfo::new("lengths", "Lengths", Coverage::DetectedOnly),
        lines: AtomicU64::new(0),
    };
    let places = SearchPaths::default().root("lengths", root);
    let (settings, stop) = (Settings::default().threads(threads), AtomicBool::new(false));
    for _ in 0..rounds {
        let mut ledger = Checkpoints::default();
        for look in ["first", "again"] {
            provider.lines.store(0, Ordering::Relaxed);
            let began = Instant::now();
            let summary = scan(&[&provider], &places, &settings, &mut ledger, &NoopObserver, &stop)?;
            let (took, lines) = (began.elapsed(), provider.lines.load(Ordering::Relaxed));
            println!(
                "{look}: {} sources, {} bytes, {lines} lines in {took:?}",
                summary.sources, summary.bytes
            );
        }
    }
    Ok(())
}
