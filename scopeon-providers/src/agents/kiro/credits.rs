//! Credits, which is what Kiro bills, and what they are taken for.

use scopeon_core::label::Label;
use scopeon_core::money::PicoUsd;

use crate::kit::json::Raw;

/// What a credit beyond a plan's is sold for.
const DOLLARS_PER_CREDIT: f64 = 0.04;

/// The credits that an entry states under a name; what is in another unit is none.
pub(super) fn stated(entry: Raw<'_>, name: &str) -> Option<f64> {
    let [amount, unit] = entry.members([name, "unit"]);
    amount.number().filter(|amount| unit.says("credit") && *amount >= 0.0)
}

/// What some credits are taken for.
pub(super) fn dollars(credits: f64) -> Option<PicoUsd> {
    PicoUsd::from_reported(credits * DOLLARS_PER_CREDIT)
}

/// A model's name without the service that it is asked through, as in `qdev::auto`.
pub(super) fn model(stated: Raw<'_>) -> Option<Label> {
    let stated = stated.text()?;
    Label::new(stated.rsplit_once("::").map_or(&*stated, |(_, model)| model))
}
