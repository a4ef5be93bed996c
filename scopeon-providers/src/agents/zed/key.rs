//! Identities of this agent's facts.

use crate::kit::id_factory::IdFactory;

/// Makes them, under the agent's id.
pub(super) const IDS: IdFactory = IdFactory::new("zed");
