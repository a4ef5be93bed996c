//! What is new to a session, told in the answers that it asks for anyway.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use scopeon_app::App;
use scopeon_app::ask::Alerts;
use scopeon_app::words::alert_text;
use scopeon_core::alert::{Alert, AlertLog};
use scopeon_core::time::Timestamp;
use serde_json::{Value, json};

use crate::caller::Who;
use crate::figures::part;
use crate::live::Live;
use crate::names::Names;

/// What is told beside an answer has at most so many bytes: sixty tokens.
const MOST_BYTES: usize = 240;
/// No more sessions than that are remembered.
const MOST_SESSIONS: usize = 256;
/// How long what holds is not looked up again while nobody wrote, in milliseconds.
const FRESH_MS: i64 = 5_000;

/// What a session was told of.
#[derive(Debug, Default)]
struct Heard {
    log: AlertLog,
    /// What held when it was looked up last.
    held: Vec<Alert>,
    /// When that was, and at which change of the database.
    looked: Option<(Timestamp, u64)>,
}

/// What each session was told of.
#[derive(Debug, Default)]
pub(crate) struct Hearing(Mutex<BTreeMap<String, Heard>>);

impl Hearing {
    /// Returns what is new to a session, as answers tell it, and notes it as told.
    pub(crate) fn news(&self, (app, live): (&App, &Live), who: &Who, names: &Names) -> Vec<Value> {
        let now = app.now();
        let session = who.id.as_ref().filter(|_| who.is_kept);
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if all.len() > MOST_SESSIONS {
            all.clear();
        }
        let heard = all.entry(session.cloned().unwrap_or_default()).or_default();
        heard.look((app, live.number()), session, now);
        let mut room = MOST_BYTES;
        let mut told = Vec::new();
        let news: Vec<Alert> = heard.log.news(&heard.held, now).into_iter().cloned().collect();
        for alert in news {
            let text = alert_text(&alert, &|project| names.project(project));
            let written = Value::Object(part([("kind", json!(alert.kind)), ("text", json!(text))]));
            let length = written.to_string().len() + 1;
            if length > room {
                break;
            }
            room -= length;
            heard.log.tell(&alert, now);
            told.push(written);
        }
        told
    }
}

impl Heard {
    /// Looks up what holds, unless that was done a moment ago and nobody wrote since.
    fn look(&mut self, (app, number): (&App, u64), session: Option<&String>, now: Timestamp) {
        let is_fresh =
            self.looked.is_some_and(|(at, seen)| seen == number && now.millis() - at.millis() < FRESH_MS);
        if is_fresh {
            return;
        }
        let sessions = Some(session.cloned().into_iter().collect());
        match app.ask_kept(&Alerts { sessions }) {
            Ok(report) => {
                self.held = report.rows;
                self.log.settle(&self.held);
                self.looked = Some((now, number));
            }
            // An answer is worth giving without them.
            Err(error) => tracing::debug!(%error, "alerts cannot be looked up"),
        }
    }
}
