//! What holds for every usage, prompt and model of the table.

use proptest::prelude::*;
use scopeon_core::money::PicoUsd;
use scopeon_core::pricing::{CostClass, CostSplit, Geo, PriceBook, PriceClass, PromptTier, Tier};
use scopeon_core::usage::Usage;

use super::{NOW, class_of, day};

fn usages() -> impl Strategy<Value = Vec<Usage>> {
    let count = || 0..2_000_000_000_u64;
    let usage = (count(), count(), count(), count(), count(), count(), 0..50_u64).prop_map(
        |(input, output, reasoning, cache_read, cache_write_5m, cache_write_1h, web_searches)| Usage {
            input,
            output,
            reasoning: reasoning.min(output),
            cache_read,
            cache_write_5m,
            cache_write_1h,
            web_searches,
        },
    );
    prop::collection::vec(usage, 0..20)
}

fn classes() -> impl Strategy<Value = PriceClass> {
    let keys: Vec<String> = PriceBook::builtin().rows().map(|row| row.key.clone().into_owned()).collect();
    let (tiers, geos) = (prop::sample::select(Tier::ALL.to_vec()), prop::sample::select(Geo::ALL.to_vec()));
    (prop::sample::select(keys), tiers, geos, 0..1_200_000_u64).prop_map(|(key, tier, geo, prompt)| {
        PriceClass { tier, geo, prompt_tier: PromptTier::of(prompt), ..class_of("claude-code", &key) }
    })
}

proptest! {
    #[test]
    fn a_sum_costs_the_sum_of_the_costs(class in classes(), usages in usages(), cut in 0..20_usize) {
        let rates = PriceBook::builtin().rates(&class, day(NOW)).unwrap();
        let cut = cut.min(usages.len());
        let whole = rates.cost(&usages.iter().copied().sum());
        let (left, right) = usages.split_at(cut);
        let halves = [left, right].map(|part| rates.cost(&part.iter().copied().sum()));
        let each: PicoUsd = usages.iter().map(|usage| rates.cost(usage)).sum();
        prop_assert_eq!(whole, each);
        prop_assert_eq!(whole, halves[0].plus(halves[1]));
        prop_assert!(whole >= PicoUsd::ZERO);
    }

    #[test]
    fn what_was_billed_adds_up_to_the_cost(class in classes(), usages in usages()) {
        let rates = PriceBook::builtin().rates(&class, day(NOW)).unwrap();
        let splits = usages.iter().map(|usage| rates.split(usage));
        let (sum, usage) = (splits.clone().sum::<CostSplit>(), usages.iter().copied().sum::<Usage>());
        prop_assert_eq!(sum, rates.split(&usage), "for {:?}", class);
        prop_assert_eq!(sum.total(), rates.cost(&usage));
        let parts: PicoUsd = CostClass::ALL.into_iter().map(|class| sum.of(class)).sum();
        prop_assert_eq!(parts, sum.total());
        for class in CostClass::ALL.into_iter().filter(|class| class.count(&usage) == 0) {
            prop_assert_eq!(sum.of(class), PicoUsd::ZERO, "{:?}", class);
        }
    }

    #[test]
    fn a_larger_prompt_is_never_in_a_lower_band(a in 0..1_500_000_u64, b in 0..1_500_000_u64) {
        let (small, large) = (a.min(b), a.max(b));
        prop_assert!(PromptTier::of(small) <= PromptTier::of(large));
        let band = PromptTier::of(small);
        prop_assert!(small > band.floor() || band.floor() == 0);
        let next = PromptTier::BOUNDS.get(usize::from(band.index()) + 1);
        prop_assert!(next.is_none_or(|next| small <= *next));
        prop_assert_eq!(PromptTier::from_index(band.index()), band);
    }

    #[test]
    fn lookup_answers_the_same_twice_and_never_panics(agent in "copilot-cli|codex", model in "\\PC{0,60}") {
        let book = PriceBook::builtin();
        prop_assert_eq!(book.lookup(&agent, &model, day(NOW)), book.lookup(&agent, &model, day(NOW)));
        let _ = book.window(&agent, &model, day(NOW));
    }

    #[test]
    fn a_tail_that_is_no_date_makes_another_model(class in classes(), tail in "[a-z]{3,8}") {
        let name = format!("{}-zz{tail}", class.model);
        let book = PriceBook::builtin();
        prop_assert_eq!(book.lookup("codex", &name, day(NOW)), None);
    }
}

#[test]
fn the_bounds_themselves_are_not_exceeded() {
    for (index, bound) in PromptTier::BOUNDS.into_iter().enumerate().skip(1) {
        assert_eq!(usize::from(PromptTier::of(bound).index()), index - 1, "{bound}");
        assert_eq!(usize::from(PromptTier::of(bound + 1).index()), index, "{bound}");
    }
    assert_eq!(PromptTier::of(0), PromptTier::default());
    assert_eq!(usize::from(PromptTier::of(u64::MAX).index()), PromptTier::BOUNDS.len() - 1);
    assert_eq!(PromptTier::from_index(u8::MAX), PromptTier::of(u64::MAX));
}

#[test]
fn every_row_leads_to_itself_and_to_sane_rates() {
    let book = PriceBook::builtin();
    for row in book.rows() {
        let at = row.from.unwrap_or_else(|| day("2024-01-01"));
        let found = book.lookup("claude-code", &row.key, at).unwrap();
        assert_eq!((&found.key, found.from), (&row.key, row.from));
        for tier in Tier::ALL {
            for index in 0..u8::try_from(PromptTier::BOUNDS.len()).unwrap() {
                let band = PromptTier::from_index(index);
                let class = PriceClass { tier, prompt_tier: band, ..class_of("claude-code", &row.key) };
                let rates = book.rates(&class, at).unwrap();
                let all = [
                    rates.input,
                    rates.output,
                    rates.reasoning.unwrap_or_default(),
                    rates.cache_read,
                    rates.cache_write_5m,
                    rates.cache_write_1h,
                    rates.web_search,
                ];
                assert!(all.iter().all(|rate| *rate >= PicoUsd::ZERO), "{class:?}");
                // Two thousand dollars a million tokens: a slipped decimal point, not a price.
                assert!(all[..6].iter().all(|rate| rate.pico() < 2_000_000_000), "{class:?}");
            }
        }
    }
}
