//! Writing what a configuration of Scopeon 0.x says into this one: what is there stays as it is, comments too.

use std::fmt::Write as _;
use std::path::Path;

use super::settings::EarlierSettings;
use crate::budget::BudgetPeriod;
use crate::config::{Config, ConfigError};

/// Stands above what was added.
const COMMENT: &str = "# Taken over from Scopeon 0.x.\n";

/// A configuration with what was taken over.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Merged {
    /// The whole text.
    pub text: String,
    /// What was added.
    pub added: Vec<String>,
    /// What was there already.
    pub present: Vec<String>,
    /// What was not added, and why.
    pub left_out: Vec<String>,
}

/// One thing to be added: what it is, and the lines that say so.
struct Addition {
    name: String,
    lines: String,
}

/// Appends to the text of a configuration what one of Scopeon 0.x says and it does not.
///
/// # Errors
///
/// [`ConfigError`] when the text is no configuration.
///
/// ```
/// use scopeon_core::earlier::{EarlierSettings, merge_earlier};
/// let earlier = EarlierSettings::parse("[budget]\ndaily_usd = 5.0\n").unwrap();
/// let merged = merge_earlier("", &earlier).unwrap();
/// assert_eq!(merged.text, "# Taken over from Scopeon 0.x.\n[[budgets]]\nperiod = \"daily\"\nusd = 5\n");
/// let again = merge_earlier(&merged.text, &earlier).unwrap();
/// assert!(again.added.is_empty() && again.text == merged.text);
/// ```
pub fn merge_earlier(text: &str, earlier: &EarlierSettings) -> Result<Merged, ConfigError> {
    let config = Config::parse(text)?;
    let left_out = earlier.left_out.clone();
    let mut merged = Merged { text: text.to_owned(), left_out, ..Merged::default() };
    for (period, usd) in &earlier.budgets {
        let is_there = config.budgets.iter().any(|own| own.period == *period && own.project.is_none());
        merged.add(budget(*period, *usd), is_there);
    }
    for (model, prices) in &earlier.prices {
        match price(model, *prices) {
            Some(addition) => {
                let key = model.trim().to_ascii_lowercase();
                merged.add(addition, config.prices.rows.iter().any(|row| row.key == key));
            }
            None => merged.left_out.push(format!(
                "pricing.overrides.{model}: a price needs both input and output; the built-in one holds"
            )),
        }
    }
    merged.generic(&config, &earlier.generic_paths);
    Ok(merged)
}

impl Merged {
    /// Adds lines where they can stand.
    fn add(&mut self, addition: Addition, is_there: bool) {
        if is_there {
            self.present.push(addition.name);
            return;
        }
        let mut text = self.text.clone();
        if !text.is_empty() {
            text.push_str(if text.ends_with('\n') { "\n" } else { "\n\n" });
        }
        if self.added.is_empty() {
            text.push_str(COMMENT);
        }
        text.push_str(&addition.lines);
        // A table may stand in the way that is written in another form.
        if Config::parse(&text).is_ok() {
            self.text = text;
            self.added.push(addition.name);
        } else {
            self.left_out.push(format!("{}: it cannot be appended; add it by hand", addition.name));
        }
    }

    fn generic(&mut self, config: &Config, paths: &[String]) {
        if paths.is_empty() {
            return;
        }
        let own = config.providers.agents.get("generic");
        let is_there =
            |path: &String| own.is_some_and(|own| own.roots.iter().any(|root| root == Path::new(path)));
        let missing: Vec<String> =
            paths.iter().filter(|path| !is_there(path)).map(|path| quoted(path)).collect();
        let lines = format!("[providers.generic]\nroots = [{}]\n", missing.join(", "));
        let name = "logs of OpenAI-compatible responses: [providers.generic] roots".to_owned();
        self.add(Addition { name, lines }, missing.is_empty());
    }
}

/// A text as TOML has it.
fn quoted(text: &str) -> String {
    let mut quoted = String::from("\"");
    for c in text.chars() {
        match c {
            '"' | '\\' => quoted.extend(['\\', c]),
            // Writing to a string cannot fail.
            c if c.is_control() => drop(write!(quoted, "\\u{:04X}", u32::from(c))),
            c => quoted.push(c),
        }
    }
    quoted.push('"');
    quoted
}

fn budget(period: BudgetPeriod, usd: f64) -> Addition {
    let period = match period {
        BudgetPeriod::Daily => "daily",
        BudgetPeriod::Weekly => "weekly",
        BudgetPeriod::Monthly => "monthly",
    };
    let lines = format!("[[budgets]]\nperiod = \"{period}\"\nusd = {usd}\n");
    Addition { name: format!("a {period} budget"), lines }
}

/// A price; none where it does not state what one cannot be without.
fn price(model: &str, [input, output, read, write]: [Option<f64>; 4]) -> Option<Addition> {
    let (input, output) = input.zip(output)?;
    let model_text = quoted(model);
    let mut lines = format!("[[prices]]\nmodel = {model_text}\ninput = {input}\noutput = {output}\n");
    for (key, rate) in [("cache_read", read), ("cache_write_5m", write)] {
        if let Some(rate) = rate {
            // Writing to a string cannot fail.
            let _ = writeln!(lines, "{key} = {rate}");
        }
    }
    Some(Addition { name: format!("the price of {model}"), lines })
}

#[cfg(test)]
mod tests {
    use super::*;

    const EARLIER: &str = "[general]\ntheme = \"cockpit\"\n[providers]\ngeneric_paths = [\"~/logs/a.jsonl\"]\n\
        [alerts]\n[[alerts.webhooks]]\nurl = \"https://secret\"\n[budget]\ndaily_usd = 5.0\nweekly_usd = 0.0\n\
        monthly_usd = 99.5\n[pricing.overrides.\"acme-1\"]\ninput = 1.5\noutput = 6\ncache_write = 2.0\n\
        [pricing.overrides.\"acme-2\"]\ninput = 1.0\n[storage]\nretain_days = 30\n";

    #[test]
    fn what_is_there_stays_and_what_is_not_comes_behind_it() {
        let earlier = EarlierSettings::parse(EARLIER).unwrap();
        let own = "# mine\n[[budgets]]\nperiod = \"monthly\"\nusd = 1\n\n[prices.alias]\n";
        for (text, added, present) in [
            ("", 4, 0),
            ("# mine, without an end of line", 4, 0),
            ("[[budgets]]\nperiod = \"monthly\"\nusd = 1\nproject = \"x\"\n", 4, 0),
            ("[[budgets]]\nperiod = \"monthly\"\nusd = 1\n", 3, 1),
            ("[providers.generic]\nroots = [\"~/logs/a.jsonl\"]\n", 3, 1),
            // Neither a list behind a table nor a table twice can be appended.
            (own, 2, 1),
            ("[providers.generic]\nroots = [\"other\"]\n", 3, 0),
        ] {
            let merged = merge_earlier(text, &earlier).unwrap();
            assert_eq!((merged.added.len(), merged.present.len()), (added, present), "{text}: {merged:?}");
            assert!(merged.text.starts_with(text) && !merged.text.contains("secret"), "{text}");
            assert_eq!(merged.left_out.len(), 8 - added - present, "{text}: {:?}", merged.left_out);
            let again = merge_earlier(&merged.text, &earlier).unwrap();
            assert_eq!((again.text.as_str(), again.added.len()), (merged.text.as_str(), 0), "{text}");
        }
        assert!(merge_earlier("[budget]\n", &earlier).is_err());
    }
}
