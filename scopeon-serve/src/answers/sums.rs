//! Sums over time, models and agents.

use scopeon_app::ask::{self, Order, OrderBy, WhatifPrices};
use scopeon_app::{By, CacheBy};
use scopeon_core::metrics::blocks::Span;
use scopeon_core::metrics::cost::CostMode;
use scopeon_core::report::UsageRow;

use crate::problem::Problem;
use crate::question::{Asked, Params, Told};
use crate::redact::Names;
use crate::tier::Tier;

/// A report is made by as many keys at most.
pub(crate) const MOST_KEYS: usize = 3;
/// As many of the most expensive sessions are named.
const TOP: usize = 5;

/// Where things stand now.
pub(crate) fn status(asked: &Asked<'_>) -> Result<Told, Problem> {
    asked.tell(&ask::Status)
}

/// How much was used.
pub(crate) fn usage(asked: &Asked<'_>) -> Result<Told, Problem> {
    let params = asked.params;
    let keys = keys(params)?;
    if keys.contains(&By::Session) {
        asked.needs(Tier::Sessions, "by=session")?;
    }
    let mut report = asked.ask(&ask::Usage {
        keys: keys.clone(),
        args: params.query(),
        order: Order { by: order(params), is_reversed: params.flag("reverse"), mode: mode(params) },
        limit: params.count("limit"),
        describes_sessions: false,
    })?;
    if asked.tier < Tier::Calls && order(params) == OrderBy::Key {
        let names = asked.names()?;
        by_shown_key(&mut report.rows, &keys, (&names, params.flag("reverse")));
    }
    asked.told(report)
}

/// Names are ordered by what is shown of them, or their order would tell of them.
fn by_shown_key(rows: &mut [UsageRow], keys: &[By], (names, is_reversed): (&Names, bool)) {
    let Some((by, within)) = keys.split_first() else { return };
    for row in rows.iter_mut() {
        by_shown_key(row.breakdown.as_deref_mut().unwrap_or_default(), within, (names, is_reversed));
    }
    if matches!(by, By::Project | By::Branch) {
        rows.sort_by_cached_key(|row| names.pseudonym(&row.key));
        if is_reversed {
            rows.reverse();
        }
    }
}

fn keys(params: &Params) -> Result<Vec<By>, Problem> {
    let mut keys: Vec<By> = Vec::new();
    for word in params.texts("by") {
        let Ok(by) = word.parse::<By>() else { continue };
        if keys.contains(&by) {
            return Err(Problem::parameter("by", format!("by names {word} twice")));
        }
        keys.push(by);
    }
    if keys.len() > MOST_KEYS {
        return Err(Problem::parameter("by", format!("a report has at most {MOST_KEYS} keys")));
    }
    Ok(if keys.is_empty() { vec![By::Daily] } else { keys })
}

fn order(params: &Params) -> OrderBy {
    match params.text("sort") {
        Some("key") => OrderBy::Key,
        Some("cost") => OrderBy::Cost,
        Some("tokens") => OrderBy::Tokens,
        Some("calls") => OrderBy::Calls,
        _ => OrderBy::Usual,
    }
}

/// Returns which amount is meant.
pub(super) fn mode(params: &Params) -> CostMode {
    params.text("mode").and_then(|mode| mode.parse().ok()).unwrap_or_default()
}

/// What a period cost.
pub(crate) fn stats(asked: &Asked<'_>) -> Result<Told, Problem> {
    let params = asked.params;
    let top = params.count("top").unwrap_or(TOP);
    asked.tell(&ask::Costs { args: params.query(), top, mode: mode(params) })
}

/// How budgets stand.
pub(crate) fn budget(asked: &Asked<'_>) -> Result<Told, Problem> {
    asked.tell(&ask::Budgets)
}

/// What caches did.
pub(crate) fn cache(asked: &Asked<'_>) -> Result<Told, Problem> {
    let params = asked.params;
    let by = params.text("by").map(|by| match by {
        "project" => CacheBy::Project,
        "model" => CacheBy::Model,
        _ => CacheBy::Provider,
    });
    let mut report = asked.ask(&ask::Cache { session: one_session(asked)?, args: params.query(), by })?;
    if by == Some(CacheBy::Project) && asked.tier < Tier::Calls {
        let names = asked.names()?;
        report.rows.iter_mut().for_each(|row| row.key = names.pseudonym(&row.key));
    }
    asked.told(report)
}

/// Returns the session that is meant, if one is; what is asked of one is told at a higher tier.
fn one_session(asked: &Asked<'_>) -> Result<Option<String>, Problem> {
    let session = asked.params.text("session").map(str::to_owned);
    if session.is_some() {
        asked.needs(Tier::Sessions, "session")?;
    }
    Ok(session)
}

/// Blocks of five hours, and weeks.
pub(crate) fn blocks(asked: &Asked<'_>) -> Result<Told, Problem> {
    let mut report = asked.ask(&ask::Blocks { args: asked.params.query() })?;
    if asked.tier < Tier::Sessions {
        // A pause begins with somebody's last call and ends with the next one.
        report.rows.retain(|row| matches!(row, Span::Block(_)));
    }
    asked.told(report)
}

/// Windows of vendors' limits.
pub(crate) fn limits(asked: &Asked<'_>) -> Result<Told, Problem> {
    asked.tell(&ask::Limits { provider: asked.params.query().provider })
}

/// What it would have cost at other prices.
pub(crate) fn whatif(asked: &Asked<'_>) -> Result<Told, Problem> {
    let params = asked.params;
    let text = |name: &str| params.text(name).map(str::to_owned);
    let prices = match (text("model"), text("prices"), params.flag("no_cache")) {
        (Some(model), None, false) => WhatifPrices::Model(model),
        (None, Some(vendor), false) => WhatifPrices::Vendor(vendor),
        (None, None, true) => WhatifPrices::NoCache,
        _ => {
            let problem =
                Problem::parameter("model", "exactly one of model, prices and no_cache says which prices");
            return Err(problem.allowed("", ["model", "prices", "no_cache"]));
        }
    };
    let mut args = params.query();
    args.provider = params.texts("of_agent").to_vec();
    args.model = params.texts("of_model").to_vec();
    asked.tell(&ask::Whatif { args, prices })
}

/// How well it went.
pub(crate) fn health(asked: &Asked<'_>) -> Result<Told, Problem> {
    asked.tell(&ask::Health { session: one_session(asked)?, args: asked.params.query() })
}

/// What to do first.
pub(crate) fn suggestions(asked: &Asked<'_>) -> Result<Told, Problem> {
    asked.tell(&ask::Suggest { args: asked.params.query() })
}

/// Every agent that is known.
pub(crate) fn providers(asked: &Asked<'_>) -> Result<Told, Problem> {
    asked.tell_providers()
}
