//! Which row a logged name leads to, and that near misses lead nowhere.

use scopeon_core::pricing::{PriceBook, PriceClass, PromptTier};
use scopeon_core::usage::Usage;

use super::{NOW, class, day};

#[test]
fn a_name_leads_to_its_row_by_exact_steps() {
    let cases = [
        // As listed.
        ("claude-opus-5-5", "claude-opus-5-5"),
        ("gpt-5.1-codex-max", "gpt-5.1-codex-max"),
        // A window mark, upper case.
        ("claude-opus-5[1m]", "claude-opus-5"),
        ("claude-opus-5 [1m]", "claude-opus-5"),
        ("anthropic.claude-opus-4-6 -v1:0", "claude-opus-4-6"),
        ("Claude-Opus-5", "claude-opus-5"),
        // Routes and clouds.
        ("anthropic/claude-opus-5", "claude-opus-5"),
        ("openai/gpt-4.1", "gpt-4.1"),
        ("models/gemini-2.5-pro", "gemini-2.5-pro"),
        ("google/gemini-2.5-pro", "gemini-2.5-pro"),
        ("openrouter/anthropic/claude-opus-5", "claude-opus-5"),
        ("bedrock/us.anthropic.claude-opus-4-1-20250805-v1:0", "claude-opus-4-1-20250805"),
        ("eu.anthropic.claude-3-7-sonnet-20250219-v1:0", "claude-3-7-sonnet-20250219"),
        ("anthropic.claude-opus-4-6-v1", "claude-opus-4-6"),
        // A region with prices of its own keeps them, whatever version and day the spelling has.
        ("us.anthropic.claude-opus-5-5", "us.anthropic.claude-opus-5-5"),
        ("us.anthropic.claude-opus-5-v1", "us.anthropic.claude-opus-5"),
        ("us.anthropic.claude-opus-5-v1:0", "us.anthropic.claude-opus-5"),
        ("us.anthropic.claude-opus-5-20260812-v1:0[1m]", "us.anthropic.claude-opus-5"),
        ("eu.anthropic.claude-opus-5[1m]", "eu.anthropic.claude-opus-5"),
        ("us.anthropic.claude-opus-4-6-v1:0", "us.anthropic.claude-opus-4-6"),
        ("us.anthropic.claude-sonnet-4-5", "us.anthropic.claude-sonnet-4-5"),
        ("us.anthropic.claude-sonnet-4-5-20250929", "us.anthropic.claude-sonnet-4-5-20250929"),
        ("bedrock/us.anthropic.claude-sonnet-4-5-20250929-v1:0", "us.anthropic.claude-sonnet-4-5-20250929"),
        ("amazon-bedrock/eu.anthropic.claude-sonnet-4-6", "eu.anthropic.claude-sonnet-4-6"),
        ("bedrock/converse/us.anthropic.claude-sonnet-4-6-v1:0", "us.anthropic.claude-sonnet-4-6"),
        ("us-gov.anthropic.claude-opus-5-v1:0", "us-gov.anthropic.claude-opus-5"),
        // A region that the list leaves out costs what the others cost.
        ("ca.anthropic.claude-opus-5-v1:0", "us.anthropic.claude-opus-5"),
        ("jp.anthropic.claude-fable-5-1", "us.anthropic.claude-fable-5-1"),
        ("global.anthropic.claude-opus-5-v1:0", "claude-opus-5"),
        // OpenAI's models there.
        ("us.openai.gpt-5.6-sol", "us.openai.gpt-5.6-sol"),
        ("amazon-bedrock/global.openai.gpt-5.6-luna", "global.openai.gpt-5.6-luna"),
        ("eu.openai.gpt-5.6-terra-v1:0", "us.openai.gpt-5.6-terra"),
        ("openai.gpt-5.6-sol", "gpt-5.6-sol"),
        // Resources of AWS that name a model.
        (
            "arn:aws:bedrock:us-east-1:123456789012:inference-profile/us.anthropic.claude-opus-5",
            "us.anthropic.claude-opus-5",
        ),
        (
            "bedrock/arn:aws:bedrock:eu-west-1:123456789012:inference-profile/eu.anthropic.claude-opus-4-6-v1:0",
            "eu.anthropic.claude-opus-4-6",
        ),
        (
            "arn:aws:bedrock:us-east-1::foundation-model/anthropic.claude-3-7-sonnet-20250219-v1:0",
            "claude-3-7-sonnet-20250219",
        ),
        // Other routes.
        ("vertex/gemini-2.5-pro", "gemini-2.5-pro"),
        ("google-vertex/gemini-2.5-pro", "gemini-2.5-pro"),
        ("google-vertex-anthropic/claude-opus-5@default", "claude-opus-5"),
        ("google-vertex/claude-opus-4-1@20250805", "claude-opus-4-1-20250805"),
        ("azure/gpt-5.6-luna", "azure/gpt-5.6-luna"),
        ("azure/codex-auto-review", "codex-auto-review"),
        // Ways of asking at the same price a token, and marks of a large window.
        ("anthropic/claude-opus-5:thinking", "claude-opus-5"),
        ("openrouter/anthropic/claude-opus-5:beta", "claude-opus-5"),
        ("claude-3-7-sonnet-20250219:thinking", "claude-3-7-sonnet-20250219"),
        ("openai/gpt-4.1:online", "gpt-4.1"),
        ("claude-sonnet-4-5-20250929:1m", "claude-sonnet-4-5-20250929"),
        ("us.anthropic.claude-sonnet-4-5-20250929-v1:0:1m", "us.anthropic.claude-sonnet-4-5-20250929"),
        ("z-ai/glm-5.2:free", "openrouter/:free"),
        ("openrouter/acme/anything:FREE", "openrouter/:free"),
        ("z-ai/glm-5.2:free:online", "openrouter/:free"),
        ("z-ai/glm-5.2:thinking:free", "openrouter/:free"),
        // Names that Codex gives to models.
        ("codex-auto-review", "codex-auto-review"),
        ("gpt-reserve", "gpt-reserve"),
        ("claude-opus-4-1@20250805", "claude-opus-4-1-20250805"),
        ("vertex_ai/claude-opus-5-5@default", "claude-opus-5-5"),
        // Dates.
        ("claude-opus-5-20260812", "claude-opus-5"),
        ("gpt-5.1-codex-2025-11-13", "gpt-5.1-codex"),
        ("claude-haiku-4-5-20251001", "claude-haiku-4-5-20251001"),
        ("claude-sonnet-4-5@20250929", "claude-sonnet-4-5-20250929"),
        // Dots for dashes.
        ("claude-opus-4.5", "claude-opus-4-5"),
        ("anthropic/claude-sonnet-4.6", "claude-sonnet-4-6"),
        ("claude-3.7-sonnet", "claude-3-7-sonnet"),
        ("claude-opus-5.5-20260915", "claude-opus-5-5"),
        // Undated names of retired models.
        ("claude-sonnet-4", "claude-sonnet-4"),
        ("claude-opus-4-0", "claude-opus-4-0"),
        ("claude-3-sonnet-20240229", "claude-3-sonnet-20240229"),
        // The vendors' own lists.
        ("kimi-k3", "moonshot/kimi-k3"),
        ("qwen3-coder-plus", "dashscope/qwen3-coder-plus"),
        ("qwen-plus-2025-01-25", "dashscope/qwen-plus-2025-01-25"),
        ("glm-5.2", "zai/glm-5.2"),
        ("grok-4", "xai/grok-4"),
        ("MiniMax-M2", "minimax/minimax-m2"),
        ("devstral-medium-2507", "mistral/devstral-medium-2507"),
        ("codestral-latest", "mistral/codestral-latest"),
        ("deepseek-chat", "deepseek-chat"),
        ("gemini-4-argon", "gemini/gemini-4-argon"),
        ("mai-code-1.1-flash", "github_copilot/mai-code-1.1-flash"),
        // Authors as gateways spell them.
        ("z-ai/glm-5.2", "zai/glm-5.2"),
        ("openrouter/x-ai/grok-4.5", "xai/grok-4.5"),
        ("moonshotai/kimi-k3", "moonshot/kimi-k3"),
        ("openrouter/openai/gpt-5", "openrouter/openai/gpt-5"),
        // Codex before GPT-5.
        ("codex-mini-latest", "codex-mini-latest"),
        ("o4-mini", "o4-mini"),
    ];
    let book = PriceBook::builtin();
    for (model, key) in cases {
        let found = book.lookup("claude-code", model, day(NOW)).map(|row| &*row.key);
        assert_eq!(found, Some(key), "{model}");
    }
}

#[test]
fn copilot_is_billed_by_its_own_list_first() {
    let book = PriceBook::builtin();
    let key = |agent, model| book.lookup(agent, model, day(NOW)).map(|row| row.key.clone().into_owned());
    assert_eq!(key("copilot-cli", "claude-opus-5.5").as_deref(), Some("github_copilot/claude-opus-5.5"));
    assert_eq!(key("claude-code", "claude-opus-5.5").as_deref(), Some("claude-opus-5-5"));
    assert_eq!(key("copilot-cli", "gpt-5.4").as_deref(), Some("github_copilot/gpt-5.4"));
    assert_eq!(key("codex", "gpt-5.4").as_deref(), Some("gpt-5.4"));
    // Not on Copilot's list any more: the vendor's.
    assert_eq!(key("copilot-cli", "claude-opus-4.5").as_deref(), Some("claude-opus-4-5"));
    // Its list names no hour's write; a Claude costs twice the input price there too.
    let rates = book.rates(&super::class_of("copilot-cli", "claude-opus-5.5"), day(NOW)).unwrap();
    assert_eq!(rates.cache_write_1h.pico(), 8_000_000);
}

#[test]
fn a_name_that_is_not_quite_one_is_unpriced() {
    let names = [
        "<synthetic>",
        "claude-opus-5-foo",
        "claude-opus-5-",
        "claude-opus",
        "claude",
        "opus",
        "xclaude-opus-5",
        "gpt-5x",
        "gpt-5-",
        "gpt",
        "gpt-5.5-mini-ultra",
        "gemini-2.5",
        "claude-opus-5[2m]",
        "claude-opus-5[1m]x",
        // No days of a calendar.
        "claude-opus-5-20261301",
        "claude-opus-5-20260100",
        "claude-opus-5-2026081",
        "claude-opus-5-202608121",
        "claude-opus-5-12345678",
        // Hosts chosen by speed or price have prices of their own, and without an author nobody says what is free.
        "anthropic/claude-opus-5:nitro",
        "z-ai/glm-5.2:floor",
        "glm-5.2:free",
        "claude-opus-99:thinking",
        // A profile of an application's own, a provisioned model, another service.
        "arn:aws:bedrock:us-east-1:123456789012:application-inference-profile/abcdef123456",
        "arn:aws:bedrock:us-east-1:123456789012:provisioned-model/us.anthropic.claude-opus-5",
        "arn:aws:sagemaker:us-east-1:123456789012:inference-profile/us.anthropic.claude-opus-5",
        "arn:aws:bedrock:us-east-1:inference-profile/us.anthropic.claude-opus-5",
        "eu.claude-opus-5",
        "us.openai.gpt-4.1",
        "us.openai.gpt-5",
        "us.anthropic.claude-opus-5-v",
        "us.anthropic.claude-opus-5-v1:x",
        "us.anthropic.claude-opus-55",
        // What a user named, as a proxy, a gateway or an agent writes it.
        "custom:my-model",
        "custom:claude-opus-5-0",
        "gpt-reserve-2",
        // Whoever serves it, it is not the vendor's.
        "acme/claude-opus-5",
        "qwen3-coder:30b",
        "kimi-auto",
        "composer-2.5",
        "grok-code-2",
        "unknown",
        "auto",
        "default",
        "-",
        "/",
        "anthropic/",
        "us.anthropic.",
        "@20250929",
        "-20250929",
    ];
    let book = PriceBook::builtin();
    for name in names {
        assert_eq!(book.lookup("claude-code", name, day(NOW)), None, "{name}");
        assert_eq!(book.lookup("copilot-cli", name, day(NOW)), None, "{name}");
        assert_eq!(book.rates(&class(name), day(NOW)), None, "{name}");
    }
    assert_eq!(book.lookup("claude-code", "", day(NOW)), None);
    assert_eq!(book.lookup("claude-code", &"claude-opus-5-".repeat(40), day(NOW)), None);
}

#[test]
fn free_is_not_unpriced() {
    for name in ["zai/glm-4.7-flash", "qwen/qwen3-coder:free"] {
        let rates = PriceBook::builtin().rates(&class(name), day(NOW)).unwrap();
        assert_eq!((rates.input.pico(), rates.output.pico()), (0, 0), "{name}");
    }
}

/// 150,000 prompt tokens through Bedrock: a profile of a region costs a tenth more than the global one.
#[test]
fn a_regional_profile_costs_more_however_it_is_spelled() {
    let cases = [
        ("global.anthropic.claude-opus-5", "0.75"),
        ("us.anthropic.claude-opus-5", "0.825"),
        ("us.anthropic.claude-opus-5-v1", "0.825"),
        ("us.anthropic.claude-opus-5-v1:0", "0.825"),
        ("eu.anthropic.claude-opus-5[1m]", "0.825"),
        ("us.anthropic.claude-opus-4-8-v1", "0.825"),
        ("us.anthropic.claude-opus-4-6-v1:0", "0.825"),
        ("us.anthropic.claude-sonnet-4-6", "0.495"),
        ("us.anthropic.claude-sonnet-4-6-v1:0", "0.495"),
        ("us.anthropic.claude-sonnet-4-5-20250929-v1:0", "0.495"),
        ("us.anthropic.claude-sonnet-4-5-20250929", "0.495"),
        ("us.anthropic.claude-sonnet-4-5", "0.495"),
        ("arn:aws:bedrock:us-east-1:123456789012:inference-profile/us.anthropic.claude-opus-5", "0.825"),
    ];
    let book = PriceBook::builtin();
    let usage = Usage { input: 150_000, ..Usage::default() };
    for (name, dollars) in cases {
        let class = PriceClass { prompt_tier: PromptTier::of(150_000), ..class(name) };
        assert_eq!(
            book.rates(&class, day("2026-11-10")).unwrap().cost(&usage).to_string(),
            dollars,
            "{name}"
        );
    }
}

#[test]
fn every_claude_model_has_the_fee_for_searches() {
    let book = PriceBook::builtin();
    for model in ["claude-haiku-4-5-20251001", "claude-opus-5", "us.anthropic.claude-haiku-4-5-20251001-v1:0"]
    {
        let fee = book.rates(&class(model), day(NOW)).unwrap().web_search;
        assert_eq!(fee.to_string(), "0.01", "{model}");
    }
}

#[test]
fn what_an_agent_does_not_log_no_price_tells() {
    let book = PriceBook::builtin().without_tokens(["crush".to_owned()]);
    let of = |agent| super::class_of(agent, "claude-sonnet-5");
    assert_eq!(book.rates(&of("crush"), day(NOW)), None);
    assert!(book.rates(&of("codex"), day(NOW)).is_some());
    assert_eq!((book.is_metered("crush"), book.is_metered("codex")), (false, true));
    // The model is known all the same.
    assert!(book.lookup("crush", "claude-sonnet-5", day(NOW)).is_some());
    assert_ne!(book.fingerprint(), PriceBook::builtin().fingerprint());
}
