//! What one call costs: its class, and the instant that its price is of.

use scopeon_core::event::{Attribution, Call, UsageSample};
use scopeon_core::id::Identity;
use scopeon_core::label::Label;
use scopeon_core::pricing::{Geo, PriceBook, PromptTier, Tier};
use scopeon_core::time::Timestamp;
use scopeon_core::usage::Usage;

fn agent(id: &str) -> Label {
    Label::new(id).unwrap()
}

fn call(model: &str, at: &str, usage: Usage) -> Call {
    let key = |kind| Identity::builder(kind).text("1").finish();
    let reading = UsageSample::new(Label::new(model).unwrap(), usage);
    Call::new(
        key("call").into(),
        Timestamp::parse(at).unwrap(),
        reading,
        Attribution::new(key("session").into()),
    )
}

#[test]
fn the_class_is_what_the_reading_states() {
    let usage = Usage { input: 90_000, cache_read: 120_000, output: 1_000, ..Usage::default() };
    let mut call = call("claude-sonnet-4-5", "2026-11-10T10:00:00Z", usage);
    (call.sample.tier, call.sample.geo) = (Tier::Batch, Geo::Us);
    let class = call.price_class(&agent("claude-code"));
    assert_eq!((class.agent.as_str(), class.model.as_str()), ("claude-code", "claude-sonnet-4-5"));
    assert_eq!((class.tier, class.geo, class.prompt_tier), (Tier::Batch, Geo::Us, PromptTier::of(210_000)));
    // Many requests whose prompts were added up: the largest of them decides.
    call.sample.context = 60_000;
    assert_eq!(call.price_class(&agent("claude-code")).prompt_tier, PromptTier::of(60_000));
}

#[test]
fn its_cost_is_that_of_its_class_at_the_start_of_its_quarter() {
    let book = PriceBook::builtin();
    let usage = Usage { input: 150_000, output: 2_000, ..Usage::default() };
    for (id, model) in [("claude-code", "claude-opus-5"), ("codex", "gpt-5"), ("codex", "no-such-model")] {
        let call = call(model, "2026-11-10T10:14:59.999Z", usage);
        let start = Timestamp::parse("2026-11-10T10:00:00Z").unwrap();
        let rates = book.rates(&call.price_class(&agent(id)), start);
        assert_eq!(book.price(&agent(id), &call), rates.map(|rates| rates.cost(&usage)), "{model}");
    }
    let unheard_of = call("no-such-model", "2026-11-10T10:00:00Z", usage);
    assert_eq!(book.price(&agent("codex"), &unheard_of), None, "unpriced is not free");
    let unmetered = PriceBook::builtin().without_tokens(["crush".to_owned()]);
    assert_eq!(unmetered.price(&agent("crush"), &call("gpt-5", "2026-11-10T10:00:00Z", usage)), None);
}
