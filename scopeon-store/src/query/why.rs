//! Why a time or a session was expensive: the sums of it, its calls one by one, and what is usual.

mod calls;
mod gather;
mod target;
mod usual;

use rusqlite::Connection;
use scopeon_core::metrics::why::{WhySpan, why};
use scopeon_core::report::WhyReport;
use scopeon_core::time::{Range, Timestamp};

use super::Reader;
use super::filter::Filter;
use super::label::session_key;
use super::price::Prices;
use super::projects::Projects;
use super::query_context::QueryContext;
use super::session_lookup::find_session;
use super::span::span;
use crate::error::{At, StoreError};
use gather::Gathered;
use target::Target;

/// What is asked about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WhyTarget<'a> {
    /// What the range and the filter of the question let in, which is such a span.
    Time(WhySpan),
    /// The session with that id, or whose id starts so, or the last active one for `latest`. Range and filter do not matter.
    Session(&'a str),
}

impl Reader {
    /// Answers why something was expensive. The facts are not in words yet.
    ///
    /// # Errors
    ///
    /// [`StoreError::UnknownSession`] and [`StoreError::AmbiguousSession`] when an id names none or several, another
    /// [`StoreError`] when the file cannot be read or is damaged.
    pub fn why(
        &self,
        target: WhyTarget<'_>,
        asked: &QueryContext<'_>,
    ) -> std::result::Result<WhyReport, StoreError> {
        let view = self.conn.unchecked_transaction().at(&self.path)?;
        match target {
            WhyTarget::Time(span) => answer(&view, Target { span, root: None }, asked).at(&self.path),
            WhyTarget::Session(id) => {
                let root = find_session(&view, id, asked.now).at(&self.path)??;
                let filter = Filter { aliases: asked.filter.aliases.clone(), ..Filter::default() };
                let range = whole(&view, root).at(&self.path)?;
                let asked = QueryContext { range, filter: &filter, ..*asked };
                answer(&view, Target { span: WhySpan::Session, root: Some(root) }, &asked).at(&self.path)
            }
        }
    }
}

/// The time of a session.
fn whole(conn: &Connection, root: i64) -> rusqlite::Result<Range> {
    let (since, last) = span(conn, root)?;
    let until = last.and_then(|last| Timestamp::from_millis(last.millis() + 1));
    Ok(Range { since, until })
}

fn answer(conn: &Connection, target: Target, asked: &QueryContext<'_>) -> rusqlite::Result<WhyReport> {
    let mut prices = Prices::new(conn, asked.book)?;
    let projects = Projects::read(conn, &asked.filter.aliases)?;
    let gathered = Gathered::read(conn, asked, target.root, (&mut prices, &projects))?;
    let total = gathered.sum.figures();
    let mut input = gathered.input(conn, target.span, (&prices, &projects))?;
    calls::add(conn, asked, &gathered, (&mut input, &mut prices))?;
    input.usual = usual::usual(conn, asked, target, &mut prices)?;
    let session = target.root.map(|root| session_key(conn, root)).transpose()?;
    let scope = asked.scope(gathered.agents(&prices));
    Ok(WhyReport::new(scope, target.span, session, total, why(&input)))
}
