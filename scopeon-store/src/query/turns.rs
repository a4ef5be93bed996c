//! The most expensive turns of a session, and its calls that paid again for what had been cached.

use std::cmp::Reverse;
use std::collections::{BTreeMap, HashMap};

use rusqlite::{Connection, Result};
use scopeon_core::metrics::cost::CostSum;
use scopeon_core::metrics::tools::UsedTool;
use scopeon_core::money::PicoUsd;
use scopeon_core::report::{RecachedRow, TurnRow};

use super::call_details::CallDetail;
use crate::write::column;

/// The turns of calls of one session, the most expensive first; their tools are not looked up yet.
pub(crate) fn turns(session: &str, calls: &[CallDetail]) -> Vec<TurnRow> {
    let mut turns: BTreeMap<u64, (TurnRow, CostSum)> = BTreeMap::new();
    for one in calls {
        let first = || (TurnRow::new(session.to_owned(), one.turn, one.call.at), CostSum::default());
        let (row, sum) = turns.entry(one.turn).or_insert_with(first);
        row.calls += 1;
        row.sub_agent_calls += u64::from(one.is_sub_agent);
        row.usage += one.point.usage;
        *sum = sum.plus(one.call.sum);
    }
    let costed = |(mut row, sum): (TurnRow, CostSum)| {
        row.cost_usd = sum.known_usd();
        row
    };
    let mut rows: Vec<TurnRow> = turns.into_values().map(costed).collect();
    rows.sort_by_key(|row| (Reverse(row.cost_usd), row.number));
    rows
}

/// The uses of tools that calls asked for. `?1` is the root.
const TOOLS: &str = "SELECT o.call, coalesce(ms.text || '/' || mt.text, n.text, '(unknown)') \
    FROM tool o LEFT JOIN label n ON n.id = o.name LEFT JOIN label ms ON ms.id = o.mcp_server \
    LEFT JOIN label mt ON mt.id = o.mcp_tool WHERE o.call IS NOT NULL \
    AND o.session IN (SELECT id FROM session WHERE id = ?1 OR root = ?1)";

/// Looks up what tools the calls of some turns of a session asked for.
pub(crate) fn add_tools(
    conn: &Connection,
    root: i64,
    calls: &[CallDetail],
    rows: &mut [TurnRow],
) -> Result<()> {
    let places: HashMap<u64, usize> =
        rows.iter().enumerate().map(|(place, row)| (row.number, place)).collect();
    let of_calls: HashMap<[u8; 16], usize> =
        calls.iter().filter_map(|one| Some((one.call.uid, *places.get(&one.turn)?))).collect();
    let mut uses: Vec<BTreeMap<String, u64>> = vec![BTreeMap::new(); rows.len()];
    let mut find = conn.prepare_cached(TOOLS)?;
    let mut found = find.query([root])?;
    while let Some(tool) = found.next()? {
        let place = of_calls.get(&tool.get::<_, [u8; 16]>(0)?);
        if let Some(uses) = place.and_then(|place| uses.get_mut(*place)) {
            *uses.entry(column::text(tool, 1)?).or_default() += 1;
        }
    }
    for (row, uses) in rows.iter_mut().zip(uses) {
        row.tools = uses.into_iter().map(|(name, uses)| UsedTool::new(name, uses)).collect();
        row.tools.sort_by_key(|tool| Reverse(tool.uses));
    }
    Ok(())
}

/// Returns the calls that paid again for what had been cached, the most expensive first.
pub(crate) fn recached(session: &str, calls: &[CallDetail]) -> Vec<RecachedRow> {
    let row = |one: &CallDetail| {
        let (numbers, model) = ((one.turn, one.number), one.point.model.to_string());
        let mut row = RecachedRow::new(session.to_owned(), numbers, one.call.at, model, one.recached()?);
        row.is_sub_agent = one.is_sub_agent;
        Some(row)
    };
    let mut rows: Vec<RecachedRow> = calls.iter().filter_map(row).collect();
    sort_recached(&mut rows);
    rows
}

/// Sorts them, the most expensive first.
pub(crate) fn sort_recached(rows: &mut [RecachedRow]) {
    let extra = |row: &RecachedRow| row.recached.extra_usd.unwrap_or(PicoUsd::ZERO);
    rows.sort_by(|a, b| {
        let by_money = extra(b).cmp(&extra(a)).then(b.recached.tokens.cmp(&a.recached.tokens));
        by_money.then_with(|| (a.at, &a.session, a.turn, a.call).cmp(&(b.at, &b.session, b.turn, b.call)))
    });
}
