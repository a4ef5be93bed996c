//! The same history at other prices, from roll-ups grouped by price class and period of unchanged prices.

use rusqlite::{Connection, Result};
use scopeon_core::metrics::Provenance;
use scopeon_core::metrics::whatif::{Alternative, ClassUsage, Whatif, whatif};
use scopeon_core::report::{WhatifReport, WhatifRow};

use super::Reader;
use super::label::label_text;
use super::price::Prices;
use super::priced::{Group, PricedRow, priced};
use super::query_context::QueryContext;
use crate::error::StoreError;

impl Reader {
    /// Answers what a period would have cost at other prices, as a whole and by model as logged.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the file cannot be read or is damaged.
    pub fn whatif(
        &self,
        asked: &QueryContext<'_>,
        alternative: &Alternative,
    ) -> std::result::Result<WhatifReport, StoreError> {
        self.ask(|conn| answer(conn, asked, alternative))
    }
}

fn answer(conn: &Connection, asked: &QueryContext<'_>, alternative: &Alternative) -> Result<WhatifReport> {
    let mut prices = Prices::new(conn, asked.book)?;
    let groups = priced(conn, asked, Group::Model, &mut prices)?;
    let tokens = asked.fidelity.tokens(&groups.providers);
    let waste = |rows: &[ClassUsage]| rest_on(whatif(rows, alternative, asked.book, asked.now), tokens);
    let mut models = Vec::with_capacity(groups.groups.len());
    let mut all = Vec::new();
    for (model, rows) in &groups.groups {
        let rows = usages(rows, &prices);
        let key = label_text(conn, *model)?.unwrap_or_default();
        models.push(WhatifRow::new(key, waste(&rows)));
        all.extend(rows);
    }
    models.sort_by(|a, b| b.part.actual_usd.cmp(&a.part.actual_usd).then_with(|| a.key.cmp(&b.key)));
    let (kind, name) = match alternative {
        Alternative::Model(model) => ("model", Some(model)),
        Alternative::Provider(provider) => ("provider", Some(provider)),
        _ => ("no_cache", None),
    };
    Ok(WhatifReport::new(
        asked.scope(groups.providers),
        kind.to_owned(),
        name.map(|name| name.as_str().to_owned()),
        waste(&all),
        models,
    ))
}

fn usages(rows: &[PricedRow], prices: &Prices<'_>) -> Vec<ClassUsage> {
    let usage = |row: &PricedRow| {
        let class = prices.classes.get(&row.class)?.price.clone();
        Some(ClassUsage { class, at: row.at, calls: row.priced.calls, usage: row.priced.usage })
    };
    rows.iter().filter_map(usage).collect()
}

fn rest_on(part: Whatif, tokens: Provenance) -> Whatif {
    Whatif { provenance: part.provenance.and(tokens), ..part }
}
