//! What a period cost and where it leads.

use std::fmt::Write as _;

use scopeon_core::metrics::cost::{CostMode, Reconciled};
use scopeon_core::metrics::forecast::{Method, Projection};
use scopeon_core::metrics::{Figure, Reason, Share};
use scopeon_core::money::PicoUsd;
use scopeon_core::report::CostsReport;
use scopeon_core::time::Zone;

use super::anomaly;
use super::cost;
use super::facts::definition_list;
use super::figure::{self, Footnotes, output, some};
use super::ids::ShortIds;
use super::key;
use super::limits;
use super::moment::in_year;
use super::money::{MoneyStyle, UNKNOWN};
use super::period::heading;
use super::section::section;
use super::split;
use super::table::{Align, RowKind, Table};
use crate::render::number::{compact, count, counted, tenths};

/// The room of a fact's name.
const NAME: usize = 15;

/// How costs are shown.
#[derive(Clone, Copy, Debug)]
pub(crate) struct View<'a> {
    /// The zone of days.
    pub(crate) zone: Zone,
    /// How many characters fit in a line.
    pub(crate) width: usize,
    /// The home directory, shown as `~`.
    pub(crate) home: Option<&'a str>,
    /// Which amount the total and the sessions' cost are.
    pub(crate) mode: CostMode,
}

/// Draws costs.
pub(crate) fn draw(report: &CostsReport, view: View<'_>) -> String {
    let View { zone, width, home, mode } = view;
    let mut doubts = Footnotes::default();
    let mut text = heading("Costs", &report.scope, zone, width);
    if report.total.calls == 0 {
        text.push_str("Nothing was used in this time.\n");
    }
    text.push_str(&definition_list(&facts_of(report, mode, &mut doubts), NAME, width));
    let sections = [
        section("Where the money went", || split::draw(&report.total, &report.by_model, width)),
        section("Forecast", || projections(report, (zone, width), &mut doubts)),
        section("Limits", || limits::lines(&report.limits, report.scope.now, zone, width)),
        section("Most expensive sessions", || top(report, width, (home, mode))),
        section("Unusual days", || anomaly::days(&report.anomalies)),
    ];
    for section in sections.iter().filter(|section| !section.is_empty()) {
        let _ = write!(text, "\n{section}");
    }
    let mut below = doubts.draw(width);
    if mode == CostMode::Computed {
        below.push_str(&cost::no_bill(width));
    }
    if !below.is_empty() {
        let _ = write!(text, "\n{below}");
    }
    text
}

fn facts_of(report: &CostsReport, mode: CostMode, doubts: &mut Footnotes) -> Vec<(&'static str, String)> {
    if report.total.calls == 0 {
        return Vec::new();
    }
    let (total, units) = (&report.total, &report.units);
    let money = |amount: &PicoUsd| MoneyStyle::of([*amount], false).amount(*amount);
    let cost = cost::cost(cost::style(total, mode), total, mode);
    let tokens = some(total.usage.total(), compact);
    let mut facts = vec![("Total", format!("{cost}, {}, {tokens} tokens", counted(total.calls, "call")))];
    if mode != CostMode::Computed {
        facts.push(("Which is", cost::basis(mode).to_owned()));
        let computed = total.known_usd().map_or_else(|| UNKNOWN.to_owned(), |usd| money(&usd));
        facts.push(("Computed", format!("{computed} at API list prices of the day")));
    }
    let mut each = |figure: &Figure<PicoUsd>| doubts.figure(figure, money);
    facts.push(("Usual session", each(&report.usual_session_usd)));
    facts.push(("Per turn", each(&units.per_turn_usd)));
    facts.push(("Per call", each(&units.per_call_usd)));
    facts.push(("Per 1K output", each(&units.per_1k_output_usd)));
    let rate = doubts.figure(&report.burn, |burn| compact(burn.tokens_per_minute));
    let burnt = report.burn.value.and_then(|burn| burn.usd_per_hour).unwrap_or_default();
    let burnt = doubts.amount(burnt, report.burn.provenance, |amount| money(&amount));
    facts.push(("Last hour", format!("{burnt} an hour, {rate} tokens a minute")));
    if total.unpriced_calls > 0 {
        facts.push(("Unpriced", unpriced(report)));
    }
    if let Some(reported) = reported(report) {
        facts.push(("Agents say", reported));
    }
    facts.extend(doubtful(report));
    facts
}

/// What the total lacks, and what the whole comes to with it.
fn doubtful(report: &CostsReport) -> Vec<(&'static str, String)> {
    let mut facts = Vec::new();
    if report.total.unfinished_calls > 0 {
        let calls = counted(report.total.unfinished_calls, "call");
        facts.push(("Lower bounds", format!("of {calls} the logs hold a placeholder only")));
    }
    if report.total.unknown_calls > 0 {
        facts.push(("Unknown", figure::unknown(report.total.unknown_calls)));
    }
    let unrecorded = &report.total.unrecorded;
    if !unrecorded.is_empty() {
        facts.push(("In no record", figure::unrecorded_text(unrecorded)));
    }
    facts.extend(best_known(report).map(|text| ("Best known", text)));
    facts
}

/// What the whole comes to with what agents report, and with what is in no call record.
fn best_known(report: &CostsReport) -> Option<String> {
    let best = Some(report.total.best_known_usd).filter(|best| *best != report.total.cost_usd)?;
    let mut text = MoneyStyle::of([best], false).amount(best);
    if report.reported.compared > 0 || report.reported_alone.calls > 0 {
        text.push_str(", by what agents report where they do");
    }
    if !report.total.unrecorded.usage.is_empty() {
        let share = Share::of_money(report.total.unrecorded.cost_usd, best).bp();
        let _ = write!(text, ", {} of it in no call record", tenths(share.into()));
    }
    Some(text)
}

fn unpriced(report: &CostsReport) -> String {
    let (total, units) = (&report.total, &report.units);
    format!(
        "{} of {} ({}), {} of all tokens; see scopeon doctor",
        count(total.unpriced_calls),
        counted(total.calls, "call"),
        tenths(units.unpriced_calls_bp.bp().into()),
        tenths(units.unpriced_tokens_bp.bp().into())
    )
}

/// What agents state, for calls with a computed cost and for the others.
fn reported(report: &CostsReport) -> Option<String> {
    let alone = &report.reported_alone;
    let both = (report.reported.compared > 0).then(|| compared(&report.reported));
    let rest = (alone.calls > 0).then(|| {
        let amount = MoneyStyle::of([alone.reported_usd], false).amount(alone.reported_usd);
        format!("{amount} for {} whose cost is not known otherwise", counted(alone.calls, "call"))
    });
    Some(both.into_iter().chain(rest).collect::<Vec<_>>().join("; ")).filter(|text| !text.is_empty())
}

fn compared(reported: &Reconciled) -> String {
    let style = MoneyStyle::of([reported.reported_usd, reported.computed_usd], false);
    let sign = if reported.difference_bp < 0 { "−" } else { "+" };
    let share = reported.difference_bp.unsigned_abs();
    format!(
        "{} for {} that cost {} by list prices ({sign}{}.{:02}%)",
        style.amount(reported.reported_usd),
        counted(reported.compared, "call"),
        style.amount(reported.computed_usd),
        count(share / 100),
        share % 100
    )
}

fn projections(report: &CostsReport, (zone, width): (Zone, usize), doubts: &mut Footnotes) -> String {
    let roomy = projection_table(report, Some(zone), doubts);
    let fitting = if roomy.width() <= width { roomy } else { projection_table(report, None, doubts) };
    fitting.draw()
}

/// Without a zone the columns of when and how are left out.
fn projection_table(report: &CostsReport, zone: Option<Zone>, doubts: &mut Footnotes) -> Table {
    let rows = [("Today", &report.day), ("This week", &report.week), ("This month", &report.month)];
    let style = MoneyStyle::of(rows.iter().map(|(_, row)| row.high_usd), false);
    let mut table = Table::default();
    table.column("", Align::Left);
    if zone.is_some() {
        table.column("Until", Align::Left);
    }
    for title in ["So far", "Low", "Likely", "High"] {
        table.column(title, Align::Right);
    }
    if zone.is_some() {
        table.column("Based on", Align::Left);
    }
    for (name, one) in rows {
        let mut cells = vec![name.to_owned()];
        cells.extend(zone.map(|zone| in_year(one.until, zone)));
        let is_unpriced = one.provenance.reasons().any(|reason| reason == Reason::UnpricedCalls);
        let is_known = one.is_known && (!is_unpriced || one.spent_usd != PicoUsd::ZERO);
        cells.push(if is_known { style.amount(one.spent_usd) } else { UNKNOWN.to_owned() });
        let is_told = one.known_likely().is_some();
        for amount in [one.low_usd, one.likely_usd, one.high_usd] {
            cells.push(if is_told {
                doubts.amount(amount, one.provenance, |amount| style.amount(amount))
            } else {
                UNKNOWN.to_owned()
            });
        }
        if zone.is_none() && one.method == Method::Nothing {
            cells.pop();
            cells.push(figure::too_early());
        }
        cells.extend(zone.map(|_| method(one)));
        table.row(RowKind::Plain, cells);
    }
    table
}

fn method(one: &Projection) -> String {
    match one.method {
        Method::Analogues => counted(one.analogues, "past week"),
        Method::Linear => "usual rate".to_owned(),
        _ => "too early to tell".to_owned(),
    }
}

fn top(report: &CostsReport, width: usize, (home, mode): (Option<&str>, CostMode)) -> String {
    if report.top_sessions.is_empty() {
        return String::new();
    }
    let rows = &report.top_sessions;
    let style = MoneyStyle::of(
        rows.iter().filter_map(|row| row.figures.amount(mode)),
        rows.iter().any(|row| row.figures.missing_calls(mode) > 0),
    );
    let room = width.saturating_sub(52).clamp(8, 48);
    let ids = ShortIds::of(rows.iter().map(|row| row.id.as_str()));
    let mut table = Table::default();
    table.column("Session", Align::Left).column("Project", Align::Left);
    for title in ["Calls", "Tokens", "Cost"] {
        table.column(title, Align::Right);
    }
    for row in rows {
        let figures = &row.figures;
        let project = row.project.as_deref().map(|project| key::fit(&key::tilde(project, home), room));
        table.row(
            RowKind::Plain,
            vec![
                ids.short(&row.id),
                project.unwrap_or_else(|| UNKNOWN.to_owned()),
                count(figures.calls),
                output(figures.usage.total(), figures, compact),
                cost::cost(style, figures, mode),
            ],
        );
    }
    table.draw()
}
