//! Whether today is normal, in words and one number, and what the last days cost.

use ratatui::layout::Rect;
use scopeon_app::words::{cost, times_usual};
use scopeon_core::metrics::Share;
use scopeon_core::metrics::next::UNUSUAL_BP;
use scopeon_core::money::PicoUsd;
use scopeon_core::report::StatusReport;

use crate::canvas::{Canvas, Words};
use crate::shared::Shared;
use crate::theme::Role;

/// Draws it on one row.
pub(super) fn draw(status: &StatusReport, shared: &Shared, canvas: &mut Canvas<'_>, area: Rect) {
    let taken = canvas.row(area, 0, &words(status, shared));
    let spark = canvas.spark(&costs(status));
    let right =
        Words::new().with(spark, Role::Accent).with(format!(" {} days", status.days.len()), Role::Muted);
    if costs(status).iter().filter(|cost| **cost > 0).count() > 1 {
        canvas.row_right(area, 0, &right, taken + 2);
    }
}

/// Says whether today is normal.
pub(super) fn words(status: &StatusReport, shared: &Shared) -> Words {
    if status.today.calls == 0 {
        return Words::new().with("Nothing today", Role::Figure);
    }
    let mut words =
        Words::new().with(cost(&status.today, &shared.money), Role::Figure).with(" today", Role::Muted);
    if let Some(usual) = status.usual {
        let role = if usual.today_bp >= UNUSUAL_BP { Role::Warn } else { Role::Text };
        words = words.then(times_usual(usual.today_bp), role);
    }
    let day = status.outlook.map(|outlook| outlook.day);
    if let Some(likely) = day.and_then(|day| day.known_likely().filter(|likely| *likely > day.spent_usd)) {
        let amount = shared.money.rounded(likely, status.today.cost_usd);
        words = words
            .then("likely ", Role::Muted)
            .with(format!("~{amount}"), Role::Text)
            .with(" by midnight", Role::Muted);
    }
    words
}

fn costs(status: &StatusReport) -> Vec<u64> {
    status.days.iter().map(|day| u64::try_from(day.cost_usd.pico() / 1_000_000).unwrap_or(0)).collect()
}

/// Draws what each of the last days cost, a row each, the last one first.
pub(super) fn days(status: &StatusReport, shared: &Shared, canvas: &mut Canvas<'_>, area: Rect) {
    let most = status.days.iter().map(|day| day.cost_usd).max().unwrap_or(PicoUsd::ZERO);
    let room = usize::from(area.width).saturating_sub(26);
    for (row, day) in (0..).zip(status.days.iter().rev()) {
        let share = u64::from(Share::of_money(day.cost_usd, most).bp());
        let amount = shared.money.amount(day.cost_usd);
        let role = if row == 0 { Role::Accent } else { Role::Series(0) };
        let words = Words::muted(format!("{}  ", day.day))
            .with(format!("{amount:>11}  "), Role::Text)
            .and(canvas.bar(share.max(u64::from(day.cost_usd > PicoUsd::ZERO)), room, role));
        canvas.row(area, row, &words);
    }
}
