//! The filter language at every door: `agent:codex project:shop cost>1 (today or is:live) "any words"`. How it is read is
//! core's matter.
//!
//! Names and times that all have to hold say which calls count, as the inputs of those names do. Whatever else there is
//! chooses sessions as wholes: comparisons, words, and names and times that are denied or stand in an *or*.

mod choice;
mod chooser;
mod names;
mod scope;
mod session;

pub use scopeon_core::filter::FilterError;
use scopeon_core::filter::{Filter as Written, NameField};

use crate::error::AppError;
use crate::query::QueryArgs;
pub use choice::Choice;
pub(crate) use chooser::Chooser;
pub use names::ShownNames;

/// What a filter says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    /// Which calls count.
    pub args: QueryArgs,
    /// Which sessions are chosen.
    pub choice: Choice,
}

impl Filter {
    /// Reads a filter.
    ///
    /// # Errors
    ///
    /// When it is not understood: the error says where, and what could stand there.
    pub fn parse(text: &str) -> Result<Self, FilterError> {
        let written: Written = text.parse()?;
        let (args, expr) = scope::split(written.expr);
        Ok(Self { args, choice: Choice { expr, ..Choice::default() } })
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

    /// Returns `true` if sessions are chosen by what is known of them.
    #[must_use]
    pub const fn chooses(&self) -> bool {
        self.choice.chooses()
    }

    /// Returns `true` if it asks for something of that name anywhere.
    #[must_use]
    pub fn names(&self, field: NameField) -> bool {
        self.choice.names(field)
    }
}

#[cfg(test)]
mod tests {
    use super::Filter;
    use crate::query::QueryArgs;

    fn split(text: &str) -> (QueryArgs, String) {
        let filter = Filter::parse(text).expect(text);
        (filter.args, filter.choice.to_string())
    }

    #[test]
    fn what_all_has_to_hold_says_which_calls_count() {
        let args = |set: fn(&mut QueryArgs)| {
            let mut args = QueryArgs::default();
            set(&mut args);
            args
        };
        for (text, expected, choice) in [
            ("", args(|_| {}), ""),
            ("agent:codex", args(|args| args.provider = vec![":codex".into()]), ""),
            ("model=gpt-5", args(|args| args.model = vec!["gpt-5".into()]), ""),
            ("project:~/shop", args(|args| args.project = vec![":~/shop".into()]), ""),
            ("branch:a branch:b", args(|args| args.branch = vec![":a".into(), ":b".into()]), ""),
            ("branch:shop:main", args(|args| args.branch = vec![":shop:main".into()]), ""),
            ("branch:(none)", args(|args| args.branch = vec![":(none)".into()]), ""),
            ("since:7d since:2d", args(|args| args.since = Some("2d".into())), ""),
            ("today cost>1", args(|args| args.since = Some("today".into())), "cost>$1"),
            ("branch:a and branch:b", args(|_| {}), "branch:a and branch:b"),
            ("branch:a not branch:b", args(|_| {}), "branch:a and not branch:b"),
            ("model:a (model:b or cost>1)", args(|_| {}), "model:a and (model:b or cost>$1)"),
            ("not agent:codex", args(|_| {}), "not agent:codex"),
            ("agent:codex or x", args(|_| {}), "agent:codex or x"),
            ("(agent:a or agent:b) x", args(|args| args.provider = vec![":a".into(), ":b".into()]), "x"),
            ("tag:review", args(|_| {}), "tag:review"),
            ("until:7d or since:2d", args(|_| {}), "until:7d or since:2d"),
        ] {
            assert_eq!(split(text), (expected, choice.to_owned()), "{text}");
        }
    }

    #[test]
    fn what_was_understood_before_is_understood_the_same() {
        let filter =
            Filter::parse("agent:codex project:\"my shop\" Branch:a branch:b since:7d since:2d 10:30");
        let filter = filter.expect("a filter");
        assert_eq!(filter.args.provider, [":codex"]);
        assert_eq!(filter.args.project, [":my shop"]);
        assert_eq!(filter.args.branch, [":a", ":b"]);
        assert_eq!(filter.args.since.as_deref(), Some("2d"));
        assert_eq!(filter.choice.to_string(), "\"10:30\"");
        assert!(!Filter::parse("agent:codex").expect("a filter").chooses());
        assert!(Filter::parse("cost>1.2.3").is_err() && Filter::parse("colour:red").is_err());
    }
}
