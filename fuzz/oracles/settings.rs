//! The configuration's text and price lists: what is wrong is told without a word of it, and what is taken can be used.

use scopeon_core::config::Config;
use scopeon_core::label::Label;
use scopeon_core::pricing::{PriceBook, PriceRow, UsdPerMillion, import, table};
use scopeon_core::project::Aliases;
use scopeon_core::tags::{Subject, tags_of};
use scopeon_core::time::Timestamp;

/// Judges every reader of settings on a text.
pub(crate) fn judge(text: &str) {
    config(text);
    list(text);
    if let Ok(table) = table::parse(text) {
        let shown = table::render("x", &table.rows);
        assert!(table::parse(&shown).is_ok(), "a table that is shown is read back");
    }
    if let Some(price) = UsdPerMillion::parse(text) {
        assert_eq!(UsdPerMillion::parse(&price.to_string()), Some(price), "a price is read back");
    }
}

fn config(text: &str) {
    let config = match Config::parse(text) {
        Ok(config) => config,
        Err(error) => {
            let lines = text.lines().count() + 1;
            assert!((1..=lines.max(1)).contains(&error.line), "{} of {lines} lines", error.line);
            return drop(error.to_string());
        }
    };
    used(&config.prices.rows, &config.prices.aliases.keys().cloned().collect::<Vec<_>>());
    let aliases = Aliases::new(&config.projects.alias);
    let _ = aliases.name_of("/home/dev/work/shop").map(str::len);
    let tools = [(Label::new("Read"), 3), (Label::new("Bash"), 1)];
    let tools: Vec<_> = tools.into_iter().filter_map(|(name, uses)| Some((name?, uses))).collect();
    let subject = Subject { branch: Some("review/7"), project: Some("/home/dev/work/shop"), tools: &tools };
    let tagged = tags_of(&subject, None, &config.tags);
    assert!(tagged.tags.is_sorted() && tagged.tags.len() <= config.tags.len(), "each tag once");
    let _ = config.check_providers(&["claude-code", "codex"]);
}

fn list(text: &str) {
    let Ok(imported) = import::parse(text) else { return };
    assert!(imported.rows.is_sorted_by(|a, b| a.key < b.key), "each model once, by its key");
    used(&imported.rows, &[]);
    let at = Timestamp::from_millis(1_772_323_200_000).unwrap_or_default();
    let listed = imported.rows.len();
    let merged = import::merge(Vec::new(), imported.rows, at);
    assert!(merged.rows.len() <= listed, "a list gives no more than it has");
}

/// Prices that were taken can be looked up.
fn used(rows: &[PriceRow], names: &[String]) {
    let book = PriceBook::builtin().with_overrides(rows.to_vec());
    let at = Timestamp::from_millis(1_772_323_200_000).unwrap_or_default();
    for name in rows.iter().map(|row| &*row.key).chain(names.iter().map(String::as_str)).take(8) {
        let _ = (book.lookup("codex", name, at).is_some(), book.window("codex", name, at));
    }
}
