//! Which alerts are news: each is told once while it holds, and of a kind and session no two within a minute.

use std::collections::BTreeMap;

use super::{Alert, AlertKind, AlertSeverity};
use crate::time::Timestamp;

/// Of a kind and a session no two are told within that, in milliseconds.
pub const COOLDOWN_MS: i64 = 60_000;

/// What tells alerts of one kind apart.
type Key = (AlertKind, Option<String>, Option<String>, Option<String>, Option<String>);

/// Which alerts were told.
#[derive(Clone, Debug, Default)]
pub struct AlertLog {
    told: BTreeMap<Key, Told>,
}

/// How an alert was told last.
#[derive(Clone, Copy, Debug)]
struct Told {
    at: Timestamp,
    /// What it was about, while it holds: how bad it was, and of an event when that was.
    holds: Option<(AlertSeverity, Option<Timestamp>)>,
}

impl AlertLog {
    /// Makes one of which nothing was told.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Returns which of the alerts that hold now are news, in their order. They count as told only when [`AlertLog::tell`]
    /// says so: what there was no room for is news still.
    #[must_use]
    pub fn news<'a>(&self, alerts: &'a [Alert], now: Timestamp) -> Vec<&'a Alert> {
        alerts.iter().filter(|alert| self.is_news(alert, now)).collect()
    }

    fn is_news(&self, alert: &Alert, now: Timestamp) -> bool {
        let Some(told) = self.told.get(&key(alert)) else { return true };
        let is_same = told.holds.is_some_and(|holds| holds == about(alert) || is_milder(alert, holds.0));
        !is_same && now.millis().saturating_sub(told.at.millis()) >= COOLDOWN_MS
    }

    /// Notes that an alert is told.
    pub fn tell(&mut self, alert: &Alert, now: Timestamp) {
        self.told.insert(key(alert), Told { at: now, holds: Some(about(alert)) });
    }

    /// Notes which alerts hold now: one that does no more may be news again.
    pub fn settle(&mut self, alerts: &[Alert]) {
        let held: Vec<Key> = alerts.iter().map(key).collect();
        for (key, told) in &mut self.told {
            if !held.contains(key) {
                told.holds = None;
            }
        }
    }
}

/// What is no more as bad as it was told is no news, where it is no event.
fn is_milder(alert: &Alert, severity: AlertSeverity) -> bool {
    alert.kind != AlertKind::CompactionDetected && alert.severity > severity
}

fn key(alert: &Alert) -> Key {
    let Alert { kind, session, provider, subject, project, .. } = alert;
    (*kind, session.clone(), provider.clone(), subject.clone(), project.clone())
}

/// The instant of a limit or a budget is a projection, which moves; that of a compaction is the event.
fn about(alert: &Alert) -> (AlertSeverity, Option<Timestamp>) {
    let event = (alert.kind == AlertKind::CompactionDetected).then_some(alert.at).flatten();
    (alert.severity, event)
}
