//! The database file itself, damaged anywhere: an answer or an error, never a panic.

use std::fs;
use std::path::Path;

use scopeon_core::metrics::FidelityIndex;
use scopeon_core::metrics::cost::CostMode;
use scopeon_core::pricing::PriceBook;
use scopeon_core::report::GroupBy;
use scopeon_core::time::{Range, Timestamp, Zone};
use scopeon_store::{Filter, QueryContext, Reader, SessionsQuery, UsageQuery, verify};

/// Judges every kind of answer on a file of these bytes.
pub(crate) fn judge(bytes: &[u8]) {
    let Ok(directory) = tempfile::tempdir() else { return };
    let path = directory.path().join("scopeon.db");
    if fs::write(&path, bytes).is_ok() {
        ask(&path);
    }
}

fn ask(path: &Path) {
    let Ok(reader) = Reader::open(path) else { return };
    let book = PriceBook::builtin();
    let now = Timestamp::from_millis(1_772_323_200_000).unwrap_or_default();
    for by in GroupBy::ALL {
        let _ = reader.usage(&UsageQuery::new(*by, Zone::UTC), &book);
    }
    let _ = reader.sessions(&SessionsQuery::new(Zone::UTC), &book);
    let _ =
        (reader.sources().is_ok(), reader.issues().is_ok(), reader.models().is_ok(), reader.calls().is_ok());
    let _ = reader.last_limits("claude-code", now);
    let (filter, fidelity) = (Filter::default(), FidelityIndex::default());
    let asked = QueryContext {
        now,
        zone: Zone::UTC,
        range: Range::default(),
        filter: &filter,
        book: &book,
        fidelity: &fidelity,
    };
    let _ = (
        reader.tasks(&asked, 5).is_ok(),
        reader.costs(&asked, (5, CostMode::Computed)).is_ok(),
        reader.agents(&asked, 5).is_ok(),
    );
    let _ = (reader.health(&asked).is_ok(), reader.suggest(&asked).is_ok(), reader.limits(&asked).is_ok());
    let _ = verify(path);
}
