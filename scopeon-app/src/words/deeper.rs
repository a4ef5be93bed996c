//! The command that goes deeper than a fact about a cost, as it is typed.

use scopeon_core::metrics::why::{WhyBasis, WhyFact, WhyKind, WhySpan};
use scopeon_core::report::WhyReport;

use super::shell::shell_word;
use super::why::short_id;
use crate::query::QueryArgs;

/// Returns the command that goes deeper than a fact of a report, which was asked for with `args`; none where there is none.
#[must_use]
pub fn deeper(fact: &WhyFact, report: &WhyReport, args: &QueryArgs) -> Option<String> {
    let own = report.session.as_deref();
    let session = fact.session.as_deref().or(own).map(short_id);
    let is_over = report.scope.until.is_some_and(|until| until <= report.scope.now);
    let asked = Asked { args, is_all: report.of == WhySpan::History, is_over };
    let subject = || shell_word(fact.subject.as_deref().unwrap_or_default());
    Some(match fact.kind {
        WhyKind::Total if own.is_some() => format!("scopeon session {}", session?),
        WhyKind::Total => asked.command("costs"),
        WhyKind::MoreCalls if own.is_some() => format!("scopeon session {} --calls all", session?),
        WhyKind::MoreCalls => asked.command("sessions --sort calls"),
        WhyKind::Agent => asked.command(&format!("explore {}", subject())),
        WhyKind::Project => asked.command(&format!("why --project {}", subject())),
        WhyKind::Session => format!("scopeon why {}", session?),
        WhyKind::Model if own.is_none() => {
            asked.command(&format!("sessions --sort cost --model {}", subject()))
        }
        WhyKind::Turn => {
            format!("scopeon session {} --turn {}", session?, fact.number(WhyBasis::Turn)?)
        }
        WhyKind::Recached => format!("scopeon cache {}", session?),
        WhyKind::LargePrompts | WhyKind::Compactions => {
            format!("scopeon context {}", session.or_else(|| Some("latest".to_owned()))?)
        }
        WhyKind::SubAgents if own.is_some() => format!("scopeon subagents {}", session?),
        WhyKind::SubAgents => asked.command("subagents"),
        WhyKind::Unpriced => "scopeon doctor".to_owned(),
        WhyKind::Unrecorded | WhyKind::NotLookedInto if own.is_none() => return None,
        _ if own.is_some() => format!("scopeon session {} --top 10", session?),
        _ => asked.command("report model --split"),
    })
}

/// What was asked for, as it is asked again.
struct Asked<'a> {
    args: &'a QueryArgs,
    is_all: bool,
    is_over: bool,
}

impl Asked<'_> {
    /// Writes a command over the same calls.
    fn command(&self, verb: &str) -> String {
        let args = self.args;
        let mut words = vec![format!("scopeon {verb}")];
        let option = |name: &str, value: &String| format!("--{name} {}", shell_word(value));
        words.extend(args.since.iter().map(|value| option("since", value)));
        // What is not over ends by itself.
        let until = args.until.as_ref().filter(|until| args.since.as_ref() != Some(until) || self.is_over);
        words.extend(until.map(|value| option("until", value)));
        // Lists cover all of history already.
        let covers_all = ["sessions", "report"].iter().any(|list| verb.starts_with(list));
        if self.is_all && !covers_all {
            words.push(if verb.starts_with("why") { "all".to_owned() } else { "--all".to_owned() });
        }
        words.extend(args.provider.iter().map(|value| option("agent", value)));
        // Several names let in what any of them means: one that is part of the command stands alone.
        let others = |name: &str| !verb.contains(&format!("--{name} "));
        words.extend(args.model.iter().filter(|_| others("model")).map(|value| option("model", value)));
        words.extend(args.project.iter().filter(|_| others("project")).map(|value| option("project", value)));
        words.extend(args.branch.iter().map(|value| option("branch", value)));
        words.join(" ")
    }
}
