//! The same history at other prices.

use proptest::prelude::*;
use scopeon_core::metrics::whatif::{Alternative, ClassUsage, whatif};
use scopeon_core::metrics::{Provenance, Reason};
use scopeon_core::money::PicoUsd;
use scopeon_core::pricing::{Geo, PriceBook, PriceClass, PromptTier, Tier};
use scopeon_core::usage::Usage;

use super::{at, label, usd};

fn row(model: &str, usage: Usage) -> ClassUsage {
    let class = PriceClass {
        agent: label("claude-code"),
        model: label(model),
        tier: Tier::Standard,
        geo: Geo::Global,
        prompt_tier: PromptTier::of(50_000),
    };
    ClassUsage { class, at: at("2026-11-10T00:00:00Z"), calls: 2, usage }
}

fn million(input: u64, output: u64, cache_read: u64, cache_write_5m: u64) -> Usage {
    Usage { input, output, cache_read, cache_write_5m, ..Usage::default() }
}

#[test]
fn another_model_no_cache_another_list() {
    let now = at("2026-11-18T12:00:00Z");
    let opus = row("claude-opus-5-5", million(1_000_000, 100_000, 0, 0)); // 4 + 2
    let cached = row("claude-opus-5-5", million(0, 0, 1_000_000, 100_000)); // 0.2 + 0.5
    let unknown = row("yonder", million(1, 1, 0, 0));
    let model = |name| Alternative::Model(label(name));
    let list = |name| Alternative::Provider(label(name));
    let cases = [
        (&opus, model("claude-haiku-4-5"), Some(("6", "1.5", "-4.5", -7_500))),
        (&opus, Alternative::NoCache, Some(("6", "6", "0", 0))),
        (&cached, Alternative::NoCache, Some(("0.7", "4.4", "3.7", 52_857))), // 1,100,000 × 4 per million
        (&cached, model("claude-haiku-4-5"), Some(("0.7", "0.225", "-0.475", -6_786))), // 0.1 + 0.125
        (&cached, list("copilot-cli"), Some(("0.7", "0.7", "0", 0))),         // its list has claude-opus-5.5
        (&opus, list("nobody"), None),
        (&opus, model("yonder"), None),
        (&unknown, model("claude-haiku-4-5"), None),
    ];
    for (row, alternative, expected) in cases {
        let found = whatif(std::slice::from_ref(row), &alternative, &PriceBook::builtin(), now);
        let seen = (found.actual_usd, found.alternative_usd, found.difference_usd, found.difference_bp);
        let expected_amounts = expected
            .map_or((PicoUsd::ZERO, PicoUsd::ZERO, PicoUsd::ZERO, 0), |(a, b, c, bp)| {
                (usd(a), usd(b), usd(c), bp)
            });
        assert_eq!(seen, expected_amounts, "{alternative:?} {}", row.class.model);
        let counts = if expected.is_some() { (2, 0) } else { (0, 2) };
        assert_eq!((found.compared_calls, found.left_out_calls), counts, "{alternative:?}");
    }
}

#[test]
fn an_alternative_is_never_exact() {
    let now = at("2026-11-18T12:00:00Z");
    let book = PriceBook::builtin();
    let rows = [row("claude-opus-5-5", million(1, 1, 0, 0)), row("yonder", million(1, 1, 0, 0))];
    let none = whatif(&rows[..1], &Alternative::NoCache, &book, now);
    assert_eq!(none.provenance, Provenance::estimated(Reason::Hypothetical));
    let model = whatif(&rows, &Alternative::Model(label("gpt-5")), &book, now);
    let reasons = [Reason::UnpricedCalls, Reason::OtherTokenizer, Reason::Hypothetical];
    assert_eq!(model.provenance.reasons().collect::<Vec<_>>(), reasons);
    assert_eq!(whatif(&[], &Alternative::NoCache, &book, now).actual_usd, PicoUsd::ZERO);
}

proptest! {
    #[test]
    fn parts_add_up_and_the_same_model_costs_the_same(all in prop::collection::vec((0..9_000_000_u64, 0..90_000_u64, 0..9_000_000_u64), 0..10), cut in 0..10_usize) {
        let now = at("2026-11-18T12:00:00Z");
        let book = PriceBook::builtin();
        let rows: Vec<ClassUsage> = all.iter().map(|(input, output, read)| row("claude-opus-5-5", million(*input, *output, *read, 0))).collect();
        let same = whatif(&rows, &Alternative::Model(label("claude-opus-5-5")), &book, now);
        prop_assert_eq!((same.difference_usd, same.difference_bp), (PicoUsd::ZERO, 0));
        let (left, right) = rows.split_at(cut.min(rows.len()));
        let part = |rows: &[ClassUsage]| whatif(rows, &Alternative::NoCache, &book, now).alternative_usd;
        prop_assert_eq!(part(left).plus(part(right)), part(&rows));
        prop_assert!(whatif(&rows, &Alternative::NoCache, &book, now).difference_usd >= PicoUsd::ZERO, "reads alone always save");
    }
}
