//! What the database says of itself and of what could not be read.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use scopeon_core::provider::IssueKind;
use scopeon_core::report::{
    Agreement, DatabaseCheck, GroupBy, IssueGroup, IssuePlace, UnmeteredAgent, UnpricedModel,
};
use scopeon_core::time::Timestamp;
use scopeon_store::{Filter, Reader, SourceIssues, StoreError, UsageQuery};

use super::needed::is_needed;
use crate::app::App;
use crate::error::AppError;
use crate::own_files::beside;
use crate::query::Query;
use crate::words::with_advice;

/// An agent that wrote nothing for so long is not in the middle of a record.
const QUIET_MS: i64 = 3_600_000;

/// What was found in the database.
pub(super) struct Found {
    /// The database itself.
    pub(super) check: DatabaseCheck,
    /// What could not be read, by kind.
    pub(super) issues: Vec<IssueGroup>,
    /// Models without a price.
    pub(super) unpriced: Vec<UnpricedModel>,
    /// Agents without tokens.
    pub(super) unmetered: Vec<UnmeteredAgent>,
    /// Calls that a wrong clock dated after tomorrow.
    pub(super) ahead: u64,
    /// How what was counted stands to agents' own totals, by agent.
    pub(super) agreements: BTreeMap<String, Agreement>,
}

/// Looks into the database; one that cannot be used is a finding.
pub(super) fn look(query: &Query, app: &App) -> Result<Found, AppError> {
    let path = app.db();
    let (issues, unpriced, unmetered) = (Vec::new(), Vec::new(), Vec::new());
    let agreements = BTreeMap::new();
    let mut found = Found { check: outside(&path), issues, unpriced, unmetered, ahead: 0, agreements };
    let looked = Reader::open(&path).and_then(|reader| inside(&reader, app, query.now, &mut found));
    match looked {
        Ok(reader_issues) => found.issues = group(reader_issues),
        Err(StoreError::Missing { .. }) => return Ok(found),
        Err(error) => {
            found.check.problems.push(with_advice(&error));
            return Ok(found);
        }
    }
    let reader = Reader::open(&path)?;
    costless(&reader, query, &mut found)?;
    found.ahead = reader.calls_from(query.zone.after_tomorrow(query.now))?;
    found.agreements = reader.agreement(&query.book)?;
    Ok(found)
}

fn outside(path: &Path) -> DatabaseCheck {
    let mut check = DatabaseCheck::new(path.display().to_string(), path.exists());
    check.bytes = size(path) + size(&beside(path, "-wal"));
    check.private = is_private(path);

    if check.private == Some(false) {
        check
            .problems
            .push("other users of this machine can read the file; its mode should be 0600".to_owned());
    }
    if let Some(directory) = path.parent().filter(|directory| others_may_write(directory)) {
        check.problems.push(format!(
            "other users of this machine can put another file in its place; the mode of {} should be 0700",
            directory.display()
        ));
    }
    check
}

fn size(path: &Path) -> u64 {
    fs::metadata(path).map_or(0, |about| about.len())
}

#[cfg(unix)]
fn is_private(path: &Path) -> Option<bool> {
    use std::os::unix::fs::PermissionsExt;
    let about = fs::metadata(path).ok()?;
    Some(about.permissions().mode().trailing_zeros() >= 6)
}

/// Returns `true` if others may rename what is in a directory: they may write to it, and it is not one such as `/tmp`,
/// where each may only rename their own.
#[cfg(unix)]
fn others_may_write(directory: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt;
    let mode = fs::metadata(directory).map_or(0, |about| about.permissions().mode());
    mode & 0o022 != 0 && mode & 0o1000 == 0
}

#[cfg(not(unix))]
fn others_may_write(_directory: &Path) -> bool {
    false
}

#[cfg(not(unix))]
fn is_private(_path: &Path) -> Option<bool> {
    None
}

fn inside(
    reader: &Reader,
    app: &App,
    now: Timestamp,
    found: &mut Found,
) -> Result<Vec<SourceIssues>, StoreError> {
    found.check.layout = Some(reader.layout()?);
    found.check.calls = reader.calls()?;
    found.check.sources = reader.sources()?.iter().map(|summary| summary.sources).sum();
    let mut issues = reader.issues()?;
    // Nothing can be done about a log that is gone.
    issues.retain(|source| {
        source.kind == Some(IssueKind::Vanished) || app.may_be_there(&source.provider, &source.path)
    });
    let quiet = Timestamp::from_millis(now.millis() - QUIET_MS);
    issues.extend(reader.unread_ends(quiet.unwrap_or(now))?);
    Ok(issues)
}

/// Groups issues by kind, in the order in which kinds are shown.
fn group(issues: Vec<SourceIssues>) -> Vec<IssueGroup> {
    let mut groups: BTreeMap<IssueKind, IssueGroup> = BTreeMap::new();
    for source in issues {
        // A kind that a later release named is shown by that release.
        let Some(kind) = source.kind else { continue };
        let group = groups.entry(kind).or_insert_with(|| {
            IssueGroup::new(kind, kind.meaning().to_owned(), is_needed(kind), 0, Vec::new())
        });
        group.count = group.count.saturating_add(source.count);
        group.places.extend(places(&source));
    }
    groups.into_values().collect()
}

fn places(source: &SourceIssues) -> Vec<IssuePlace> {
    if source.kind == Some(IssueKind::WithheldName) {
        return withheld(source);
    }
    let place = |line: u64, offset: u64, name: Option<String>, count: u64| {
        IssuePlace::new(source.provider.clone(), source.path.clone(), line, offset, name, count)
    };
    let mut places: Vec<IssuePlace> =
        source.places.iter().map(|(at, name)| place(at.line, at.offset, name.clone(), 1)).collect();
    let more = source.count.saturating_sub(places.len() as u64);
    match places.last_mut() {
        // Only the first places of a file are kept; the last of them stands for the rest.
        Some(last) => last.count = last.count.saturating_add(more),
        None => places.push(place(0, 0, None, source.count)),
    }
    places
}

/// Names that were not kept, by what they would have been the names of: they have no place.
fn withheld(source: &SourceIssues) -> Vec<IssuePlace> {
    let mut roles = BTreeMap::<&Option<String>, u64>::new();
    for (_, role) in &source.places {
        *roles.entry(role).or_default() += 1;
    }
    let place = |(role, count): (&Option<String>, u64)| {
        IssuePlace::new(source.provider.clone(), source.path.clone(), 0, 0, role.clone(), count)
    };
    roles.into_iter().map(place).collect()
}

/// Finds what has no cost: models of agents that log tokens, and agents that log none.
fn costless(reader: &Reader, question: &Query, found: &mut Found) -> Result<(), AppError> {
    let book = &question.book;
    for summary in reader.sources()? {
        let provider = summary.provider;
        let mut query = UsageQuery::new(GroupBy::Model, question.zone);
        query.filter = Filter { provider: vec![provider.clone()], ..Filter::default() };
        let usage = reader.usage(&query, book)?;
        if !book.is_metered(&provider) {
            let (calls, reported_usd) = (usage.total.calls, usage.total.reported_usd);
            found.unmetered.extend((calls > 0).then_some(UnmeteredAgent::new(provider, calls, reported_usd)));
            continue;
        }
        let rows = usage.rows.into_iter().filter(|row| row.figures.unpriced_calls > 0);
        found.unpriced.extend(
            rows.map(|row| UnpricedModel::new(provider.clone(), row.key, row.figures.unpriced_calls)),
        );
    }
    found.unpriced.sort_by(|a, b| b.calls.cmp(&a.calls).then_with(|| a.model.cmp(&b.model)));
    Ok(())
}
