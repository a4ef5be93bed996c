//! What is told unasked: that a resource changed, to whoever subscribed; alerts and how things stand, to clients of the eras
//! that have notifications of one's own. Nothing is done while nobody writes.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use rmcp::RoleServer;
use rmcp::model::{CustomNotification, ServerNotification};
use rmcp::service::Peer;
use scopeon_app::CancelToken;
use scopeon_app::ask::Alerts;
use scopeon_app::words::alert_text;
use scopeon_core::alert::AlertLog;
use serde_json::{Map, Value, json};
use tokio::task::JoinHandle;
use tokio::time::{Instant, sleep, sleep_until};
use xxhash_rust::xxh3::xxh3_64;

use crate::caller;
use crate::figures::{hundredths, part};
use crate::names::Names;
use crate::progress::Progress;
use crate::server::{Asking, Server};
use crate::tools::STATUS;

/// No resource is looked at more often.
const APART: Duration = Duration::from_millis(400);
/// How things stand is told no more often, and only when that changed.
const STATUS_EVERY: Duration = Duration::from_secs(30);

/// Tells whenever one of some resources changed, until nobody listens.
pub(super) async fn updates<F, T>(server: &Arc<Server>, uris: Vec<String>, client: Option<String>, tell: F)
where
    F: Fn(String) -> T,
    T: Future<Output = bool>,
{
    let mut changes = server.live.subscribe();
    let mut known = contents(server, &uris, client.clone()).await;
    if uris.is_empty() {
        // Whoever asks for nothing is told nothing, and may wait for it.
        std::future::pending::<()>().await;
    }
    while changes.changed().await.is_ok() {
        let now = contents(server, &uris, client.clone()).await;
        for (uri, content) in &now {
            if known.get(uri) != Some(content) && !tell(uri.clone()).await {
                return;
            }
        }
        known = now;
        sleep(APART).await;
    }
}

/// Returns a hash of what each resource says now.
async fn contents(server: &Arc<Server>, uris: &[String], client: Option<String>) -> BTreeMap<String, u64> {
    let (server, uris) = (Arc::clone(server), uris.to_vec());
    let read = tokio::task::spawn_blocking(move || {
        let (cancel, progress) = (CancelToken::new(), Progress::default());
        let asking =
            Asking { client: client.as_deref(), cancel: &cancel, progress: &progress, is_patient: false };
        let content = |uri: String| {
            let said = server.read(&uri, asking).and_then(Result::ok).unwrap_or_default();
            (uri, xxh3_64(said.to_string().as_bytes()))
        };
        uris.into_iter().map(content).collect()
    });
    read.await.unwrap_or_default()
}

/// Starts to tell alerts and how things stand.
pub(super) fn spawn_own(
    server: &Arc<Server>,
    client: Option<String>,
    peer: Peer<RoleServer>,
) -> JoinHandle<()> {
    let server = Arc::clone(server);
    tokio::spawn(async move {
        let mut changes = server.live.subscribe();
        let mut told = Told::default();
        let mut next_status = Instant::now() + STATUS_EVERY;
        let mut is_changed = true;
        loop {
            if is_changed && !told.alerts(&server, client.clone(), &peer).await {
                return;
            }
            let until = next_status;
            tokio::select! {
                woken = changes.changed() => {
                    if woken.is_err() {
                        return;
                    }
                    is_changed = true;
                    told.is_behind = true;
                    sleep(APART).await;
                }
                () = sleep_until(until), if told.is_behind => {
                    is_changed = false;
                    next_status = Instant::now() + STATUS_EVERY;
                    if !told.status(&server, client.clone(), &peer).await {
                        return;
                    }
                }
            }
        }
    })
}

/// What a client was told unasked.
#[derive(Default)]
struct Told {
    log: AlertLog,
    status: u64,
    /// Whether anybody wrote since how things stand was told.
    is_behind: bool,
}

impl Told {
    /// Tells what is new; false where nobody listens.
    async fn alerts(
        &mut self,
        server: &Arc<Server>,
        client: Option<String>,
        peer: &Peer<RoleServer>,
    ) -> bool {
        let (asked, mut log) = (Arc::clone(server), std::mem::take(&mut self.log));
        let looked = tokio::task::spawn_blocking(move || {
            let news = news(&asked, client.as_deref(), &mut log);
            (news, log)
        });
        let Ok((news, log)) = looked.await else { return true };
        self.log = log;
        for alert in news {
            if !send(peer, "notifications/scopeon/alert", Value::Object(alert)).await {
                return false;
            }
        }
        true
    }

    /// Tells how things stand, if that changed; false where nobody listens.
    async fn status(
        &mut self,
        server: &Arc<Server>,
        client: Option<String>,
        peer: &Peer<RoleServer>,
    ) -> bool {
        self.is_behind = false;
        let asked = Arc::clone(server);
        let looked = tokio::task::spawn_blocking(move || {
            let (cancel, progress) = (CancelToken::new(), Progress::default());
            let asking =
                Asking { client: client.as_deref(), cancel: &cancel, progress: &progress, is_patient: false };
            asked.answer(&STATUS, Map::new(), asking, false).ok()
        });
        let Ok(Some(status)) = looked.await else { return true };
        let status = Value::Object(status);
        let hash = xxh3_64(status.to_string().as_bytes());
        if std::mem::replace(&mut self.status, hash) == hash {
            return true;
        }
        send(peer, "notifications/scopeon/status", status).await
    }
}

/// Returns what is new to the caller's session, and notes it as told.
fn news(server: &Server, client: Option<&str>, log: &mut AlertLog) -> Vec<Map<String, Value>> {
    let (cancel, progress) = (CancelToken::new(), Progress::default());
    let asking = Asking { client, cancel: &cancel, progress: &progress, is_patient: false };
    let own = caller::own_project(&server.app, &server.options.started, client);
    let Ok(names) = Names::new(&server.app, server.options.names, own.as_deref()) else { return Vec::new() };
    let Ok(who) = server.who(None, asking) else { return Vec::new() };
    let sessions = who.known().ok().map(str::to_owned).into_iter().collect();
    let Ok(report) = server.app.ask_kept(&Alerts { sessions: Some(sessions) }) else { return Vec::new() };
    let now = server.app.now();
    log.settle(&report.rows);
    let news: Vec<_> = log.news(&report.rows, now).into_iter().cloned().collect();
    let tell = |alert: &scopeon_core::alert::Alert| {
        log.tell(alert, now);
        part([
            ("type", json!(alert.kind)),
            ("severity", json!(alert.severity)),
            ("message", json!(alert_text(alert, &|project| names.project(project)))),
            ("session", json!(alert.session)),
            ("used_pct", alert.used_bp.map_or(Value::Null, hundredths)),
        ])
    };
    news.iter().map(tell).collect()
}

async fn send(peer: &Peer<RoleServer>, method: &str, params: Value) -> bool {
    let notification = ServerNotification::CustomNotification(CustomNotification::new(method, Some(params)));
    peer.send_notification(notification).await.is_ok()
}
