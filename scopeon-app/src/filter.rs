//! The filter language: what people type to find sessions, the same at every door: `agent:codex project:shop cost>1 "any words"`.
//!
//! Words with a colon say which calls count, as the inputs of those names do. Comparisons and bare words choose sessions by
//! what is shown of them.

mod comparison;
mod error;
mod known;
mod words;

use scopeon_core::report::{Figures, SessionRow, SessionsReport};

use crate::error::AppError;
use crate::query::QueryArgs;
use comparison::Comparison;
pub use error::FilterError;
use error::unknown;
use known::{FIGURES, KEYS};
use words::{Word, words};

/// What a filter says.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Filter {
    /// Which calls count.
    pub args: QueryArgs,
    comparisons: Vec<Comparison>,
    words: Vec<String>,
}

impl Filter {
    /// Reads a filter.
    ///
    /// # Errors
    ///
    /// When a word with a colon is none that is known or says nothing, or a comparison has no number.
    pub fn parse(text: &str) -> Result<Self, FilterError> {
        let mut filter = Self::default();
        for word in words(text) {
            match word {
                Word::Text(text) => filter.words.push(text.to_lowercase()),
                Word::Bare(text) => filter.bare(text)?,
                Word::Keyed(key, value) => filter.keyed(key, value)?,
            }
        }
        Ok(filter)
    }

    fn bare(&mut self, text: &str) -> Result<(), FilterError> {
        if let Some(comparison) = Comparison::parse(text)? {
            self.comparisons.push(comparison);
            return Ok(());
        }
        if let Some((key, value)) = text.split_once(':') {
            return self.keyed(key, value);
        }
        self.words.push(text.to_lowercase());
        Ok(())
    }

    fn keyed(&mut self, key: &str, value: &str) -> Result<(), FilterError> {
        let name = key.to_ascii_lowercase();
        let is_name = !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_lowercase());
        if !is_name {
            // A time or a path has a colon, too.
            self.words.push(format!("{key}:{value}").to_lowercase());
            return Ok(());
        }
        if KEYS.contains(&name.as_str()) && value.trim().is_empty() {
            return Err(unknown(&name, format!("{name}: says nothing")));
        }
        let value = value.to_owned();
        match name.as_str() {
            "agent" | "provider" => self.args.provider.push(value),
            "model" => self.args.model.push(value),
            "project" => self.args.project.push(value),
            "branch" => self.args.branch.push(value),
            // As elsewhere, what is said last holds.
            "since" => self.args.since = Some(value),
            "until" => self.args.until = Some(value),
            _ if FIGURES.contains(&name.as_str()) => {
                return Err(unknown(&name, format!("{name} takes a comparison, such as {name}>1")));
            }
            _ => return Err(unknown(&name, format!("there is no {name}: to filter by"))),
        }
        Ok(())
    }

    /// Returns which calls count, of what was stated beside the filter as well.
    ///
    /// # Errors
    ///
    /// When both say since or until when.
    pub fn with(&self, args: QueryArgs) -> Result<QueryArgs, AppError> {
        let both = |input: &'static str, one: Option<String>, other: &Option<String>| match (one, other) {
            (Some(_), Some(_)) => {
                let problem = "is stated twice, once in the filter".to_owned();
                Err(AppError::Input { input, problem, hint: None })
            }
            (one, other) => Ok(one.or_else(|| other.clone())),
        };
        let all = |stated: Vec<String>, filtered: &[String]| [stated, filtered.to_vec()].concat();
        Ok(QueryArgs {
            since: both("since", args.since, &self.args.since)?,
            until: both("until", args.until, &self.args.until)?,
            all: args.all,
            provider: all(args.provider, &self.args.provider),
            model: all(args.model, &self.args.model),
            project: all(args.project, &self.args.project),
            branch: all(args.branch, &self.args.branch),
        })
    }

    /// Returns `true` if sessions are chosen by what is shown of them.
    #[must_use]
    pub const fn chooses(&self) -> bool {
        !(self.comparisons.is_empty() && self.words.is_empty())
    }

    /// Leaves those sessions alone that are chosen, and sums them. `shown` says what a project or branch is called where it
    /// is shown.
    pub fn choose(&self, report: &mut SessionsReport, shown: impl Fn(&str) -> String) {
        if !self.chooses() {
            return;
        }
        report.rows.retain(|row| self.lets_through(row, &shown));
        report.total = report.rows.iter().fold(Figures::default(), |sum, row| sum.plus(&row.figures));
        let is_left = |agent: &String| report.rows.iter().any(|row| row.provider == *agent);
        report.scope.providers.retain(&is_left);
        report.scope.levels.retain(|agent, _| is_left(agent));
    }

    fn lets_through(&self, row: &SessionRow, shown: &impl Fn(&str) -> String) -> bool {
        self.comparisons.iter().all(|one| one.holds(row)) && self.words_are_in(row, shown)
    }

    fn words_are_in(&self, row: &SessionRow, shown: &impl Fn(&str) -> String) -> bool {
        if self.words.is_empty() {
            return true;
        }
        let named = [&row.project, &row.branch].into_iter().flatten().map(|name| shown(name));
        let plain = [&row.id, &row.provider].into_iter().chain(&row.version).chain(&row.models).cloned();
        let texts: Vec<String> = named.chain(plain).map(|text| text.to_lowercase()).collect();
        self.words.iter().all(|word| texts.iter().any(|text| text.contains(word)))
    }
}

#[cfg(test)]
mod tests {
    use scopeon_core::money::PicoUsd;
    use scopeon_core::report::{Figures, SessionRow};
    use scopeon_core::usage::Usage;

    use super::Filter;

    fn row() -> SessionRow {
        let mut figures = Figures::default();
        (figures.calls, figures.turns, figures.sessions) = (3, 2, 1);
        figures.cost_usd = PicoUsd::from_reported(1.5).expect("money");
        figures.usage = Usage { input: 1000, output: 500, ..Usage::default() };
        let mut row = SessionRow::new("abc".into(), "codex".into(), figures);
        (row.project, row.branch) = (Some("/home/me/shop".into()), Some("main".into()));
        row.models = vec!["gpt-5.5".into()];
        row
    }

    #[test]
    fn sessions_are_chosen_by_what_is_shown_of_them() {
        for (text, passes) in [
            ("", true),
            ("cost>1", true),
            ("cost>$1.5", false),
            ("cost>=1.5", true),
            ("COST<2", true),
            ("cost=1.5 calls=3 turns<=2", true),
            ("tokens>=1.5k", true),
            ("tokens>1.5k", false),
            ("tokens<1M", true),
            ("subagents>0", false),
            ("main", true),
            ("SHOP main", true),
            ("elsewhere", false),
            ("\"me/shop\"", true),
            ("\"me shop\"", false),
            ("5.5", true),
        ] {
            let filter = Filter::parse(text).expect(text);
            assert_eq!(filter.lets_through(&row(), &str::to_owned), passes, "{text}");
        }
        let mut unpriced = row();
        unpriced.figures.unpriced_calls = 3;
        let filter = Filter::parse("cost<2").expect("a filter");
        assert!(!filter.lets_through(&unpriced, &str::to_owned), "what is not known is not less");
        let hidden = |_: &str| "path-0000000000000000".to_owned();
        assert!(
            !Filter::parse("shop").expect("a filter").lets_through(&row(), &hidden),
            "a name that is not shown"
        );
    }

    #[test]
    fn words_with_a_colon_say_which_calls_count() {
        let filter =
            Filter::parse("agent:codex project:\"my shop\" Branch:a branch:b since:7d since:2d 10:30");
        let filter = filter.expect("a filter");
        assert_eq!(filter.args.provider, ["codex"]);
        assert_eq!(filter.args.project, ["my shop"]);
        assert_eq!(filter.args.branch, ["a", "b"]);
        assert_eq!(filter.args.since.as_deref(), Some("2d"));
        assert_eq!(filter.words, ["10:30"]);
        assert!(!Filter::parse("agent:codex").expect("a filter").chooses());
    }

    #[test]
    fn what_is_not_understood_is_said() {
        for (text, says) in [
            ("colour:red", "there is no colour: to filter by"),
            ("agent:", "agent: says nothing"),
            ("cost:1", "cost takes a comparison, such as cost>1"),
            ("cost>1.2.3", "cost> takes a number, such as 1.5 or 2k"),
            ("cost>", "cost> takes a number, such as 1.5 or 2k"),
            ("size>1", "there is no size to compare"),
        ] {
            let error = Filter::parse(text).expect_err(text);
            assert_eq!(error.to_string(), says, "{text}");
        }
        assert!(Filter::parse("agnet:x").expect_err("a problem").keys().contains(&"agent"));
    }
}
