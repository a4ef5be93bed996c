//! Imported lists beside the prices known before: what they do not state stays.

use scopeon_core::pricing::import::{self, Merged};
use scopeon_core::pricing::{Geo, PriceBook, PriceClass, PriceRow, PromptTier, Tier};
use scopeon_core::time::Timestamp;
use scopeon_core::usage::Usage;

use super::{NOW, class_of, day, per_million};

const TODAY: &str = "2026-11-22T00:00:00Z";

fn today() -> Timestamp {
    Timestamp::parse(TODAY).unwrap()
}

/// A `models.dev` list of one model.
fn models_dev(provider: &str, model: &str, cost: &str) -> String {
    format!(
        r#"{{"{provider}": {{"models": {{"{model}": {{"cost": {{{cost}}}, "limit": {{"context": 9}}}}}}}}}}"#
    )
}

/// A `LiteLLM` list of one model, priced by the million.
fn litellm(model: &str, rates: &[(&str, f64)]) -> String {
    let rates: Vec<_> = rates.iter().map(|(name, rate)| format!(r#""{name}": {}"#, rate / 1e6)).collect();
    format!(r#"{{"{model}": {{"mode": "chat", "litellm_provider": "x", {}}}}}"#, rates.join(", "))
}

fn merge(earlier: Vec<PriceRow>, list: &str) -> Merged {
    import::merge(earlier, import::parse(list).unwrap().rows, today())
}

/// Where a model's dearer or cheaper prices are: tiers, regions and sizes.
const FACETS: [(Tier, Geo, u64); 8] = [
    (Tier::Standard, Geo::Global, 0),
    (Tier::Fast, Geo::Global, 0),
    (Tier::Batch, Geo::Global, 0),
    (Tier::Flex, Geo::Global, 0),
    (Tier::Priority, Geo::Global, 0),
    (Tier::Standard, Geo::Us, 0),
    (Tier::Standard, Geo::Global, 200_001),
    (Tier::Standard, Geo::Global, 272_001),
];

/// What a million input tokens cost in each facet.
fn inputs(book: &PriceBook, model: &str) -> [String; 8] {
    FACETS.map(|(tier, geo, prompt)| {
        let class = PriceClass { tier, geo, prompt_tier: PromptTier::of(prompt), ..class_of("codex", model) };
        let rates = book.rates(&class, day(NOW)).unwrap();
        rates.cost(&Usage { input: 1_000_000, ..Usage::default() }).to_string()
    })
}

#[test]
fn an_equal_price_is_no_other_whatever_the_list_leaves_out() {
    let opus = [("input_cost_per_token", 5.0), ("output_cost_per_token", 25.0)];
    let lists = [
        models_dev("anthropic", "claude-opus-5", r#""input": 5, "output": 25"#),
        models_dev(
            "anthropic",
            "claude-opus-5",
            r#""input": 5, "output": 25, "cache_read": 0.5, "cache_write": 6.25"#,
        ),
        models_dev("openai", "gpt-5.5", r#""input": 5, "output": 30, "cache_read": 0.5"#),
        // A cache write that is stated where ours is derived, at the same price.
        models_dev("openai", "gpt-5.5", r#""input": 5, "output": 30, "cache_write": 5"#),
        models_dev(
            "openai",
            "gpt-5.5",
            r#""input": 5, "output": 30, "context_over_200k": {"input": 10, "output": 45, "cache_read": 1}"#,
        ),
        models_dev(
            "openai",
            "gpt-5.5",
            r#""input": 5, "output": 30, "tiers": [{"input": 10, "output": 45, "tier": {"type": "context", "size": 272000}}],
               "context_over_200k": {"input": 10, "output": 45}"#,
        ),
        litellm("claude-opus-5", &opus),
    ];
    for list in lists {
        assert_eq!(merge(Vec::new(), &list), Merged::default(), "{list}");
    }
}

#[test]
fn what_a_list_leaves_out_stays_beside_another_price() {
    let opus = ["6.00", "12.00", "3.00", "3.00", "6.00", "6.60", "6.00", "6.00"];
    let gpt = ["4.00", "4.00", "2.00", "2.00", "10.00", "4.40", "4.00", "9.00"];
    let cases = [
        // Batch is half of it and fast mode twice; flex, which nobody lists, is at least half. The write is stated, the hour's is twice the input.
        (
            "claude-opus-5",
            models_dev("anthropic", "claude-opus-5", r#""input": 6, "output": 30, "cache_write": 9"#),
            opus,
            ["6.00", "30.00", "0.60", "9.00", "12.00"],
            &[][..],
        ),
        // One factor on input and output in batch, flex and priority; the long context is stated.
        (
            "gpt-5.5",
            models_dev(
                "openai",
                "gpt-5.5",
                r#""input": 4, "output": 24, "tiers": [{"input": 9, "output": 36, "tier": {"size": 272000}}]"#,
            ),
            gpt,
            ["4.00", "24.00", "0.40", "4.00", "4.00"],
            &[(Tier::Batch, 272_000), (Tier::Flex, 272_000)][..],
        ),
        // Long context is not one factor: nobody says what it costs now.
        (
            "gpt-5.5",
            litellm("gpt-5.5", &[("input_cost_per_token", 4.0), ("output_cost_per_token", 24.0)]),
            ["4.00", "4.00", "2.00", "2.00", "10.00", "4.40", "4.00", "4.00"],
            ["4.00", "24.00", "0.40", "4.00", "4.00"],
            &[(Tier::Standard, 272_000), (Tier::Batch, 272_000), (Tier::Flex, 272_000)],
        ),
        // Only a cache has another price: the rest stays as it is, in every size.
        (
            "gpt-5.5",
            models_dev("openai", "gpt-5.5", r#""input": 5, "output": 30, "cache_read": 0.25"#),
            ["5.00", "5.00", "2.50", "2.50", "12.50", "5.50", "5.00", "10.00"],
            ["5.00", "30.00", "0.25", "5.00", "5.00"],
            &[],
        ),
    ];
    for (model, list, expected, rates, lost) in cases {
        let merged = merge(Vec::new(), &list);
        let left_out: Vec<_> = merged.left_out.iter().map(|lost| (lost.tier, lost.above)).collect();
        assert_eq!((merged.changed, left_out.as_slice()), (1, lost), "{list}");
        let book = PriceBook::builtin().with_overrides(merged.rows);
        assert_eq!(inputs(&book, model), expected, "{list}");
        assert_eq!(per_million(&book.rates(&class_of("codex", model), day(NOW)).unwrap()), rates, "{list}");
    }
}

#[test]
fn a_cache_price_in_a_larger_size_keeps_its_relation() {
    let list = models_dev("openai", "gpt-5.5", r#""input": 5, "output": 30, "cache_read": 0.25"#);
    let book = PriceBook::builtin().with_overrides(merge(Vec::new(), &list).rows);
    let long = PriceClass { prompt_tier: PromptTier::of(272_001), ..class_of("codex", "gpt-5.5") };
    let read = book.rates(&long, day(NOW)).unwrap().cache_read;
    assert_eq!(read.pico(), 500_000, "twice 0.25, as twice 0.50 before");
}

#[test]
fn a_later_list_is_completed_by_the_built_in_price_and_not_by_what_an_import_lost() {
    let (dear, usual) = (r#""input": 4, "output": 25"#, r#""input": 5, "output": 30, "cache_read": 0.5"#);
    let [dear, usual] = [dear, usual].map(|cost| models_dev("openai", "gpt-5.5", cost));
    let lost = merge(Vec::new(), &dear);
    assert!(!lost.left_out.is_empty());
    let again = merge(lost.rows.clone(), &dear);
    assert_eq!((again.changed, &again.rows), (0, &lost.rows), "twice is once");
    let back = merge(lost.rows, &usual);
    assert_eq!((back.changed, back.left_out.len(), back.rows.len()), (1, 0, 1));
    let book = PriceBook::builtin().with_overrides(back.rows);
    assert_eq!(inputs(&book, "gpt-5.5"), inputs(&PriceBook::builtin(), "gpt-5.5"));
}

#[test]
fn a_bare_name_finds_the_users_own_list_where_it_is_the_only_one() {
    let list = r#"{
        "acme": {"models": {"acme-internal-7b": {"cost": {"input": 1, "output": 2}},
            "shared-7b": {"cost": {"input": 3, "output": 4}}, "gpt-5": {"cost": {"input": 99, "output": 99}},
            "deepseek-ai/hosted-7b": {"cost": {"input": 5, "output": 6}}}},
        "umbra": {"models": {"shared-7b": {"cost": {"input": 7, "output": 8}}}}
    }"#;
    let merged = merge(Vec::new(), list);
    let own = PriceBook::builtin().with_overrides(merged.rows);
    let cases = [
        ("acme-internal-7b", Some("acme/acme-internal-7b")),
        ("acme/acme-internal-7b", Some("acme/acme-internal-7b")),
        ("Acme-Internal-7B-2026-01-31", Some("acme/acme-internal-7b")),
        // Of two lists the name does not say which.
        ("shared-7b", None),
        ("umbra/shared-7b", Some("umbra/shared-7b")),
        // The vendor's own list goes before.
        ("gpt-5", Some("gpt-5")),
        // A host's name of another's model, and parts of names.
        ("hosted-7b", None),
        ("acme-internal", None),
        ("internal-7b", None),
    ];
    // Prices of the configuration's own change none of it.
    let configured = own.clone().with_overrides(vec![own.lookup("", "gpt-5", day(NOW)).unwrap().clone()]);
    for (name, key) in cases {
        for book in [&own, &configured] {
            assert_eq!(book.lookup("generic", name, day(NOW)).map(|row| &*row.key), key, "{name}");
        }
        assert_eq!(own.history("generic", name).next().map(|row| &*row.key), key, "{name}");
    }
    assert_eq!(PriceBook::builtin().lookup("generic", "acme-internal-7b", day(NOW)), None);
}
