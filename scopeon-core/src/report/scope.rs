//! What an answer covers.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::usage::Currency;
use crate::provider::Level;
use crate::time::Timestamp;

/// What an answer covers; the first fields of every answer of figures.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Scope {
    /// The version of the wire format.
    pub schema: u32,
    /// The time zone of days and of times shown to people; times on the wire are UTC.
    pub zone: String,
    /// The currency of all amounts.
    pub currency: Currency,
    /// When it was answered.
    pub now: Timestamp,
    /// The first instant it covers; none for all there is.
    pub since: Option<Timestamp>,
    /// The first instant after what it covers; none for up to now.
    pub until: Option<Timestamp>,
    /// The agents whose calls are in it, by id; none of them: there is nothing, and all sums are zero.
    pub providers: Vec<String>,
    /// How much of the truth the logs of each of them hold.
    #[serde(default)]
    pub levels: BTreeMap<String, Level>,
}
