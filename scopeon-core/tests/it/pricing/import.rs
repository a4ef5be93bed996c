//! Price lists of others.

use scopeon_core::pricing::import::{self, PriceImportError};
use scopeon_core::pricing::{PriceBook, Tier};

use super::{NOW, class, day};

/// Entries in the shape of `LiteLLM`'s map, of models the built-in table has from the same list.
const LITELLM: &str = include_str!("litellm.json");

#[test]
fn a_litellm_map_gives_the_rows_the_table_has() {
    let imported = import::parse(LITELLM).unwrap();
    let book = PriceBook::builtin();
    assert!(imported.rows.len() >= 6);
    for mut row in imported.rows {
        let builtin = book.lookup("codex", &row.key, day(NOW)).unwrap();
        (row.from, row.source) = (builtin.from, builtin.source.clone());
        // The order of variants says nothing.
        let mut expected = builtin.clone();
        row.variants.sort_by_key(|v| (v.tier, v.above));
        expected.variants.sort_by_key(|v| (v.tier, v.above));
        assert_eq!(row, expected);
    }
    // The image model, the one without prices and the one with a threshold of its own.
    assert_eq!(imported.skipped, 3);
}

#[test]
fn a_models_dev_list_reads_in_dollars_per_million() {
    let list = r#"{
        "anthropic": {"id": "anthropic", "models": {
            "claude-test-1": {"cost": {"input": 3, "output": 15, "cache_read": 0.3, "cache_write": 3.75,
                "context_over_200k": {"input": 6, "output": 22.5}},
                "limit": {"context": 1000000, "output": 64000}},
            "claude-test-free": {"cost": {"input": 0, "output": 0}},
            "claude-test-unpriced": {"limit": {"context": 1}}}},
        "alibaba": {"models": {"qwen-test": {"cost": {"input": 0.1, "output": 0.2, "reasoning": 0.4}}}},
        "github-copilot": {"models": {"gpt-test": {"cost": {"input": 1, "output": 2}}}},
        "acme": {"models": {"m-1": {"cost": {"input": 1e-7, "output": 2}}}}
    }"#;
    let imported = import::parse(list).unwrap();
    assert_eq!(imported.skipped, 1);
    let keys: Vec<_> = imported.rows.iter().map(|row| &*row.key).collect();
    let expected =
        ["acme/m-1", "claude-test-1", "claude-test-free", "dashscope/qwen-test", "github_copilot/gpt-test"];
    assert_eq!(keys, expected);
    let long = imported.rows[1].variants[0];
    assert_eq!(
        (long.tier, long.above, long.rates.output.per_token().pico()),
        (Tier::Standard, 200_000, 22_500_000)
    );
    assert_eq!(imported.rows[1].window, Some(1_000_000));
    assert_eq!(imported.rows[3].rates.reasoning.unwrap().per_token().pico(), 400_000);
    // Finer than a pico-dollar a token: rounded.
    assert_eq!(imported.rows[0].rates.input.per_token().pico(), 0);
    let book = PriceBook::builtin().with_overrides(imported.rows);
    assert_eq!(book.rates(&class("qwen-test"), day(NOW)).unwrap().output.pico(), 200_000);
    assert_eq!(book.rates(&class("claude-test-free"), day(NOW)).unwrap().output.pico(), 0);
}

#[test]
fn what_is_no_price_list_is_told_without_its_text() {
    let cases = [
        ("", PriceImportError::Json { line: 1, column: 0 }),
        ("{\"canary\": canary}", PriceImportError::Json { line: 1, column: 12 }),
        ("[]", PriceImportError::Shape),
        ("{}", PriceImportError::Shape),
        ("{\"canary\": 1}", PriceImportError::Shape),
        ("{\"canary\": {\"litellm_provider\": \"canary\"}}", PriceImportError::Empty { skipped: 1 }),
        ("{\"a\": {\"models\": {\"canary\": {}}}}", PriceImportError::Empty { skipped: 1 }),
        ("{\"a\": {\"models\": []}}", PriceImportError::Empty { skipped: 0 }),
    ];
    for (text, expected) in cases {
        let error = import::parse(text).unwrap_err();
        assert_eq!(error, expected, "{text}");
        assert!(!error.to_string().contains("canary"));
    }
}

#[test]
fn a_reasoning_price_that_is_the_output_price_says_nothing() {
    for (reasoning, expected) in [("1e-6", None), ("2e-6", Some(2_000_000))] {
        let list = format!(
            r#"{{"m": {{"input_cost_per_token": 1e-6, "output_cost_per_token": 1e-6,
                "output_cost_per_reasoning_token": {reasoning}}}}}"#
        );
        let rates = import::parse(&list).unwrap().rows[0].rates;
        assert_eq!(rates.reasoning.map(|rate| rate.per_token().pico()), expected);
    }
}

#[test]
fn absurd_prices_are_skipped() {
    let entry = |input: &str| {
        format!(
            r#"{{"m": {{"litellm_provider": "x", "input_cost_per_token": {input}, "output_cost_per_token": 1e-6}}}}"#
        )
    };
    assert_eq!(
        import::parse(&entry("3.3333333333e-7")).unwrap().rows[0].rates.input.per_token().pico(),
        333_333
    );
    for bad in ["-1e-6", "1e300", "\"1e-6\"", "null", "2"] {
        assert_eq!(import::parse(&entry(bad)), Err(PriceImportError::Empty { skipped: 1 }), "{bad}");
    }
}
