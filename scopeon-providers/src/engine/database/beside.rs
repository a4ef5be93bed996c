//! What belongs to a database and lies beside it: its write-ahead log and its rollback journal.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use scopeon_core::provider::{Source, SourceKind};
use xxhash_rust::xxh3::Xxh3;

use crate::engine::open::{Refused, RootDir, Stat};

/// What SQLite appends to a database's name for the files that hold a part of it.
pub(crate) const SUFFIXES: [&str; 2] = ["-wal", "-journal"];

/// Names the file beside a database.
pub(crate) fn path(database: &Path, suffix: &str) -> PathBuf {
    let mut name = OsString::from(database);
    name.push(suffix);
    PathBuf::from(name)
}

/// Names every file whose change is a change of the source.
pub(crate) fn files(source: &Source) -> impl Iterator<Item = PathBuf> + use<> {
    let own = source.full_path();
    let suffixes: &[&str] = if source.kind == SourceKind::Database { &SUFFIXES } else { &[] };
    let others: Vec<PathBuf> = suffixes.iter().map(|suffix| path(&own, suffix)).collect();
    std::iter::once(own).chain(others)
}

/// Asks about a source without opening it; of a database also about what lies beside it, where new rows are
/// long before they are in the database itself.
pub(crate) fn stat(root: &RootDir, source: &Source) -> Result<Stat, Refused> {
    let stat = root.stat(&source.path)?;
    Ok(if source.kind == SourceKind::Database { with_beside(root, &source.path, stat) } else { stat })
}

/// Adds what lies beside a database to what is known of it.
pub(crate) fn with_beside(root: &RootDir, database: &Path, stat: Stat) -> Stat {
    Stat { beside: state(root, database), ..stat }
}

/// Hashes the state of what lies beside a database; never 0, which is the state of other shapes.
fn state(root: &RootDir, database: &Path) -> u64 {
    let mut hash = Xxh3::new();
    for suffix in SUFFIXES {
        let found = root.stat(&path(database, suffix)).ok().filter(|stat| stat.size > 0);
        hash.update(&[u8::from(found.is_some())]);
        for number in found.iter().flat_map(|stat| [stat.id.device, stat.id.inode, stat.size]) {
            hash.update(&number.to_le_bytes());
        }
        hash.update(&found.map_or(0, |stat| stat.modified_ns).to_le_bytes());
    }
    hash.digest().max(1)
}
