//! `what_if`: what the same calls would have cost at other prices.

use scopeon_app::ask::{Whatif, WhatifPrices};
use scopeon_core::metrics::Certainty;
use scopeon_core::metrics::whatif::Whatif as Compared;
use scopeon_core::report::WhatifRow;
use serde_json::json;

use super::params::{AGENT, SINCE};
use crate::answer::Answer;
use crate::call::Call;
use crate::failure::Failure;
use crate::figures::{Part, hundredths, part, usd};
use crate::param::{Field, Is, Kind, Param};
use crate::tool::Tool;

/// Other prices.
pub(super) const WHAT_IF: Tool = Tool {
    name: "what_if",
    title: "At other prices",
    about: "What the same calls would have cost with another model, or without a cache",
    takes: &[
        Param { name: "model", also: &[], kind: Kind::Text, about: "" },
        Param { name: "no_cache", also: &[], kind: Kind::Flag, about: "" },
        SINCE,
        AGENT,
    ],
    gives: &[
        Field { name: "actual_usd", is: Is::Usd },
        Field { name: "alternative_usd", is: Is::Usd },
        Field { name: "difference_usd", is: Is::Usd },
        Field { name: "rows", is: Is::Rows },
    ],
    is_core: false,
    writes: false,
    tells_calls: false,
    answer,
};

/// As many models make a page.
const USUAL: usize = 6;

fn answer(call: &Call<'_>) -> Result<Answer, Failure> {
    let model = call.args.text("model");
    let prices = match (model, call.args.flag("no_cache")) {
        (Some(model), false) => WhatifPrices::Model(model.to_owned()),
        (None, true) => WhatifPrices::NoCache,
        _ => return Err(Failure::parameter("model", "exactly one of model and no_cache says which prices")),
    };
    let mut args = call.args.query();
    // The model of the question is no filter.
    args.model.clear();
    let report = call.ask(&Whatif { args, prices })?;
    let (fields, level) = compared(&report.total);
    let row = |row: &WhatifRow| {
        let mut told = part([("model", json!(row.key))]);
        told.extend(compared(&row.part).0);
        told.remove("left_out_calls");
        told
    };
    Ok(Answer::new(fields, level).with_rows(report.rows.iter().map(row).collect(), USUAL))
}

/// Writes what was compared.
pub(super) fn compared(whatif: &Compared) -> (Part, Certainty) {
    let told = part([
        ("actual_usd", usd(Some(whatif.actual_usd))),
        ("alternative_usd", usd(Some(whatif.alternative_usd))),
        ("difference_usd", usd(Some(whatif.difference_usd))),
        ("difference_pct", hundredths(whatif.difference_bp)),
        ("compared_calls", json!(whatif.compared_calls)),
        ("left_out_calls", json!(whatif.left_out_calls)),
    ]);
    (told, Certainty::of(whatif.provenance))
}
