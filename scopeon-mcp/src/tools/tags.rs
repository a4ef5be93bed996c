//! `set_session_tags` and `get_cost_by_tag`.

use scopeon_app::ask::{Order, TagCosts};
use scopeon_core::metrics::Certainty;
use scopeon_core::metrics::cost::CostMode;
use scopeon_core::report::UsageRow;
use serde_json::{Value, json};

use super::params::{SESSION, SINCE};
use crate::answer::Answer;
use crate::call::Call;
use crate::failure::Failure;
use crate::figures::{coverage, part, spent, usd};
use crate::param::{Field, Is, Kind, Param};
use crate::tool::Tool;

/// Sets the tags of a session.
pub(super) const SET_SESSION_TAGS: Tool = Tool {
    name: "set_session_tags",
    title: "Tag a session",
    about: "Replace a session's tags; none clears them",
    takes: &[Param { name: "tags", also: &[], kind: Kind::NeededTexts, about: "" }, SESSION],
    gives: &[],
    is_core: true,
    writes: true,
    tells_calls: false,
    answer: set,
};

/// What each tag cost.
pub(super) const GET_COST_BY_TAG: Tool = Tool {
    name: "get_cost_by_tag",
    title: "Cost by tag",
    about: "What the sessions of each tag cost",
    takes: &[SINCE],
    gives: &[
        Field { name: "cost_usd", is: Is::Usd },
        Field { name: "untagged_usd", is: Is::Usd },
        Field { name: "rows", is: Is::Rows },
    ],
    is_core: false,
    writes: false,
    tells_calls: false,
    answer: costs,
};

/// As many tags make a page.
const USUAL: usize = 12;

fn set(call: &Call<'_>) -> Result<Answer, Failure> {
    let session = call.session()?;
    if !call.may_change(session)? {
        let problem = "the session is of another project, whose tags are not changed from here";
        return Err(
            Failure::tool(problem).advising("the user can run: scopeon tag, or start with --names all")
        );
    }
    let tags = call.args.texts("tags");
    let tags = (!tags.is_empty()).then_some(tags.as_slice());
    let report = call.app.set_tags(session, tags, call.cancel)?;
    // What the caller states is no secret to the caller.
    let own = call.args.texts("tags");
    let told = |tag: &String| if own.contains(tag) { tag.clone() } else { call.names.of_none(tag) };
    let tags: Vec<String> = report.rows.iter().flat_map(|row| &row.tags).map(told).collect();
    let source = report.rows.first().map_or(Value::Null, |row| json!(row.source));
    Ok(Answer::new(part([("tags", json!(tags)), ("source", source)]), Certainty::Exact))
}

fn costs(call: &Call<'_>) -> Result<Answer, Failure> {
    let report = call.ask(&TagCosts { args: call.args.query(), order: Order::default() })?;
    let coverage = coverage(&report.scope);
    let fields = part([
        ("cost_usd", usd(report.total.amount(CostMode::Computed))),
        ("untagged_usd", usd(report.untagged.amount(CostMode::Computed))),
    ]);
    let names = call.tag_names(&report.rows.iter().map(|row| row.key.as_str()).collect::<Vec<_>>())?;
    let row = |(row, name): (&UsageRow, String)| {
        let mut told = spent(&row.figures, coverage);
        told.insert("tag".to_owned(), json!(name));
        told.insert("sessions".to_owned(), json!(row.figures.sessions));
        told
    };
    let rows = report.rows.iter().zip(names).map(row).collect();
    Ok(Answer::new(fields, report.total.certainty(coverage)).with_rows(rows, USUAL))
}
