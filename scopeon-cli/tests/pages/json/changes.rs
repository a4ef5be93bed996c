//! What a version of the wire format changed: fields with a new name or shape.

use std::fmt::Write as _;

/// A field that has another name or shape than before.
struct Change {
    /// Where it is: definitions of the schema.
    of: &'static [&'static str],
    /// What it was called, or how it looked.
    old: &'static str,
    /// What it is called, or how it looks.
    new: &'static str,
}

const fn change(of: &'static [&'static str], old: &'static str, new: &'static str) -> Change {
    Change { of, old, new }
}

const EVERY: &[&str] = &["Scope"];

/// What the second version changed, but for shares whose name only changed its end.
const SECOND: &[Change] = &[
    change(EVERY, "`as_of`", "fresh"),
    change(EVERY, "words on stderr alone", "notices"),
    change(&["SubAgentsReport"], "`agents`", "rows"),
    change(&["BlocksReport"], "`spans`", "rows"),
    change(&["BudgetReport"], "`budgets`", "rows"),
    change(&["LimitsReport"], "`limits`", "rows"),
    change(&["PricesReport"], "`prices`", "rows"),
    change(&["ProvidersReport"], "`providers`", "rows"),
    change(&["SessionsReport", "TagListReport"], "`sessions`", "rows"),
    change(&["SuggestReport"], "`suggestions`", "rows"),
    change(&["TagsReport"], "`tags`", "rows"),
    change(&["TagRulesReport"], "`rules`", "rows"),
    change(&["TasksReport"], "`tasks`", "rows"),
    change(&["ToolsReport"], "`tools`", "rows"),
    change(&["WhatifReport"], "`models`", "rows"),
    change(
        &["CacheReport", "CostsReport", "TasksReport", "ToolsReport", "WhatifReport"],
        "sums beside it",
        "total",
    ),
    change(&["CallRow"], "`agent`", "sub_agent"),
    change(&["CacheSums"], "`hit_rate_bp`", "hit_rate"),
    change(&["ContextStep", "ContextReport"], "`fill_bp`", "fill"),
    change(&["ContextReport"], "`growth_per_call_milli`", "growth_per_call"),
    change(&["ContextReport"], "`growth_per_turn_milli`", "growth_per_turn"),
    change(&["ExploreRow"], "`share_bp`", "share"),
    change(&["Component"], "`value_bp`", "value"),
    change(&["Component"], "`score_bp`", "score"),
    change(&["Threshold"], "`good_bp`", "good"),
    change(&["Threshold"], "`poor_bp`", "poor"),
    change(&["BudgetRow"], "`pace_bp`", "pace"),
    change(&["CompareRow"], "`superiority_bp`", "superiority"),
    change(&["CompareRow", "Anomaly"], "`z_milli`", "z"),
    change(&["Quantity"], "`bp`", "ratio"),
    change(&["SignEvidence"], "words in `what`", "what"),
    change(&["CompareRow"], "nothing", "a_values"),
    change(&["CompareRow"], "nothing", "b_values"),
];

/// Returns the version since when a field has its name and shape.
pub(super) fn since(owner: &str, field: &str) -> u32 {
    let is_new_object = ["Fresh", "Notice"].contains(&owner);
    let is_new = |change: &Change| change.new == field && change.of.contains(&owner);
    if is_new_object || field.ends_with("_ratio") || SECOND.iter().any(is_new) { 2 } else { 1 }
}

/// Writes what the second version changed.
pub(super) fn section() -> String {
    let mut text = String::from(
        "
## Schema 2

What is different from schema 1:

* Every answer begins with the same fields; in schema 1 some had only `schema`, and `as_of` stood where an answer was older
  than a database. The instant is `fresh.as_of` now, and always there.
* What an answer lists is `rows`, whatever it is, and what these come to is `total`; that of `costs` is that of `report`.
* Shares are ratios and no longer basis points: `failures_bp` 250 is `failures_ratio` 0.025. A name on `_bp` ends in
  `_ratio` where no other is below. Thousandths are numbers as well: `z_milli` 3500 is `z` 3.5.
* What is not known is `null` where it was an amount of nothing, `\"0.00\"`: what is forgotten (`db compact`), both sides of
  `whatif`, the money of `cache` and of `suggest`, rates and outlooks of blocks, projections of `costs` and `budget` with
  what is used of a budget, where there are calls and none has a price; and medians of `compare` where a side has no value.
* What a sign of waste rests on is a word and no longer a phrase: `evidence[].what`.

| in | was | is |
|---|---|---|
",
    );
    for Change { of, old, new } in SECOND {
        let of: Vec<String> = of.iter().map(|name| format!("`{name}`")).collect();
        let of = if of == ["`Scope`"] { "every answer".to_owned() } else { of.join(", ") };
        let _ = writeln!(text, "| {of} | {old} | `{new}` |");
    }
    text
}
