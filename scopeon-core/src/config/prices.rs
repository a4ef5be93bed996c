//! `[[prices]]` and `[prices.alias]`: a user's own prices, and which model a name stands for.

use std::collections::BTreeMap;
use std::fmt;

use serde::de::{self, Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};

use crate::pricing::{PriceOverride, PriceOverrideError, PriceRow, UsdPerMillion};

/// Prices that override the built-in table, and names that stand for a model.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Prices {
    /// The prices, in the order they are written down.
    pub rows: Vec<PriceRow>,
    /// The model to price each name as. Names are as logs have them, in lower case.
    pub aliases: BTreeMap<String, String>,
}

/// One of the tables `[[prices]]`. In TOML a table `[prices.alias]` behind them belongs to the last.
#[derive(Debug, serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Listed {
    model: String,
    input: UsdPerMillion,
    output: UsdPerMillion,
    cache_read: Option<UsdPerMillion>,
    cache_write_5m: Option<UsdPerMillion>,
    cache_write_1h: Option<UsdPerMillion>,
    from: Option<String>,
    window: Option<u64>,
    #[serde(default)]
    alias: Aliases,
}

/// A price on its way from what a user wrote to a row of the table, so that an error keeps its place.
#[derive(serde::Deserialize)]
#[serde(try_from = "Listed")]
struct Price(PriceRow, Aliases);

impl TryFrom<Listed> for Price {
    type Error = PriceOverrideError;

    fn try_from(listed: Listed) -> Result<Self, Self::Error> {
        let Listed { model, input, output, cache_read, cache_write_5m, cache_write_1h, from, window, alias } =
            listed;
        let price =
            PriceOverride { model, input, output, cache_read, cache_write_5m, cache_write_1h, from, window };
        Ok(Self(PriceRow::try_from(price)?, alias))
    }
}

/// A table of names, each with the model it stands for.
#[derive(Debug, Default, serde::Deserialize)]
#[serde(try_from = "BTreeMap<String, String>")]
struct Aliases(BTreeMap<String, String>);

impl TryFrom<BTreeMap<String, String>> for Aliases {
    type Error = &'static str;

    fn try_from(names: BTreeMap<String, String>) -> Result<Self, Self::Error> {
        let lower = |text: String| text.trim().to_ascii_lowercase();
        let names: BTreeMap<_, _> =
            names.into_iter().map(|(name, model)| (lower(name), lower(model))).collect();
        let says_nothing =
            |(name, model): (&String, &String)| name.is_empty() || model.is_empty() || name == model;
        if names.iter().any(says_nothing) {
            return Err("an alias needs a name and another model's name");
        }
        // Nobody has to wonder how far a chain goes.
        if names.values().any(|model| names.contains_key(model)) {
            return Err("an alias stands for a model, not for another alias");
        }
        Ok(Self(names))
    }
}

impl<'de> Deserialize<'de> for Prices {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(PricesVisitor)
    }
}

struct PricesVisitor;

impl<'de> Visitor<'de> for PricesVisitor {
    type Value = Prices;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("tables `[[prices]]`, or a table `[prices.alias]`")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut tables: A) -> Result<Prices, A::Error> {
        let mut prices = Prices::default();
        while let Some(Price(row, aliases)) = tables.next_element()? {
            prices.rows.push(row);
            prices.aliases.extend(aliases.0);
        }
        Ok(prices)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut table: A) -> Result<Prices, A::Error> {
        let mut prices = Prices::default();
        while let Some(key) = table.next_key::<String>()? {
            if key != "alias" {
                return Err(de::Error::custom(
                    "expected `[[prices]]` for a price, or a table `[prices.alias]`",
                ));
            }
            prices.aliases = table.next_value::<Aliases>()?.0;
        }
        Ok(prices)
    }
}
