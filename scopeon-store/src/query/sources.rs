//! What a check-up asks: sources, issues, models and sizes.

use std::collections::BTreeMap;

use rusqlite::Result;
use scopeon_core::provider::{IssueKind, Position};
use scopeon_core::time::{Range, Timestamp};

use super::Reader;
use super::filter::{Filter, Selection};
use super::price::read_classes;
use super::scan::scan;
use crate::error::StoreError;
use crate::write::column;
use crate::write::source::decode_fingerprint;

/// So long nobody takes to write one record, in milliseconds.
const DAY_MS: i64 = 86_400_000;

/// What is known of one provider's sources.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct SourceSummary {
    /// The provider's id.
    pub provider: String,
    /// How many sources were ever read, deleted ones included.
    pub sources: u64,
    /// Their sizes when they were last read, in bytes.
    pub bytes: u64,
    /// When one of those read was last written to.
    pub newest: Option<Timestamp>,
}

/// Issues of one kind in one source.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct SourceIssues {
    /// The provider's id.
    pub provider: String,
    /// The source's path, as the path policy keeps it.
    pub path: String,
    /// The kind; none for one that a later release named.
    pub kind: Option<IssueKind>,
    /// How many there are.
    pub count: u64,
    /// The first places, each with the name of what was unknown or missing.
    pub places: Vec<(Position, Option<String>)>,
}

/// A source that could not be read when it was last looked at.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Unread {
    /// The provider's id.
    pub provider: String,
    /// The source's path, as the path policy keeps it.
    pub path: String,
}

/// A model and how much it was used.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ModelUse {
    /// The provider's id.
    pub provider: String,
    /// The model as logged.
    pub model: String,
    /// How many calls it answered.
    pub calls: u64,
    /// The first bucket of 15 minutes with a call, by its start.
    pub first_at: Timestamp,
    /// The last one.
    pub last_at: Timestamp,
}

impl Reader {
    /// Returns the version of the file's layout.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the file cannot be read.
    pub fn layout(&self) -> std::result::Result<u32, StoreError> {
        self.ask(|conn| conn.pragma_query_value(None, "user_version", |row| row.get(0)))
    }

    /// Counts the calls; requests of unknown usage are none.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the file cannot be read.
    pub fn calls(&self) -> std::result::Result<u64, StoreError> {
        self.ask(|conn| count_calls(conn, &Range::default()))
    }

    /// Counts the calls from an instant on; requests of unknown usage are none.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the file cannot be read.
    pub fn calls_from(&self, at: Timestamp) -> std::result::Result<u64, StoreError> {
        self.ask(|conn| count_calls(conn, &Range { since: Some(at), until: None }))
    }

    /// Sums the sources of each provider.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the file cannot be read or is damaged.
    pub fn sources(&self) -> std::result::Result<Vec<SourceSummary>, StoreError> {
        self.ask(|conn| {
            let mut find = conn.prepare_cached(
                "SELECT p.name, s.fingerprint FROM source s JOIN provider p ON p.id = s.provider ORDER BY p.name",
            )?;
            let mut rows = find.query([])?;
            let mut providers = BTreeMap::<String, SourceSummary>::new();
            while let Some(row) = rows.next()? {
                let provider = column::text(row, 0)?;
                let summary = providers.entry(provider).or_insert_with_key(|provider| SourceSummary {
                    provider: provider.clone(),
                    sources: 0,
                    bytes: 0,
                    newest: None,
                });
                summary.add(row.get_ref(1)?.as_blob_or_null()?);
            }
            Ok(providers.into_values().collect())
        })
    }

    /// Returns every issue by source and kind.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the file cannot be read or is damaged.
    pub fn issues(&self) -> std::result::Result<Vec<SourceIssues>, StoreError> {
        self.ask(|conn| {
            let mut find = conn.prepare_cached(
                "SELECT p.name, s.path, c.kind, c.count, s.id FROM issue_count c JOIN source s ON s.id = c.source \
                 JOIN provider p ON p.id = s.provider WHERE c.kind <> ?1 ORDER BY p.name, s.path, c.kind",
            )?;
            // Whether an end was cut or is being written, its age tells.
            let mut rows = find.query([IssueKind::CutEnd.as_str()])?;
            let mut issues = Vec::new();
            while let Some(row) = rows.next()? {
                let kind: String = row.get(2)?;
                issues.push(SourceIssues {
                    provider: column::text(row, 0)?,
                    path: column::text(row, 1)?,
                    kind: IssueKind::parse(&kind),
                    count: column::count(row, 3)?,
                    places: places(conn, row.get(4)?, &kind)?,
                });
            }
            Ok(issues)
        })
    }

    /// Returns the sources of which nothing, or nothing further, could be read when they were last looked at.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the file cannot be read or is damaged.
    pub fn unread(&self) -> std::result::Result<Vec<Unread>, StoreError> {
        self.ask(|conn| {
            // Of what is malformed, and has no line and no row, the whole file is.
            let mut find = conn.prepare_cached(
                "SELECT p.name, s.path, c.kind, c.kind = ?1 AND EXISTS (SELECT 1 FROM issue i \
                 WHERE i.source = c.source AND i.kind = c.kind AND i.line = 0 AND i.offset = 0 \
                 AND (i.name IS NULL OR EXISTS (SELECT 1 FROM label l WHERE l.id = i.name AND l.text LIKE '-%'))) \
                 FROM issue_count c JOIN source s ON s.id = c.source JOIN provider p ON p.id = s.provider \
                 ORDER BY p.name, s.path",
            )?;
            let mut rows = find.query([IssueKind::Malformed.as_str()])?;
            let mut unread = Vec::new();
            while let Some(row) = rows.next()? {
                if leaves_unread(&row.get::<_, String>(2)?, row.get(3)?) {
                    unread.push(Unread { provider: column::text(row, 0)?, path: column::text(row, 1)? });
                }
            }
            unread.dedup();
            Ok(unread)
        })
    }

    /// Returns the sources whose last bytes were left unread, as a record without an end, and that were last written to
    /// before an instant; what still grows is no issue. A record of a day before that is no whole one was cut.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the file cannot be read or is damaged.
    pub fn unread_ends(&self, before: Timestamp) -> std::result::Result<Vec<SourceIssues>, StoreError> {
        self.ask(|conn| {
            // What is no log of lines has no place in it.
            let mut find = conn.prepare_cached(
                "SELECT p.name, s.path, s.offset, s.line, s.fingerprint, c.count FROM source s \
                 JOIN provider p ON p.id = s.provider \
                 LEFT JOIN issue_count c ON c.source = s.id AND c.kind = ?1 WHERE s.line > 0 ORDER BY p.name, s.path",
            )?;
            let mut rows = find.query([IssueKind::CutEnd.as_str()])?;
            let mut issues = Vec::new();
            while let Some(row) = rows.next()? {
                let place = Position { offset: column::count(row, 2)?, line: column::count(row, 3)? };
                let known = row.get_ref(4)?.as_blob_or_null()?.and_then(decode_fingerprint);
                let unread = known.filter(|known| known.size > place.offset);
                let age = unread.map(|known| before.millis().saturating_sub(known.modified_ns / 1_000_000));
                if let Some(age) = age.filter(|age| *age > 0) {
                    let is_cut = age > DAY_MS && row.get::<_, Option<i64>>(5)?.is_some();
                    let kind = if is_cut { IssueKind::CutEnd } else { IssueKind::UnreadEnd };
                    issues.push(SourceIssues {
                        provider: column::text(row, 0)?,
                        path: column::text(row, 1)?,
                        kind: Some(kind),
                        count: 1,
                        places: vec![(place, None)],
                    });
                }
            }
            Ok(issues)
        })
    }

    /// Returns every model with its calls and the time it was used.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the file cannot be read or is damaged.
    pub fn models(&self) -> std::result::Result<Vec<ModelUse>, StoreError> {
        self.ask(models)
    }
}

impl SourceSummary {
    fn add(&mut self, fingerprint: Option<&[u8]>) {
        self.sources += 1;
        let Some(fingerprint) = fingerprint.and_then(decode_fingerprint) else { return };
        self.bytes = self.bytes.saturating_add(fingerprint.size);
        self.newest = self.newest.max(Timestamp::from_millis(fingerprint.modified_ns / 1_000_000));
    }
}

fn count_calls(conn: &rusqlite::Connection, range: &Range) -> Result<u64> {
    let everything = Filter::default();
    let mut selection = Selection::new(conn, &everything)?;
    let mut calls = 0_u64;
    scan(conn, range, &mut selection, |_, _, cell| calls = calls.saturating_add(cell.calls))?;
    Ok(calls)
}

/// Returns `true` if an issue of a kind leaves its source unread, and not only some of its records.
fn leaves_unread(kind: &str, is_whole: bool) -> bool {
    match IssueKind::parse(kind) {
        Some(IssueKind::Malformed) => is_whole,
        Some(
            IssueKind::Unreadable
            | IssueKind::NotRegular
            | IssueKind::TooLarge
            | IssueKind::TooMany
            | IssueKind::ReadFailed
            | IssueKind::ProviderFailed
            | IssueKind::UnknownSchema,
        ) => true,
        _ => false,
    }
}

fn places(conn: &rusqlite::Connection, source: i64, kind: &str) -> Result<Vec<(Position, Option<String>)>> {
    let mut find = conn.prepare_cached(
        "SELECT i.offset, i.line, n.text FROM issue i LEFT JOIN label n ON n.id = i.name \
         WHERE i.source = ?1 AND i.kind = ?2 ORDER BY i.offset, i.line",
    )?;
    let places = find.query_map((source, kind), |row| {
        Ok((
            Position { offset: column::count(row, 0)?, line: column::count(row, 1)? },
            column::maybe_text(row, 2)?,
        ))
    })?;
    places.collect()
}

fn models(conn: &rusqlite::Connection) -> Result<Vec<ModelUse>> {
    let everything = Filter::default();
    let classes = read_classes(conn)?;
    let mut selection = Selection::new(conn, &everything)?;
    let mut models = BTreeMap::<(&str, &str), ModelUse>::new();
    scan(conn, &Range::default(), &mut selection, |row, quarter, cell| {
        let Some(class) = classes.get(&row.class) else { return };
        let (provider, model) = (class.price.agent.as_str(), class.price.model.as_str());
        let used = models.entry((provider, model)).or_insert_with(|| ModelUse {
            provider: provider.to_owned(),
            model: model.to_owned(),
            calls: 0,
            first_at: quarter.start(),
            last_at: quarter.start(),
        });
        used.calls = used.calls.saturating_add(cell.calls);
        used.first_at = used.first_at.min(quarter.start());
        used.last_at = used.last_at.max(quarter.start());
    })?;
    Ok(models.into_values().collect())
}
