//! What tags cost, which sessions have which, and what each rule gives.

use std::collections::{BTreeMap, HashMap, HashSet};

use rusqlite::{Connection, Result};
use scopeon_core::report::{
    SessionTags, TagListReport, TagRuleRow, TagRulesReport, TagsReport, Unrecorded, UsageRow,
};
use scopeon_core::tags::{TagRule, TagSource, Tagged};
use scopeon_core::time::Timestamp;

use super::Reader;
use super::filter::Selection;
use super::label::session_key;
use super::price::Prices;
use super::query_context::QueryContext;
use super::scan::scan;
use super::session_lookup::find_session;
use super::sum::Sum;
use super::tagger::{Tagger, hand_tagged};
use super::unrecorded::unrecorded;
use super::usage::{self, Sort};
use crate::error::StoreError;

impl Reader {
    /// Answers what each tag cost. Rules look at a session's own branch and project, and at the tools of it and its
    /// sub-agents.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the file cannot be read or is damaged.
    pub fn tags(
        &self,
        asked: &QueryContext<'_>,
        rules: &[TagRule],
        sort: Sort,
    ) -> std::result::Result<TagsReport, StoreError> {
        self.ask(|conn| costs(conn, asked, rules, sort))
    }

    /// Answers which tags one session has. `session` is an id, the start of one, or `latest`; a sub-agent's stands
    /// for its session.
    ///
    /// # Errors
    ///
    /// [`StoreError::UnknownSession`] or [`StoreError::AmbiguousSession`] when it names not exactly one; another
    /// [`StoreError`] when the file cannot be read or is damaged.
    pub fn session_tags(
        &self,
        session: &str,
        now: Timestamp,
        rules: &[TagRule],
    ) -> std::result::Result<SessionTags, StoreError> {
        self.ask(|conn| match find_session(conn, session, now)? {
            Ok(root) => row(conn, root, &Tagger::new(conn, rules, None)?.tags(root)?).map(Ok),
            Err(error) => Ok(Err(error)),
        })?
    }

    /// Lists the sessions with calls in the range that have tags, the last active first, and after them those
    /// whose tags were set by hand whenever they were.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the file cannot be read or is damaged.
    pub fn tagged_sessions(
        &self,
        asked: &QueryContext<'_>,
        rules: &[TagRule],
    ) -> std::result::Result<TagListReport, StoreError> {
        self.ask(|conn| list(conn, asked, rules))
    }

    /// Counts the sessions with calls in the range that each rule gives its tag to: those tagged by hand are in
    /// none.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the file cannot be read or is damaged.
    pub fn tag_rules(
        &self,
        asked: &QueryContext<'_>,
        rules: &[TagRule],
    ) -> std::result::Result<TagRulesReport, StoreError> {
        self.ask(|conn| count_rules(conn, asked, rules))
    }
}

/// Sessions with calls in a question's range, and whose they are.
struct Sessions {
    sums: HashMap<i64, Sum>,
    /// What is in no call record, by rowid; of sessions without calls in the range, too.
    unrecorded: BTreeMap<i64, Unrecorded>,
    /// In the order in which they were last active, last first; by days.
    recent: Vec<i64>,
    providers: Vec<String>,
}

impl Sessions {
    /// With what is in no call record, of whatever sessions.
    fn with_unrecorded(&self) -> BTreeMap<i64, Sum> {
        let mut sums: BTreeMap<i64, Sum> = self.sums.iter().map(|(root, sum)| (*root, sum.clone())).collect();
        for (root, more) in &self.unrecorded {
            sums.entry(*root).or_default().add_unrecorded(*more);
        }
        sums
    }

    /// By rowid, so that what is looked up of one lies beside that of the one before.
    fn in_order(&self) -> Vec<(i64, &Sum)> {
        let mut sums: Vec<(i64, &Sum)> = self.sums.iter().map(|(root, sum)| (*root, sum)).collect();
        sums.sort_unstable_by_key(|(root, _)| *root);
        sums
    }
}

/// Sums a question by session.
fn sum_sessions(conn: &Connection, asked: &QueryContext<'_>) -> Result<Sessions> {
    let mut prices = Prices::new(conn, asked.book)?;
    let mut selection = Selection::new(conn, asked.filter)?;
    let mut sums: Vec<(i64, Sum, i64)> = Vec::new();
    let mut places: HashMap<i64, usize> = HashMap::new();
    let mut classes = HashSet::new();
    // Buckets of one session and of one class come one after the other.
    let mut last = (0, 0, 0);
    scan(conn, &asked.range, &mut selection, |row, quarter, cell| {
        let cost = prices.paid(row.class, quarter, cell);
        if (row.root, row.class) != (last.0, last.1) {
            classes.insert(row.class);
            let place = *places.entry(row.root).or_insert_with(|| {
                sums.push((row.root, Sum::default(), i64::MIN));
                sums.len() - 1
            });
            last = (row.root, row.class, place);
        }
        if let Some((root, sum, latest)) = sums.get_mut(last.2) {
            sum.add(*root, cell, cost);
            *latest = quarter.index().max(*latest);
        }
    })?;
    let mut recent: Vec<(i64, i64)> = sums.iter().map(|(root, _, latest)| (*latest, *root)).collect();
    recent.sort_unstable_by(|a, b| b.cmp(a));
    let mut beyond: BTreeMap<i64, Unrecorded> = BTreeMap::new();
    unrecorded(conn, &asked.range, (&mut selection, &mut prices), |row, _, more| {
        classes.insert(row.class);
        let known = beyond.entry(row.root).or_default();
        *known = known.plus(more);
    })?;
    let agent = |class: &i64| Some(prices.classes.get(class)?.price.agent.as_str().to_owned());
    Ok(Sessions {
        recent: recent.into_iter().map(|(_, root)| root).collect(),
        providers: classes.iter().filter_map(agent).collect(),
        sums: sums.into_iter().map(|(root, sum, _)| (root, sum)).collect(),
        unrecorded: beyond,
    })
}

fn costs(conn: &Connection, asked: &QueryContext<'_>, rules: &[TagRule], sort: Sort) -> Result<TagsReport> {
    let sessions = sum_sessions(conn, asked)?;
    let mut tagger = Tagger::new(conn, rules, Some(asked.book))?;
    let (mut by_tag, mut untagged, mut total) = (BTreeMap::new(), Sum::default(), Sum::default());
    for (root, sum) in &sessions.with_unrecorded() {
        total.merge(sum);
        let tags = tagger.tags(*root)?.tags;
        if tags.is_empty() {
            untagged.merge(sum);
        }
        for tag in tags {
            by_tag.entry(tag).or_insert_with(Sum::default).merge(sum);
        }
    }
    let row = |(tag, sum): (scopeon_core::label::Label, Sum)| {
        UsageRow::new(tag.as_str().to_owned(), sum.figures(), None)
    };
    let mut tags: Vec<UsageRow> = by_tag.into_iter().map(row).collect();
    usage::sort(&mut tags, sort);
    let scope = asked.scope(sessions.providers);
    Ok(TagsReport::new(scope, tags, untagged.figures(), total.figures()))
}

fn list(conn: &Connection, asked: &QueryContext<'_>, rules: &[TagRule]) -> Result<TagListReport> {
    let sessions = sum_sessions(conn, asked)?;
    let mut tagger = Tagger::new(conn, rules, Some(asked.book))?;
    let others = hand_tagged(conn)?.into_iter().filter(|root| !sessions.sums.contains_key(root));
    for (root, _) in sessions.in_order() {
        tagger.tags(root)?;
    }
    let mut rows = Vec::new();
    for root in sessions.recent.iter().copied().chain(others) {
        let found = tagger.tags(root)?;
        if found.source != TagSource::None {
            rows.push(row(conn, root, &found)?);
        }
    }
    Ok(TagListReport::new(asked.scope(sessions.providers), rows))
}

fn row(conn: &Connection, root: i64, found: &Tagged) -> Result<SessionTags> {
    let tags = found.tags.iter().map(|tag| tag.as_str().to_owned()).collect();
    Ok(SessionTags::new(session_key(conn, root)?, tags, found.source))
}

fn count_rules(conn: &Connection, asked: &QueryContext<'_>, rules: &[TagRule]) -> Result<TagRulesReport> {
    let sessions = sum_sessions(conn, asked)?;
    let mut tagger = Tagger::new(conn, rules, Some(asked.book))?;
    let mut counts = vec![0_u64; rules.len()];
    for (root, _) in sessions.in_order() {
        for (count, fits) in counts.iter_mut().zip(tagger.fitting(root)?) {
            *count += u64::from(fits);
        }
    }
    let rows = rules.iter().zip(counts).map(|(rule, sessions)| TagRuleRow::new(rule.clone(), sessions));
    Ok(TagRulesReport::new(asked.scope(sessions.providers), rows.collect()))
}
