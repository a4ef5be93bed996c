//! The parts of a session beside its calls.

use ratatui::layout::Rect;
use scopeon_app::words::{UNKNOWN, compact, cost, count as written, duration};
use scopeon_core::report::{Moment, SessionDetail, ToolRow};

use crate::canvas::{Canvas, Words};
use crate::screen::session::{Section, Session};
use crate::shared::Shared;
use crate::text::{Keep, fit};
use crate::theme::Role;

/// How many there are of a part.
pub(super) fn count(section: Section, detail: &SessionDetail, moment: &Moment) -> Words {
    let text = match section {
        Section::Calls => written(detail.calls.len() as u64),
        Section::Context => {
            moment.context.map(|tokens| format!("{} tokens", compact(tokens))).unwrap_or_default()
        }
        Section::Tools => String::new(),
        Section::SubAgents => of(moment.sub_agents, detail.sub_agents.len() as u64),
        Section::Compactions => of(moment.compactions, detail.compactions.len() as u64),
    };
    Words::muted(text)
}

fn of(some: u64, all: u64) -> String {
    if some == all { written(all) } else { format!("{} of {}", written(some), written(all)) }
}

/// The size of the context at each call as columns, those after the selected one faint.
pub(super) fn context(detail: &SessionDetail, session: &Session, canvas: &mut Canvas<'_>, area: Rect) {
    let calls = detail.calls.iter().enumerate().filter(|(_, call)| call.sub_agent.is_none());
    let own: Vec<(usize, u64)> = calls.filter_map(|(place, call)| Some((place, call.context?))).collect();
    if own.is_empty() {
        canvas.text(area, 0, "The log does not tell it.", Role::Muted);
        return;
    }
    let past = own.iter().filter(|(place, _)| *place <= session.calls.selected()).count();
    let values: Vec<u64> = own.iter().map(|(_, tokens)| *tokens).collect();
    let most = values.iter().copied().max().unwrap_or(1);
    canvas.columns(area, &values, (most, &compact(most)), (past, [Role::Accent, Role::Line]));
}

/// Tools and those of MCP servers, with those that were used up to the selected call counted.
pub(super) fn tools(
    moment: &Moment,
    detail: &SessionDetail,
    is_timed: bool,
    canvas: &mut Canvas<'_>,
    area: Rect,
) {
    let rows = tree(detail, canvas);
    if rows.is_empty() {
        canvas.text(area, 0, "None was used.", Role::Muted);
        return;
    }
    let most = detail.tools.iter().chain(&detail.mcp).map(|tool| tool.uses).max().unwrap_or(1).max(1);
    let bar = usize::from(area.width).saturating_sub(48).min(24);
    for (row, (name, tool)) in (0..area.height).zip(rows) {
        let Some(tool) = tool else {
            canvas.text(area, row, &name, Role::Muted);
            continue;
        };
        let so_far = moment.tools.iter().find(|used| used.name == tool.name).map_or(0, |used| used.uses);
        // When a skill or a hook ran is not told with the tools.
        let is_timed = is_timed && !name.starts_with("  ");
        let uses = if is_timed { of(so_far.min(tool.uses), tool.uses) } else { written(tool.uses) };
        let failed =
            if tool.failures > 0 { format!("{} failed", written(tool.failures)) } else { String::new() };
        let shown = if is_timed { so_far } else { tool.uses };
        let words = Words::text(format!("{:<24} ", fit(&name, 24, Keep::Both)))
            .with(format!("{uses:>11} "), Role::Figure)
            .and(canvas.bar(shown.saturating_mul(10_000) / most, bar, Role::Series(0)))
            .then(failed, Role::Warn);
        canvas.row(area, row, &words);
    }
}

/// Tools, then each MCP server with its own, then skills and hooks; a row without uses is a heading.
fn tree<'a>(detail: &'a SessionDetail, canvas: &Canvas<'_>) -> Vec<(String, Option<&'a ToolRow>)> {
    let [more, last] = canvas.theme().glyphs.branches;
    let mut rows: Vec<(String, Option<&ToolRow>)> =
        detail.tools.iter().map(|tool| (tool.name.clone(), Some(tool))).collect();
    let mut servers: Vec<&str> = detail.mcp.iter().filter_map(|tool| tool.name.split('/').next()).collect();
    servers.sort_unstable();
    servers.dedup();
    for server in servers {
        rows.push((server.to_owned(), None));
        let is_its = |tool: &&ToolRow| tool.name.split('/').next() == Some(server);
        let its: Vec<&ToolRow> = detail.mcp.iter().filter(is_its).collect();
        for (place, tool) in its.iter().enumerate() {
            let branch = if place + 1 == its.len() { last } else { more };
            let name = tool.name.split_once('/').map_or(tool.name.as_str(), |(_, name)| name);
            rows.push((format!("{branch}{name}"), Some(tool)));
        }
    }
    for (heading, list) in [("skills", &detail.skills), ("hooks", &detail.hooks)] {
        if !list.is_empty() {
            rows.push((heading.to_owned(), None));
            rows.extend(list.iter().map(|tool| (format!("  {}", tool.name), Some(tool))));
        }
    }
    rows
}

/// The sub-agents, in order of time.
pub(super) fn sub_agents(
    detail: &SessionDetail,
    moment: &Moment,
    shared: &Shared,
    canvas: &mut Canvas<'_>,
    area: Rect,
) {
    if detail.sub_agents.is_empty() {
        canvas.text(area, 0, "None was started.", Role::Muted);
        return;
    }
    for (row, agent) in (0..area.height).zip(&detail.sub_agents) {
        let has_begun = agent.first_at.zip(moment.at).is_none_or(|(from, at)| from <= at);
        let role = if has_begun { Role::Text } else { Role::Line };
        let name = agent.agent_type.as_deref().unwrap_or("no type");
        let time = agent.first_at.map(|at| shared.time(at)).unwrap_or_default();
        let words = Words::new()
            .with(format!("{:<22} ", fit(name, 22, Keep::Start)), role)
            .with(format!("{:>10}", cost(&agent.figures, &shared.money)), role)
            .then(format!("{:>6} calls", compact(agent.figures.calls)), Role::Muted)
            .then(time, Role::Muted);
        canvas.row(area, row, &words);
    }
}

/// The compactions, in order of time.
pub(super) fn compactions(
    detail: &SessionDetail,
    moment: &Moment,
    shared: &Shared,
    canvas: &mut Canvas<'_>,
    area: Rect,
) {
    if detail.compactions.is_empty() {
        canvas.text(area, 0, "It was not compacted.", Role::Muted);
        return;
    }
    for (row, one) in (0..area.height).zip(&detail.compactions) {
        let role = if moment.at.is_none_or(|at| one.at <= at) { Role::Text } else { Role::Line };
        let tokens = |tokens: Option<u64>| tokens.map_or_else(|| UNKNOWN.to_owned(), compact);
        let took = one.duration_ms.map(duration).unwrap_or_default();
        let words = Words::new()
            .with(format!("{:<11} ", shared.time(one.at)), Role::Muted)
            .with(format!("{:<9} ", one.trigger), role)
            .with(format!("{} → {}", tokens(one.before), tokens(one.after)), role)
            .then(took, Role::Muted);
        canvas.row(area, row, &words);
    }
}
