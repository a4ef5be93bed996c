//! The screen of what consumed tokens, level by level.

mod compare;

use ratatui::layout::Rect;
use scopeon_app::ask::ExploreBy;
use scopeon_app::words::{bytes, compact, cost_of_sum, counted, short_id, whole_percent};
use scopeon_core::metrics::cost::CostSum;
use scopeon_core::metrics::explore::{Depth, ExploreRow};
use scopeon_core::report::ExploreReport;

use crate::answers::{Answers, Known};
use crate::canvas::{Canvas, Words};
use crate::hit::Hit;
use crate::screen::explore::Explore;
use crate::shared::Shared;
use crate::text::{Keep, columns, fit};
use crate::theme::Role;

/// The columns of the numbers beside a name.
const NUMBERS: usize = 36;
/// The columns of a mark.
const MARK: usize = 2;

/// Draws it.
pub(super) fn draw(
    explore: &Explore,
    (shared, answers): (&Shared, &Answers),
    canvas: &mut Canvas<'_>,
    area: Rect,
) {
    let inset = Rect { x: area.x + 1, width: area.width.saturating_sub(2), ..area };
    match answers.known(&explore.question(shared)) {
        Known::Answer(_) => {}
        Known::Trouble(trouble) => return super::trouble::draw(trouble, canvas, area),
        Known::Waiting => {
            way(explore, shared, None, canvas, Rect { height: inset.height.min(1), ..inset });
            canvas.text(inset, 2, "Looking at this level …", Role::Muted);
            return;
        }
    }
    let Some(report) = explore.report(shared, answers) else { return };
    way(explore, shared, Some(report), canvas, Rect { height: inset.height.min(1), ..inset });
    let body = Rect { y: area.y + 2, height: area.height.saturating_sub(2), ..area };
    if explore.is_comparing {
        return compare::draw(explore, (shared, answers), canvas, body);
    }
    level(explore, (report, shared), canvas, body);
}

/// The way down to the level: each step leads back to it.
fn way(
    explore: &Explore,
    shared: &Shared,
    report: Option<&ExploreReport>,
    canvas: &mut Canvas<'_>,
    area: Rect,
) {
    let right = match report {
        Some(report) => {
            Words::new().with(cost_of_sum(&report.level.total, &shared.money), Role::Figure).with(
                format!(", {} in {}", counted(report.level.total.calls, "call"), shared.span.words()),
                Role::Muted,
            )
        }
        None => Words::muted(shared.span.words()),
    };
    let room = usize::from(area.width).saturating_sub(right.columns() + 2);
    let steps = explore.path.iter().zip(Depth::ALL).map(|(key, depth)| step(depth, key, shared));
    let steps: Vec<String> = ["All agents".to_owned()].into_iter().chain(steps).collect();
    let whole = steps.iter().map(|step| columns(step) + 3).sum::<usize>().saturating_sub(3);
    let each = if whole > room { (room / steps.len().max(1)).saturating_sub(3).max(4) } else { usize::MAX };
    let mut x = 0;
    for (place, text) in steps.iter().enumerate() {
        let is_last = place + 1 == steps.len();
        let mut words = Words::new();
        if place > 0 {
            words = words.with(" › ", Role::Muted);
        }
        words =
            words.with(fit(text, each.min(200), Keep::End), if is_last { Role::Figure } else { Role::Text });
        let at = Rect { x: area.x + x, width: area.width.saturating_sub(x), ..area };
        let taken = canvas.row(at, 0, &words);
        canvas.hit(Rect { width: taken, ..at }, Hit::Column(place));
        x += taken;
    }
    canvas.row_right(area, 0, &right, x + 2);
}

/// A step as people know it.
fn step(depth: Depth, key: &str, shared: &Shared) -> String {
    match depth {
        Depth::Project => shared.tilde(key),
        Depth::Session => short_id(key),
        Depth::Turn => format!("turn {key}"),
        Depth::Call => format!("call {key}"),
        _ => key.to_owned(),
    }
}

fn level(
    explore: &Explore,
    (report, shared): (&ExploreReport, &Shared),
    canvas: &mut Canvas<'_>,
    area: Rect,
) {
    let level = &report.level;
    let title = Words::title(title(level.depth));
    let inner = canvas.frame_focused(area, &title, &Words::muted(order(explore, canvas)));
    if level.rows.is_empty() {
        let nothing = match level.depth {
            Depth::Tool if !report.scope.providers.is_empty() => "This call used no tool.",
            _ => "Nothing was used in this time: + takes a longer one.",
        };
        canvas.text(inner, 0, nothing, Role::Muted);
        return;
    }
    let room = usize::from(inner.width);
    let bar = room.saturating_sub(NUMBERS + MARK + 24).min(40);
    let name = room.saturating_sub(NUMBERS + MARK + bar + 1);
    canvas.text(inner, 0, &heading(level.depth, bar, name), Role::Muted);
    let foot = u16::from(level.more > 0 || explore.note.is_some());
    let body = Rect { y: inner.y + 1, height: inner.height.saturating_sub(1 + foot), ..inner };
    let first = explore.list.first(level.rows.len(), usize::from(body.height));
    for (row, (place, entry)) in (0..body.height).zip(level.rows.iter().enumerate().skip(first)) {
        let words = line(explore, (entry, level.depth), shared, (canvas, bar, name));
        canvas.row(body, row, &words);
        if place == explore.list.selected() {
            canvas.select(body, row);
        }
        canvas.hit(Rect { y: body.y + row, height: 1, ..body }, Hit::Row(place));
    }
    footer(explore, (report, shared), canvas, Rect { y: body.bottom(), height: foot, ..inner });
}

/// What rows of a level stand for.
const fn title(depth: Depth) -> &'static str {
    match depth {
        Depth::Provider => "Agents",
        Depth::Project => "Projects",
        Depth::Branch => "Branches",
        Depth::Session => "Sessions",
        Depth::Turn => "Turns",
        Depth::Call => "Calls",
        Depth::Tool => "Tools",
    }
}

fn order(explore: &Explore, canvas: &Canvas<'_>) -> String {
    let [down, _] = canvas.theme().glyphs.sorted;
    let by = match explore.by {
        ExploreBy::Cost => "cost",
        ExploreBy::Tokens => "tokens",
        ExploreBy::Calls => "calls",
    };
    format!("{by} {down}")
}

fn heading(depth: Depth, bar: usize, name: usize) -> String {
    let (first, second, third) =
        if depth == Depth::Tool { ("", "Size", "Uses") } else { ("Cost", "Tokens", "Calls") };
    let before = " ".repeat(MARK);
    format!("{before}{:<name$} {:<bar$}{:>6}{first:>12}{second:>10}{third:>8}", "", "", "Share")
}

fn line(
    explore: &Explore,
    (entry, depth): (&ExploreRow, Depth),
    shared: &Shared,
    (canvas, bar, name): (&Canvas<'_>, usize, usize),
) -> Words {
    let [mark, _] = canvas.theme().glyphs.live;
    let is_marked = explore.is_marked(depth, &entry.key);
    let share = u64::from(entry.share_bp.bp());
    let at = entry.at.map(|at| format!("  {}", shared.time(at))).unwrap_or_default();
    let label = fit(&format!("{}{at}", step(depth, &entry.key, shared)), name, keep(depth));
    let gap = " ".repeat(name.saturating_sub(columns(&label)) + 1);
    let [first, second, third] = numbers(&entry.sum, depth, shared);
    Words::new()
        .with(if is_marked { format!("{mark:<MARK$}") } else { " ".repeat(MARK) }, Role::Accent)
        .with(label + &gap, Role::Text)
        .and(canvas.bar(share, bar, Role::Accent))
        .with(format!("{:>6}", whole_percent(share)), Role::Muted)
        .with(format!("{first:>12}"), Role::Figure)
        .with(format!("{second:>10}{third:>8}"), Role::Muted)
}

/// Of a path its end tells most.
const fn keep(depth: Depth) -> Keep {
    if matches!(depth, Depth::Project) { Keep::End } else { Keep::Start }
}

/// Cost, tokens and calls; of a tool its size and its uses.
fn numbers(sum: &CostSum, depth: Depth, shared: &Shared) -> [String; 3] {
    if depth == Depth::Tool {
        return [String::new(), bytes(sum.usage.input), compact(sum.calls)];
    }
    [cost_of_sum(sum, &shared.money), compact(sum.usage.total()), compact(sum.calls)]
}

/// What the last key said, or what the rows that are not listed consumed.
fn footer(
    explore: &Explore,
    (report, shared): (&ExploreReport, &Shared),
    canvas: &mut Canvas<'_>,
    area: Rect,
) {
    if let Some(note) = explore.note {
        canvas.text(area, 0, note, Role::Accent);
        return;
    }
    let level = &report.level;
    let rest = numbers(&level.rest, level.depth, shared).join("  ");
    canvas.text(area, 0, &format!("  {} more  {}", level.more, rest.trim()), Role::Muted);
}
