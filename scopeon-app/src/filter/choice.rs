//! Which sessions a filter chooses: first by their rows, and what those do not hold is looked up of those that are left.

use std::collections::{BTreeSet, HashSet};
use std::fmt;

use scopeon_core::filter::{Expr, NameField, State, Term};
use scopeon_core::metrics::anomaly::anomalies;
use scopeon_core::report::{Figures, SessionRow, SessionsReport};
use scopeon_store::{SessionFact, SessionFacts, SessionFactsQuery};

use super::chooser::Chooser;
use super::names::ShownNames;
use super::session::{Looked, facts_of};
use crate::error::AppError;

/// Which sessions are chosen by what is known of them; the default chooses all.
#[derive(Clone, Debug, Default)]
pub struct Choice {
    pub(super) expr: Option<Expr>,
    /// What projects and branches are called where they are shown.
    pub shown: ShownNames,
}

/// Two are the same if they say the same.
impl PartialEq for Choice {
    fn eq(&self, other: &Self) -> bool {
        self.expr == other.expr && self.shown.is_hidden() == other.shown.is_hidden()
    }
}

impl Eq for Choice {}

impl fmt::Display for Choice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.expr.as_ref().map_or(Ok(()), |expr| expr.fmt(f))
    }
}

impl Choice {
    /// Returns `true` if it does not choose all.
    #[must_use]
    pub const fn chooses(&self) -> bool {
        self.expr.is_some()
    }

    /// Returns `true` if it asks for something of that name.
    #[must_use]
    pub fn names(&self, field: NameField) -> bool {
        self.has(|term| matches!(term, Term::Name(named, _) if *named == field))
    }

    /// Returns `true` if the health of sessions matters.
    pub(crate) fn needs_health(&self) -> bool {
        self.has(|term| facts_of(term) == Some(SessionFact::Health))
    }

    fn has(&self, is_it: impl Fn(&Term) -> bool) -> bool {
        let mut is_found = false;
        self.visit(&mut |term| is_found |= is_it(term));
        is_found
    }

    fn visit(&self, each: &mut impl FnMut(&Term)) {
        if let Some(expr) = &self.expr {
            expr.visit(each);
        }
    }

    /// Leaves those sessions alone that are chosen, and sums them.
    ///
    /// # Errors
    ///
    /// When an agent is not known, or the database fails.
    pub(crate) fn choose(&self, report: &mut SessionsReport, with: &Chooser<'_>) -> Result<(), AppError> {
        let Some(expr) = &self.expr else { return Ok(()) };
        let mut looked = Looked::of(expr, &self.shown, with)?;
        if self.has(|term| *term == Term::Is(State::Anomaly)) {
            looked.unusual = unusual(&report.rows);
        }
        let by_row = |row: &SessionRow| expr.decide(&mut |term| looked.holds(term, row, None));
        let mut decided: Vec<Option<bool>> = report.rows.iter().map(by_row).collect();
        let undecided = report.rows.iter().zip(&decided).filter(|(_, decided)| decided.is_none());
        let undecided: Vec<(&str, &str)> =
            undecided.map(|(row, _)| (row.provider.as_str(), row.id.as_str())).collect();
        let mut facts = self.look_up(&undecided, with)?.into_iter();
        for (row, decided) in report.rows.iter().zip(&mut decided).filter(|(_, decided)| decided.is_none()) {
            let facts = facts.next().unwrap_or_default();
            *decided = expr.decide(&mut |term| looked.holds(term, row, Some(&facts)));
        }
        let mut decided = decided.into_iter();
        report.rows.retain(|_| decided.next().flatten() == Some(true));
        sum(report);
        Ok(())
    }

    fn look_up(&self, sessions: &[(&str, &str)], with: &Chooser<'_>) -> Result<Vec<SessionFacts>, AppError> {
        if sessions.is_empty() {
            return Ok(Vec::new());
        }
        let mut wanted = BTreeSet::new();
        self.visit(&mut |term| wanted.extend(facts_of(term)));
        let query = SessionFactsQuery { wanted, sessions, rules: with.rules };
        Ok(with.reader.session_facts(&with.query.context(), &query)?)
    }
}

/// Sums the sessions that are left.
fn sum(report: &mut SessionsReport) {
    report.total = report.rows.iter().fold(Figures::default(), |sum, row| sum.plus(&row.figures));
    let is_left = |agent: &String| report.rows.iter().any(|row| row.provider == *agent);
    report.scope.providers.retain(&is_left);
    report.scope.levels.retain(|agent, _| is_left(agent));
}

/// Sessions that cost unlike the others, by agent and id.
fn unusual(rows: &[SessionRow]) -> HashSet<(String, String)> {
    let number = |(place, row): (usize, &SessionRow)| Some((place.to_string(), row.figures.known_usd()?));
    let found = anomalies(&rows.iter().enumerate().filter_map(number).collect::<Vec<_>>());
    let row = |place: &str| place.parse().ok().and_then(|place: usize| rows.get(place));
    let of = |row: &SessionRow| (row.provider.clone(), row.id.clone());
    found.iter().filter_map(|one| row(&one.key)).map(of).collect()
}
