//! Which calls a question is about: what a user states, and what that means at an instant.

use std::sync::Arc;

use scopeon_core::filter::NameField;
use scopeon_core::metrics::FidelityIndex;
use scopeon_core::pricing::PriceBook;
use scopeon_core::time::{Range, Timestamp, Zone};
use scopeon_store::{Filter, QueryContext};
use serde::{Deserialize, Serialize};

use crate::agent_names;
use crate::app::App;
use crate::error::AppError;
use crate::meant::meant;

/// The days, the last one included, that a figure covers unless something else is stated.
pub(crate) const USUAL: &str = "30d";

/// Which calls a question is about, as a user states it. The default states nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct QueryArgs {
    /// From when on: a date, a month, `today`, `7d` and so on.
    pub since: Option<String>,
    /// Until when, the day itself included; as for `since`.
    pub until: Option<String>,
    /// All of history where otherwise the last days are meant.
    pub all: bool,
    /// Agents by id, by its beginning or by name; none of them stands for all. Here and in the other names a `*` stands for
    /// anything, and behind a colon stands what is called so or else a part of it.
    pub provider: Vec<String>,
    /// Models by name; none of them stands for all.
    pub model: Vec<String>,
    /// Projects: a directory, one above it, its last component or a name of the configuration; none stands for all.
    pub project: Vec<String>,
    /// Branches by name; none of them stands for all.
    pub branch: Vec<String>,
}

impl QueryArgs {
    /// Returns `true` if every call is meant.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        let names = [&self.provider, &self.model, &self.project, &self.branch];
        self.since.is_none() && self.until.is_none() && names.iter().all(|names| names.is_empty())
    }
}

/// Which calls a question is about, and what they cost.
#[derive(Clone, Debug)]
pub struct Query {
    /// The instant of the answer.
    pub now: Timestamp,
    /// The zone that days begin in.
    pub zone: Zone,
    /// When.
    pub range: Range,
    /// What is counted.
    pub filter: Filter,
    /// What everything costs.
    pub book: PriceBook,
    /// What the agents' logs can tell.
    pub trust: FidelityIndex,
    /// Whether no time was stated, so that the last days are meant, where all of history can be asked for.
    pub may_take_all: bool,
    /// The range as it was stated, where it begins or ends within a quarter of an hour and `range` counts that whole.
    pub stated: Option<Range>,
}

impl Query {
    /// Asks for all of history, of every agent.
    ///
    /// # Errors
    ///
    /// When the prices cannot be read.
    pub fn everything(app: &App) -> Result<Self, AppError> {
        Ok(Self {
            now: app.now(),
            zone: app.zone(),
            range: Range::default(),
            filter: Filter { aliases: Arc::new(app.aliases()), ..Filter::default() },
            book: app.price_book()?,
            trust: FidelityIndex::new(app.agents().every_about()),
            may_take_all: false,
            stated: None,
        })
    }

    /// Asks for what is stated, and for all of history where no time is.
    ///
    /// # Errors
    ///
    /// When a time is not understood, an agent is not known, or the prices cannot be read.
    pub fn of(args: &QueryArgs, app: &App) -> Result<Self, AppError> {
        let mut query = Self::everything(app)?;
        let stated = range(args, &query)?;
        query.range = stated.whole_quarters();
        query.stated = Some(stated).filter(|stated| *stated != query.range);
        query.filter = filter(args, app)?;
        Ok(query)
    }

    /// Asks for what is stated, and for the last days where no start is.
    ///
    /// # Errors
    ///
    /// As [`Query::of`].
    pub fn of_last_days(args: &QueryArgs, days: &str, app: &App) -> Result<Self, AppError> {
        let mut query = Self::of(args, app)?;
        if !args.all && query.range.since.is_none() {
            query.range.since = start_of(days, &query);
            query.may_take_all = query.range.until.is_none();
        }
        query.range = query.up_to_now(query.range);
        Ok(query)
    }

    /// Returns it as the store takes it.
    #[must_use]
    pub const fn context(&self) -> QueryContext<'_> {
        QueryContext {
            now: self.now,
            zone: self.zone,
            range: self.range,
            filter: &self.filter,
            book: &self.book,
            fidelity: &self.trust,
        }
    }

    /// Ends a range that began and has no end after tomorrow: what is dated later, a wrong clock dated. All of history is
    /// all of it, and whoever asks for what is to come gets that.
    fn up_to_now(&self, range: Range) -> Range {
        let end = self.zone.after_tomorrow(self.now);
        let is_open = range.until.is_none() && range.since.is_some_and(|since| since < end);
        Range { until: if is_open { Some(end) } else { range.until }, ..range }
    }
}

/// The start of the last days before the end of a query.
fn start_of(days: &str, query: &Query) -> Option<Timestamp> {
    let last = query.range.until.and_then(|until| Timestamp::from_millis(until.millis() - 1));
    Range::parse(Some(days), None, query.zone, last.unwrap_or(query.now)).ok()?.since
}

fn range(args: &QueryArgs, query: &Query) -> Result<Range, AppError> {
    let (zone, now) = (query.zone, query.now);
    let (since, until) = (args.since.as_deref(), args.until.as_deref());
    for (input, text) in [("since", since), ("until", until)] {
        Range::parse(text, None, zone, now).map_err(|error| {
            AppError::input(input, format_args!("is not understood: {}", text.unwrap_or_default()))
                .with_hint(error)
        })?;
    }
    let range = Range::parse(since, until, zone, now).map_err(AppError::refused)?;
    match (range.since, range.until) {
        (Some(since), Some(until)) if since >= until => {
            Err(AppError::input("since", "is not before the end of --until, so no call can be in between"))
        }
        _ => Ok(query.up_to_now(range)),
    }
}

/// Reads the names of a filter.
pub(crate) fn filter(args: &QueryArgs, app: &App) -> Result<Filter, AppError> {
    let known = app.agents().kept_names();
    let mut provider = Vec::with_capacity(args.provider.len());
    for name in &args.provider {
        provider
            .extend(agent_names::named(app.agents(), &known, name, "agent")?.into_iter().map(str::to_owned));
    }
    let all = |field, names: &[String]| names.iter().map(|name| meant(field, name, app)).collect();
    Ok(Filter {
        provider,
        model: all(NameField::Model, &args.model),
        project: all(NameField::Project, &args.project),
        branch: all(NameField::Branch, &args.branch),
        aliases: Arc::new(app.aliases()),
    })
}
