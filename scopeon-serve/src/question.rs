//! A question that is asked over HTTP: what may be stated of it, who asks, what may be told, and why nothing is.

mod asked;
mod filter;
mod params;

use axum::http::StatusCode;
use scopeon_app::{AppError, StoreError};

use crate::problem::{Problem, printable};
use crate::tier::Tier;

pub(crate) use asked::{Asked, forbidden};
pub(crate) use filter::filter;
pub(crate) use params::Params;

/// What of an answer may be told up to a tier.
#[derive(Debug)]
pub(crate) struct Parts {
    /// The tier.
    pub(crate) tier: Tier,
    /// Fields, with dots for those within; what is not here is left out.
    pub(crate) fields: &'static [&'static str],
}

/// What may be stated of a question.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Param {
    /// Its name.
    pub(crate) name: &'static str,
    /// What it may be.
    pub(crate) kind: Kind,
    /// What it says.
    pub(crate) about: &'static str,
}

/// What a parameter may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A text.
    Text,
    /// A text that has to be stated.
    Needed,
    /// Texts: it may be stated many times.
    Texts,
    /// `true` or `false`.
    Flag,
    /// A whole number from one on up to a largest one.
    Count(usize),
    /// One of some words.
    Word(&'static [&'static str]),
    /// Some of some words.
    Words(&'static [&'static str]),
}

/// An answer.
#[derive(Debug)]
pub(crate) struct Told {
    /// The JSON of it.
    pub(crate) body: Vec<u8>,
    /// From which row on there are more, if there are.
    pub(crate) next: Option<usize>,
}

/// Says why there is no answer. What a path or a name could be read from is told to those only who may know it.
pub(crate) fn problem(error: &AppError, tier: Tier, names_one: bool) -> Problem {
    match error {
        AppError::Input { input, problem, hint } => {
            let told = Problem::parameter(input, format!("{input} {problem}"));
            hint.iter().fold(told, Problem::hint)
        }
        // What an answer was looked for by may have been a name already, put in the place of a pseudonym.
        AppError::Refused { .. } if tier < Tier::Calls && !names_one => {
            let detail = "nothing is known by what was asked for, or it cannot be understood";
            Problem::new(StatusCode::BAD_REQUEST, "urn:scopeon:problem:refused", detail)
        }
        AppError::Refused { message, hints } => {
            let told = if names_one {
                let status = StatusCode::NOT_FOUND;
                Problem::new(status, "urn:scopeon:problem:unknown", message)
            } else {
                Problem::new(StatusCode::BAD_REQUEST, "urn:scopeon:problem:refused", message)
            };
            let hints = hints.iter().filter(|_| tier == Tier::Calls);
            hints.fold(told, Problem::hint)
        }
        AppError::Store(StoreError::UnknownName { kind, name, near }) => {
            let (detail, near) = if tier < Tier::Calls {
                (format!("no {kind} is called that"), None)
            } else {
                (format!("no {kind} is called {}", printable(name)), near.first().cloned())
            };
            Problem::new(StatusCode::NOT_FOUND, "urn:scopeon:problem:unknown", detail).nearest(near)
        }
        AppError::Store(StoreError::Missing { .. }) => {
            Problem::unavailable("there is no database yet; it is made when the first log is read")
        }
        AppError::Store(StoreError::Busy { .. }) => {
            Problem::unavailable("another process is writing to the database")
        }
        error => {
            tracing::warn!(%error, "a question was not answered");
            let text =
                if tier == Tier::Calls { error.with_advice() } else { "the server's log says why".into() };
            Problem::unavailable(format!("the question cannot be answered now: {text}"))
        }
    }
}
