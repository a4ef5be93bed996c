//! What each route answers; one file a tier.

mod calls;
mod compare;
mod hidden;
mod sessions;
mod sums;
mod why;

pub(crate) use calls::{calls, interactions, provider_capabilities, tasks};
pub(crate) use compare::compare;
pub(crate) use hidden::uncover;
pub(crate) use sessions::{agents, context, explore, session, sessions, tools};
pub(crate) use sums::{
    MOST_KEYS, blocks, budget, cache, health, limits, providers, stats, status, suggestions, usage, whatif,
};
pub(crate) use why::why;
