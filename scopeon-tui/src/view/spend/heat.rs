//! Heat maps: a cell a day of a year, and a cell an hour of a week. The shade says where a cell stands among the others.

use std::collections::BTreeMap;

use ratatui::layout::Rect;
use scopeon_core::report::UsageReport;
use scopeon_core::time::{Date, Period, Timestamp, Zone};

use crate::answers::Answers;
use crate::canvas::{Canvas, Words};
use crate::screen::spend::{hours_question, year_question};
use crate::shared::Shared;
use crate::source::Question;
use crate::theme::Role;

/// The rows that a map takes: seven days, a scale and its frame.
pub(super) const ROWS: u16 = 10;
/// The columns of the names of weekdays.
const NAMES: u16 = 4;
const DAYS: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
const MONTHS: [&str; 12] =
    ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const DAY_MS: i64 = 86_400_000;

/// Draws a year.
pub(super) fn year((shared, answers): (&Shared, &Answers), canvas: &mut Canvas<'_>, area: Rect) {
    let inner = frame(canvas, area, "A year");
    let Some(report) = known(&year_question(shared), answers) else { return };
    let zone = shared.zone;
    let this_week = zone.floor(shared.now, Period::Week);
    let room = inner.width.saturating_sub(NAMES);
    let column = if room >= 106 { 2 } else { 1 };
    let weeks = i64::from((room / column).min(53));
    let mut cells = Cells::new(shared);
    for row in &report.rows {
        let Some(at) = day(&row.key, zone) else { continue };
        let week = zone.floor(at, Period::Week);
        let before = (this_week.millis() - week.millis() + DAY_MS / 2) / (7 * DAY_MS);
        if (0..weeks).contains(&before) {
            cells.add((weeks - 1 - before, weekday(at, zone)), row.figures.cost_usd.pico());
        }
    }
    let today = (weeks - 1, weekday(shared.now, zone));
    cells.draw((weeks, column), Some(today), canvas, inner);
    months((shared, weeks, column), canvas, inner);
}

/// Draws a week.
pub(super) fn hours((shared, answers): (&Shared, &Answers), canvas: &mut Canvas<'_>, area: Rect) {
    let inner = frame(canvas, area, "Hours of the week");
    let Some(report) = known(&hours_question(shared), answers) else { return };
    let mut cells = Cells::new(shared);
    for row in &report.rows {
        let hour = row.key.get(11..13).and_then(|hour| hour.parse::<i64>().ok());
        if let Some((at, hour)) = day(&row.key, shared.zone).zip(hour) {
            cells.add((hour, weekday(at, shared.zone)), row.figures.cost_usd.pico());
        }
    }
    let column = (inner.width.saturating_sub(NAMES) / 24).clamp(1, 3);
    cells.draw((24, column), None, canvas, inner);
    let scale = Rect { x: inner.x + NAMES, width: inner.width.saturating_sub(NAMES), ..inner };
    for hour in [0, 6, 12, 18] {
        let at =
            Rect { x: scale.x + hour * column, width: scale.width.saturating_sub(hour * column), ..scale };
        canvas.text(at, 7, &format!("{hour:02}"), Role::Muted);
    }
}

fn frame(canvas: &mut Canvas<'_>, area: Rect, title: &str) -> Rect {
    let shades = canvas.theme().glyphs.shades.concat();
    let legend = Words::muted("less ").with(shades, Role::Accent).with(" more", Role::Muted);
    canvas.frame(area, &Words::title(title), &legend)
}

fn known<'a>(question: &Question, answers: &'a Answers) -> Option<&'a UsageReport> {
    answers.get(question)?.usage()
}

/// The start of the day that a row is of, or lies in.
fn day(key: &str, zone: Zone) -> Option<Timestamp> {
    let part = |from: usize, to: usize| key.get(from..to);
    let date = Date::new(part(0, 4)?.parse().ok()?, part(5, 7)?.parse().ok()?, part(8, 10)?.parse().ok()?)?;
    Some(zone.start_of(date))
}

/// The place of a day in its week.
fn weekday(at: Timestamp, zone: Zone) -> i64 {
    let since = zone.floor(at, Period::Day).millis() - zone.floor(at, Period::Week).millis();
    // Where clocks change a day is an hour longer or shorter.
    (since + DAY_MS / 2) / DAY_MS
}

/// Names months below the weeks in which they begin.
fn months((shared, weeks, column): (&Shared, i64, u16), canvas: &mut Canvas<'_>, inner: Rect) {
    let zone = shared.zone;
    let mut last = String::new();
    let mut free = 0;
    for place in 0..weeks {
        let Some(week) = zone.weeks_before(zone.floor(shared.now, Period::Week), weeks - 1 - place) else {
            continue;
        };
        let month = zone.key(week, Period::Month);
        let x = NAMES + u16::try_from(place).unwrap_or(0) * column;
        let name = month.get(5..7).and_then(|month| month.parse::<usize>().ok());
        let name = name.and_then(|month| MONTHS.get(month.checked_sub(1)?)).copied().unwrap_or_default();
        if month != last && !last.is_empty() && x >= free && x + 3 <= inner.width {
            canvas.text(Rect { x: inner.x + x, width: inner.width - x, ..inner }, 7, name, Role::Muted);
            free = x + 4;
        }
        last = month;
    }
}

/// Amounts of cells by column and row.
struct Cells {
    amounts: BTreeMap<(i64, i64), i128>,
    names: [&'static str; 7],
}

impl Cells {
    fn new(shared: &Shared) -> Self {
        let first = shared.zone.floor(shared.now, Period::Week);
        // 1970 began on a Thursday.
        let day = shared.zone.date(first);
        let days = Zone::UTC.start_of(day).millis().div_euclid(DAY_MS);
        let start = usize::try_from((days + 3).rem_euclid(7)).unwrap_or_default();
        let mut names = DAYS;
        names.rotate_left(start);
        Self { amounts: BTreeMap::new(), names }
    }

    fn add(&mut self, cell: (i64, i64), pico: i128) {
        let sum = self.amounts.entry(cell).or_default();
        *sum = sum.saturating_add(pico);
    }

    fn draw(
        &self,
        (columns, width): (i64, u16),
        marked: Option<(i64, i64)>,
        canvas: &mut Canvas<'_>,
        area: Rect,
    ) {
        let mut ranked: Vec<i128> = self.amounts.values().copied().filter(|pico| *pico > 0).collect();
        ranked.sort_unstable();
        let (shades, dot) = (canvas.theme().glyphs.shades, canvas.theme().glyphs.dot);
        let [_, open] = canvas.theme().glyphs.live;
        for (row, name) in (0..7_u16).zip(self.names) {
            canvas.text(area, row, name, Role::Muted);
            let mut words = Words::new();
            for column in 0..columns {
                let cell = (column, i64::from(row));
                let shade = self.shade(cell, &ranked).and_then(|place| shades.get(place));
                let is_marked = marked == Some(cell);
                let glyph = shade.copied().unwrap_or(if is_marked { open } else { dot });
                let role = if shade.is_some() || is_marked { Role::Accent } else { Role::Line };
                words = words.with(glyph.repeat(usize::from(width)), role);
            }
            let cells = Rect { x: area.x + NAMES, width: area.width.saturating_sub(NAMES), ..area };
            canvas.row(cells, row, &words);
        }
    }

    /// Where a cell stands among the others, in quarters; none where it is empty.
    fn shade(&self, cell: (i64, i64), ranked: &[i128]) -> Option<usize> {
        let pico = self.amounts.get(&cell).filter(|pico| **pico > 0)?;
        let below = ranked.partition_point(|other| other < pico);
        Some((below * 4 / ranked.len().max(1)).min(3))
    }
}
