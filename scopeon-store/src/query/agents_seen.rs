//! Which agents' calls a sum holds.

use std::collections::BTreeSet;

use super::price::Prices;

/// Price classes that were met; the same one often comes again at once.
#[derive(Clone, Debug, Default)]
pub(crate) struct AgentsSeen {
    classes: BTreeSet<i64>,
    last: i64,
}

impl AgentsSeen {
    pub(crate) fn add(&mut self, class: i64) {
        if self.last != class {
            self.classes.insert(class);
            self.last = class;
        }
    }

    /// Names the agents, each once.
    pub(crate) fn agents(&self, prices: &Prices<'_>) -> BTreeSet<String> {
        let agent = |class: &i64| Some(prices.classes.get(class)?.price.agent.as_str().to_owned());
        self.classes.iter().filter_map(agent).collect()
    }
}
