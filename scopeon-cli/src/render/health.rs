//! How well a session or a period went.

use std::fmt::Write as _;

use anstyle::Style;
use scopeon_app::words::{FAIR_SCORE, GOOD_SCORE, health_measure, health_points};
use scopeon_core::metrics::suggest::LEAST_SHARE;
use scopeon_core::metrics::thresholds::{FEWEST_SESSIONS, ThresholdSource};
use scopeon_core::metrics::waste::{Evidence, Severity, Sign, Signal};
use scopeon_core::metrics::{Quantity, Share};
use scopeon_core::money::PicoUsd;
use scopeon_core::report::HealthReport;
use scopeon_core::time::Zone;

use super::anomaly;
use super::bar::bar;
use super::figure::Footnotes;
use super::key;
use super::money::{MoneyStyle, UNKNOWN};
use super::period::heading;
use super::style::{BAD, FAINT, GOOD, HEADING, TITLE, WARN, paint};
use super::table::{Align, RowKind, Table};
use super::wrap::wrap;
use crate::render::number::{bytes, compact, count, counted, duration, tenths};

const BAR: usize = 30;
/// A hundredth of a cent.
const LEAST: PicoUsd = PicoUsd::from_pico(scopeon_core::money::PICO_PER_USD / 10_000);

/// Draws how well it went for a terminal of `width` characters.
pub(crate) fn draw(report: &HealthReport, zone: Zone, width: usize) -> String {
    let mut text = match &report.session {
        Some(session) => {
            let name = key::fit(session, width.saturating_sub(18));
            format!("{}\n", paint(TITLE, &format!("Health of session {name}")))
        }
        None => heading("Health", &report.scope, zone, width),
    };
    if report.scope.providers.is_empty() {
        text.push_str("Nothing was used in this time, so there is nothing to judge.\n");
        return text;
    }
    let mut doubts = Footnotes::default();
    let _ = writeln!(text, "  {}", score(report, &mut doubts));
    let _ =
        write!(text, "\n{}\n{}", paint(HEADING, "Score breakdown"), components(report, width, &mut doubts));
    for line in wrap(&learnt(report), width) {
        let _ = writeln!(text, "{}", paint(FAINT, &line));
    }
    let _ = write!(text, "\n{}\n", paint(HEADING, "Signs of waste"));
    text.push_str(&signs(report, width, &mut doubts));
    if !report.anomalies.is_empty() {
        let _ = write!(text, "\n{}\n{}", paint(HEADING, "Unusual days"), anomaly::days(&report.anomalies));
    }
    let why = doubts.draw(width);
    if !why.is_empty() {
        let _ = write!(text, "\n{why}");
    }
    text
}

/// The signs that are worth a word, and how many are not.
fn signs(report: &HealthReport, width: usize, doubts: &mut Footnotes) -> String {
    let is_known = report.cost_usd.value.is_some();
    let worth = |one: &&Signal| !is_known || one.saving_share.is_some_and(|share| share >= LEAST_SHARE);
    let shown: Vec<&Signal> = report.signals.iter().filter(worth).collect();
    let mut text: String = shown.iter().map(|signal| drawn(signal, width, doubts)).collect();
    let left = report.signals.len() - shown.len();
    if report.signals.is_empty() {
        text = format!("  {}\n", paint(GOOD, "none"));
    } else if left > 0 {
        let more = format!("{left} worth less than 1 % of spend; scopeon suggest --limit all shows them");
        for line in wrap(&more, width.saturating_sub(2)) {
            let _ = writeln!(text, "  {}", paint(FAINT, &line));
        }
    }
    text
}

fn score(report: &HealthReport, doubts: &mut Footnotes) -> String {
    let Some(score) = report.health.score.value else {
        return format!("{UNKNOWN} (too little was used to judge)");
    };
    let look = match score {
        GOOD_SCORE.. => GOOD,
        FAIR_SCORE.. => WARN,
        _ => BAD,
    };
    let number = doubts.figure(&report.health.score, |score| format!("{score} of 100"));
    format!("{} {}", paint(look, &bar(score.into(), 100, BAR)), paint(look, &number))
}

fn percent(share: Share) -> String {
    tenths(share.bp().into())
}

fn components(report: &HealthReport, width: usize, doubts: &mut Footnotes) -> String {
    let mut table = Table::default();
    table.column("", Align::Left).column("Value", Align::Right);
    let wide = width >= 76;
    if wide {
        table.column("Good", Align::Right).column("Poor", Align::Right);
    }
    table.column("Points", Align::Right);
    if wide {
        table.column("", Align::Left);
    }
    for one in &report.health.components {
        let threshold = &one.threshold;
        let mut cells = vec![
            health_measure(one.measure).to_owned(),
            doubts.figure(&one.value_bp, |share| percent(*share)),
        ];
        if wide {
            cells.extend([percent(threshold.good_bp), percent(threshold.poor_bp)]);
        }
        cells.push(health_points(one));
        if wide {
            let full = |share: Share| bar(share.bp().into(), 10_000, 10);
            cells.push(one.score_bp.map(full).unwrap_or_default());
        }
        table.row(RowKind::Plain, cells);
    }
    table.draw()
}

fn learnt(report: &HealthReport) -> String {
    let all = &report.health.components;
    let own = all.iter().filter(|one| one.threshold.source == ThresholdSource::Own);
    let most = own.clone().map(|one| one.threshold.sessions).max();
    match most {
        Some(sessions) if own.count() == all.len() => {
            format!("good and poor are learnt from {} of yours in 90 days", counted(sessions, "session"))
        }
        Some(sessions) => format!(
            "good and poor are learnt from up to {} of yours in 90 days, or defaults",
            counted(sessions, "session")
        ),
        None => {
            format!("good and poor are defaults until there are {FEWEST_SESSIONS} sessions to learn from")
        }
    }
}

pub(super) fn severity(severity: Severity) -> (Style, &'static str) {
    match severity {
        Severity::High => (BAD, "high"),
        Severity::Medium => (WARN, "medium"),
        Severity::Low => (FAINT, "low"),
        Severity::Info => (FAINT, "info"),
    }
}

pub(super) const fn sign(sign: Sign) -> &'static str {
    match sign {
        Sign::CacheBusts => "Cache misses: the prefix changed",
        Sign::LowHitRate => "Little came from a cache",
        Sign::UnreadWrites => "Much was cached and never read",
        Sign::ExpiredCache => "Pauses outlasted the cache",
        Sign::CrowdedContext => "Calls in a nearly full window",
        Sign::RepeatedCalls => "Tools were asked the same again",
        Sign::FailingTools => "Tools failed often",
        Sign::LargeResults => "Tools returned very long results",
        Sign::DearModel => "A costly model did small work",
        Sign::Unpriced => "No price is known",
        _ => "Another sign",
    }
}

/// Writes an amount; one too small for four decimals is not written as nothing.
pub(super) fn saved(amount: PicoUsd) -> String {
    if amount > PicoUsd::ZERO && amount < LEAST {
        return "under $0.0001".to_owned();
    }
    MoneyStyle::of([amount], false).amount(amount)
}

fn drawn(signal: &Signal, width: usize, doubts: &mut Footnotes) -> String {
    let (look, word) = severity(signal.severity);
    let subject = signal.subject.as_ref().map(|subject| format!(": {subject}")).unwrap_or_default();
    let saving = signal
        .saving_usd
        .value
        .filter(|usd| *usd > PicoUsd::ZERO)
        .map(|_| doubts.figure(&signal.saving_usd, |usd| saved(*usd)));
    let share = signal.saving_share.map(|share| format!(" ({} of spend)", tenths(share.bp().into())));
    let share = share.unwrap_or_default();
    let worth = saving.map(|saving| format!(", could save {saving}{share}")).unwrap_or_default();
    let title = key::fit(&format!("{}{subject}{worth}", sign(signal.sign)), width.saturating_sub(10));
    let mut text = format!("  {} {title}\n", paint(look, &format!("{word:<7}")));
    let rests = signal.evidence.iter().map(evidence).collect::<Vec<_>>().join(", ");
    for line in wrap(&rests, width.saturating_sub(10)) {
        let _ = writeln!(text, "          {}", paint(FAINT, &line));
    }
    for (index, line) in wrap(&signal.advice, width.saturating_sub(12)).iter().enumerate() {
        let _ = writeln!(text, "          {}{line}", if index == 0 { "→ " } else { "  " });
    }
    text
}

fn evidence(one: &Evidence) -> String {
    let unsigned = |number: i64| number.unsigned_abs();
    let value = match one.value {
        Quantity::Usd(usd) => saved(usd),
        Quantity::Tokens(tokens) => format!("{} tokens", compact(unsigned(tokens))),
        Quantity::Bytes(size) => bytes(unsigned(size)),
        Quantity::Ms(millis) => duration(unsigned(millis)),
        Quantity::Count(number) => count(unsigned(number)),
        Quantity::Bp(bp) => percent(Share::from_bp(u32::try_from(bp).unwrap_or_default())),
        _ => UNKNOWN.to_owned(),
    };
    format!("{}: {value}", one.what.words())
}
