//! `explore`: what consumed tokens, level by level.

use scopeon_app::By;
use scopeon_app::ask::{Explore, ExploreBy};
use scopeon_core::metrics::explore::{Depth, ExploreRow};
use scopeon_core::report::ExploreReport;
use serde_json::json;

use super::params::SINCE;
use crate::answer::Answer;
use crate::call::Call;
use crate::failure::Failure;
use crate::figures::{at, certainty, part, percent, sum, usd};
use crate::param::{Field, Is, Kind, Param};
use crate::tool::Tool;

/// One level of what consumed tokens.
pub(super) const EXPLORE: Tool = Tool {
    name: "explore",
    title: "Explore",
    about: "Walk down: agents, projects, branches, sessions, turns, calls, tools",
    takes: &[
        Param { name: "path", also: &[], kind: Kind::Texts, about: "keys of the levels above" },
        Param { name: "sort", also: &["by"], kind: Kind::Word(&["cost", "tokens", "calls"]), about: "" },
        SINCE,
    ],
    gives: &[
        Field { name: "depth", is: Is::Text },
        Field { name: "below", is: Is::Text },
        Field { name: "cost_usd", is: Is::Usd },
        Field { name: "rows", is: Is::Rows },
    ],
    is_core: false,
    writes: false,
    tells_calls: false,
    answer,
};

/// What lies below so many words lies in a session: an agent, a project, a branch and it.
const SESSION_DEPTH: usize = 4;
/// As many rows make a page.
const USUAL: usize = 10;

fn answer(call: &Call<'_>) -> Result<Answer, Failure> {
    let mut path = call.args.texts("path");
    if call.hides_calls && path.len() >= SESSION_DEPTH {
        return Err(Failure::calls_are_hidden());
    }
    // The second word of a way down is a project, the third a branch.
    if let Some(word) = path.get_mut(1) {
        *word = call.uncover(By::Project, std::slice::from_ref(word))?.remove(0);
    }
    let is_own = call.names.tells(path.get(1).map(String::as_str));
    if let Some(word) = path.get_mut(2) {
        *word = uncovered_branch(call, word, is_own)?;
    }
    let by = match call.args.text("sort") {
        Some("tokens") => ExploreBy::Tokens,
        Some("calls") => ExploreBy::Calls,
        _ => ExploreBy::Cost,
    };
    let project = path.get(1).cloned();
    let report = call.ask(&Explore { args: call.args.query(), path, by, limit: Some(call.rows(USUAL)) })?;
    let fields = part([
        ("depth", json!(report.level.depth)),
        ("below", json!(report.below)),
        ("cost_usd", usd(report.level.total.known_usd())),
    ]);
    let told = |row: &ExploreRow| {
        let mut told = sum(&row.sum, report.provenance);
        told.insert("key".to_owned(), json!(named(&report, row, project.as_deref(), call)));
        told.insert("share_pct".to_owned(), percent(row.share_bp));
        if row.at.is_some() {
            told.insert("at".to_owned(), at(row.at));
        }
        told
    };
    let rows = report.level.rows.iter().map(told).collect();
    Ok(Answer::new(fields, certainty(&report.level.total, report.provenance)).with_rows(rows, USUAL))
}

fn named(report: &ExploreReport, row: &ExploreRow, project: Option<&str>, call: &Call<'_>) -> String {
    match report.level.depth {
        Depth::Project => call.names.project(&row.key),
        Depth::Branch => call.names.of_project(&row.key, project),
        // The last level is of tools, of which those of MCP servers may be a project's own.
        _ if !call.names.tells(project) => call.about_tool(&row.key, Some(&row.key)),
        _ => row.key.clone(),
    }
}

/// The rows that stand for no branch are called so in words.
fn uncovered_branch(call: &Call<'_>, word: &str, is_own: bool) -> Result<String, Failure> {
    match call.uncover(By::Branch, &[word.to_owned()]) {
        Ok(mut found) => Ok(found.remove(0)),
        // A branch of the caller's own project is told, and so it is understood.
        Err(_) if is_own => Ok(word.to_owned()),
        Err(refused) => Err(refused),
    }
}
