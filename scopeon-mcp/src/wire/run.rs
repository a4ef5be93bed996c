//! A conversation from its first message to the end of input.

use std::io::{Read, Write};
use std::sync::Arc;
use std::time::Duration;

use rmcp::serve_server;
use scopeon_app::{App, CancelToken};

use super::handler::{Handler, Loads};
use super::transport::{End, Stdio};
use crate::error::McpError;
use crate::live::Live;
use crate::options::McpOptions;
use crate::server::Server;

/// So many questions are answered at once; the others wait.
const AT_ONCE: usize = 4;
/// How long answers may take that were asked for before the end of input.
const LAST_ANSWERS: Duration = Duration::from_millis(500);
/// How long everything may take after the end of input: with what follows less than a second.
const LAST_OF_ALL: Duration = Duration::from_millis(600);
/// How long the threads that read logs may take to end.
const LAST_READING: Duration = Duration::from_millis(150);
/// How often a request to stop is looked for.
const GLANCE: Duration = Duration::from_millis(250);

/// Answers until the end of input, or a request to stop. What is logged is read meanwhile unless another process does.
///
/// # Errors
///
/// When the system has no room for it.
pub fn serve(
    app: Arc<App>,
    options: McpOptions,
    cancel: &CancelToken,
    (input, output): (impl Read + Send + 'static, impl Write + Send + 'static),
) -> Result<(), McpError> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_time()
        .max_blocking_threads(AT_ONCE)
        .build()
        .map_err(McpError::Runtime)?;
    // Others may share the request to stop: the end of input is the end of this conversation alone.
    let stop = CancelToken::new();
    let live = Live::start(&app, &stop, options.is_read_elsewhere);
    let server = Arc::new(Server::new(app, Arc::clone(&live), options));
    let writer = runtime.block_on(converse(server, cancel, (input, output)));
    stop.request();
    // Whoever still answers is not waited for.
    runtime.shutdown_background();
    live.join(LAST_READING);
    if writer.is_finished() {
        let _ = writer.join();
    }
    Ok(())
}

async fn converse(
    server: Arc<Server>,
    cancel: &CancelToken,
    (input, output): (impl Read + Send + 'static, impl Write + Send + 'static),
) -> std::thread::JoinHandle<()> {
    let (ended, load) = (Arc::new(End::default()), Loads::default());
    let (transport, writer) = Stdio::start(input, output, (Arc::clone(&ended), load.questions.clone()));
    let handler = Handler::new(server, load);
    let talk = async {
        match serve_server(handler, transport).await {
            Ok(running) => {
                let _ = running.waiting().await;
            }
            // It ended before it began.
            Err(error) => tracing::debug!(%error, "there was no conversation"),
        }
    };
    let last = async {
        ended.taken.notified().await;
        tokio::time::sleep(LAST_ANSWERS).await;
    };
    // Who reads nothing any more keeps what came from being taken.
    let over = async {
        ended.input.notified().await;
        tokio::time::sleep(LAST_OF_ALL).await;
    };
    let stopped = async {
        while !cancel.is_requested() {
            tokio::time::sleep(GLANCE).await;
        }
    };
    tokio::select! {
        () = talk => {}
        () = last => {}
        () = over => {}
        () = stopped => {}
    }
    // What was answered is written before the process ends.
    for _ in 0..30 {
        if writer.is_finished() {
            break;
        }
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    writer
}
