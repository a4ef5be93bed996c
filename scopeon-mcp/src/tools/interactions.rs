//! `get_interaction_history`: what a session did beside its calls: tools, MCP tools, skills, hooks, compactions.

use scopeon_app::ask::Session;
use scopeon_core::metrics::Certainty;
use scopeon_core::report::{CompactionRow, SessionDetail, ToolRow};
use serde_json::{Value, json};

use super::params::SESSION;
use crate::answer::Answer;
use crate::call::Call;
use crate::failure::Failure;
use crate::figures::{Part, at, part};
use crate::param::{Field, Is, Kind, Param};
use crate::tool::Tool;

/// What a session did beside its calls.
pub(super) const GET_INTERACTION_HISTORY: Tool = Tool {
    name: "get_interaction_history",
    title: "Tools of a session",
    about: "Tools, MCP tools, skills, hooks and compactions of one session",
    takes: &[
        SESSION,
        Param {
            name: "kind",
            also: &[],
            kind: Kind::Word(&["tool", "mcp", "skill", "hook", "compaction"]),
            about: "",
        },
    ],
    gives: &[
        Field { name: "uses", is: Is::Count },
        Field { name: "failures", is: Is::Count },
        Field { name: "rows", is: Is::Rows },
    ],
    is_core: false,
    writes: false,
    tells_calls: true,
    answer,
};

/// As many rows make a page.
const USUAL: usize = 15;

fn answer(call: &Call<'_>) -> Result<Answer, Failure> {
    let detail = call.ask(&Session { id: call.session()?.to_owned() })?;
    let kind = call.args.text("kind");
    let is_told = call.tells_session(&detail.session.id)?;
    let rows: Vec<Part> = rows(&detail)
        .into_iter()
        .filter(|(of, _)| kind.is_none_or(|kind| kind == *of))
        .map(|(of, mut row)| {
            row.insert("kind".to_owned(), json!(of));
            // Tools are the agent's own; what was added to it may be a project's.
            if let Some(Value::String(name)) = row.get_mut("name").filter(|_| of != "tool") {
                *name = call.names.told(name, is_told);
            }
            row
        })
        .collect();
    let sum = |name: &str| -> u64 { rows.iter().filter_map(|row| row.get(name)?.as_u64()).sum() };
    let fields = part([
        ("uses", json!(sum("uses"))),
        ("failures", json!(sum("failures"))),
        ("api_retries", json!(detail.api_retries)),
        ("api_errors", json!(detail.api_errors)),
    ]);
    Ok(Answer::new(fields, Certainty::Exact).with_rows(rows, USUAL))
}

fn rows(detail: &SessionDetail) -> Vec<(&'static str, Part)> {
    let lists =
        [("tool", &detail.tools), ("mcp", &detail.mcp), ("skill", &detail.skills), ("hook", &detail.hooks)];
    let used = lists.into_iter().flat_map(|(kind, rows)| rows.iter().map(move |row| (kind, used(row))));
    used.chain(detail.compactions.iter().map(|one| ("compaction", compacted(one)))).collect()
}

fn used(row: &ToolRow) -> Part {
    part([
        ("name", json!(row.name)),
        ("uses", json!(row.uses)),
        ("failures", json!(row.failures)),
        ("output_bytes", json!(row.output_bytes)),
        ("duration_ms", json!(row.duration_ms)),
    ])
}

fn compacted(one: &CompactionRow) -> Part {
    part([
        ("at", at(Some(one.at))),
        ("trigger", json!(one.trigger)),
        ("before_tokens", json!(one.before)),
        ("after_tokens", json!(one.after)),
    ])
}
