//! Why a call has no answer: what the caller stated is wrong, or there is nothing to answer from. No file is named: what an
//! agent reads leaves the machine.

use scopeon_app::{AppError, ErrorKind, StoreError};
use serde_json::{Map, Value, json};

/// As many names are offered where one is not known.
pub(crate) const NEAREST: usize = 3;

/// Why a call has no answer.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Failure {
    /// A parameter is not what it may be: an error of the protocol.
    Parameter {
        /// Its name.
        name: String,
        /// What is wrong with it, as a sentence.
        problem: String,
        /// What it may be, the nearest first; empty where that is no list.
        allowed: Vec<String>,
    },
    /// The question is understood, and there is no answer: an answer that says so.
    Tool {
        /// Why, as a sentence.
        problem: String,
        /// What was meant, perhaps, the nearest first.
        nearest: Vec<String>,
        /// What to do about it.
        advice: Option<String>,
    },
    /// The caller does not want it any more.
    Cancelled,
}

impl Failure {
    /// Makes a failure of a parameter.
    pub(crate) fn parameter(name: &str, problem: impl Into<String>) -> Self {
        Self::Parameter { name: name.to_owned(), problem: problem.into(), allowed: Vec::new() }
    }

    /// Adds what the parameter may be; of many the nearest to what was stated.
    pub(crate) fn allowing<'a>(self, stated: &str, known: impl IntoIterator<Item = &'a str>) -> Self {
        match self {
            Self::Parameter { name, problem, .. } => {
                Self::Parameter { name, problem, allowed: nearest(stated, known) }
            }
            other => other,
        }
    }

    /// Makes a failure of a question that is understood.
    pub(crate) fn tool(problem: impl Into<String>) -> Self {
        Self::Tool { problem: problem.into(), nearest: Vec::new(), advice: None }
    }

    /// Says that what lies in a session is not told.
    pub(crate) fn calls_are_hidden() -> Self {
        Self::tool("what single turns and calls did is not told here")
            .advising("the user can start the server with --tier 3")
    }

    /// Adds what to do about it.
    pub(crate) fn advising(self, text: impl Into<String>) -> Self {
        match self {
            Self::Tool { problem, nearest, .. } => Self::Tool { problem, nearest, advice: Some(text.into()) },
            other => other,
        }
    }

    /// Returns it as an answer holds it.
    pub(crate) fn body(&self) -> Map<String, Value> {
        let mut body = Map::new();
        match self {
            Self::Parameter { name, problem, allowed } => {
                body.insert("error".to_owned(), json!(problem));
                body.insert("parameter".to_owned(), json!(name));
                if !allowed.is_empty() {
                    body.insert("allowed".to_owned(), json!(allowed));
                }
            }
            Self::Tool { problem, nearest, advice } => {
                body.insert("error".to_owned(), json!(problem));
                if !nearest.is_empty() {
                    body.insert("nearest".to_owned(), json!(nearest));
                }
                if let Some(advice) = advice {
                    body.insert("advice".to_owned(), json!(advice));
                }
            }
            Self::Cancelled => {
                body.insert("error".to_owned(), json!("cancelled"));
            }
        }
        body
    }
}

impl From<AppError> for Failure {
    fn from(error: AppError) -> Self {
        match error {
            AppError::Input { input, problem, .. } => {
                Self::parameter(input, format!("{input} {}", bounded(&problem)))
            }
            AppError::Refused { message, .. } => Self::tool(bounded(&message)),
            AppError::Cancelled => Self::Cancelled,
            AppError::Store(error) => error.into(),
            AppError::Busy | AppError::NotFresh(_) => {
                Self::tool("another process is writing to the database").advising("ask again in a moment")
            }
            error => {
                tracing::warn!(%error, "a question was not answered");
                let what = match error.kind() {
                    ErrorKind::Usage => "the configuration of Scopeon says what is not allowed",
                    _ => "a file that is needed cannot be read or written",
                };
                Self::tool(what).advising("the user can run: scopeon doctor")
            }
        }
    }
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        let (problem, advice) = match &error {
            StoreError::Missing { .. } => {
                ("nothing was read yet: there is no database", "ask again in a moment; it is made now")
            }
            StoreError::Busy { .. } => ("another process holds the database", "ask again in a moment"),
            StoreError::Corrupt { .. } => {
                ("the database is damaged", "the user can run: scopeon doctor; nothing is overwritten")
            }
            StoreError::NewerSchema { .. } => {
                ("the database is of a newer Scopeon", "the user can upgrade this one")
            }
            StoreError::OlderSchema { .. } => {
                ("the database is of an older Scopeon", "the user can run: scopeon ingest")
            }
            StoreError::NotScopeon { .. } => {
                ("the file is no database of Scopeon", "the user can name another one with --db")
            }
            StoreError::Full { .. } => ("the disk is full", "the user can free some space"),
            StoreError::Permission { .. } | StoreError::ReadOnly { .. } | StoreError::NotPrivate { .. } => {
                ("the database may not be used", "the user can run: scopeon doctor")
            }
            StoreError::UnknownSession { near } => {
                return Self::Tool {
                    problem: "there is no such session".to_owned(),
                    nearest: near.iter().take(NEAREST).cloned().collect(),
                    advice: Some("list_sessions lists them".to_owned()),
                };
            }
            StoreError::AmbiguousSession { candidates } => {
                return Self::Tool {
                    problem: "several sessions begin so".to_owned(),
                    nearest: candidates.iter().take(NEAREST).cloned().collect(),
                    advice: Some("give more of the id".to_owned()),
                };
            }
            _ => ("the database cannot be used", "the user can run: scopeon doctor"),
        };
        match error {
            // What passes by itself is not worth a line.
            StoreError::Missing { .. } | StoreError::Busy { .. } => {
                tracing::debug!(%error, "a question was not answered");
            }
            error => tracing::warn!(%error, "a question was not answered"),
        }
        Self::tool(problem).advising(advice)
    }
}

/// Returns what is nearest to a name, the nearest first.
pub(crate) fn nearest<'a>(stated: &str, known: impl IntoIterator<Item = &'a str>) -> Vec<String> {
    let stated = stated.to_lowercase();
    let mut known: Vec<(f64, &str)> =
        known.into_iter().map(|name| (strsim::jaro_winkler(&stated, &name.to_lowercase()), name)).collect();
    // Equal ones stay in their order.
    known.sort_by(|a, b| b.0.total_cmp(&a.0));
    known.into_iter().take(NEAREST).map(|(_, name)| name.to_owned()).collect()
}

/// Words that may repeat what the caller stated: no more than that of them.
fn bounded(text: &str) -> String {
    text.chars().take(240).collect()
}
