//! What made it expensive.

use scopeon_app::ask;
use scopeon_app::words::{WhyWords, dollars, why_text};
use scopeon_core::metrics::why::WhyKind;
use scopeon_core::report::WhyReport;

use crate::problem::Problem;
use crate::question::{Asked, Told};
use crate::tier::Tier;

/// What made it expensive.
pub(crate) fn why(asked: &Asked<'_>) -> Result<Told, Problem> {
    let params = asked.params;
    let what = params.text("what").map(str::to_owned);
    let mut report = asked.ask(&ask::Why { what, args: params.query() })?;
    if asked.tier < Tier::Calls {
        reword(&mut report, asked)?;
    }
    asked.told(report)
}

/// Says the same with pseudonyms. The commands that go deeper name projects, and are of no use elsewhere.
fn reword(report: &mut WhyReport, asked: &Asked<'_>) -> Result<(), Problem> {
    let names = asked.names()?;
    for fact in &mut report.facts {
        // What a fact of another kind is about may be a project.
        if !matches!(fact.kind, WhyKind::Agent | WhyKind::Model | WhyKind::FastTier) {
            fact.subject = fact.subject.as_deref().map(|name| names.pseudonym(name));
        }
        fact.command = None;
    }
    let project = |name: &str| names.pseudonym(name);
    let words = WhyWords { money: &dollars, project: &project, zone: asked.app.zone() };
    let texts: Vec<String> = report.facts.iter().map(|fact| why_text(fact, report, words)).collect();
    for (fact, text) in report.facts.iter_mut().zip(texts) {
        fact.text = text;
    }
    Ok(())
}
