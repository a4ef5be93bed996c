//! What consumed tokens, level by level.

use scopeon_core::metrics::explore::{Depth, Measure};
use scopeon_core::report::ExploreReport;
use scopeon_store::{ExploreQuery, Filter, Reader, StoreError};

use super::question::Ask;
use crate::agent_names;
use crate::app::App;
use crate::error::AppError;
use crate::query::{Query, QueryArgs, USUAL};

/// One level of what consumed tokens.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Explore {
    /// Which calls.
    pub args: QueryArgs,
    /// The way down: an agent, a project, a branch, a session, a turn, a call.
    pub path: Vec<String>,
    /// What rows are ordered by.
    pub by: ExploreBy,
    /// How many rows; none for all.
    pub limit: Option<usize>,
}

/// What rows of a level are ordered by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ExploreBy {
    /// Dollars; tools have none and are ordered by size.
    #[default]
    Cost,
    /// Tokens.
    Tokens,
    /// Model responses, or uses of a tool.
    Calls,
}

impl Explore {
    /// The first word is an agent, which may be named as people do; the second a project, which may be written as a path of
    /// this machine.
    fn path(&self, app: &App) -> Vec<String> {
        let known = app.agents().kept_names();
        let agent = |text: &String| match agent_names::named(app.agents(), &known, text, "agent").as_deref() {
            Ok([one]) => (*one).to_owned(),
            // The level itself says what is there.
            _ => text.clone(),
        };
        let whole = |(depth, text): (&Depth, &String)| match depth {
            Depth::Provider => agent(text),
            Depth::Project => app.project(text),
            _ => text.clone(),
        };
        let mut path: Vec<String> = Depth::ALL.iter().zip(&self.path).map(whole).collect();
        path.extend(self.path.iter().skip(path.len()).cloned());
        path
    }

    /// Tools have no cost, so that their level is by size unless uses are asked for.
    fn measure(&self) -> Measure {
        let are_tools = self.path.len() + 1 >= Depth::ALL.len();
        match self.by {
            ExploreBy::Cost if are_tools => Measure::Tokens,
            ExploreBy::Cost => Measure::Cost,
            ExploreBy::Tokens => Measure::Tokens,
            ExploreBy::Calls => Measure::Calls,
        }
    }
}

impl Ask for Explore {
    type Report = ExploreReport;

    fn query(&self, app: &App) -> Result<Query, AppError> {
        Query::of_last_days(&self.args, USUAL, app)
    }

    fn answer(&self, query: &Query, reader: &Reader, app: &App) -> Result<ExploreReport, AppError> {
        let level = ExploreQuery {
            path: self.path(app),
            measure: self.measure(),
            most: self.limit.unwrap_or(usize::MAX),
        };
        reader.explore(&query.context(), &level).map_err(explain)
    }

    fn is_empty(&self, report: &ExploreReport) -> bool {
        report.scope.providers.is_empty()
    }

    /// The steps that a filter can name are a part of what is asked for.
    fn counted(&self, query: &Query, app: &App) -> Filter {
        let mut filter = query.filter.clone();
        let steps = [&mut filter.provider, &mut filter.project, &mut filter.branch];
        for (names, step) in steps.into_iter().zip(self.path(app)) {
            *names = vec![step];
        }
        filter
    }
}

fn explain(error: StoreError) -> AppError {
    match error {
        StoreError::UnknownName { kind, near, .. } if near.is_empty() => {
            AppError::refused(format_args!("there is no {kind} there"))
        }
        StoreError::UnknownName { kind, name, near } => {
            AppError::refused(format_args!("no {kind} there is called {name}, or several are"))
                .with_hint(format_args!("did you mean {}?", near.join(" or ")))
        }
        error => error.into(),
    }
}
