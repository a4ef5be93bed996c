//! What a client of the eras with a handshake is subscribed to.

use std::collections::BTreeMap;
use std::sync::Arc;

use rmcp::model::ResourceUpdatedNotificationParam;
use rmcp::service::Peer;
use rmcp::{ErrorData, RoleServer};
use tokio::task::JoinHandle;

use super::telling;
use crate::server::Server;

/// No client has more subscriptions at once.
const MOST: usize = 64;

/// What a client is subscribed to.
#[derive(Default)]
pub(super) struct Subscriptions {
    resources: BTreeMap<String, JoinHandle<()>>,
    /// What is told unasked.
    own: Option<JoinHandle<()>>,
}

impl Subscriptions {
    /// Tells whenever a resource changes.
    pub(super) fn add(
        &mut self,
        server: &Arc<Server>,
        uri: String,
        client: Option<String>,
        peer: Peer<RoleServer>,
    ) -> Result<(), ErrorData> {
        if self.resources.contains_key(&uri) {
            return Ok(());
        }
        if self.resources.len() >= MOST {
            return Err(ErrorData::invalid_request(
                "there are 64 subscriptions, and no more are taken",
                None,
            ));
        }
        let tell = move |uri: String| {
            let peer = peer.clone();
            async move { peer.notify_resource_updated(ResourceUpdatedNotificationParam::new(uri)).await.is_ok() }
        };
        let (server, uris) = (Arc::clone(server), vec![uri.clone()]);
        let telling = tokio::spawn(async move { telling::updates(&server, uris, client, tell).await });
        self.resources.insert(uri, telling);
        Ok(())
    }

    /// Tells no more of a resource.
    pub(super) fn remove(&mut self, uri: &str) {
        if let Some(telling) = self.resources.remove(uri) {
            telling.abort();
        }
    }

    /// Begins to tell what is told unasked; once a conversation.
    pub(super) fn begin(&mut self, own: JoinHandle<()>) {
        if let Some(before) = self.own.replace(own) {
            before.abort();
        }
    }
}

impl Drop for Subscriptions {
    fn drop(&mut self) {
        self.resources.values().chain(&self.own).for_each(JoinHandle::abort);
    }
}
