//! What types look like that write themselves.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};

use crate::metrics::Share;
use crate::money::PicoUsd;
use crate::pricing::{Multiplier, Tier, UsdPerMillion};
use crate::time::Timestamp;

/// A quotient that may exceed its whole, with its sign.
pub(crate) struct Ratio;

/// A number with decimals.
pub(crate) struct Number;

macro_rules! inline {
    ($($kind:ty, $name:literal: $schema:expr;)*) => {
        $(impl JsonSchema for $kind {
            fn inline_schema() -> bool {
                true
            }

            fn schema_name() -> Cow<'static, str> {
                $name.into()
            }

            fn json_schema(_: &mut SchemaGenerator) -> Schema {
                $schema
            }
        })*
    };
}

inline! {
    PicoUsd, "Usd": json_schema!({"type": "string", "pattern": "^-?[0-9]+\\.[0-9]{2,12}$", "x-unit": "USD"});
    UsdPerMillion, "UsdPerMillion":
        json_schema!({"type": "string", "pattern": "^[0-9]+(\\.[0-9]{1,6})?$", "x-unit": "USD per million tokens"});
    Multiplier, "Multiplier":
        json_schema!({"type": "string", "pattern": "^[0-9]+(\\.[0-9]{1,3})?$", "x-unit": "factor"});
    Timestamp, "Timestamp": json_schema!({
        "type": "string",
        "format": "date-time",
        "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\\.[0-9]{3}Z$",
        "x-unit": "RFC 3339, UTC",
    });
    Share, "Share": json_schema!({"type": "number", "minimum": 0, "maximum": 1, "x-unit": "ratio 0–1"});
    Ratio, "Ratio": json_schema!({"type": "number", "x-unit": "ratio"});
    Number, "Number": json_schema!({"type": "number"});
    Tier, "Tier": json_schema!({"type": "string", "enum": Tier::ALL.map(Tier::as_str)});
}
