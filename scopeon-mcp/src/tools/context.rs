//! `get_context_pressure` and `suggest_compact`: how full the context is, how long it lasts, and what to do.

use scopeon_app::ask::SessionNow;
use scopeon_core::alert::Pressure;
use scopeon_core::metrics::Certainty;
use scopeon_core::metrics::context::{Advice, Because};
use scopeon_core::metrics::cost::CostMode;
use scopeon_core::report::SessionNow as Report;
use serde_json::{Value, json};

use super::params::SESSION;
use crate::answer::Answer;
use crate::call::Call;
use crate::failure::Failure;
use crate::figures::{Part, at, part, percent, usd, value};
use crate::param::{Field, Is};
use crate::tool::Tool;

/// How full the context is.
pub(super) const GET_CONTEXT_PRESSURE: Tool = Tool {
    name: "get_context_pressure",
    title: "Context pressure",
    about: "How full your context is, turns left, whether to compact, what the session cost",
    takes: &[SESSION],
    gives: &[
        Field { name: "fill_pct", is: Is::Number },
        Field { name: "pressure_level", is: Is::Text },
        Field { name: "tokens_remaining", is: Is::Count },
        Field { name: "predicted_turns_remaining", is: Is::Count },
        Field { name: "should_compact", is: Is::Flag },
        Field { name: "reason", is: Is::Text },
    ],
    is_core: true,
    writes: false,
    tells_calls: false,
    answer: pressure,
};

/// What to do about it, alone.
pub(super) const SUGGEST_COMPACT: Tool = Tool {
    name: "suggest_compact",
    title: "Compact now?",
    about: "Whether to compact now, and why",
    takes: &[SESSION],
    gives: &[
        Field { name: "should_compact", is: Is::Flag },
        Field { name: "advice", is: Is::Text },
        Field { name: "reason", is: Is::Text },
        Field { name: "fill_pct", is: Is::Number },
        Field { name: "last_compaction_at", is: Is::At },
    ],
    is_core: false,
    writes: false,
    tells_calls: false,
    answer: compact,
};

fn pressure(call: &Call<'_>) -> Result<Answer, Failure> {
    let now = asked(call)?;
    let outlook = &now.outlook;
    let left = outlook.limit.value.zip(outlook.occupancy.value);
    let mut fields = advised(&now);
    fields.extend(part([
        ("session", Value::Object(cost(&now))),
        ("model", json!(now.live.model)),
        ("context_tokens", value(outlook.occupancy)),
        ("window_tokens", value(outlook.capacity)),
        ("tokens_remaining", json!(left.map(|(limit, used)| limit.saturating_sub(used)))),
        ("pressure_level", json!(outlook.fill_bp.value.map(|fill| Pressure::of(fill).as_str()))),
        ("predicted_turns_remaining", value(outlook.turns_left)),
        ("predicted_calls_remaining", value(outlook.calls_left)),
        ("growth_per_turn", json!(outlook.growth_per_turn_milli.value.map(|milli| milli / 1000))),
        ("compactions", json!(now.compactions)),
    ]));
    Ok(Answer::new(fields, Certainty::of(outlook.fill_bp.provenance)))
}

fn compact(call: &Call<'_>) -> Result<Answer, Failure> {
    let now = asked(call)?;
    let mut fields = advised(&now);
    fields.insert("last_compaction_at".to_owned(), at(now.last_compaction.as_ref().map(|one| one.at)));
    fields.insert("compactions".to_owned(), json!(now.compactions));
    Ok(Answer::new(fields, Certainty::of(now.outlook.fill_bp.provenance)))
}

fn asked(call: &Call<'_>) -> Result<Report, Failure> {
    call.ask(&SessionNow { session: call.session()?.to_owned() })
}

/// What the session cost so far.
fn cost(now: &Report) -> Part {
    part([("cost_usd", usd(now.live.session.figures.amount(CostMode::Computed)))])
}

fn advised(now: &Report) -> Part {
    let advice = now.live.advice;
    let word = advice.map(|advice| json!(advice.advice));
    part([
        ("fill_pct", now.outlook.fill_bp.value.map_or(Value::Null, percent)),
        ("should_compact", json!(advice.is_some_and(|advice| advice.advice != Advice::GoOn))),
        ("advice", word.unwrap_or(Value::Null)),
        ("reason", json!(advice.map(|advice| sentence(advice.because)))),
    ])
}

/// Says why, in few words.
const fn sentence(because: Because) -> &'static str {
    match because {
        Because::Room => "there is room",
        Because::CapacityUnknown => "the size of the window is not known",
        Because::OccupancyUnknown => "how much of the window is in use is not known",
        Because::NearlyFull => "the window is at least 90 % full",
        Because::Filling => "the window is at least 75 % full",
        Because::LastTurn => "at this growth it lasts one more turn at most",
        Because::FewCallsLeft => "at this growth it lasts ten more calls at most",
        Because::CacheExpired => "the cache has run out: the next call pays the whole context again",
        Because::CompactedOften => "it was compacted three times or more and fills again",
        _ => "of a reason that this version does not know",
    }
}
