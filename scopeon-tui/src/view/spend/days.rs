//! What each day cost: a bar a day, stacked by model.

use ratatui::layout::Rect;
use scopeon_core::money::PicoUsd;
use scopeon_core::report::{UsageReport, UsageRow};
use scopeon_core::time::{Period, Timestamp};

use crate::answers::Answers;
use crate::canvas::{Canvas, Words};
use crate::screen::spend::{costs, days_question};
use crate::shared::{Shared, Span};
use crate::theme::Role;

/// So many models have a colour of their own; the others share one.
const SERIES: usize = 6;
/// The columns of the amounts beside the bars.
const AXIS: u16 = 9;
/// So many days are drawn at most.
const MOST_DAYS: usize = 90;
/// Parts of a cell that are told apart.
const EIGHTHS: i128 = 8;

/// Draws them.
pub(super) fn draw((shared, answers): (&Shared, &Answers), canvas: &mut Canvas<'_>, area: Rect) {
    let inner = canvas.frame(area, &Words::title("Days"), &Words::muted("t other pictures"));
    let Some(report) = answers.get(&days_question(shared)).and_then(|answer| answer.usage()) else { return };
    if inner.height < 5 || inner.width < AXIS + 7 {
        return;
    }
    let models = models(report);
    let [.., full] = canvas.theme().glyphs.eighths;
    let legend = legend(&models, full, inner.width);
    let rows = inner.height - 1 - u16::from(!legend.is_empty());
    let plot = Rect { x: inner.x + AXIS, width: inner.width - AXIS, height: rows, ..inner };
    let days = days(shared, usize::from(plot.width / 2));
    let bars: Vec<Bar> = days.iter().map(|day| Bar::of(day, (report, &models), (shared, answers))).collect();
    let most = bars.iter().map(|bar| bar.expected.max(bar.total())).max().unwrap_or_default();
    if most <= 0 {
        canvas.text(inner, 0, "No call of this time has a price.", Role::Muted);
        return;
    }
    axis(most, shared, canvas, (inner, rows));
    let column = (plot.width / u16::try_from(days.len().max(1)).unwrap_or(u16::MAX)).clamp(1, 8);
    for (place, bar) in (0..).zip(&bars) {
        let at = Rect { x: plot.x + place * column, width: column.saturating_sub(1).max(1), ..plot };
        bar.draw(most, canvas, at);
    }
    dates(&days, column, canvas, Rect { y: plot.bottom(), height: 1, ..plot });
    canvas.row(Rect { y: plot.bottom() + 1, ..inner }, 0, &legend);
}

/// The last days of the span, the first one first, by their names; as many as there is room for.
fn days(shared: &Shared, room: usize) -> Vec<String> {
    let wanted = match shared.span {
        Span::Week => 7,
        Span::Day | Span::Fortnight => 14,
        Span::Month => 30,
        Span::Quarter | Span::Year | Span::All => MOST_DAYS,
    };
    let mut days = Vec::with_capacity(wanted);
    let mut at = shared.zone.floor(shared.now, Period::Day);
    for _ in 0..wanted.min(room).max(1) {
        days.push(shared.zone.key(at, Period::Day));
        let Some(before) = Timestamp::from_millis(at.millis() - 1) else { break };
        at = shared.zone.floor(before, Period::Day);
    }
    days.reverse();
    days
}

/// Models with a colour, the most expensive of the time first.
fn models(report: &UsageReport) -> Vec<String> {
    let mut sums: Vec<(i128, &str)> = Vec::new();
    for part in report.rows.iter().flat_map(|day| day.breakdown.iter().flatten()) {
        let pico = part.figures.cost_usd.pico();
        match sums.iter_mut().find(|(_, model)| *model == part.key) {
            Some((sum, _)) => *sum = sum.saturating_add(pico),
            None => sums.push((pico, &part.key)),
        }
    }
    sums.sort_by(|(one, a), (other, b)| other.cmp(one).then_with(|| a.cmp(b)));
    sums.into_iter().filter(|(sum, _)| *sum > 0).take(SERIES).map(|(_, model)| model.to_owned()).collect()
}

/// Returns the colour of a model: the same one in every picture of the screen.
pub(super) fn series(model: &str, (shared, answers): (&Shared, &Answers)) -> Role {
    let report = answers.get(&days_question(shared)).and_then(|answer| answer.usage());
    let place = report.and_then(|report| models(report).iter().position(|known| known == model));
    Role::Series(place.unwrap_or(SERIES))
}

/// A day: what each model cost, from the bottom up.
struct Bar {
    parts: Vec<(usize, i128)>,
    /// What it comes to where it is not over.
    expected: i128,
}

impl Bar {
    fn of(
        day: &str,
        (report, models): (&UsageReport, &[String]),
        (shared, answers): (&Shared, &Answers),
    ) -> Self {
        let row = report.rows.iter().find(|row| row.key == day);
        let is_today = shared.zone.key(shared.now, Period::Day) == day;
        let likely = costs(shared, answers).and_then(|report| report.day.known_likely());
        let expected = likely.filter(|_| is_today).map_or(0, PicoUsd::pico);
        Self { parts: row.map_or_else(Vec::new, |row| parts(row, models)), expected }
    }

    fn total(&self) -> i128 {
        self.parts.iter().map(|(_, pico)| *pico).sum()
    }

    fn draw(&self, most: i128, canvas: &mut Canvas<'_>, area: Rect) {
        let all = i128::from(area.height) * EIGHTHS;
        let height = |pico: i128| (pico.saturating_mul(all) / most).max(i128::from(pico > 0));
        let (total, expected) = (height(self.total()), height(self.expected));
        for row in 0..area.height {
            let bottom = i128::from(area.height - 1 - row) * EIGHTHS;
            let filled = (total - bottom).clamp(0, EIGHTHS);
            let glyphs = canvas.theme().glyphs;
            let place = usize::try_from(filled).unwrap_or_default().checked_sub(1);
            let (glyph, role) = match place.and_then(|place| glyphs.heights.get(place)) {
                Some(glyph) => (*glyph, self.series_at((bottom + filled / 2).min(total - 1), height)),
                None if expected > bottom => (glyphs.empty, Role::Muted),
                None => continue,
            };
            canvas.text(area, row, &glyph.repeat(area.width.into()), role);
        }
    }

    /// The colour of what lies at a height.
    fn series_at(&self, at: i128, height: impl Fn(i128) -> i128) -> Role {
        let mut below = 0;
        for (series, pico) in &self.parts {
            below += pico;
            if height(below) > at {
                return Role::Series(*series);
            }
        }
        Role::Series(SERIES)
    }
}

fn parts(row: &UsageRow, models: &[String]) -> Vec<(usize, i128)> {
    let place = |part: &UsageRow| models.iter().position(|model| *model == part.key).unwrap_or(SERIES);
    let breakdown = row.breakdown.iter().flatten();
    let mut parts: Vec<(usize, i128)> =
        breakdown.map(|part| (place(part), part.figures.cost_usd.pico().max(0))).collect();
    parts.sort_unstable();
    parts
}

fn axis(most: i128, shared: &Shared, canvas: &mut Canvas<'_>, (inner, rows): (Rect, u16)) {
    let write = |pico: i128| shared.money.amount(PicoUsd::from_pico(pico));
    let width = usize::from(AXIS) - 1;
    canvas.text(inner, 0, &format!("{:>width$}", write(most)), Role::Muted);
    if rows >= 7 {
        canvas.text(inner, rows / 2, &format!("{:>width$}", write(most / 2)), Role::Muted);
    }
}

/// Names the first day, one in the middle and today.
fn dates(days: &[String], column: u16, canvas: &mut Canvas<'_>, area: Rect) {
    let short = |day: &String| day.get(5..).unwrap_or(day).to_owned();
    let last = days.len().saturating_sub(1);
    let mut taken = 0;
    for place in [0, last / 2] {
        let Some(day) = days.get(place) else { continue };
        let x = u16::try_from(place).unwrap_or(0).saturating_mul(column);
        if x >= taken && x + 12 < area.width {
            canvas.text(Rect { x: area.x + x, width: area.width - x, ..area }, 0, &short(day), Role::Muted);
            taken = x + 7;
        }
    }
    let end = u16::try_from(days.len()).unwrap_or(0).saturating_mul(column).min(area.width);
    if end >= taken + 5 {
        canvas.text(Rect { x: area.x + end - 5, width: 5, ..area }, 0, "today", Role::Muted);
    }
}

fn legend(models: &[String], full: &str, width: u16) -> Words {
    let mut words = Words::new();
    for (place, model) in models.iter().enumerate() {
        let next = words.clone().then(format!("{full} "), Role::Series(place)).with(model, Role::Muted);
        if next.columns() > usize::from(width) {
            break;
        }
        words = next;
    }
    words
}
