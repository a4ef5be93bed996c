//! Tools, skills, hooks and MCP servers, a row each.

use ratatui::layout::Rect;
use scopeon_app::words::{bytes, compact, duration, figure, whole_percent};
use scopeon_core::metrics::tools::{ToolFigures, ToolKind};

use crate::answers::Answers;
use crate::canvas::{Canvas, Words};
use crate::hit::Hit;
use crate::screen::tools::{ROWS, ToolOrder, ToolPart, Tools, tools as known};
use crate::shared::Shared;
use crate::text::{Keep, columns, fit};
use crate::theme::Role;

/// From this width on it is said how often a tool was asked the same again.
const WITH_REPEATS: u16 = 68;

/// Draws tools, skills, hooks and types of sub-agents.
pub(super) fn tools(
    state: &Tools,
    (shared, answers): (&Shared, &Answers),
    canvas: &mut Canvas<'_>,
    area: Rect,
) {
    let [down, up] = canvas.theme().glyphs.sorted;
    let order = format!("{} {}", state.order.words(), if state.is_reversed { up } else { down });
    let part = ToolPart::Tools;
    let inner = frame(state, part, "Tools", &order, canvas, area);
    let Some(report) = known(shared, answers) else { return };
    if report.rows.is_empty() {
        canvas.text(inner, 0, "No tool was used in this time.", Role::Muted);
        return;
    }
    let mut rows: Vec<&ToolFigures> = report.rows.iter().collect();
    rows.sort_by_key(|tool| std::cmp::Reverse(measure(tool, state.order)));
    if state.is_reversed {
        rows.reverse();
    }
    let is_wide = inner.width >= WITH_REPEATS;
    let taken = if is_wide { 45 } else { 36 };
    let name = usize::from(inner.width).saturating_sub(taken).clamp(10, 40);
    let last = if is_wide { " Repeats" } else { "" };
    let head = format!("{:<name$} {:>6} {:>7} {:>8} {:>9}{last}", "", "Uses", "Failed", "Tokens", "Mean");
    canvas.text(inner, 0, &head, Role::Muted);
    each(state, part, canvas, (inner, rows.len()), |place| {
        let tool = rows.get(place)?;
        let failed =
            if tool.failures > 0 { whole_percent(u64::from(tool.failures_bp.bp())) } else { String::new() };
        let mean = if tool.mean_ms > 0 { duration(tool.mean_ms) } else { String::new() };
        let tokens = if tool.tokens.value == Some(0) {
            String::new()
        } else {
            figure(&tool.tokens, |tokens| compact(*tokens))
        };
        let repeats = tool.repeats.value.filter(|repeats| *repeats > 0).map(compact).unwrap_or_default();
        Some(
            Words::text(padded(&label(tool), name))
                .with(format!(" {:>6}", compact(tool.uses)), Role::Figure)
                .with(format!(" {failed:>7}"), Role::Warn)
                .with(
                    format!(" {tokens:>8} {mean:>9} {:>7}", if is_wide { repeats } else { String::new() }),
                    Role::Muted,
                ),
        )
    });
}

/// Draws MCP servers.
pub(super) fn servers(
    state: &Tools,
    (shared, answers): (&Shared, &Answers),
    canvas: &mut Canvas<'_>,
    area: Rect,
) {
    let part = ToolPart::Servers;
    let inner = frame(state, part, "MCP servers", "", canvas, area);
    let Some(report) = known(shared, answers) else { return };
    if report.servers.is_empty() {
        canvas.text(inner, 0, "None was used in this time.", Role::Muted);
        return;
    }
    let name = usize::from(inner.width).saturating_sub(43).clamp(10, 40);
    let head =
        format!("{:<name$} {:>6} {:>6} {:>7} {:>7} {:>10}", "", "Tools", "Uses", "Share", "Failed", "Size");
    canvas.text(inner, 0, &head, Role::Muted);
    each(state, part, canvas, (inner, report.servers.len()), |place| {
        let row = report.servers.get(place)?;
        let failed = if row.failures > 0 { compact(row.failures) } else { String::new() };
        Some(
            Words::text(padded(&row.server, name))
                .with(format!(" {:>6}", row.tools), Role::Muted)
                .with(format!(" {:>6}", compact(row.uses)), Role::Figure)
                .with(format!(" {:>7}", whole_percent(u64::from(row.uses_bp.bp()))), Role::Muted)
                .with(format!(" {failed:>7}"), Role::Warn)
                .with(format!(" {:>10}", bytes(row.bytes)), Role::Muted),
        )
    });
}

fn frame(
    state: &Tools,
    part: ToolPart,
    title: &str,
    right: &str,
    canvas: &mut Canvas<'_>,
    area: Rect,
) -> Rect {
    let (title, right) = (Words::title(title), Words::muted(right));
    if state.part == part {
        canvas.frame_focused(area, &title, &right)
    } else {
        canvas.frame(area, &title, &right)
    }
}

/// Draws as many rows below the heads as fit, the selected one among them.
fn each(
    state: &Tools,
    part: ToolPart,
    canvas: &mut Canvas<'_>,
    (inner, rows): (Rect, usize),
    words: impl Fn(usize) -> Option<Words>,
) {
    let body = Rect { y: inner.y + 1, height: inner.height.saturating_sub(1), ..inner };
    let list = state.list(part);
    let first = list.first(rows, usize::from(body.height));
    for (row, place) in (0..body.height).zip(first..rows) {
        let Some(words) = words(place) else { continue };
        canvas.row(body, row, &words);
        if state.part == part && place == list.selected() {
            canvas.select(body, row);
        }
        canvas.hit(Rect { y: body.y + row, height: 1, ..body }, Hit::Row(part.place() * ROWS + place));
    }
}

fn measure(tool: &ToolFigures, order: ToolOrder) -> u64 {
    match order {
        ToolOrder::Uses => tool.uses,
        ToolOrder::Failures => tool.failures,
        ToolOrder::Bytes => tool.input_bytes.saturating_add(tool.output_bytes),
        ToolOrder::Time => tool.duration_ms,
    }
}

/// What a tool is called, with what it is where that is no tool.
fn label(tool: &ToolFigures) -> String {
    match (tool.kind, &tool.server) {
        (ToolKind::Mcp, Some(server)) => format!("{server}/{}", tool.name),
        (ToolKind::Skill, _) => format!("skill {}", tool.name),
        (ToolKind::Hook, _) => format!("hook {}", tool.name),
        (ToolKind::SubAgent, _) => format!("sub-agent {}", tool.name),
        _ => tool.name.clone(),
    }
}

fn padded(name: &str, width: usize) -> String {
    let name = fit(name, width, Keep::Both);
    let padding = width.saturating_sub(columns(&name));
    name + &" ".repeat(padding)
}
