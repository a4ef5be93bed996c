//! Sources: how far each is read, and what could not be read of it.

use std::collections::HashMap;

use rusqlite::{OptionalExtension, Result, Row};
use scopeon_core::id::SourceId;
use scopeon_core::label::Label;
use scopeon_core::provider::{Checkpoint, Fingerprint, Issue, IssueKind, Position, ReaderState};

use super::column;
use super::fact_writer::FactWriter;
use super::rowid_cache::Rowid;

/// How many places of one kind of issue are kept for one source; further ones are counted.
const MAX_PLACES: i64 = 20;

const CHECKPOINTS: &str = "SELECT s.uid, s.offset, s.line, s.fingerprint, s.carry, s.revision FROM source s \
    JOIN provider p ON p.id = s.provider WHERE p.name = ?1 AND s.offset IS NOT NULL";

const CHECKPOINT: &str = "SELECT s.uid, s.offset, s.line, s.fingerprint, s.carry, s.revision FROM source s \
    JOIN provider p ON p.id = s.provider WHERE s.uid = ?1 AND p.name = ?2 AND s.offset IS NOT NULL";

/// Reads how far each source of a provider is read, one after the other. A checkpoint that does not decode is left out: its
/// source is read again from the start, which changes nothing.
pub(crate) fn each_checkpoint(
    conn: &rusqlite::Connection,
    provider: &str,
    show: &mut dyn FnMut(SourceId, Checkpoint),
) -> Result<()> {
    let mut find = conn.prepare_cached(CHECKPOINTS)?;
    let mut rows = find.query([provider])?;
    while let Some(row) = rows.next()? {
        if let Some(checkpoint) = read_checkpoint(row)? {
            show(column::identity(row, 0)?, checkpoint);
        }
    }
    Ok(())
}

/// Reads how far some sources of a provider are read.
pub(crate) fn checkpoints_of(
    conn: &rusqlite::Connection,
    provider: &str,
    sources: &[SourceId],
) -> Result<HashMap<SourceId, Checkpoint>> {
    let mut find = conn.prepare_cached(CHECKPOINT)?;
    let mut checkpoints = HashMap::with_capacity(sources.len());
    for source in sources {
        let found = find.query_row((source.0.to_bytes(), provider), read_checkpoint).optional()?;
        checkpoints.extend(found.flatten().map(|checkpoint| (*source, checkpoint)));
    }
    Ok(checkpoints)
}

fn read_checkpoint(row: &Row<'_>) -> Result<Option<Checkpoint>> {
    let place = Position { offset: column::count(row, 1)?, line: column::count(row, 2)? };
    let fingerprint = row.get_ref(3)?.as_blob_or_null()?.and_then(decode_fingerprint);
    let carry = row.get_ref(4)?.as_blob_or_null()?.and_then(ReaderState::decode);
    let revision: Option<u32> = row.get(5)?;
    let (Some(fingerprint), Some(carry), Some(revision)) = (fingerprint, carry, revision) else {
        return Ok(None);
    };
    Ok(Some(Checkpoint { position: place, fingerprint, state: carry, revision }))
}

fn encode_fingerprint(fingerprint: &Fingerprint) -> [u8; 48] {
    let words = [
        fingerprint.device,
        fingerprint.inode,
        fingerprint.size,
        fingerprint.modified_ns.cast_unsigned(),
        fingerprint.head,
        fingerprint.tail,
    ];
    let mut bytes = [0; 48];
    for (place, word) in bytes.chunks_exact_mut(8).zip(words) {
        place.copy_from_slice(&word.to_le_bytes());
    }
    bytes
}

/// Reads a stored fingerprint back.
pub(crate) fn decode_fingerprint(bytes: &[u8]) -> Option<Fingerprint> {
    let (words, rest) = bytes.as_chunks::<8>();
    let [device, inode, size, modified, head, tail] = words else { return None };
    let word = |bytes: &[u8; 8]| u64::from_le_bytes(*bytes);
    rest.is_empty().then(|| Fingerprint {
        device: word(device),
        inode: word(inode),
        size: word(size),
        modified_ns: word(modified).cast_signed(),
        head: word(head),
        tail: word(tail),
    })
}

impl FactWriter<'_> {
    /// Returns a source's rowid, which is made when it is new.
    pub(crate) fn source(&mut self, source: SourceId, path: &Label) -> Result<Rowid> {
        let uid = source.0.to_bytes();
        let mut find = self.conn.prepare_cached("SELECT id FROM source WHERE uid = ?1")?;
        if let Some(id) = find.query_row([uid], |row| row.get(0)).optional()? {
            return Ok(id);
        }
        self.conn.prepare_cached("INSERT INTO source (uid, provider, path) VALUES (?1, ?2, ?3)")?.insert((
            uid,
            self.provider,
            path.as_str(),
        ))
    }

    pub(crate) fn mark(&mut self, source: Rowid, path: &Label, checkpoint: &Checkpoint) -> Result<()> {
        let mut update = self.conn.prepare_cached(
            "UPDATE source SET path = ?2, offset = ?3, line = ?4, fingerprint = ?5, carry = ?6, revision = ?7 \
             WHERE id = ?1",
        )?;
        update.execute((
            source,
            path.as_str(),
            column::signed(checkpoint.position.offset),
            column::signed(checkpoint.position.line),
            encode_fingerprint(&checkpoint.fingerprint),
            checkpoint.state.encode(),
            checkpoint.revision,
        ))?;
        Ok(())
    }

    /// Forgets a source's issues: it is read from its start again.
    pub(crate) fn void_issues(&mut self, source: Rowid) -> Result<()> {
        self.conn.prepare_cached("DELETE FROM issue WHERE source = ?1")?.execute([source])?;
        self.conn.prepare_cached("DELETE FROM issue_count WHERE source = ?1")?.execute([source])?;
        Ok(())
    }

    /// Forgets that a source could not be read for a while, or that its last record was not whole: it goes on.
    pub(crate) fn void_passing(&mut self, source: Rowid) -> Result<()> {
        for kind in IssueKind::ALL.iter().filter(|kind| kind.is_passing()) {
            let of = (source, kind.as_str());
            let mut void =
                self.conn.prepare_cached("DELETE FROM issue_count WHERE source = ?1 AND kind = ?2")?;
            if void.execute(of)? > 0 {
                let mut void =
                    self.conn.prepare_cached("DELETE FROM issue WHERE source = ?1 AND kind = ?2")?;
                void.execute(of)?;
            }
        }
        Ok(())
    }

    /// Counts an issue unless its place was counted before.
    pub(crate) fn issue(&mut self, source: Rowid, issue: &Issue) -> Result<()> {
        let (kind, place) = (issue.kind.as_str(), stored_place(issue.position));
        let before = self.counted(source, kind)?;
        let kept = before.as_ref().map_or(0, |before| before.kept);
        // A name that was not kept has no place but a number of its own, in no order.
        let is_named = issue.kind == IssueKind::WithheldName;
        let is_beyond = !is_named && before.as_ref().is_none_or(|before| place > before.furthest);
        // Places come in the order of the source. Of those before the furthest, all are known by the first
        // ones kept, until there are more than are kept: then each was counted when it was passed.
        if !is_beyond && (kept >= MAX_PLACES || self.is_kept(source, kind, place)?) {
            return Ok(());
        }
        if kept < MAX_PLACES {
            let name = self.maybe(issue.name.as_ref())?;
            self.conn
                .prepare_cached(
                    "INSERT INTO issue (source, kind, offset, line, name) VALUES (?1, ?2, ?3, ?4, ?5)",
                )?
                .execute((source, kind, place.0, place.1, name))?;
        }
        self.count_issue(source, kind, if is_beyond { place } else { before.map_or(place, |b| b.furthest) })
    }

    fn counted(&mut self, source: Rowid, kind: &str) -> Result<Option<Counted>> {
        let mut find = self
            .conn
            .prepare_cached("SELECT count, offset, line FROM issue_count WHERE source = ?1 AND kind = ?2")?;
        find.query_row((source, kind), |row| {
            let count: i64 = row.get(0)?;
            Ok(Counted { kept: count.min(MAX_PLACES), furthest: (row.get(1)?, row.get(2)?) })
        })
        .optional()
    }

    fn is_kept(&mut self, source: Rowid, kind: &str, place: (i64, i64)) -> Result<bool> {
        self.conn
            .prepare_cached(
                "SELECT 1 FROM issue WHERE source = ?1 AND kind = ?2 AND offset = ?3 AND line = ?4",
            )?
            .exists((source, kind, place.0, place.1))
    }

    fn count_issue(&mut self, source: Rowid, kind: &str, furthest: (i64, i64)) -> Result<()> {
        let mut count = self.conn.prepare_cached(
            "INSERT INTO issue_count (source, kind, count, offset, line) VALUES (?1, ?2, 1, ?3, ?4) \
             ON CONFLICT (source, kind) DO UPDATE SET count = count + 1, offset = ?3, line = ?4",
        )?;
        count.execute((source, kind, furthest.0, furthest.1))?;
        Ok(())
    }
}

/// What is known of one kind of issue in one source.
struct Counted {
    kept: i64,
    furthest: (i64, i64),
}

fn stored_place(place: Position) -> (i64, i64) {
    (column::signed(place.offset), column::signed(place.line))
}
