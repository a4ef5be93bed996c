//! Whether a stream may go on: what it was begun with may end or be revoked meanwhile.

use std::sync::Arc;

use tokio::sync::watch;

use crate::state::{Caller, Server};

/// What a stream was begun with.
pub(crate) struct Permit {
    server: Arc<Server>,
    caller: Caller,
    changes: watch::Receiver<()>,
}

impl Permit {
    /// Keeps what the gate let in.
    pub(crate) fn new(server: &Arc<Server>, caller: &Caller) -> Self {
        Self { server: Arc::clone(server), caller: caller.clone(), changes: server.auth.changes() }
    }

    /// Returns `true` if the caller may still be told as much. It is asked before everything that is told.
    pub(crate) fn holds(&self) -> bool {
        let tier = self.server.auth.still(self.caller.stated.as_deref(), self.server.app.now());
        tier.is_some_and(|tier| tier >= self.caller.tier)
    }

    /// Waits until it holds no more because a secret or a token was taken back.
    pub(crate) async fn ended(&mut self) {
        while self.changes.changed().await.is_ok() {
            if !self.holds() {
                return;
            }
        }
        // Nothing changes any more.
        std::future::pending::<()>().await;
    }
}
