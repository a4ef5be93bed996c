//! Why something was expensive: facts about where the money went, each with its part of it, ranked by that. What a fact is
//! called in words is not known here; what it is found in is `input`'s matter, when it is said `rules`'.

mod fact;
mod input;
mod rules;

pub use fact::{WhyBasis, WhyEvidence, WhyFact, WhyKind};
pub use input::{
    Compacted, LargePrompts, RecachedSum, SubAgentPart, Surcharge, Usual, WhyInput, WhyPart, WhySpan, WhyTurn,
};

use std::cmp::Reverse;

use rules::LEAST;

/// Returns what is to be said of a cost: the whole against what is usual, then where it went, the largest part first, then
/// what the cost does not hold. Parts overlap, so that they do not add up; what is below a hundredth of the whole is not
/// said.
///
/// ```
/// use scopeon_core::metrics::why::{WhyInput, WhyKind, WhySpan, why};
/// let facts = why(&WhyInput::new(WhySpan::Day));
/// assert!(facts.is_empty(), "of nothing there is nothing to say");
/// ```
#[must_use]
pub fn why(input: &WhyInput) -> Vec<WhyFact> {
    if input.cost.calls == 0 {
        return Vec::new();
    }
    let mut parts = rules::parts(input);
    parts.retain(|fact| fact.share.is_some_and(|share| share >= LEAST));
    parts.sort_by_key(|fact| (Reverse(fact.usd), fact.kind));
    let mut facts = vec![rules::total(input)];
    facts.extend(parts);
    facts.extend(rules::caveats(input));
    facts
}
