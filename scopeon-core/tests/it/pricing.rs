//! What things cost: every rule of pricing, with amounts worked out by hand.

#![expect(clippy::unwrap_used, reason = "a test that cannot set up its case must fail")]

mod history;
mod import;
mod laws;
mod lookup;
mod merge;
mod one_call;
mod table;

use scopeon_core::label::Label;
use scopeon_core::money::PicoUsd;
use scopeon_core::pricing::{Geo, PriceBook, PriceClass, PromptTier, Rates, Tier};
use scopeon_core::time::Timestamp;
use scopeon_core::usage::Usage;

pub(crate) const NOW: &str = "2026-11-22";

pub(crate) fn day(date: &str) -> Timestamp {
    Timestamp::parse(&format!("{date}T12:00:00Z")).unwrap()
}

pub(crate) fn class(model: &str) -> PriceClass {
    class_of("claude-code", model)
}

pub(crate) fn class_of(agent: &str, model: &str) -> PriceClass {
    PriceClass {
        agent: Label::new(agent).unwrap(),
        model: Label::new(model).unwrap(),
        tier: Tier::Standard,
        geo: Geo::Global,
        prompt_tier: PromptTier::of(0),
    }
}

/// The rates in dollars per million tokens: input, output, read, 5m write, 1h write.
fn per_million(rates: &Rates) -> [String; 5] {
    let dollars = |rate: PicoUsd| PicoUsd::from_pico(rate.pico() * 1_000_000).to_string();
    [rates.input, rates.output, rates.cache_read, rates.cache_write_5m, rates.cache_write_1h].map(dollars)
}

#[track_caller]
fn check(class: &PriceClass, date: &str, expected: [&str; 5]) {
    let rates = PriceBook::builtin().rates(class, day(date));
    let rates = rates.unwrap_or_else(|| panic!("{class:?} is unpriced on {date}"));
    assert_eq!(per_million(&rates), expected, "{class:?} on {date}");
}

fn long(model: &str, prompt: u64) -> PriceClass {
    PriceClass { prompt_tier: PromptTier::of(prompt), ..class(model) }
}

fn tier(model: &str, tier: Tier) -> PriceClass {
    PriceClass { tier, ..class(model) }
}

#[test]
fn list_prices_of_current_and_retired_models() {
    let opus = ["5.00", "25.00", "0.50", "6.25", "10.00"];
    let sonnet = ["3.00", "15.00", "0.30", "3.75", "6.00"];
    let cases = [
        ("claude-fable-5", ["10.00", "50.00", "1.00", "12.50", "20.00"]),
        ("claude-opus-5-5", ["4.00", "20.00", "0.20", "5.00", "8.00"]),
        ("claude-opus-5", opus),
        ("claude-opus-4-8", opus),
        ("claude-opus-4-7", opus),
        ("claude-opus-4-6", opus),
        ("claude-opus-4-5", opus),
        ("claude-opus-4-1", ["15.00", "75.00", "1.50", "18.75", "30.00"]),
        ("claude-opus-4-20250514", ["15.00", "75.00", "1.50", "18.75", "30.00"]),
        ("claude-sonnet-5", ["2.00", "10.00", "0.20", "2.50", "4.00"]),
        ("claude-sonnet-4-6", sonnet),
        ("claude-sonnet-4-5", sonnet),
        ("claude-sonnet-4-20250514", sonnet),
        ("claude-3-7-sonnet-20250219", sonnet),
        ("claude-3-5-sonnet-20241022", sonnet),
        ("claude-haiku-4-5", ["1.00", "5.00", "0.10", "1.25", "2.00"]),
        ("claude-3-5-haiku-20241022", ["0.80", "4.00", "0.08", "1.00", "1.60"]),
        ("claude-3-opus-20240229", ["15.00", "75.00", "1.50", "18.75", "30.00"]),
        // No cache write is listed: it costs what input costs.
        ("gpt-5", ["1.25", "10.00", "0.125", "1.25", "1.25"]),
        ("gpt-5.5", ["5.00", "30.00", "0.50", "5.00", "5.00"]),
        ("gpt-5.6", ["4.00", "20.00", "0.40", "5.00", "10.00"]),
        ("gpt-5.6-sol", ["4.00", "20.00", "0.40", "5.00", "10.00"]),
        ("gpt-6.1-sol", ["2.00", "10.00", "0.10", "2.50", "5.00"]),
        ("gpt-6-astra", ["10.00", "50.00", "1.00", "12.50", "25.00"]),
        ("gemini-2.5-pro", ["1.25", "10.00", "0.125", "1.25", "1.25"]),
        ("gemini-3.5-flash", ["1.50", "9.00", "0.15", "1.50", "1.50"]),
    ];
    for (model, expected) in cases {
        check(&class(model), NOW, expected);
    }
}

#[test]
fn windows_are_the_tables_then_the_familys() {
    let cases = [
        ("claude-fable-5", Some(1_000_000)),
        ("claude-opus-5-5", Some(1_000_000)),
        ("claude-opus-4-5", Some(200_000)),
        ("claude-opus-4-1", Some(200_000)),
        ("claude-sonnet-4-6", Some(1_000_000)),
        ("claude-sonnet-4-5", Some(200_000)),
        ("claude-sonnet-4-5[1m]", Some(1_000_000)),
        ("claude-haiku-4-5", Some(200_000)),
        ("gpt-5", Some(272_000)),
        ("gpt-5.5", Some(1_050_000)),
        ("gpt-6.1-sol", Some(922_000)),
        ("gemini-2.5-pro", Some(1_048_576)),
        ("claude-opus-99", Some(200_000)),
        ("us.anthropic.claude-opus-99-v1:0", Some(200_000)),
        ("gpt-5.99", Some(272_000)),
        ("gemini-99-pro", Some(1_048_576)),
        ("llama-99", None),
        ("my-claude-clone", None),
    ];
    let book = PriceBook::builtin();
    for (model, expected) in cases {
        assert_eq!(book.window("claude-code", model, day(NOW)), expected, "{model}");
    }
    assert_eq!(book.window("copilot-cli", "claude-opus-5.5", day(NOW)), Some(200_000));
}

#[test]
fn each_kind_of_token_has_its_own_price() {
    let rates = PriceBook::builtin().rates(&class("claude-opus-5-5"), day(NOW)).unwrap();
    let cases = [
        (Usage { input: 7, ..Usage::default() }, 28_000_000),
        (Usage { output: 7, ..Usage::default() }, 140_000_000),
        (Usage { output: 7, reasoning: 5, ..Usage::default() }, 140_000_000),
        (Usage { cache_read: 7, ..Usage::default() }, 1_400_000),
        (Usage { cache_write_5m: 7, ..Usage::default() }, 35_000_000),
        (Usage { cache_write_1h: 7, ..Usage::default() }, 56_000_000),
        (Usage { web_searches: 7, ..Usage::default() }, 70_000_000_000),
    ];
    for (usage, pico) in cases {
        assert_eq!(rates.cost(&usage).pico(), pico, "{usage:?}");
    }
    let all: Usage = cases.iter().map(|(usage, _)| *usage).sum();
    assert_eq!(rates.cost(&all).pico(), cases.iter().map(|(_, pico)| pico).sum::<i128>());
}

#[test]
fn a_prompt_above_a_threshold_moves_the_whole_request() {
    let sonnet_4 = "claude-sonnet-4-20250514";
    check(&long(sonnet_4, 200_000), NOW, ["3.00", "15.00", "0.30", "3.75", "6.00"]);
    // The hour's write above 200k is not listed: it stays twice the input price.
    check(&long(sonnet_4, 200_001), NOW, ["6.00", "22.50", "0.60", "7.50", "12.00"]);
    check(&long("gpt-5.5", 272_000), NOW, ["5.00", "30.00", "0.50", "5.00", "5.00"]);
    check(&long("gpt-5.5", 272_001), NOW, ["10.00", "45.00", "1.00", "10.00", "10.00"]);
    check(&long("gpt-6.1-sol", 300_000), NOW, ["4.00", "15.00", "0.20", "5.00", "10.00"]);
    check(&long("gemini-2.5-pro", 250_000), NOW, ["2.50", "15.00", "0.25", "0.25", "0.25"]);
    check(&long("claude-opus-5", 900_000), NOW, ["5.00", "25.00", "0.50", "6.25", "10.00"]);
    check(&long("claude-haiku-5-5", 100_001), NOW, ["0.50", "2.50", "0.05", "0.625", "1.00"]);
}

#[test]
fn the_highest_exceeded_threshold_wins() {
    let cases = [
        (32_000, ["1.00", "5.00", "0.10", "1.00", "1.00"]),
        (32_001, ["1.80", "9.00", "0.18", "1.80", "1.80"]),
        (128_000, ["1.80", "9.00", "0.18", "1.80", "1.80"]),
        (128_001, ["3.00", "15.00", "0.30", "3.00", "3.00"]),
        (256_001, ["6.00", "60.00", "0.60", "6.00", "6.00"]),
        (2_000_000, ["6.00", "60.00", "0.60", "6.00", "6.00"]),
    ];
    for (prompt, expected) in cases {
        check(&long("qwen3-coder-plus", prompt), NOW, expected);
    }
}

#[test]
fn a_tier_has_its_own_prices() {
    check(&tier("gpt-6.1-sol", Tier::Priority), NOW, ["4.00", "20.00", "0.20", "5.00", "10.00"]);
    check(&tier("gpt-6.1-sol", Tier::Ultrafast), NOW, ["12.00", "60.00", "0.60", "15.00", "30.00"]);
    check(&tier("gpt-6.1-sol", Tier::Flex), NOW, ["1.00", "5.00", "0.05", "1.25", "2.50"]);
    let priority = PriceClass { tier: Tier::Priority, ..long("gpt-6.1-sol", 272_001) };
    check(&priority, NOW, ["8.00", "30.00", "0.40", "10.00", "20.00"]);
    // Batch lists no hour's write: it stands to the input price as in the standard rates.
    check(&tier("claude-opus-5-5", Tier::Batch), NOW, ["2.00", "10.00", "0.10", "2.50", "4.00"]);
}

fn is_floor(class: &PriceClass, date: &str) -> bool {
    PriceBook::builtin().rates(class, day(date)).unwrap().is_floor
}

#[test]
fn a_class_without_a_price_is_never_billed_as_another_in_silence() {
    // No list has a priority price above 272k: the standard one of that size is the least it costs.
    let priority = PriceClass { tier: Tier::Priority, ..long("gpt-5.5", 272_001) };
    check(&priority, NOW, ["10.00", "45.00", "1.00", "10.00", "10.00"]);
    assert!(is_floor(&priority, NOW) && !is_floor(&long("gpt-5.5", 272_001), NOW));
    assert!(!is_floor(&tier("gpt-5.5", Tier::Priority), NOW));
    // None for the model at all. What may wait costs half the standard price or more.
    for (of, rates) in [
        (Tier::Priority, ["5.00", "25.00", "0.50", "6.25", "10.00"]),
        (Tier::Ultrafast, ["5.00", "25.00", "0.50", "6.25", "10.00"]),
        (Tier::Flex, ["2.50", "12.50", "0.25", "3.125", "5.00"]),
    ] {
        check(&tier("claude-opus-5", of), NOW, rates);
        assert!(is_floor(&tier("claude-opus-5", of), NOW), "{of:?}");
    }
    assert!(is_floor(&tier("claude-sonnet-5", Tier::Fast), NOW));
    // The multiple of another period holds, here of the time before the price changed.
    let text = "m-1\t\t2026-01-02\t\t4\t8\t\t1\t\t\t\t\t\t3\t1.1\t\tpriority:8,24,,,, >200000:6,12,,,,\tone\n\
                m-1\t2026-01-02\t\t\t2\t6\t\t1\t\t\t\t\t\t\t\t\t\ttwo";
    let book = PriceBook::builtin().with_overrides(scopeon_core::pricing::table::parse(text).unwrap().rows);
    let rates =
        |class: &PriceClass| book.rates(class, day(NOW)).map(|rates| (per_million(&rates), rates.is_floor));
    let of = |list: [&str; 5]| list.map(str::to_owned);
    let priority = tier("m-1", Tier::Priority);
    assert_eq!(rates(&priority), Some((of(["4.00", "18.00", "2.00", "4.00", "4.00"]), false)));
    let fast = PriceClass { geo: Geo::Us, ..tier("m-1", Tier::Fast) };
    assert_eq!(rates(&fast), Some((of(["6.60", "19.80", "3.30", "6.60", "6.60"]), false)));
    let elsewhere = PriceClass { geo: Geo::Eu, ..class("m-1") };
    assert_eq!(rates(&elsewhere), Some((of(["2.00", "6.00", "1.00", "2.00", "2.00"]), true)));
    // Nothing times anything is nothing.
    assert!(!is_floor(&tier("qwen/qwen3-coder:free", Tier::Priority), NOW));
}

/// The half that a tier without a price costs at least.
#[test]
fn no_list_has_a_waiting_tier_below_half_the_standard_price() {
    for row in PriceBook::builtin().rows() {
        let waiting = row.variants.iter().filter(|variant| matches!(variant.tier, Tier::Batch | Tier::Flex));
        for variant in waiting {
            let sized =
                |v: &&scopeon_core::pricing::Variant| v.tier == Tier::Standard && v.above <= variant.above;
            let standard =
                row.variants.iter().filter(sized).max_by_key(|v| v.above).map_or(&row.rates, |v| &v.rates);
            let twice = |rate: scopeon_core::pricing::UsdPerMillion| rate.per_token().pico() * 2;
            assert!(twice(variant.rates.input) >= standard.input.per_token().pico(), "{}", row.key);
            assert!(twice(variant.rates.output) >= standard.output.per_token().pico(), "{}", row.key);
        }
    }
}

#[test]
fn fast_mode_multiplies_by_the_models_factor_of_the_day() {
    let fast = |model| tier(model, Tier::Fast);
    check(&fast("claude-opus-4-8"), NOW, ["10.00", "50.00", "1.00", "12.50", "20.00"]);
    check(&fast("claude-opus-5"), NOW, ["10.00", "50.00", "1.00", "12.50", "20.00"]);
    check(&fast("claude-opus-5-5"), NOW, ["8.00", "40.00", "0.40", "10.00", "16.00"]);
    check(&fast("claude-opus-4-6"), "2026-03-20", ["30.00", "150.00", "3.00", "37.50", "60.00"]);
    // Taken off the list since: what was served fast cost what it last cost.
    for model in ["claude-opus-4-6", "claude-opus-4-7"] {
        check(&fast(model), "2026-11-10", ["30.00", "150.00", "3.00", "37.50", "60.00"]);
        assert!(!is_floor(&fast(model), "2026-11-10"));
    }
    check(&fast("claude-sonnet-5"), NOW, ["2.00", "10.00", "0.20", "2.50", "4.00"]);
}

#[test]
fn a_region_multiplies_every_token_rate_but_no_search() {
    let us = PriceClass { geo: Geo::Us, ..class("claude-opus-5-5") };
    check(&us, NOW, ["4.40", "22.00", "0.22", "5.50", "8.80"]);
    let fast = PriceClass { tier: Tier::Fast, ..us };
    check(&fast, NOW, ["8.80", "44.00", "0.44", "11.00", "17.60"]);
    let rates = PriceBook::builtin().rates(&fast, day(NOW)).unwrap();
    assert_eq!(rates.web_search.to_string(), "0.01");
    let eu = PriceClass { geo: Geo::Eu, ..class("gpt-6.1-sol") };
    check(&eu, NOW, ["2.20", "11.00", "0.11", "2.75", "5.50"]);
    let eu = PriceClass { geo: Geo::Eu, ..class("claude-opus-5-5") };
    check(&eu, NOW, ["4.00", "20.00", "0.20", "5.00", "8.00"]);
    assert_eq!((Geo::of_inference("us"), Geo::of_inference("not_available")), (Geo::Us, Geo::Global));
}

#[test]
fn reasoning_has_a_price_of_its_own_only_where_listed() {
    let book = PriceBook::builtin();
    let class = class("qwen-plus-latest");
    let rates = book.rates(&class, day(NOW)).unwrap();
    assert_eq!(rates.reasoning, Some(PicoUsd::from_pico(4_000_000)));
    // 100 tokens at 1.2 and 60 at 4 per million.
    let usage = Usage { output: 160, reasoning: 60, ..Usage::default() };
    assert_eq!(rates.cost(&usage).pico(), 100 * 1_200_000 + 60 * 4_000_000);
    assert_eq!(
        book.rates(&long("qwen-plus-latest", 300_000), day(NOW)).unwrap().reasoning.unwrap().pico(),
        12_000_000
    );
    assert_eq!(book.rates(&self::class("gpt-5"), day(NOW)).unwrap().reasoning, None);
}

#[test]
fn history_keeps_the_price_of_its_day() {
    let above = long("claude-sonnet-4-5-20250929", 200_001);
    check(&above, "2026-04-29", ["6.00", "22.50", "0.60", "7.50", "12.00"]);
    check(&above, "2026-04-30", ["3.00", "15.00", "0.30", "3.75", "6.00"]);
    check(&long("claude-opus-4-6", 200_001), "2026-03-12", ["10.00", "37.50", "1.00", "12.50", "20.00"]);
    check(&long("claude-opus-4-6", 200_001), "2026-03-13", ["5.00", "25.00", "0.50", "6.25", "10.00"]);
    check(&class_of("grok", "grok-code-fast-1"), "2026-01-01", ["0.20", "1.50", "0.02", "0.20", "0.20"]);
    check(&class_of("grok", "grok-code-fast-1"), NOW, ["1.00", "2.00", "0.20", "1.00", "1.00"]);
    let days = PriceBook::builtin().history("claude-code", "claude-opus-4-6").count();
    assert_eq!(days, 3);
}

/// 100,000 tokens in and as many out, before and after each change of the price.
#[test]
fn a_call_costs_what_its_day_cost() {
    let cases = [
        ("gpt-5.6-luna", "2026-07-20", "0.70"),
        ("gpt-5.6-luna", "2026-08-02", "0.14"),
        ("gpt-5.6-terra", "2026-07-29", "1.75"),
        ("gpt-5.6-terra", "2026-07-30", "1.40"),
        ("gpt-5.6-sol", "2026-08-20", "3.50"),
        ("gpt-5.6-sol", "2026-08-21", "2.40"),
        ("gpt-5.6", "2026-08-20", "3.50"),
        // A rise that was announced and cancelled.
        ("claude-sonnet-5", "2026-07-20", "1.20"),
        ("claude-sonnet-5", "2026-09-20", "1.20"),
        // Codex's own names.
        ("codex-auto-review", "2026-07-29", "1.75"),
        ("codex-auto-review", "2026-09-20", "0.14"),
        ("gpt-reserve", "2026-09-20", "0.14"),
        ("o3", "2025-06-09", "5.00"),
        ("o3", "2025-06-10", "1.00"),
        ("deepseek-chat", "2025-06-10", "0.137"),
        ("deepseek-chat", "2025-09-10", "0.224"),
        ("deepseek-chat", "2025-12-01", "0.07"),
        ("deepseek-reasoner", "2026-05-01", "0.042"),
        ("deepseek-v4-flash", "2026-08-20", "0.176"),
        ("deepseek-v4-flash", "2026-09-10", "0.15"),
        ("deepseek-v4-pro", "2026-05-01", "0.1305"),
        ("deepseek-v4-pro", "2026-08-16", "0.528"),
        ("gemini-3.6-flash", "2026-08-12", "0.90"),
        ("gemini-3.6-flash", "2026-08-13", "0.45"),
        ("grok-4", "2026-05-14", "1.80"),
        ("grok-4", "2026-05-15", "0.375"),
        ("grok-4.20-0309-reasoning", "2026-05-19", "0.80"),
        ("grok-4.20-0309-reasoning", "2026-05-20", "0.375"),
    ];
    let usage = Usage { input: 100_000, output: 100_000, ..Usage::default() };
    for (model, date, dollars) in cases {
        let rates = PriceBook::builtin().rates(&class_of("codex", model), day(date)).unwrap();
        assert_eq!(rates.cost(&usage).to_string(), dollars, "{model} on {date}");
    }
}

#[test]
fn a_multiple_holds_for_every_size_and_tier() {
    let luna = |tier| PriceClass { tier, ..long("gpt-5.6-luna", 300_000) };
    check(&luna(Tier::Standard), "2026-07-29", ["2.00", "9.00", "0.20", "2.50", "5.00"]);
    check(&luna(Tier::Flex), "2026-07-29", ["1.00", "4.50", "0.10", "1.25", "2.50"]);
    check(&luna(Tier::Flex), "2026-07-30", ["0.20", "0.90", "0.02", "0.25", "0.50"]);
    let sol = |of| tier("gpt-5.6-sol", of);
    check(&sol(Tier::Priority), "2026-08-20", ["10.00", "60.00", "1.00", "12.50", "25.00"]);
}

#[test]
fn a_boundary_takes_effect_at_midnight_utc() {
    let book = PriceBook::builtin();
    let class = long("claude-sonnet-4-5", 200_001);
    let input = |at: &str| book.rates(&class, Timestamp::parse(at).unwrap()).unwrap().input.pico();
    assert_eq!(input("2026-04-29T23:59:59.999Z"), 6_000_000);
    assert_eq!(input("2026-04-30T00:00:00.000Z"), 3_000_000);
}

#[test]
fn tiers_and_regions_read_back_their_names() {
    for tier in Tier::ALL {
        assert_eq!(Tier::parse(tier.as_str()), Some(tier));
        assert_eq!(serde_json::to_string(&tier).unwrap(), format!("\"{}\"", tier.as_str()));
    }
    for geo in Geo::ALL {
        assert_eq!(Geo::parse(geo.as_str()), Some(geo));
    }
    assert_eq!((Tier::parse("Fast"), Tier::parse(""), Geo::parse("us-east-1")), (None, None, None));
}
