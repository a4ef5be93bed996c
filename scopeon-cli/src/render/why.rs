//! Why something was expensive: one fact a paragraph, the command that goes deeper below it.

use std::fmt::Write as _;

use scopeon_app::words::{WhyWords, why_text};
use scopeon_core::metrics::why::{WhyFact, WhyKind, WhySpan};
use scopeon_core::money::{PICO_PER_USD, PicoUsd};
use scopeon_core::report::WhyReport;
use scopeon_core::time::Zone;
use unicode_width::UnicodeWidthStr;

use super::cost::money_bar;
use super::format;
use super::key;
use super::money::MoneyStyle;
use super::period::heading;
use super::style::{FAINT, TITLE, paint};
use super::wrap::wrap;

/// The room of a bar, and of what stands before a fact.
const BAR: usize = 8;

/// Draws facts for a terminal of `width` characters.
pub(crate) fn draw(report: &WhyReport, zone: Zone, width: usize, home: Option<&str>) -> String {
    let mut text = match (report.of, report.session.as_deref()) {
        (WhySpan::Session, Some(session)) => {
            format!("{}\n", paint(TITLE, &format!("Why  session {session}")))
        }
        _ => heading("Why", &report.scope, zone, width),
    };
    if report.facts.is_empty() {
        text.push_str("Nothing was used in this time.\n");
        return text;
    }
    let money = |usd: PicoUsd| amount(usd);
    let project = |project: &str| key::tilde(project, home);
    let words = WhyWords { money: &money, project: &project, zone };
    let whole = report.facts.first().and_then(|fact| fact.usd).unwrap_or_default();
    for fact in &report.facts {
        text.push_str(&paragraph(fact, &why_text(fact, report, words), (whole, width)));
    }
    text
}

/// Writes cents from a tenth of a dollar on, else as many decimals as it takes.
fn amount(usd: PicoUsd) -> String {
    let dollar = PicoUsd::from_pico(PICO_PER_USD);
    let is_small = usd.pico().abs() < PICO_PER_USD / 10;
    MoneyStyle::of([if is_small { usd } else { usd.max(dollar) }], false).amount(usd)
}

/// A fact behind its bar; the whole and what it lacks have none.
fn paragraph(fact: &WhyFact, sentence: &str, (whole, width): (PicoUsd, usize)) -> String {
    let mut text = String::new();
    let is_part = fact.share.is_some();
    if matches!(fact.kind, WhyKind::Total) {
        for line in wrap(sentence, width) {
            let _ = writeln!(text, "{}", paint(TITLE, &line));
        }
    } else {
        let bar = if is_part {
            money_bar(fact.usd.unwrap_or_default().min(whole), whole, BAR)
        } else {
            String::new()
        };
        let mut before = format!("{bar:BAR$}  ");
        for line in wrap(sentence, width.saturating_sub(BAR + 2)) {
            let _ = writeln!(text, "{before}{line}");
            before = " ".repeat(BAR + 2);
        }
    }
    if let Some(command) = fact.command.as_deref().map(format::typed) {
        let indent = if matches!(fact.kind, WhyKind::Total) { 0 } else { BAR + 2 };
        let room = width.saturating_sub(indent);
        let lines = if command.width() <= room { vec![command] } else { wrap(&command, room) };
        for line in lines {
            let _ = writeln!(text, "{:indent$}{}", "", paint(FAINT, &line));
        }
    }
    if matches!(fact.kind, WhyKind::Total) {
        text.push('\n');
    }
    text
}
