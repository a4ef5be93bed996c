//! What the agents' logs can tell, agent by agent, so that a figure over several of them knows how far it can be
//! trusted.

use std::collections::BTreeMap;

use super::Provenance;
use crate::provider::{Coverage, FactKind, Fidelity, ProviderInfo};

/// The capabilities of every agent whose calls may be covered.
///
/// ```
/// use scopeon_core::metrics::{Provenance, FidelityIndex};
/// use scopeon_core::provider::{ProviderInfo, Fidelity, FactKind, Coverage};
/// const ACME: ProviderInfo = ProviderInfo::new("acme", "Acme", Coverage::PerCall).capabilities(&[(FactKind::Turns, Fidelity::Exact)]);
/// let trust = FidelityIndex::new([&ACME]);
/// assert_eq!(trust.over(["acme"], FactKind::Turns), Provenance::EXACT);
/// assert_eq!(trust.over(["acme"], FactKind::Hooks), Provenance::UNSUPPORTED);
/// assert_eq!(trust.unmetered(), ["acme"]);
/// assert_eq!(trust.over([] as [&str; 0], FactKind::Hooks), Provenance::EXACT); // of nothing, nothing is missing
/// ```
#[derive(Clone, Debug, Default)]
pub struct FidelityIndex(BTreeMap<&'static str, Told>);

/// What one agent says of itself.
#[derive(Clone, Copy, Debug)]
struct Told {
    level: Coverage,
    capabilities: &'static [(FactKind, Fidelity)],
}

impl FidelityIndex {
    /// Takes what agents say of themselves.
    #[must_use]
    pub fn new<'a>(abouts: impl IntoIterator<Item = &'a ProviderInfo>) -> Self {
        Self(
            abouts
                .into_iter()
                .map(|about| (about.id, Told { level: about.coverage, capabilities: about.capabilities }))
                .collect(),
        )
    }

    /// Returns how much of the truth the logs of agents hold, by their ids.
    #[must_use]
    pub fn levels<'a>(&self, agents: impl IntoIterator<Item = &'a String>) -> BTreeMap<String, Coverage> {
        let level = |agent: &String| Some((agent.clone(), self.0.get(agent.as_str())?.level));
        agents.into_iter().filter_map(level).collect()
    }

    /// Returns the ids of the agents whose logs hold no tokens: a price book that
    /// [knows them](crate::pricing::PriceBook::without_tokens) takes none of their calls for free.
    #[must_use]
    pub fn unmetered(&self) -> Vec<String> {
        let has = |agent: &str, fact| self.capability(agent, fact) != Fidelity::Unsupported;
        let agents = self
            .0
            .keys()
            .filter(|agent| ![FactKind::Input, FactKind::Output].iter().any(|fact| has(agent, *fact)));
        agents.map(|agent| (*agent).to_owned()).collect()
    }

    /// Returns how sure a kind of fact is in one agent's logs; an agent that is not known supports nothing.
    #[must_use]
    pub fn capability(&self, agent: &str, fact: FactKind) -> Fidelity {
        let known = self.0.get(agent).into_iter().flat_map(|told| told.capabilities);
        known.into_iter().find(|(one, _)| *one == fact).map_or(Fidelity::Unsupported, |(_, how)| *how)
    }

    /// Returns the provenance of a figure that rests on one kind of fact of several agents, by their ids.
    #[must_use]
    pub fn over<A: AsRef<str>>(&self, agents: impl IntoIterator<Item = A>, fact: FactKind) -> Provenance {
        Provenance::over(agents.into_iter().map(|agent| self.capability(agent.as_ref(), fact)))
    }

    /// Returns the provenance of sums of tokens and of what they cost.
    ///
    /// Input and output have to be stated. A cache counts only where an agent states it approximately: where one
    /// states none, its vendor has none to bill, or its tokens stand in the input.
    #[must_use]
    pub fn tokens<A: AsRef<str>>(&self, agents: impl IntoIterator<Item = A>) -> Provenance {
        let of = |agent: A| {
            let sure = |fact| self.capability(agent.as_ref(), fact);
            let cache = [FactKind::CacheRead, FactKind::CacheWrite].map(sure);
            let cache = cache.into_iter().filter(|how| *how != Fidelity::Unsupported);
            Provenance::over([FactKind::Input, FactKind::Output].map(sure).into_iter().chain(cache))
        };
        agents.into_iter().map(of).reduce(Provenance::and).unwrap_or(Provenance::EXACT)
    }
}
