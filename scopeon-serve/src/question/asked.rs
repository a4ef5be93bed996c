//! A question that was asked of a route, by a caller who may be told so much.

use axum::http::StatusCode;
use scopeon_app::{App, AppError, Ask, Filter};
use scopeon_core::privacy::Redactor;
use scopeon_core::report::{Notice, NoticeCode, Report};
use serde::Serialize;

use super::{Params, Parts, Told, problem};
use crate::live::Live;
use crate::problem::Problem;
use crate::redact::{self, Names};
use crate::tier::Tier;

/// As many rows has a page unless another number is stated.
const USUAL_PAGE: usize = 100;

/// What a question is about that is refused, by what it is stated as.
const SUBJECTS: [&str; 7] = ["session", "path", "what", "a", "b", "prices", "model"];

/// A question that was asked of a route.
pub(crate) struct Asked<'a> {
    /// What answers.
    pub(crate) app: &'a App,
    /// What says how fresh the answer is.
    pub(crate) live: &'a Live,
    /// What of the answer may be told at which tier; all of it at the highest.
    pub(crate) parts: &'static [Parts],
    /// What may be told.
    pub(crate) tier: Tier,
    /// What is stated.
    pub(crate) params: &'a Params,
    /// What chooses sessions.
    pub(crate) filter: &'a Filter,
    /// How many rows are passed over: where the page before ended.
    pub(crate) offset: usize,
    /// Which parts of the answer are wanted; none for all.
    pub(crate) fields: &'a [String],
}

impl Asked<'_> {
    /// Answers a question.
    pub(crate) fn ask<Q: Ask>(&self, question: &Q) -> Result<Q::Report, Problem> {
        self.live.prepare(question);
        self.app.ask_kept(question).map_err(|error| {
            let problem = problem(&error, self.tier, self.names_one());
            match error {
                AppError::Input { input, .. } => problem.of(self.stated_as(input)),
                AppError::Refused { .. } => SUBJECTS
                    .iter()
                    .find(|name| self.params.text(name).is_some())
                    .map_or(problem.clone(), |name| problem.of(name)),
                _ => problem,
            }
        })
    }

    /// Answers a question about one session, the last one where none is stated: where there is none, it is not found.
    pub(crate) fn ask_one<Q: Ask>(&self, question: &Q) -> Result<Q::Report, Problem> {
        self.app.ask_kept(question).map_err(|error| problem(&error, self.tier, true))
    }

    /// Returns the name that an input of the question was stated by.
    fn stated_as(&self, input: &'static str) -> &'static str {
        let names: &[&'static str] = match input {
            "agent" => &["agent", "provider", "of_agent"],
            "model" => &["model", "of_model"],
            _ => &[],
        };
        names.iter().copied().find(|name| self.params.text(name).is_some()).unwrap_or(input)
    }

    /// Answers a question whose answer is told as it is.
    pub(crate) fn tell<Q: Ask>(&self, question: &Q) -> Result<Told, Problem> {
        self.told(self.ask(question)?)
    }

    /// Returns `true` if one session is named, so that there may be none of that name.
    fn names_one(&self) -> bool {
        self.params.text("session").is_some()
    }

    /// Tells an answer.
    pub(crate) fn told<R: Report>(&self, report: R) -> Result<Told, Problem> {
        self.told_up_to(report, None)
    }

    /// Tells one page of an answer.
    pub(crate) fn told_up_to<R: Report>(&self, mut report: R, next: Option<usize>) -> Result<Told, Problem> {
        let now = report.scope().now;
        let scope = report.scope_mut();
        scope.fresh = self.live.fresh(now);
        if self.tier < Tier::Calls {
            scope.notices.iter_mut().for_each(generalise);
        }
        Ok(Told { body: self.written(&report)?, next })
    }

    /// Writes an answer, or what of it may be told and is wanted.
    pub(crate) fn written(&self, report: &impl Serialize) -> Result<Vec<u8>, Problem> {
        let failed = |error: serde_json::Error| unwritten(&error);
        if self.tier == Tier::Calls && self.fields.is_empty() {
            return serde_json::to_vec(report).map_err(failed);
        }
        let mut answer = serde_json::to_value(report).map_err(failed)?;
        if self.tier < Tier::Calls {
            if let Some(parts) = self.parts.iter().find(|parts| parts.tier >= self.tier) {
                redact::keep(&mut answer, parts.fields);
            }
            redact::rename(&mut answer, &self.names()?);
        }
        if !self.fields.is_empty() {
            redact::choose(&mut answer, self.fields)?;
        }
        serde_json::to_vec(&answer).map_err(failed)
    }

    /// Tells some fields of an answer, which is of one session.
    pub(crate) fn told_part<R: Report>(
        &self,
        mut report: R,
        parts: &[&str],
        next: Option<usize>,
    ) -> Result<Told, Problem> {
        report.scope_mut().fresh = self.live.fresh(report.scope().now);
        let mut answer = serde_json::to_value(&report).map_err(|error| unwritten(&error))?;
        redact::keep(&mut answer, parts);
        Ok(Told { body: self.written(&answer)?, next })
    }

    /// Tells of every agent that is known.
    pub(crate) fn tell_providers(&self) -> Result<Told, Problem> {
        let report = self.app.list_providers_kept().map_err(|error| problem(&error, self.tier, false))?;
        self.told(report)
    }

    /// Refuses what only a higher tier is told.
    pub(crate) fn needs(&self, tier: Tier, what: &str) -> Result<(), Problem> {
        if self.tier >= tier { Ok(()) } else { Err(forbidden(tier, what)) }
    }

    /// Returns the session that is meant: the last one where none is.
    pub(crate) fn session(&self) -> String {
        self.params.text("session").unwrap_or("latest").to_owned()
    }

    /// Returns how many rows a page has.
    pub(crate) fn page(&self) -> usize {
        self.params.count("limit").unwrap_or(USUAL_PAGE)
    }

    /// Returns where this page ends: as many rows are asked for.
    pub(crate) fn end(&self) -> usize {
        self.offset.saturating_add(self.page())
    }

    /// Leaves the rows of this page alone, of as many as were asked for; where the next one begins, if this one is full.
    /// It may be empty: one row more would say so, and change what the answer says of itself.
    pub(crate) fn cut_asked<T>(&self, rows: &mut Vec<T>) -> Option<usize> {
        let is_full = rows.len() >= self.end();
        rows.drain(..self.offset.min(rows.len()));
        is_full.then(|| self.end())
    }

    /// Leaves the rows of this page alone, of all there are; where the next one begins, if there is one.
    pub(crate) fn cut<T>(&self, rows: &mut Vec<T>) -> Option<usize> {
        let end = self.end();
        let more = rows.len() > end;
        rows.truncate(end);
        rows.drain(..self.offset.min(rows.len()));
        more.then_some(end)
    }

    /// Returns what gives the pseudonyms of this machine.
    pub(crate) fn pseudonyms(&self) -> Result<Redactor, Problem> {
        self.app.pseudonyms().map_err(|error| problem(&error.into(), self.tier, false))
    }

    /// Returns the pseudonyms of this machine.
    pub(crate) fn names(&self) -> Result<Names, Problem> {
        Names::of(self.app).map_err(|error| problem(&error.into(), self.tier, false))
    }
}

/// Says that a tier is needed.
pub(crate) fn forbidden(tier: Tier, what: &str) -> Problem {
    let detail = format!("{what} is told from tier {tier} on: {}", tier.holds());
    Problem::new(StatusCode::FORBIDDEN, "urn:scopeon:problem:tier", detail)
        .tier(tier)
        .option(format!("--tier {tier}"))
        .hint(format!("where callers need a token: scopeon token mint --tier {tier}"))
}

fn unwritten(error: &serde_json::Error) -> Problem {
    tracing::error!(%error, "an answer cannot be written");
    Problem::unavailable("the answer cannot be written")
}

/// What a notice says in words may name a file or a project; its code says the same to a program.
fn generalise(notice: &mut Notice) {
    let text = match notice.code {
        NoticeCode::UnknownFilter => "a filter names what nothing is called",
        NoticeCode::Zone => "the time zone may not be the one that is meant",
        NoticeCode::EmptyRange => "the range holds nothing, while others do",
        NoticeCode::NoData => "no logs are known at all",
        NoticeCode::Issues => "something of what was read is not as its format says",
        _ => "scopeon on that machine says more",
    };
    text.clone_into(&mut notice.text);
}
