//! `filter=`: what may be stated one by one, in the words of the filter language.

use scopeon_app::Filter;

use super::Params;
use crate::problem::{Problem, printable};
use crate::route::Route;

const NAME: &str = "filter";
/// The one route that tells of sessions one by one.
const CHOOSES: &str = "/api/v1/sessions";

/// Reads the filter, and states what it says of calls as if that had been stated itself. What chooses sessions is left.
///
/// # Errors
///
/// When it is not understood, contradicts what is stated, or chooses sessions where none are told.
pub(crate) fn filter(params: &mut Params, route: &Route) -> Result<Filter, Problem> {
    let Some(text) = params.text(NAME) else { return Ok(Filter::default()) };
    let filter = Filter::parse(text).map_err(|error| {
        let problem = Problem::parameter(NAME, printable(&error.to_string()));
        if error.expected.is_empty() { problem } else { problem.allowed(&error.word, error.expected.clone()) }
    })?;
    if filter.chooses() && route.path != CHOOSES {
        let detail = format!("it chooses sessions, which only {CHOOSES} tells one by one: {}", filter.choice);
        return Err(Problem::parameter(NAME, detail));
    }
    let args = &filter.args;
    for (name, values) in [
        ("provider", &args.provider),
        ("model", &args.model),
        ("project", &args.project),
        ("branch", &args.branch),
    ] {
        params.add(name, values.clone());
    }
    for (name, value) in [("since", &args.since), ("until", &args.until)] {
        if value.is_some() && params.text(name).is_some() {
            return Err(Problem::parameter(name, format!("{name} is stated twice, once in the filter")));
        }
        params.add(name, value.iter().cloned().collect());
    }
    Ok(filter)
}
