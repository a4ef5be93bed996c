//! The configuration of Scopeon 0.x: told from this one's, and what of it has a place here.

mod merge;
mod settings;

use toml::{Table, Value};

pub use merge::{Merged, merge_earlier};
pub use settings::EarlierSettings;

/// Tables that 0.x has and this configuration does not.
const TABLES: [&str; 5] = ["general", "dashboard", "alerts", "optimizer", "storage"];
/// Keys of other tables that only 0.x has. The tables alone do not tell: `[budget]` is soon written for `[[budgets]]`, and
/// settings that are passed over would be worse than an error.
const KEYS: [(&str, &[&str]); 3] = [
    ("providers", &["generic_paths", "generic_name"]),
    ("budget", &["daily_usd", "weekly_usd", "monthly_usd"]),
    ("pricing", &["overrides"]),
];
/// Tables of this configuration that 0.x does not know.
const OWN: [&str; 9] =
    ["privacy", "time", "display", "prices", "projects", "read", "blocks", "budgets", "tags"];

/// Returns `true` if a text is a configuration of Scopeon 0.x: it has what only 0.x knows, and nothing that it does not know.
/// A text that is no TOML is told by the headers of its tables.
///
/// ```
/// use scopeon_core::earlier::is_earlier;
/// assert!(is_earlier("[general]\ntheme = \"cockpit\"\n"));
/// assert!(!is_earlier("[budget]\ndaily_usd = 5.0\n[privacy]\npaths = \"hash\"\n"));
/// assert!(!is_earlier("[providers]\ndisabled = [\"cursor\"]\n[general]\n"));
/// assert!(!is_earlier(""));
/// ```
#[must_use]
pub fn is_earlier(text: &str) -> bool {
    let parsed = text.parse::<Table>();
    let names = parsed.as_ref().map_or_else(|_| headers(text), |table| table.keys().cloned().collect());
    let has = |wanted: &[&str]| names.iter().any(|name| wanted.contains(&name.as_str()));
    let table = parsed.unwrap_or_default();
    (has(&TABLES) || has_keys(&table)) && !has(&OWN) && !has_own_providers(&table)
}

fn has_keys(table: &Table) -> bool {
    let inner = |name| table.get(name).and_then(Value::as_table);
    KEYS.iter()
        .any(|(name, keys)| inner(*name).is_some_and(|inner| keys.iter().any(|key| inner.contains_key(*key))))
}

/// Returns `true` if `[providers]` turns an agent off or says where one keeps its logs, which 0.x cannot.
fn has_own_providers(table: &Table) -> bool {
    let providers = table.get("providers").and_then(Value::as_table);
    providers.is_some_and(|providers| {
        providers.contains_key("disabled") || providers.values().any(Value::is_table)
    })
}

fn headers(text: &str) -> Vec<String> {
    let header = |line: &str| {
        let name = line.trim().trim_start_matches('[').split([']', '.']).next()?.trim().to_owned();
        line.trim_start().starts_with('[').then_some(name)
    };
    text.lines().filter_map(header).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_0x_alone_writes_is_its_own() {
        let whole = "[general]\ntheme = \"standard\"\nrefresh_interval_secs = 2\n\n[providers]\n\
            enabled = [\"claude-code\"]\ngeneric_paths = []\ngeneric_name = \"Custom OpenAI\"\n\n[dashboard]\n\
            live_metrics = []\ninsights_metrics = []\n\n[alerts]\nwebhooks = []\n\n[budget]\ndaily_usd = 5.0\n\
            weekly_usd = 0.0\nmonthly_usd = 0.0\n";
        for (text, expected) in [
            (whole, true),
            ("[alerts]\n", true),
            ("[optimizer.applied_presets]\n", true),
            ("[storage]\nretain_days = 90\n", true),
            ("[budget]\nmonthly_usd = 100\n", true),
            ("[pricing.overrides.\"claude-opus\"]\ninput = 5.0\n", true),
            ("[providers]\nenabled = [\"claude-code\"]\ngeneric_paths = []\n", true),
            ("[general]\nthis is no TOML", true),
            ("[[alerts.webhooks]]\nurl = \"x\"\n[broken", true),
            ("", false),
            ("[providers]\nenabled = [\"claude-code\"]\n", false),
            ("[[budgets]]\nperiod = \"daily\"\nusd = 5\n", false),
            ("[privacy]\npaths = \"hash\"\n[general]\n", false),
            ("[budget]\nperiod = \"daily\"\nusd = 5\n", false),
            ("[budget]\n[providers]\ndisabled = [\"cursor\"]\n", false),
            ("[general]\n[providers.codex]\nroots = []\n", false),
            ("[pricing]\nmodel = \"m\"\n", false),
            ("not toml at all [", false),
            ("general = 1 [", false),
        ] {
            assert_eq!(is_earlier(text), expected, "{text}");
        }
    }
}
