//! Whether what is new can be kept.

use scopeon_store::probe;

use crate::context::Context;

/// Adds why what is new could not be kept, or could not be if there were anything.
pub(super) fn look(context: &Context, problems: &mut Vec<String>) {
    let failed = context.outdated().map(str::to_owned);
    let problem = failed.or_else(|| probe(&context.db()).err().map(|error| error.to_string()));
    problems.extend(problem.filter(|problem| !problems.contains(problem)));
}
