//! The configuration of Scopeon 0.x: told from this one's, and what of it has a place here.

mod merge;
mod settings;

use toml::{Table, Value};

pub use merge::{Merged, merge_earlier};
pub use settings::EarlierSettings;

/// Tables that 0.x has and this configuration does not.
const TABLES: [&str; 7] = ["general", "dashboard", "alerts", "optimizer", "storage", "budget", "pricing"];
/// Keys of `[providers]` that 0.x has.
const PROVIDERS: [&str; 2] = ["generic_paths", "generic_name"];
/// Tables of this configuration that 0.x does not know.
const OWN: [&str; 9] =
    ["privacy", "time", "display", "prices", "projects", "read", "blocks", "budgets", "tags"];

/// Returns `true` if a text is a configuration of Scopeon 0.x: it has a table that only 0.x knows, and none that it does not
/// know. A text that is no TOML is told by the headers of its tables.
///
/// ```
/// use scopeon_core::earlier::is_earlier;
/// assert!(is_earlier("[general]\ntheme = \"cockpit\"\n"));
/// assert!(!is_earlier("[budget]\ndaily_usd = 5.0\n[privacy]\npaths = \"hash\"\n"));
/// assert!(!is_earlier(""));
/// ```
#[must_use]
pub fn is_earlier(text: &str) -> bool {
    let names = match text.parse::<Table>() {
        Ok(table) => names(&table),
        Err(_) => headers(text),
    };
    let has = |wanted: &[&str]| names.iter().any(|name| wanted.contains(&name.as_str()));
    has(&TABLES) && !has(&OWN)
}

/// The tables of a text; `alerts` for `[providers]` with keys that only 0.x has.
fn names(table: &Table) -> Vec<String> {
    let mut names: Vec<String> = table.keys().cloned().collect();
    let providers = table.get("providers").and_then(Value::as_table);
    if providers.is_some_and(|providers| PROVIDERS.iter().any(|key| providers.contains_key(*key))) {
        names.push(TABLES[0].to_owned());
    }
    names
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
            ("[pricing.overrides.\"claude-opus\"]\ninput = 5.0\n", true),
            ("[providers]\nenabled = [\"claude-code\"]\ngeneric_paths = []\n", true),
            ("[general]\nthis is no TOML", true),
            ("[[alerts.webhooks]]\nurl = \"x\"\n[broken", true),
            ("", false),
            ("[providers]\nenabled = [\"claude-code\"]\n", false),
            ("[[budgets]]\nperiod = \"daily\"\nusd = 5\n", false),
            ("[privacy]\npaths = \"hash\"\n[general]\n", false),
            ("not toml at all [", false),
            ("general = 1 [", false),
        ] {
            assert_eq!(is_earlier(text), expected, "{text}");
        }
    }
}
