//! What one condition says of one session.

use std::collections::{HashMap, HashSet};

use scopeon_core::filter::{Amount, Edge, Expr, NameField, NamePattern, NumberField, State, Term};
use scopeon_core::glob::is_called;
use scopeon_core::metrics::Certainty;
use scopeon_core::metrics::cache::hit_rate;
use scopeon_core::project::last_component;
use scopeon_core::report::SessionRow;
use scopeon_core::time::{Range, Timestamp};
use scopeon_store::{LIVE_MILLIS, SessionFact, SessionFacts};

use super::chooser::Chooser;
use super::names::{NONE, ShownNames, stated};
use crate::agent_names;
use crate::error::AppError;

/// What the conditions of a filter stand for, looked up once.
pub(super) struct Looked<'a> {
    with: &'a Chooser<'a>,
    shown: &'a ShownNames,
    /// The agents that each name stands for.
    agents: HashMap<String, Vec<&'static str>>,
    /// What other names stand for, by field and as they are stated.
    names: HashMap<(NameField, String), String>,
    /// The instant that each time stands for; none where it has no such end.
    times: HashMap<(Edge, String), Option<Timestamp>>,
    /// Sessions that cost unlike the others, by agent and id.
    pub(super) unusual: HashSet<(String, String)>,
}

/// Returns what has to be looked up for a condition beside the row of a session.
pub(super) const fn facts_of(term: &Term) -> Option<SessionFact> {
    match term {
        Term::Name(NameField::Model | NameField::Project | NameField::Branch, _) => Some(SessionFact::Names),
        Term::Name(NameField::Tag, _) => Some(SessionFact::Tags),
        Term::Name(NameField::Host, _) => Some(SessionFact::Host),
        Term::Name(NameField::Tool, _) => Some(SessionFact::Tools),
        Term::Number(NumberField::Context, _) => Some(SessionFact::Context),
        Term::Number(NumberField::Health, _) => Some(SessionFact::Health),
        Term::Is(State::Compacted) => Some(SessionFact::Compactions),
        _ => None,
    }
}

impl<'a> Looked<'a> {
    /// Looks up what the conditions stand for.
    ///
    /// # Errors
    ///
    /// When an agent is not known, or a time is none.
    pub(super) fn of(expr: &Expr, shown: &'a ShownNames, with: &'a Chooser<'a>) -> Result<Self, AppError> {
        let (mut agents, mut names, mut times) = (HashMap::new(), HashMap::new(), HashMap::new());
        let mut failed = Ok(());
        expr.visit(&mut |term| {
            let looked = match term {
                Term::Name(NameField::Agent, pattern) => named(pattern, with).map(|ids| {
                    agents.insert(stated(pattern), ids);
                }),
                Term::Name(field, pattern) => {
                    names.insert((*field, stated(pattern)), (with.meant)(*field, &stated(pattern)));
                    Ok(())
                }
                Term::Time(edge, text) => instant(*edge, text, with).map(|at| {
                    times.insert((*edge, text.clone()), at);
                }),
                _ => Ok(()),
            };
            if let (Ok(()), Err(error)) = (&failed, looked) {
                failed = Err(error);
            }
        });
        failed.map(|()| Self { with, shown, agents, names, times, unusual: HashSet::new() })
    }

    /// Tells whether a condition holds for a session; none where that has to be looked up first.
    pub(super) fn holds(&self, term: &Term, row: &SessionRow, facts: Option<&SessionFacts>) -> Option<bool> {
        if facts_of(term).is_some() && facts.is_none() {
            return None;
        }
        let nothing = SessionFacts::default();
        let facts = facts.unwrap_or(&nothing);
        Some(match term {
            Term::Word(word) => self.has_word(word, row),
            // What is not known is neither more nor less.
            Term::Number(field, comparison) => {
                number(*field, row, facts).is_some_and(|figure| comparison.holds(figure))
            }
            Term::Name(field, pattern) => self.is_named(*field, pattern, (row, facts)),
            Term::Time(edge, text) => self.was(*edge, text, row),
            Term::Is(state) => self.is(*state, row, facts),
            _ => false,
        })
    }

    fn has_word(&self, word: &str, row: &SessionRow) -> bool {
        let named = [&row.project, &row.branch].into_iter().flatten().map(|name| self.shown.shown(name));
        let plain = [&row.id, &row.provider].into_iter().chain(&row.version).chain(&row.models).cloned();
        named.chain(plain).any(|text| text.to_lowercase().contains(word))
    }

    fn is_named(
        &self,
        field: NameField,
        pattern: &NamePattern,
        (row, facts): (&SessionRow, &SessionFacts),
    ) -> bool {
        match field {
            NameField::Agent => {
                let ids = self.agents.get(&stated(pattern));
                ids.is_some_and(|ids| ids.contains(&row.provider.as_str()))
            }
            NameField::Model => facts
                .models
                .iter()
                .any(|name| self.is_meant(field, pattern, |wanted| is_called(name, wanted))),
            NameField::Tag => facts.tags.iter().any(|name| pattern.matches(name)),
            NameField::Tool => facts.tools.iter().any(|name| pattern.matches(name)),
            NameField::Host => facts.host.iter().any(|name| pattern.matches(name)),
            NameField::Project => {
                let names = facts.projects.iter().chain(&row.project);
                self.is_shown(names, pattern, |name| {
                    let aliases = &self.with.query.filter.aliases;
                    self.is_meant(field, pattern, |wanted| name == wanted || aliases.is_meant(name, wanted))
                })
            }
            NameField::Branch => {
                let names = facts.branches.iter().chain(&row.branch);
                let is_in = |repository: &str| {
                    facts
                        .projects
                        .iter()
                        .chain(&row.project)
                        .any(|project| last_component(project) == repository)
                };
                self.is_shown(names, pattern, |name| {
                    self.is_meant(field, pattern, |wanted| is_branch(name, wanted, &is_in))
                })
            }
            _ => false,
        }
    }

    /// Looks for a name as it is shown. By a part of it nothing is found that has no name.
    fn is_shown<'n>(
        &self,
        mut names: impl Iterator<Item = &'n String>,
        pattern: &NamePattern,
        is_meant: impl Fn(&str) -> bool,
    ) -> bool {
        names.any(|name| match name.as_str() {
            NONE => pattern.text() == NONE,
            name if self.shown.is_hidden() => pattern.matches(&self.shown.shown(name)),
            name => is_meant(name),
        })
    }

    fn is_meant(&self, field: NameField, pattern: &NamePattern, is_it: impl Fn(&str) -> bool) -> bool {
        self.names.get(&(field, stated(pattern))).is_some_and(|wanted| is_it(wanted))
    }

    /// Whether something of it was since then, or up to then.
    fn was(&self, edge: Edge, text: &str, row: &SessionRow) -> bool {
        let Some(Some(edge_at)) = self.times.get(&(edge, text.to_owned())) else { return true };
        match edge {
            Edge::Since => row.last_at.is_some_and(|last| last >= *edge_at),
            Edge::Until => row.first_at.is_some_and(|first| first < *edge_at),
        }
    }

    fn is(&self, state: State, row: &SessionRow, facts: &SessionFacts) -> bool {
        let figures = &row.figures;
        match state {
            State::Live => self.is_live(row),
            State::Anomaly => self.unusual.contains(&(row.provider.clone(), row.id.clone())),
            State::Compacted => facts.compactions > 0,
            State::SubAgent => row.sub_agents > 0,
            State::Unpriced => figures.unpriced_calls > 0,
            State::Estimated => {
                figures.certainty(self.with.agents.level(&row.provider)) == Certainty::Estimated
            }
            _ => false,
        }
    }

    fn is_live(&self, row: &SessionRow) -> bool {
        let now = self.with.query.now;
        let reach = now.plus_clock_tolerance().millis();
        row.last_at.is_some_and(|last| (now.millis() - LIVE_MILLIS..=reach).contains(&last.millis()))
    }
}

fn number(field: NumberField, row: &SessionRow, facts: &SessionFacts) -> Option<Amount> {
    let figures = &row.figures;
    Some(match field {
        NumberField::Cost => Amount::dollars(figures.known_usd()?),
        // Nobody bills nothing: what is not logged is not known.
        NumberField::Tokens if figures.usage.total() == 0 => return None,
        NumberField::Tokens => Amount::count(figures.usage.total()),
        NumberField::Calls => Amount::count(figures.calls),
        NumberField::Turns if figures.turns == 0 => return None,
        NumberField::Turns => Amount::count(figures.turns),
        NumberField::Cache if figures.usage.prompt() == 0 => return None,
        NumberField::Cache => Amount::percent(hit_rate(&figures.usage)),
        NumberField::Context => Amount::percent(facts.context?),
        NumberField::Duration => Amount::millis(row.last_at?.millis().saturating_sub(row.first_at?.millis())),
        NumberField::Health => Amount::count(facts.health?.into()),
        NumberField::SubAgents => Amount::count(row.sub_agents),
        _ => return None,
    })
}

/// With its repository before it or without.
fn is_branch(name: &str, wanted: &str, is_in: &impl Fn(&str) -> bool) -> bool {
    is_called(name, wanted)
        || wanted
            .split_once(':')
            .is_some_and(|(repository, branch)| is_called(name, branch) && is_in(repository))
}

fn named(pattern: &NamePattern, with: &Chooser<'_>) -> Result<Vec<&'static str>, AppError> {
    let name = stated(pattern);
    agent_names::named(with.agents, &with.agents.kept_names(), &name, "agent")
}

fn instant(edge: Edge, text: &str, with: &Chooser<'_>) -> Result<Option<Timestamp>, AppError> {
    let (zone, now) = (with.query.zone, with.query.now);
    let range = match edge {
        Edge::Since => Range::parse(Some(text), None, zone, now).map(|range| range.since),
        Edge::Until => Range::parse(None, Some(text), zone, now).map(|range| range.until),
    };
    range.map_err(AppError::refused)
}
