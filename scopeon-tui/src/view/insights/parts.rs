//! What the score is made of, and the days that cost unlike the others.

use ratatui::layout::Rect;
use scopeon_app::words::{figure, health_measure, health_points, tenths};
use scopeon_core::metrics::Share;
use scopeon_core::metrics::anomaly::Anomaly;
use scopeon_core::metrics::health::Component;
use scopeon_core::metrics::thresholds::ThresholdSource;
use scopeon_core::report::HealthReport;

use crate::canvas::{Canvas, Words};
use crate::shared::Shared;
use crate::theme::Role;

/// The columns of a part's name and of its numbers.
const NAME: usize = 30;
const NUMBERS: usize = 18;
/// The columns of a day's name.
const DAY: usize = 11;
/// From this part of a score on it is good, and from this one on not poor, in basis points.
const GOOD_BP: u32 = 8_000;
const FAIR_BP: u32 = 5_000;

/// Returns the rows that the parts take.
pub(super) fn rows(report: &HealthReport) -> u16 {
    u16::try_from(report.health.components.len()).unwrap_or(0).saturating_add(2)
}

/// Draws them; days where there is room for them.
pub(super) fn draw(report: &HealthReport, shared: &Shared, canvas: &mut Canvas<'_>, area: Rect) {
    let spare = area.height.saturating_sub(rows(report));
    let below = if spare >= 4 { spare } else { 0 };
    let above = Rect { height: area.height - below, ..area };
    let upper = Rect { height: above.height.min(rows(report)), ..above };
    parts(report, canvas, upper);
    if below > 0 {
        days(report, shared, canvas, Rect { y: upper.bottom(), height: area.height - upper.height, ..area });
    }
}

fn parts(report: &HealthReport, canvas: &mut Canvas<'_>, area: Rect) {
    let is_own = report.health.components.iter().any(|one| one.threshold.source == ThresholdSource::Own);
    let learnt = if is_own { "judged by your own 90 days" } else { "judged by common values" };
    let inner = canvas.frame(area, &Words::title("Score by its parts"), &Words::muted(learnt));
    for (row, part) in (0..inner.height).zip(&report.health.components) {
        let bar = usize::from(inner.width).saturating_sub(NAME + NUMBERS + 1).min(20);
        canvas.row(inner, row, &part_words(part, canvas, bar));
    }
}

fn part_words(part: &Component, canvas: &Canvas<'_>, bar: usize) -> Words {
    let [good, warn, bad] = canvas.theme().glyphs.states;
    let score = part.score_bp.map(Share::bp);
    let (sign, role) = match score {
        Some(GOOD_BP..) => (good, Role::Good),
        Some(FAIR_BP..) => (warn, Role::Warn),
        Some(_) => (bad, Role::Bad),
        None => (" ", Role::Muted),
    };
    let value = figure(&part.value_bp, |share| tenths(share.bp().into()));
    let mut words = Words::new()
        .with(format!("{:<NAME$}", health_measure(part.measure)), Role::Text)
        .with(format!("{value:>8}"), Role::Figure);
    if bar >= 6 {
        words = words.with(" ", Role::Text).and(canvas.bar(score.unwrap_or_default().into(), bar, role));
    }
    words.with(format!(" {sign} "), role).with(health_points(part), Role::Muted)
}

fn days(report: &HealthReport, shared: &Shared, canvas: &mut Canvas<'_>, area: Rect) {
    let inner = canvas.frame(area, &Words::title("Unusual days"), &Words::new());
    if report.anomalies.is_empty() {
        canvas.text(inner, 0, "No day cost unlike the others.", Role::Muted);
        return;
    }
    let most = report.anomalies.iter().map(|day| day.cost_usd.pico()).max().unwrap_or_default().max(1);
    for (row, day) in (0..inner.height).zip(&report.anomalies) {
        canvas.row(inner, row, &day_words(day, most, shared, (canvas, usize::from(inner.width))));
    }
}

fn day_words(day: &Anomaly, most: i128, shared: &Shared, (canvas, width): (&Canvas<'_>, usize)) -> Words {
    let text = Words::new()
        .with(format!("{:>10}", shared.money.amount(day.cost_usd)), Role::Figure)
        .with(format!("  usually {}", shared.money.amount(day.usual_usd)), Role::Muted);
    let room = width.saturating_sub(DAY + text.columns()).min(30);
    let share = day.cost_usd.pico().max(0).saturating_mul(10_000) / most;
    let words = Words::text(format!("{:<DAY$}", day.key));
    if room < 6 {
        return words.and(text);
    }
    words.and(canvas.bar(u64::try_from(share).unwrap_or_default(), room, Role::Warn)).and(text)
}
