//! What caches did.

use std::fmt::Write as _;

use scopeon_core::metrics::cache::CacheSums;
use scopeon_core::metrics::{Figure, Share};
use scopeon_core::money::PicoUsd;
use scopeon_core::report::CacheReport;
use scopeon_core::time::Zone;

use super::bar::bar;
use super::facts::definition_list;
use super::figure::Footnotes;
use super::key;
use super::money::{MoneyStyle, UNKNOWN};
use super::period::heading;
use super::section::section;
use super::style::{TITLE, paint};
use super::table::{Align, RowKind, Table};
use crate::args::CacheBy;
use crate::render::number::{compact, count, counted, duration, tenths};

/// The room of a fact's name.
const NAME: usize = 14;
const BAR: usize = 20;

/// How an answer about caches is shown.
#[derive(Clone, Copy, Debug)]
pub(crate) struct View<'a> {
    /// What rows stand for.
    pub(crate) by: Option<CacheBy>,
    /// The zone of times.
    pub(crate) zone: Zone,
    /// How many characters fit in a line.
    pub(crate) width: usize,
    /// The home directory, shown as `~`.
    pub(crate) home: Option<&'a str>,
}

/// Draws what caches did.
pub(crate) fn draw(report: &CacheReport, view: &View<'_>) -> String {
    let mut text = match &report.session {
        Some(session) => {
            let name = key::fit(session, view.width.saturating_sub(18));
            format!("{}\n", paint(TITLE, &format!("Caches of session {name}")))
        }
        None => heading("Caches", &report.scope, view.zone, view.width),
    };
    if report.total.prompt == 0 {
        text.push_str("No prompt was sent in this time, so there was nothing to cache.\n");
        return text;
    }
    let mut doubts = Footnotes::default();
    text.push_str(&definition_list(&facts_of(report, &mut doubts), NAME, view.width));
    let sections = [
        section("Calls that found nothing in a cache", || cold(report)),
        section(title(view.by).0, || rows(report, view, &mut doubts)),
        section("Cold starts", || cold_starts(report, view.zone)),
        section("Cache misses (prefix changed)", || busts(report, view.zone)),
    ];
    for section in sections.iter().filter(|section| !section.is_empty()) {
        let _ = write!(text, "\n{section}");
    }
    let why = doubts.draw(view.width);
    if !why.is_empty() {
        let _ = write!(text, "\n{why}");
    }
    text
}

fn percent(share: Share) -> String {
    tenths(share.bp().into())
}

fn money(amount: PicoUsd) -> String {
    MoneyStyle::of([amount.max(PicoUsd::ZERO.minus(amount))], false).amount(amount)
}

fn facts_of(report: &CacheReport, doubts: &mut Footnotes) -> Vec<(&'static str, String)> {
    let sums = &report.total;
    let rate = doubts.figure(&sums.hit_rate_bp, |share| percent(*share));
    let full = sums.hit_rate_bp.value.map(|share| bar(share.bp().into(), 10_000, BAR)).unwrap_or_default();
    let of = format!("{full} {rate} of {} prompt tokens", compact(sums.prompt));
    vec![
        ("Hit rate", of.trim_start().to_owned()),
        ("Saved", saved(sums, doubts)),
        ("Written", written(sums, doubts)),
        ("Never read", unread(report, doubts)),
        ("Misses", lost(report, doubts)),
        ("Hour's cache", hour(report, doubts)),
    ]
}

/// Writes an amount, if there is one.
fn usd(figure: &Figure<PicoUsd>, doubts: &mut Footnotes) -> String {
    match figure.value {
        Some(usd) => doubts.amount(usd, figure.provenance, money),
        None => doubts.figure(figure, |_| String::new()),
    }
}

fn saved(sums: &CacheSums, doubts: &mut Footnotes) -> String {
    let [saved, whole, surcharge] = [&sums.saved_usd, &sums.without_cache_usd, &sums.write_surcharge_usd]
        .map(|figure| usd(figure, doubts));
    if saved == UNKNOWN {
        return format!("{saved} (no price is known)");
    }
    format!(
        "{saved}; without any cache it would have cost {whole}. Writing cost {surcharge} above the input price"
    )
}

fn written(sums: &CacheSums, doubts: &mut Footnotes) -> String {
    let all = sums.written_5m.saturating_add(sums.written_1h);
    let text = format!(
        "{} tokens: {} for 5 minutes ({}), {} for an hour",
        compact(all),
        compact(sums.written_5m),
        percent(sums.written_5m_bp),
        compact(sums.written_1h)
    );
    // That nothing was written is known without any price.
    let nothing = Figure::new((), sums.write_surcharge_usd.provenance);
    if all == 0 { doubts.figure(&nothing, |()| "nothing".to_owned()) } else { text }
}

fn unread(report: &CacheReport, doubts: &mut Footnotes) -> String {
    let tokens = doubts.figure(&report.unread, |tokens| compact(*tokens));
    let share = doubts.figure(&report.unread_bp, |share| percent(*share));
    let cost = usd(&report.unread_usd, doubts);
    let paid = if cost == UNKNOWN {
        String::new()
    } else {
        format!(", paid {cost} above the input price for nothing")
    };
    format!("{tokens} tokens ({share} of what was written){paid}")
}

fn lost(report: &CacheReport, doubts: &mut Footnotes) -> String {
    if report.busts.value == Some(0) {
        return doubts.figure(&report.busts, |_| "none".to_owned());
    }
    let calls = doubts.figure(&report.busts, |busts| counted(*busts, "call"));
    let tokens = doubts.figure(&report.busts_lost, |tokens| compact(*tokens));
    let cost = doubts.figure(&report.busts_usd, |usd| money(*usd));
    format!("{calls} read again {tokens} tokens that were cached and alive, {cost} above a read")
}

fn hour(report: &CacheReport, doubts: &mut Footnotes) -> String {
    let negative = report.hour_cache_usd.value.is_some_and(|usd| usd < PicoUsd::ZERO);
    let either = |usd: PicoUsd| usd.max(PicoUsd::ZERO.minus(usd));
    let cost = Figure { value: report.hour_cache_usd.value.map(either), ..report.hour_cache_usd };
    let cost = usd(&cost, doubts);
    if cost == UNKNOWN {
        return cost;
    }
    let what = if negative { "more than it saved" } else { "less" };
    format!("instead of the five-minute one would have cost {cost} {what}")
}

fn cold(report: &CacheReport) -> String {
    if report.cold_starts.is_empty() {
        return String::new();
    }
    let mut table = Table::default();
    table.column("Why", Align::Left).column("Calls", Align::Right).column("Prompts", Align::Right);
    for one in &report.cold_starts {
        let cells = vec![one.why.words().to_owned(), count(one.calls), compact(one.prompt)];
        table.row(RowKind::Plain, cells);
    }
    table.draw()
}

/// The title of rows and of their first column.
const fn title(by: Option<CacheBy>) -> (&'static str, &'static str) {
    match by {
        Some(CacheBy::Provider) => ("By agent", "Agent"),
        Some(CacheBy::Project) => ("By project", "Project"),
        _ => ("By model", "Model"),
    }
}

fn rows(report: &CacheReport, view: &View<'_>, doubts: &mut Footnotes) -> String {
    if report.rows.is_empty() {
        return String::new();
    }
    let narrow = view.width < 84;
    let mut table = Table::default();
    table.column(title(view.by).1, Align::Left);
    let titles = ["Prompts", "Hit rate", "Read", "Written", "Saved", "Without"];
    let shown = |index: usize| !narrow || !matches!(index, 2 | 5);
    for (_, title) in titles.into_iter().enumerate().filter(|(index, _)| shown(*index)) {
        table.column(title, Align::Right);
    }
    let room = view.width.saturating_sub(if narrow { 44 } else { 64 }).clamp(12, 48);
    for row in &report.rows {
        let sums = &row.sums;
        let cells = [
            compact(sums.prompt),
            doubts.figure(&sums.hit_rate_bp, |share| percent(*share)),
            doubts.figure(&sums.tokens_saved, |tokens| compact(*tokens)),
            compact(sums.written_5m.saturating_add(sums.written_1h)),
            usd(&sums.saved_usd, doubts),
            usd(&sums.without_cache_usd, doubts),
        ];
        let mut line = vec![key::fit(&key::tilde(&row.key, view.home), room)];
        line.extend(cells.into_iter().enumerate().filter(|(index, _)| shown(*index)).map(|(_, cell)| cell));
        table.row(RowKind::Plain, line);
    }
    table.draw()
}

fn cold_starts(report: &CacheReport, zone: Zone) -> String {
    if report.session_cold_starts.is_empty() {
        return String::new();
    }
    let mut table = Table::default();
    table.column("At", Align::Left).column("Why", Align::Left);
    table.column("Prompt", Align::Right).column("After", Align::Right);
    for one in &report.session_cold_starts {
        let pause = if one.pause_ms == 0 { UNKNOWN.to_owned() } else { duration(one.pause_ms) };
        let cells = vec![zone.wall(one.at), one.why.words().to_owned(), count(one.prompt), pause];
        table.row(RowKind::Plain, cells);
    }
    table.draw()
}

fn busts(report: &CacheReport, zone: Zone) -> String {
    if report.session_busts.is_empty() {
        return String::new();
    }
    let mut table = Table::default();
    table.column("At", Align::Left).column("Tokens", Align::Right).column("Cost", Align::Right);
    for one in &report.session_busts {
        let cost = one.lost_usd.map_or_else(|| UNKNOWN.to_owned(), money);
        table.row(RowKind::Plain, vec![zone.wall(one.at), count(one.lost), cost]);
    }
    table.draw()
}
