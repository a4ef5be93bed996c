//! What a period would have cost at other prices.

use std::collections::BTreeSet;

use scopeon_core::label::Label;
use scopeon_core::metrics::whatif::Alternative;
use scopeon_core::pricing::PriceBook;
use scopeon_core::report::WhatifReport;
use scopeon_store::Reader;

use super::models;
use super::question::Ask;
use crate::app::App;
use crate::error::AppError;
use crate::query::{Query, QueryArgs, USUAL};

/// What a period would have cost at other prices.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Whatif {
    /// Which calls.
    pub args: QueryArgs,
    /// At which prices.
    pub prices: WhatifPrices,
}

/// Other prices.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum WhatifPrices {
    /// Every call at the prices of one model.
    Model(String),
    /// Every call at the prices of a vendor's list.
    Vendor(String),
    /// Every call without a cache.
    NoCache,
}

impl Whatif {
    fn alternative(&self, query: &Query, app: &App) -> Result<Alternative, AppError> {
        let label = |text: &str| Label::new(text).ok_or_else(|| AppError::refused("the name is empty"));
        match &self.prices {
            WhatifPrices::NoCache => Ok(Alternative::NoCache),
            WhatifPrices::Model(model) if query.book.lookup("", model, query.now).is_some() => {
                label(model).map(Alternative::Model)
            }
            WhatifPrices::Model(model) => Err(models::unknown(model, query, app)),
            WhatifPrices::Vendor(vendor) => {
                let lists = lists(&query.book);
                if lists.contains(vendor.to_ascii_lowercase().as_str()) {
                    return label(vendor).map(Alternative::Provider);
                }
                let names: Vec<&str> = lists.into_iter().collect();
                Err(AppError::refused(format_args!("no price list of that provider is known: {vendor}"))
                    .with_hint(format_args!("known lists are {}", names.join(", "))))
            }
        }
    }
}

impl Ask for Whatif {
    type Report = WhatifReport;

    fn query(&self, app: &App) -> Result<Query, AppError> {
        let query = Query::of_last_days(&self.args, USUAL, app)?;
        self.alternative(&query, app)?;
        Ok(query)
    }

    fn answer(&self, query: &Query, reader: &Reader, app: &App) -> Result<WhatifReport, AppError> {
        Ok(reader.whatif(&query.context(), &self.alternative(query, app)?)?)
    }

    fn is_empty(&self, report: &WhatifReport) -> bool {
        report.rows.is_empty()
    }
}

/// The vendors that the prices have a list of: what stands before a model's name, and agents billed by their own.
fn lists(book: &PriceBook) -> BTreeSet<&str> {
    book.rows().filter_map(|row| Some(row.key.split_once('/')?.0)).chain(["copilot-cli"]).collect()
}
