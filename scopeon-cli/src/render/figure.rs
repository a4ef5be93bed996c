//! Figures that are not exact: `≥` before what can only be more, `~` before an estimate, `–` for what the logs do not hold,
//! and why, below.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use scopeon_app::words;
use scopeon_core::metrics::cost::CostSum;
use scopeon_core::metrics::{Figure, Provenance, Reason};
use scopeon_core::money::PicoUsd;
use scopeon_core::provider::Fidelity;
use scopeon_core::report::{Figures, Unrecorded};

use super::export;
use super::format;
use super::money::{MoneyStyle, UNKNOWN};
use super::style::{FAINT, paint};
use super::wrap::wrap;
use crate::render::number::{compact, counted};

/// Writes figures and keeps why they are not exact, for the lines below them.
#[derive(Clone, Debug, Default)]
pub(crate) struct Footnotes {
    /// Why figures are estimates.
    reasons: BTreeSet<Reason>,
    /// Why amounts are lower bounds.
    missing: BTreeSet<Reason>,
    unsupported: bool,
}

impl Footnotes {
    /// Writes a figure: `~` before an estimate, `–` where there is no value.
    pub(crate) fn figure<T>(&mut self, figure: &Figure<T>, write: impl FnOnce(&T) -> String) -> String {
        let text = figure.value.as_ref().map(write);
        self.value(text, figure.provenance)
    }

    /// Writes a value that stands beside its provenance.
    pub(crate) fn text(&mut self, text: String, provenance: Provenance) -> String {
        self.value(Some(text), provenance)
    }

    /// Writes an amount that was spent: `≥` where nothing is wrong with it but what is missing. Nothing, of calls some of
    /// which have no known price, is not known to be nothing.
    pub(crate) fn amount(
        &mut self,
        amount: PicoUsd,
        provenance: Provenance,
        write: impl FnOnce(PicoUsd) -> String,
    ) -> String {
        let is_unpriced = provenance.reasons().any(|reason| reason == Reason::UnpricedCalls);
        let is_known = amount != PicoUsd::ZERO || !is_unpriced;
        self.spent(if is_known { write(amount) } else { UNKNOWN.to_owned() }, provenance)
    }

    /// Marks an amount that was spent as reports mark theirs: `≥` where nothing is wrong with it but what is missing.
    pub(crate) fn spent(&mut self, text: String, provenance: Provenance) -> String {
        if !words::is_bound(provenance) {
            return self.text(text, provenance);
        }
        let missing = words::doubts(provenance).next().is_some();
        self.missing.extend(words::doubts(provenance));
        bounded(text, u64::from(missing))
    }

    fn value(&mut self, text: Option<String>, provenance: Provenance) -> String {
        match (text, provenance.fidelity()) {
            (_, Fidelity::Unsupported) => {
                self.unsupported = true;
                UNKNOWN.to_owned()
            }
            (None, _) => UNKNOWN.to_owned(),
            (Some(text), Fidelity::Exact) => text,
            (Some(text), _) => {
                self.reasons.extend(provenance.reasons());
                // What is not known is not estimated either.
                if text.starts_with(UNKNOWN) { text } else { estimated(text) }
            }
        }
    }

    /// Draws why, as lines of at most `width` characters; nothing where all is exact.
    pub(crate) fn draw(&self, width: usize) -> String {
        let mut text = legend("≥ a lower bound", &self.missing, width);
        text.push_str(&legend("~ estimated", &self.reasons, width));
        if self.unsupported {
            text.push_str(&note(&format!("{UNKNOWN} the agents' logs do not hold it"), width));
        }
        text
    }
}

/// Says what a mark means, and why it stands there where more is asked for.
fn legend(mark: &str, reasons: &BTreeSet<Reason>, width: usize) -> String {
    if reasons.is_empty() {
        String::new()
    } else if format::of(|format| format.is_verbose) {
        let words: Vec<_> = reasons.iter().map(|reason| reason.words()).collect();
        note(&format!("{mark}: {}", words.join("; ")), width)
    } else {
        note(&format!("{mark}; -v says why"), width)
    }
}

/// Marks an estimate.
pub(crate) fn estimated(text: String) -> String {
    if format::is_for_programs() { text } else { format!("~{text}") }
}

/// Stands where it is too early to tell.
pub(crate) fn too_early() -> String {
    if format::is_for_programs() { UNKNOWN.to_owned() } else { "too early".to_owned() }
}

/// Writes a number that is never nothing where it is known, such as a call's tokens.
pub(crate) fn some(number: u64, write: fn(u64) -> String) -> String {
    if number == 0 { UNKNOWN.to_owned() } else { write(number) }
}

/// Marks what rests on placeholders or lacks requests of unknown usage, and so is a lower bound.
pub(crate) fn at_least(text: String, figures: &Figures) -> String {
    bounded(text, figures.unfinished_calls + figures.unknown_calls)
}

/// Marks a cost, which is also a lower bound where a tier has no known price.
pub(crate) fn costs_at_least(text: String, figures: &Figures) -> String {
    bounded(text, figures.unfinished_calls + figures.unknown_calls + figures.floor_calls)
}

fn bounded(text: String, doubts: u64) -> String {
    if format::is_for_programs() { text } else { words::at_least(text, doubts) }
}

/// Writes tokens of figures that hold output, with a mark where that is a lower bound.
pub(crate) fn output(tokens: u64, figures: &Figures, write: fn(u64) -> String) -> String {
    at_least(some(tokens, write), figures)
}

/// Writes what figures cost, with a mark where that is a lower bound.
pub(crate) fn cost(style: MoneyStyle, figures: &Figures) -> String {
    let text = style.cost(figures.cost_usd, figures.calls, figures.unpriced_calls);
    costs_at_least(text, figures)
}

/// Writes what a sum of calls cost, with a mark where that is a lower bound.
pub(crate) fn sum(style: MoneyStyle, sum: &CostSum) -> String {
    bounded(plain_sum(style, sum), sum.floor_calls)
}

/// Writes what a sum of calls cost, where its provenance says how far it can be trusted.
pub(crate) fn plain_sum(style: MoneyStyle, sum: &CostSum) -> String {
    style.cost(sum.cost_usd, sum.calls, sum.unpriced_calls)
}

/// Says what the marks of sums mean, as lines of at most `width` characters; nothing where there is none.
pub(crate) fn sum_marks(sum: &CostSum, width: usize) -> String {
    let unpriced = if sum.unpriced_calls > 0 { note(UNPRICED, width) } else { String::new() };
    unpriced + &floor_mark(sum.floor_calls, width)
}

fn floor_mark(calls: u64, width: usize) -> String {
    if calls == 0 { String::new() } else { note(&format!("≥ a lower bound: {}", floor(calls)), width) }
}

/// Says what the marks of figures mean, as lines of at most `width` characters; nothing where there is none.
pub(crate) fn marks(figures: &Figures, width: usize) -> String {
    let mut text = String::new();
    if figures.unpriced_calls > 0 {
        text.push_str(&note(&unpriced(figures.unpriced_calls), width));
    }
    if figures.unfinished_calls > 0 {
        let calls = counted(figures.unfinished_calls, "call");
        text.push_str(&note(&format!("≥ a lower bound: of {calls} the logs hold a placeholder only"), width));
    }
    text.push_str(&floor_mark(figures.floor_calls, width));
    if figures.unknown_calls > 0 {
        text.push_str(&note(&format!("≥ a lower bound: {}", unknown(figures.unknown_calls)), width));
    }
    if !figures.unrecorded.is_empty() {
        text.push_str(&note(&beyond(figures), width));
    }
    let has_better = figures.reported_usd.is_some() && figures.best_known_usd != figures.cost_usd;
    if has_better && figures.unrecorded.usage.is_empty() {
        text.push_str(&note(&best_known(figures), width));
    }
    text
}

/// Says what the whole comes to with what agents report themselves.
fn best_known(figures: &Figures) -> String {
    let best = MoneyStyle::of([figures.best_known_usd], false).amount(figures.best_known_usd);
    format!("best known in all {best}: what agents report where they do, else computed")
}

/// Says how many calls were served in a way that no list has a price for.
pub(crate) fn floor(calls: u64) -> String {
    format!("no price list has the tier of {}; the least it can cost is counted", counted(calls, "call"))
}

/// Says how many requests took nobody knows what.
pub(crate) fn unknown(requests: u64) -> String {
    format!(
        "what {} took is in no log: interrupted, cut or killed answers; not counted",
        counted(requests, "request")
    )
}

/// Says what is in no call record, and what the whole comes to.
fn beyond(figures: &Figures) -> String {
    let unrecorded = &figures.unrecorded;
    let mut text = String::from("in no call record: ");
    text.push_str(&unrecorded_text(unrecorded));
    if !unrecorded.usage.is_empty() && figures.best_known_usd != PicoUsd::ZERO {
        let style = MoneyStyle::of([figures.best_known_usd], false);
        let _ = write!(text, "; best known in all {}", style.amount(figures.best_known_usd));
        if figures.reported_usd.is_some() {
            text.push_str(", by what agents report where they do");
        }
    }
    text
}

/// Writes what agents' own totals hold beyond the calls.
pub(crate) fn unrecorded_text(unrecorded: &Unrecorded) -> String {
    let usage = &unrecorded.usage;
    let mut parts = Vec::new();
    if !usage.is_empty() {
        parts.push(format!(
            "{} tokens of prompts, {} of output",
            compact(usage.prompt()),
            compact(usage.output)
        ));
        if usage.web_searches > 0 {
            parts.push(counted(usage.web_searches, "web search"));
        }
        let cost = unrecorded.cost_usd;
        let is_unpriced = unrecorded.unpriced_tokens > 0 && cost == PicoUsd::ZERO;
        let unpriced = if unrecorded.unpriced_tokens > 0 { "*" } else { "" };
        // What nothing is known of is not free.
        let text = || format!("{}{unpriced}", MoneyStyle::of([cost], false).amount(cost));
        parts.push(if is_unpriced { "of no known price".to_owned() } else { text() });
    }
    let unknown = unrecorded.unknown_totals;
    if unknown > 0 {
        let verb = if unknown == 1 { "covers" } else { "cover" };
        parts.push(format!(
            "not known for {} that {verb} a part of the calls only",
            counted(unknown, "total")
        ));
    }
    parts.join(", ")
}

/// What a `*` behind an amount means.
pub(crate) const UNPRICED: &str = "* without calls whose cost is not known; see scopeon doctor";

/// Says what a `*` means where it is known how many calls are left out.
pub(crate) fn unpriced(calls: u64) -> String {
    UNPRICED.replacen("calls", &counted(calls, "call"), 1)
}

/// Draws a footnote as lines of at most `width` characters.
pub(crate) fn note(sentence: &str, width: usize) -> String {
    export::remark(sentence);
    let mut text = String::new();
    for (index, part) in wrap(sentence, width.saturating_sub(2).max(20)).iter().enumerate() {
        let indent = if index > 0 { "  " } else { "" };
        let _ = writeln!(text, "{}", paint(FAINT, &format!("{indent}{part}")));
    }
    text
}

#[cfg(test)]
mod tests {
    use scopeon_core::metrics::{Figure, Provenance, Reason};
    use scopeon_core::money::PicoUsd;

    use super::Footnotes;

    #[test]
    fn each_level_has_its_mark_and_its_line() {
        let mut doubts = Footnotes::default();
        let write = |number: &u64| number.to_string();
        assert_eq!(doubts.figure(&Figure::exact(7), write), "7");
        assert_eq!(doubts.draw(80), "");
        assert_eq!(doubts.figure(&Figure::estimated(7, Reason::Projected), write), "~7");
        assert_eq!(doubts.figure(&Figure::unknown(Reason::FewSamples), write), "–");
        assert_eq!(doubts.text("$1".to_owned(), Provenance::UNSUPPORTED), "–");
        let unpriced = Provenance::estimated(Reason::UnpricedCalls);
        let mut of = |pico: i128, provenance| {
            doubts.amount(PicoUsd::from_pico(pico), provenance, |amount| format!("${}", amount.rounded(2)))
        };
        assert_eq!([of(0, unpriced), of(0, Provenance::EXACT)], ["–", "$0.00"], "never as free");
        assert_eq!(of(10_000_000_000, unpriced), "≥$0.01", "it can only be more");
        let guessed = unpriced.and(Provenance::estimated(Reason::Projected));
        assert_eq!(of(10_000_000_000, guessed), "~$0.01");
        doubts.reasons.remove(&Reason::UnpricedCalls);
        assert_eq!(doubts.text("–*".to_owned(), Provenance::estimated(Reason::Projected)), "–*");
        let drawn = anstream::adapter::strip_str(&doubts.draw(80)).to_string();
        assert_eq!(
            drawn,
            "≥ a lower bound; -v says why\n~ estimated; -v says why\n– the agents' logs do not hold it\n"
        );
    }
}
