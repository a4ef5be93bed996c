//! Waiting for the server to stop.

use tokio::sync::watch;

/// Waits for the server to stop.
pub(crate) async fn stopped(stop: &mut watch::Receiver<bool>) {
    // Whoever would tell is gone as well.
    let _ = stop.wait_for(|stops| *stops).await;
}
