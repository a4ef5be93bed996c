//! The currency of amounts.

use serde::{Deserialize, Serialize};

/// The currency of every amount.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum Currency {
    /// United States dollars.
    #[default]
    #[serde(rename = "USD")]
    Usd,
}
