//! `list_provider_optimizations` and `preview_provider_preset`: the models that presets stand for, and what the same work
//! would have cost on them. Nothing is applied: presets of settings are not written by this version.

use scopeon_app::QueryArgs;
use scopeon_app::ask::{Whatif, WhatifPrices};
use scopeon_core::metrics::Certainty;
use serde_json::{Value, json};

use super::params::AGENT;
use super::whatif::compared;
use crate::answer::Answer;
use crate::call::Call;
use crate::failure::Failure;
use crate::figures::{Part, part};
use crate::param::{Field, Is, Kind, Param};
use crate::tool::Tool;

/// Presets, and what they stand for.
pub(super) const LIST_PROVIDER_OPTIMIZATIONS: Tool = Tool {
    name: "list_provider_optimizations",
    title: "Presets",
    about: "Presets of models by agent, with the command that starts the agent so",
    takes: &[AGENT],
    gives: &[Field { name: "rows", is: Is::Rows }],
    is_core: false,
    writes: false,
    tells_calls: false,
    answer: list,
};

/// What a preset would have cost.
pub(super) const PREVIEW_PROVIDER_PRESET: Tool = Tool {
    name: "preview_provider_preset",
    title: "Preview a preset",
    about: "What the last 30 days of an agent would have cost with a preset's model; changes nothing",
    takes: &[
        Param { name: "agent", also: &["provider"], kind: Kind::Needed, about: "" },
        Param { name: "preset", also: &[], kind: Kind::Word(&NAMES), about: "" },
    ],
    gives: &[
        Field { name: "model", is: Is::Text },
        Field { name: "actual_usd", is: Is::Usd },
        Field { name: "alternative_usd", is: Is::Usd },
        Field { name: "difference_usd", is: Is::Usd },
    ],
    is_core: false,
    writes: false,
    tells_calls: false,
    answer: preview,
};

const NAMES: [&str; 3] = ["most-savings", "balanced", "most-power"];
/// As many presets make a page.
const USUAL: usize = 12;

/// A preset of an agent.
struct Preset {
    agent: &'static str,
    name: &'static str,
    model: &'static str,
    /// How the agent is started with that model.
    starts: &'static str,
}

const fn preset(
    agent: &'static str,
    name: &'static str,
    model: &'static str,
    starts: &'static str,
) -> Preset {
    Preset { agent, name, model, starts }
}

/// Every preset; a test holds their models against the price list.
const PRESETS: [Preset; 9] = [
    preset("claude-code", "most-savings", "claude-haiku-4-5", "claude --model haiku"),
    preset("claude-code", "balanced", "claude-sonnet-5", "claude --model sonnet"),
    preset("claude-code", "most-power", "claude-opus-5", "claude --model opus"),
    preset("codex", "most-savings", "gpt-5.4-mini", "codex -m gpt-5.4-mini"),
    preset("codex", "balanced", "gpt-5.4", "codex -m gpt-5.4"),
    preset("codex", "most-power", "gpt-5.5", "codex -m gpt-5.5"),
    preset("gemini-cli", "most-savings", "gemini-2.5-flash-lite", "gemini -m gemini-2.5-flash-lite"),
    preset("gemini-cli", "balanced", "gemini-2.5-flash", "gemini -m gemini-2.5-flash"),
    preset("gemini-cli", "most-power", "gemini-2.5-pro", "gemini -m gemini-2.5-pro"),
];

fn list(call: &Call<'_>) -> Result<Answer, Failure> {
    let agent = call.args.text("agent");
    let rows: Vec<Part> =
        PRESETS.iter().filter(|one| agent.is_none_or(|agent| agent == one.agent)).map(row).collect();
    match agent {
        Some(agent) if rows.is_empty() => Err(unknown(agent)),
        _ => Ok(Answer::new(Part::new(), Certainty::Exact).with_rows(rows, USUAL)),
    }
}

fn row(preset: &Preset) -> Part {
    part([
        ("agent", json!(preset.agent)),
        ("preset", json!(preset.name)),
        ("model", json!(preset.model)),
        ("starts_with", json!(preset.starts)),
    ])
}

fn unknown(agent: &str) -> Failure {
    let known = PRESETS.iter().step_by(NAMES.len()).map(|preset| preset.agent);
    Failure::parameter("agent", "there are no presets of this agent").allowing(agent, known)
}

fn preview(call: &Call<'_>) -> Result<Answer, Failure> {
    let (agent, name) = (call.args.text("agent").unwrap_or_default(), call.args.text("preset"));
    let Some(preset) =
        PRESETS.iter().find(|one| one.agent == agent && name.is_none_or(|name| name == one.name))
    else {
        return Err(unknown(agent));
    };
    let args = QueryArgs { provider: vec![agent.to_owned()], ..QueryArgs::default() };
    let report = call.ask(&Whatif { args, prices: WhatifPrices::Model(preset.model.to_owned()) })?;
    let (mut fields, level) = compared(&report.total);
    fields.extend(row(preset));
    fields.insert("applied".to_owned(), Value::Bool(false));
    Ok(Answer::new(fields, level))
}

#[cfg(test)]
mod tests {
    use scopeon_core::pricing::PriceBook;

    use super::PRESETS;

    #[test]
    fn every_preset_has_a_price() {
        let book = PriceBook::builtin();
        let known: Vec<&str> = book.rows().map(|row| row.key.as_ref()).collect();
        for preset in &PRESETS {
            assert!(known.contains(&preset.model), "{}", preset.model);
        }
    }
}
