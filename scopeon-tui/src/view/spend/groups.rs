//! What has a name, the most expensive first: models, agents, projects, branches or tags.

use ratatui::layout::Rect;
use scopeon_app::ask::OrderBy;
use scopeon_app::words::{compact, cost};
use scopeon_core::metrics::Share;
use scopeon_core::report::UsageRow;

use super::days::series;
use crate::answers::Answers;
use crate::canvas::{Canvas, Words};
use crate::hit::Hit;
use crate::screen::spend::{Groups, Spend, SpendBy};
use crate::shared::Shared;
use crate::text::{Keep, columns, fit};
use crate::theme::Role;

/// The columns of amount and share.
const NUMBERS: usize = 17;

/// Draws them.
pub(super) fn draw(spend: &Spend, known: (&Shared, &Answers), canvas: &mut Canvas<'_>, area: Rect) {
    let (shared, answers) = known;
    let title = Words::title(format!("By {}", spend.group.word()));
    let inner = canvas.frame_focused(area, &title, &Words::muted(order(spend, canvas)));
    let Some(groups) = spend.groups(shared, answers) else { return };
    let rows = groups.rows();
    if rows.is_empty() {
        let nothing = if spend.group == SpendBy::Tag {
            "No session of this time has a tag: scopeon tag set, or [[tags]] rules."
        } else {
            "Nothing was used in this time."
        };
        canvas.text(inner, 0, nothing, Role::Muted);
        return;
    }
    let first = spend.list.first(rows.len(), usize::from(inner.height));
    for (row, (place, usage)) in (0..inner.height).zip(rows.iter().enumerate().skip(first)) {
        let words = line(spend, (usage, &groups), known, (canvas, usize::from(inner.width)));
        canvas.row(inner, row, &words);
        if place == spend.list.selected() {
            canvas.select(inner, row);
        }
        canvas.hit(Rect { y: inner.y + row, height: 1, ..inner }, Hit::Row(place));
    }
}

fn order(spend: &Spend, canvas: &Canvas<'_>) -> String {
    let [down, up] = canvas.theme().glyphs.sorted;
    let by = match spend.order {
        OrderBy::Usual | OrderBy::Cost => "cost",
        OrderBy::Tokens => "tokens",
        OrderBy::Calls => "calls",
        OrderBy::Key => "name",
    };
    let is_down = spend.is_reversed == (spend.order == OrderBy::Key);
    format!("{by} {}", if is_down { down } else { up })
}

fn line(
    spend: &Spend,
    (usage, groups): (&UsageRow, &Groups<'_>),
    (shared, answers): (&Shared, &Answers),
    (canvas, room): (&Canvas<'_>, usize),
) -> Words {
    let name = match spend.group {
        SpendBy::Project => shared.tilde(&usage.key),
        _ => usage.key.clone(),
    };
    let bar = room.saturating_sub(NUMBERS + 30).min(24);
    let width = room.saturating_sub(NUMBERS + bar + usize::from(bar > 0));
    let keep = if spend.group == SpendBy::Project { Keep::End } else { Keep::Start };
    let name = fit(&name, width, keep);
    let gap = " ".repeat(width.saturating_sub(columns(&name)));
    let share = share(usage, groups, spend.order);
    let role = match spend.group {
        SpendBy::Model => series(&usage.key, (shared, answers)),
        _ => Role::Accent,
    };
    let value = match spend.order {
        OrderBy::Tokens => compact(usage.figures.usage.total()),
        OrderBy::Calls => compact(usage.figures.calls),
        _ => cost(&usage.figures, &shared.money),
    };
    let mut words = Words::text(name + &gap);
    if bar > 0 {
        words = words.and(canvas.bar(u64::from(share.bp()), bar, role)).with(" ", Role::Text);
    }
    words
        .with(format!("{value:>11}"), Role::Figure)
        .with(format!("{:>6}", scopeon_app::words::whole_percent(u64::from(share.bp()))), Role::Muted)
}

/// The part of a row of all there is, by what rows are ordered by.
fn share(usage: &UsageRow, groups: &Groups<'_>, order: OrderBy) -> Share {
    let total = match groups {
        Groups::Usage(report) => &report.total,
        Groups::Tags(report) => &report.total,
    };
    match order {
        OrderBy::Tokens => Share::of(usage.figures.usage.total(), total.usage.total()),
        OrderBy::Calls => Share::of(usage.figures.calls, total.calls),
        _ => Share::of_money(usage.figures.cost_usd, total.cost_usd),
    }
}
