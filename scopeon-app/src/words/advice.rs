//! What to do about a failure of the database, in the words of the command line, which is there wherever Scopeon is.

use scopeon_store::StoreError;

/// What to do about a damaged database. A copy of it would be as damaged.
pub const SALVAGE: &str = "keep the file and move it away; then scopeon ingest reads the logs that still exist \
    again, and the history of deleted logs stays only in the moved file";

/// Returns what to do about a failure of the database; none where nothing is known to help.
#[must_use]
pub fn advice(error: &StoreError) -> Option<String> {
    let text = match error {
        StoreError::NewerSchema { .. } => "upgrade Scopeon, or use another --db",
        StoreError::OlderSchema { .. } => "run `scopeon ingest` once to upgrade it",
        StoreError::NotScopeon { .. } => "nothing was changed; use another --db",
        StoreError::Corrupt { .. } => return Some(format!("nothing was overwritten; {SALVAGE}")),
        StoreError::Full { .. } => "what was committed is safe; free some space and run it again",
        StoreError::Permission { .. } => {
            "check the owner and mode of the file and its directory, or use another --db"
        }
        StoreError::ReadOnly { .. } => "use --no-ingest to answer from what is stored, or use another --db",
        StoreError::PendingLog { .. } => {
            "make the directory writable once, or copy the file with what lies beside it elsewhere"
        }
        StoreError::Busy { .. } => "another process is writing; try again",
        StoreError::NotPrivate { .. } => {
            "refused, because others could read or replace it; --db, --config and SCOPEON_HOME name other places"
        }
        StoreError::Exists { .. } => "choose another name",
        StoreError::Missing { .. } => "run `scopeon ingest` first",
        StoreError::Library { .. } => "build with the bundled one",
        StoreError::UnknownSession { near } | StoreError::UnknownName { near, .. } if !near.is_empty() => {
            return Some(format!("did you mean {}?", near.join(" or ")));
        }
        StoreError::Limit { limit, .. } => return Some(limit.advice()),
        _ => return None,
    };
    Some(text.to_owned())
}

/// Writes a failure of the database and what to do about it in one line.
#[must_use]
pub fn with_advice(error: &StoreError) -> String {
    match advice(error) {
        Some(advice) => format!("{error}; {advice}"),
        None => error.to_string(),
    }
}
