//! What a configuration may say, and what is said of one that may not.

use std::fmt::Write as _;

use scopeon_core::config::{Config, KEYS};
use scopeon_core::privacy::PathPolicy;

#[track_caller]
fn refused(text: &str, line: usize, key: &str, says: &str) {
    let error = Config::parse(text).expect_err("is refused");
    assert_eq!((error.line, error.key.as_str()), (line, key), "{error}");
    assert!(error.problem.contains(says), "{error}");
}

#[test]
fn nothing_is_a_configuration() {
    let config = Config::parse("").expect("is allowed");
    assert_eq!(config, Config::default());
    assert_eq!(config.privacy.paths, PathPolicy::Full);
    assert_eq!((config.read.max_line_mib, config.read.threads, config.time.zone), (64, None, None));
}

#[test]
fn every_key_is_read() {
    let text = "[privacy]\npaths = 'hash'\n[time]\nzone = 'Asia/Kathmandu'\n[read]\nmax_line_mib = 8\nthreads = 3\n\
                [providers.claude-code]\nroots = ['~/a', '/b']\n[[prices]]\nmodel = 'Acme'\ninput = 1\noutput = '2.5'\n";
    let config = Config::parse(text).expect("is allowed");
    assert_eq!(config.privacy.paths, PathPolicy::Hash);
    assert_eq!(config.time.zone.map(scopeon_core::time::Zone::name), Some("Asia/Kathmandu"));
    assert_eq!((config.read.max_line_mib, config.read.threads), (8, Some(3)));
    assert_eq!(config.providers.agents["claude-code"].roots.len(), 2);
    assert_eq!(config.prices.rows[0].key, "acme");
    assert_eq!(config.prices.rows[0].rates.output.per_token().pico(), 2_500_000);
}

#[test]
fn an_alias_is_read_alone_and_behind_prices() {
    let alias = "[prices.alias]\n'Custom:Our-Opus' = 'claude-opus-5'\n";
    let price = "[[prices]]\nmodel = 'a'\ninput = 1\noutput = 1\n";
    for (text, rows) in [(alias.to_owned(), 0), (format!("{price}{alias}"), 1)] {
        let prices = Config::parse(&text).expect("is allowed").prices;
        assert_eq!(prices.rows.len(), rows);
        let names: Vec<_> = prices.aliases.into_iter().collect();
        assert_eq!(names, [("custom:our-opus".to_owned(), "claude-opus-5".to_owned())]);
    }
}

#[test]
fn windows_budgets_and_tags_are_read() {
    let text = "[blocks]\nweek_reset = '2026-11-16T09:00:00+01:00'\n[[budgets]]\nperiod = 'daily'\nusd = 12.5\n\
                [[budgets]]\nperiod = 'monthly'\nusd = '200'\nproject = 'shop'\nwarn_percent = 50\n\
                [[tags]]\ntag = 'fix'\nbranch_prefix = 'fix/'\n[[tags]]\ntag = 'ops'\ntool = 'Bash'\ntool_percent = 60\n";
    let config = Config::parse(text).expect("is allowed");
    assert_eq!(config.blocks.week_reset.expect("a reset").to_string(), "2026-11-16T08:00:00.000Z");
    let amounts: Vec<_> = config.budgets.iter().map(|b| (b.usd.rounded(2), b.warn_percent)).collect();
    assert_eq!(amounts, [("12.50".to_owned(), 80), ("200.00".to_owned(), 50)]);
    let rules: Vec<_> = config.tags.iter().map(|rule| (rule.tag.as_str(), rule.tool_percent)).collect();
    assert_eq!(rules, [("fix", None), ("ops", Some(60))]);
}

#[test]
fn what_is_not_allowed_is_named_with_its_line() {
    refused("[privacy]\n\npaths = \"some\"\n", 3, "privacy.paths", "`full`, `basename`, `hash`");
    refused("[privacy]\npath = \"full\"\n", 2, "privacy.…", "expected `paths`");
    refused("[secrets]\n", 1, "…", "an unknown key; expected one of `privacy`, ");
    refused("[time]\nzone = \"Mars/Olympus\"\n", 2, "time.zone", "IANA");
    refused("[read]\nmax_line_mib = 0\n", 2, "read.max_line_mib", "from 1 to 1024");
    refused("[read]\nthreads = -1\n", 2, "read.threads", "from 1 to 256");
    refused("[[prices]]\nmodel = 'a'\ninput = -1\noutput = 2\n", 3, "prices.input", "");
    refused("[[prices]]\nmodel = 'a'\ninput = 1\n", 1, "prices", "output");
    refused("[[prices]]\nmodel = ' '\ninput = 1\noutput = 1\n", 1, "prices", "needs a model");
    refused("[prices]\nmodel = 'a'\n", 1, "prices", "`[[prices]]` for a price");
    refused("[prices.alias]\na = ' '\n", 1, "prices.alias", "needs a name and another model's name");
    refused("[prices.alias]\na = 'A'\n", 1, "prices.alias", "needs a name and another model's name");
    refused("[prices.alias]\na = 'b'\nb = 'c'\n", 1, "prices.alias", "not for another alias");
    refused("[blocks]\nweek_reset = '2026-11-16'\n", 2, "blocks.week_reset", "an instant with its offset");
    refused("[[budgets]]\nperiod = 'yearly'\nusd = 1\n", 2, "budgets.period", "`monthly`");
    refused("[[budgets]]\nperiod = 'daily'\nusd = 0\n", 3, "budgets.usd", "above 0");
    refused(
        "[[budgets]]\nperiod = 'daily'\nusd = 1\nwarn_percent = 0\n",
        4,
        "budgets.warn_percent",
        "1 to 100",
    );
    refused("[[tags]]\ntag = 'x'\n", 1, "tags", "fits nothing");
    refused("[[tags]]\nbranch_prefix = 'x'\n", 1, "tags", "needs a tag");
    refused("[[tags]]\ntag = 'x'\nproject = ''\n", 1, "tags", "a condition is empty");
    refused("[[tags]]\ntag = 'x'\nproject = 'p'\ntool_percent = 5\n", 1, "tags", "needs a tool");
    refused("[[tags]]\ntag = 'x'\ntool = 'Read'\ntool_percent = 101\n", 1, "tags", "from 1 to 100");
    refused("zone = 3\n", 1, "zone", "an unknown key");
    refused("[time\n", 1, "time", "");
}

#[test]
fn an_unknown_agent_is_named_with_the_known_ones() {
    let config =
        Config::parse("[time]\nzone = 'UTC'\n[providers.clod-code]\nroots = []\n").expect("is readable");
    let error = config.check_providers(&["claude-code"]).expect_err("is refused");
    assert_eq!((error.line, error.key.as_str()), (3, "providers"));
    assert!(error.problem.contains("known are claude-code"), "{error}");
}

#[test]
fn an_error_cannot_rewrite_a_terminal() {
    let error = Config::parse("[privacy]\n\"\\u001b[31m\" = 1\n").expect_err("is refused");
    assert!(!error.to_string().chars().any(char::is_control), "{error:?}");
}

/// A key or a value may be a secret that was pasted into the wrong place.
#[test]
fn an_error_repeats_nothing_of_the_file() {
    const SECRET: &str = "sk-ant-SECRET123";
    let long = "SECRET123".repeat(40);
    for text in [
        "[read]\nthreads = \"?\"\n",
        "[read]\n? = 1\n",
        "[\"?\"]\na = 1\n",
        "[read]\n\"?\" = 1\n\"?\" = 2\n",
        "[\"?\"]\n[\"?\"]\n",
        "[privacy]\npaths = \"?\"\n",
        "[privacy]\npaths = \"?, expected ?\"\n",
        "[privacy]\n\"?, expected ?\" = 1\n",
        "[privacy]\npaths = \"?\n",
        "[privacy]\npaths = \"\"\"\n?\n=\n[?]\n\"\"\"\n",
        "[time]\nzone = \"?\"\n",
        "? this is = not TOML\n",
        "[read]\nthreads = 12?\n",
        "[read]\nthreads = 1979-05-27T07:32:00?\n",
        "read = { ? }\n",
        "read.?.x = 1\n",
        "read = [\"?\"]\n",
        "privacy = \"?\"\n",
        "[privacy]\n\0? = 1\n",
        "[privacy]\npaths = \"\\q?\"\n",
        "[privacy]\npaths = \"\u{1b}]0;?\u{7}\"\n",
        "[providers.\"?\"]\nroots = 3\n",
        "[providers.codex]\n\"?\" = [\"x\"]\n",
        "[providers.codex]\nroots = \"?\"\n",
        "[providers.generic]\ntime = \"?\"\n",
        "[[prices]]\nmodel = \"?\"\ninput = \"?\"\noutput = 1\n",
        "[[prices]]\nmodel = \"?\"\n",
        "[[prices]]\nmodel = \"x\"\ninput = 1\noutput = 1\nfrom = \"?\"\n",
        "[[prices]]\nmodel = \"x\"\n\"?\" = 1\n",
        "[prices.alias]\n\"?\" = 1\n",
        "[prices.alias]\n\"?\" = \"?\"\n",
        "[projects.alias]\n\"?\" = 1\n",
        "[projects.alias]\n\"?\" = \"\"\n",
        "[[budgets]]\nperiod = \"?\"\nusd = 1\n",
        "[[budgets]]\nperiod = \"daily\"\nusd = \"?\"\n",
        "[[budgets]]\nperiod = \"daily\"\nusd = 1\nwarn_percent = \"?\"\n",
        "[[tags]]\ntag = \"?\"\n",
        "[[tags]]\n\"?\" = \"a\"\n",
        "[blocks]\nweek_reset = \"?\"\n",
    ] {
        for secret in [SECRET, &long] {
            let text = text.replace('?', secret);
            let refused = Config::parse(&text).expect_err(&text).to_string();
            assert!(!refused.contains("SECRET"), "{text}: {refused}");
        }
    }
    for text in ["[providers]\nenabled = [\"?\"]\n", "[providers.\"?\"]\nroots = [\"x\"]\n"] {
        let config = Config::parse(&text.replace('?', SECRET)).expect("is readable");
        let refused = config.check_providers(&["codex"]).expect_err("is refused").to_string();
        assert!(!refused.contains("SECRET"), "{text}: {refused}");
    }
}

#[test]
fn the_listed_keys_are_the_keys() {
    let mut text = String::new();
    let mut table = "";
    for key in KEYS {
        if key.table != table {
            writeln!(text, "[{}]", key.table.replace("<id>", "any")).unwrap();
            table = key.table;
        }
        writeln!(text, "{}", key.example).unwrap();
        // A name in angle brackets is the user's.
        let is_named = key.name.starts_with('<') || key.example.starts_with(&format!("{} =", key.name));
        assert!(is_named, "{}", key.name);
    }
    let config = Config::parse(&text).expect("every example is allowed");
    let shown = format!("{config:?}");
    for key in [
        "paths: Full",
        "Berlin",
        "roots: [",
        "max_line_mib: 64",
        "threads: Some(2)",
        "window: Some(200000)",
        "custom:our-opus",
    ] {
        assert!(shown.contains(key), "{key} is not in {shown}");
    }
}

#[test]
fn agents_are_enabled_and_disabled_by_name() {
    let known = ["claude-code", "codex", "cursor"];
    for (text, expected) in [
        ("", [true, true, true]),
        ("disabled = ['codex']", [true, false, true]),
        ("enabled = ['codex']", [false, true, false]),
        ("enabled = ['codex', 'cursor']\ndisabled = ['cursor']", [false, true, false]),
        ("enabled = []", [false, false, false]),
    ] {
        let config = Config::parse(&format!("[providers]\n{text}\n[providers.codex]\nroots = ['/x']\n"));
        let providers = config.expect("is allowed").providers;
        assert_eq!(known.map(|id| providers.is_enabled(id)), expected, "{text}");
        assert_eq!(providers.agents["codex"].roots.len(), 1);
    }
}

#[test]
fn an_unknown_agent_in_a_list_is_named_with_its_line() {
    for list in ["enabled", "disabled"] {
        let text = format!("[providers]\n{list} = [\n  'codex',\n  'codecs',\n]\n");
        let config = Config::parse(&text).expect("is readable");
        let error = config.check_providers(&["codex"]).expect_err("is refused");
        assert_eq!((error.line, error.key), (4, format!("providers.{list}")));
        assert_eq!(error.problem, "no such agent; known are codex");
    }
    refused("[providers]\nenabled = 'codex'\n", 2, "providers.enabled", "");
    refused("[providers]\n[providers.codex]\nrots = []\n", 3, "providers.…", "expected `roots`");
}
