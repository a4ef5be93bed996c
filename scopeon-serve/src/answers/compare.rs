//! Two sides beside each other.

use scopeon_app::ask;

use crate::problem::Problem;
use crate::question::{Asked, Told};
use crate::tier::Tier;

/// Two sides beside each other.
pub(crate) fn compare(asked: &Asked<'_>) -> Result<Told, Problem> {
    let params = asked.params;
    let side = |name: &str| params.text(name).unwrap_or_default().trim().to_owned();
    let (a, b) = (side("a"), side("b"));
    let is_named = |side: &str| side.starts_with("project:") || side.starts_with("branch:");
    let (a_is_named, b_is_named) = (is_named(&a), is_named(&b));
    let mut report = asked.ask(&ask::Compare { args: params.query(), a, b })?;
    if asked.tier < Tier::Calls {
        let names = asked.names()?;
        for (is_named, side) in [(a_is_named, &mut report.a), (b_is_named, &mut report.b)] {
            if is_named {
                side.name = names.pseudonym(&side.name);
            }
        }
    }
    asked.told(report)
}
