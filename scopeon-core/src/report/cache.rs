//! What prompt caches saved, cost and lost.

use serde::{Deserialize, Serialize};

use super::scope::Scope;
use crate::metrics::cache::{Bust, CacheSums, ColdStart, ColdWhy, Losses};
use crate::metrics::{Figure, Share};
use crate::money::PicoUsd;

/// Cache figures of a session or a period.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct CacheReport {
    /// What it covers.
    #[serde(flatten)]
    pub scope: Scope,
    /// The session's id; none for a period.
    pub session: Option<String>,
    /// Sums: hit rate, savings, writes.
    pub total: CacheSums,
    /// Tokens written and never read.
    pub unread: Figure<u64>,
    /// Their share of what was written.
    #[serde(rename = "unread_ratio")]
    pub unread_bp: Figure<Share>,
    /// What writing them cost above the input price.
    pub unread_usd: Figure<PicoUsd>,
    /// What an hour's cache would have saved; below zero where it would have cost more.
    pub hour_cache_usd: Figure<PicoUsd>,
    /// Calls that found nothing for a known reason, counted by reason.
    pub cold_starts: Vec<ColdCount>,
    /// Calls that lost a living prefix.
    pub busts: Figure<u64>,
    /// Tokens they lost.
    pub busts_lost: Figure<u64>,
    /// What those cost above a read.
    pub busts_usd: Figure<PicoUsd>,
    /// The same sums by agent, project or model, where a grouping was asked for.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub rows: Vec<CacheRow>,
    /// Each cold start of one session, where one was asked for.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub session_cold_starts: Vec<ColdStart>,
    /// Each bust of one session, where one was asked for.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub session_busts: Vec<Bust>,
}

impl CacheReport {
    /// Makes one of a period, without rows: what caches did and what they lost.
    #[must_use]
    pub fn new(scope: Scope, sums: CacheSums, lost: Losses) -> Self {
        let cold = |(why, calls, prompt)| ColdCount::new(why, calls, prompt);
        Self {
            scope,
            session: None,
            total: sums,
            unread: lost.unread,
            unread_bp: lost.unread_bp,
            unread_usd: lost.unread_usd,
            hour_cache_usd: lost.hour_cache_usd,
            cold_starts: lost.cold.into_iter().map(cold).collect(),
            busts: lost.busts,
            busts_lost: lost.busts_lost,
            busts_usd: lost.busts_usd,
            rows: Vec::new(),
            session_cold_starts: Vec::new(),
            session_busts: Vec::new(),
        }
    }
}

/// Cold starts for one reason.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct ColdCount {
    /// The reason.
    pub why: ColdWhy,
    /// How many.
    pub calls: u64,
    /// Their prompts in tokens.
    pub prompt: u64,
}

impl ColdCount {
    /// Makes one of all it holds, in the order of its fields.
    #[must_use]
    pub fn new(why: ColdWhy, calls: u64, prompt: u64) -> Self {
        Self { why, calls, prompt }
    }
}

/// Cache sums of one group.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct CacheRow {
    /// The agent, project or model.
    pub key: String,
    /// Its sums.
    #[serde(flatten)]
    pub sums: CacheSums,
}

impl CacheRow {
    /// Makes one of all it holds, in the order of its fields.
    #[must_use]
    pub fn new(key: String, sums: CacheSums) -> Self {
        Self { key, sums }
    }
}
