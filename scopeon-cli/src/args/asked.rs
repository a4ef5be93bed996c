//! What every command of figures over a period takes.

use clap::Args;
use scopeon_app::QueryArgs;

use super::report::FilterArgs;
use super::spell::spell;

/// Which calls a figure is made from.
#[derive(Clone, Debug, Default, Args)]
pub(crate) struct AskedArgs {
    #[command(flatten)]
    pub(crate) filter: FilterArgs,

    /// All of history instead of the last 30 days
    #[arg(long, conflicts_with_all = ["since", "until"])]
    pub(crate) all: bool,
}

impl AskedArgs {
    /// Returns them as every front end states them.
    pub(crate) fn query(&self) -> QueryArgs {
        QueryArgs { all: self.all, ..self.filter.query() }
    }

    /// Returns them as they are typed.
    pub(crate) fn options(&self) -> Vec<String> {
        let filter = &self.filter;
        let mut words = Vec::new();
        spell(&mut words, "--since", filter.since.as_deref());
        spell(&mut words, "--until", filter.until.as_deref());
        for (option, names) in [
            ("--agent", &filter.provider),
            ("--model", &filter.model),
            ("--project", &filter.project),
            ("--branch", &filter.branch),
        ] {
            spell(&mut words, option, names.iter().map(String::as_str));
        }
        if self.all {
            words.push("--all".to_owned());
        }
        words
    }
}
