//! The same over HTTP: one request in, one response out. Who listens, whom it lets in and which names of hosts it answers to
//! is the matter of whoever mounts it.

use std::convert::Infallible;
use std::sync::Arc;

use bytes::Bytes;
use http::{HeaderValue, Method, Request, Response, StatusCode, header};
use http_body_util::combinators::BoxBody;
use http_body_util::{BodyExt, Full};
use rmcp::transport::StreamableHttpServerConfig;
use rmcp::transport::StreamableHttpService;
use rmcp::transport::streamable_http_server::session::never::NeverSessionManager;
use scopeon_app::{App, CancelToken};

use super::check;
use super::handler::{Handler, Loads};
use crate::live::Live;
use crate::options::McpOptions;
use crate::server::Server;

/// The MCP server over HTTP: POST alone, without sessions, so that each request stands for itself.
#[derive(Clone)]
pub struct HttpDoor {
    server: Arc<Server>,
    service: StreamableHttpService<Handler, NeverSessionManager>,
}

impl std::fmt::Debug for HttpDoor {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("HttpDoor").finish_non_exhaustive()
    }
}

/// What is answered at once is JSON, which every client takes, whatever it says that it accepts.
fn accepting(mut request: Request<Bytes>) -> Request<Bytes> {
    const BOTH: HeaderValue = HeaderValue::from_static("application/json, text/event-stream");
    let headers = request.headers_mut();
    let accepted = headers.get(header::ACCEPT).and_then(|value| value.to_str().ok());
    let takes_json = accepted.is_none_or(|kinds| kinds.contains("application/json") || kinds.contains("*/*"));
    let is_stream = headers.get("mcp-method").is_some_and(|method| method == "subscriptions/listen");
    if takes_json && !is_stream {
        headers.insert(header::ACCEPT, BOTH);
    }
    request
}

impl HttpDoor {
    /// Opens it. What is logged is read from now on, unless the options say that it is read elsewhere; `cancel` ends that.
    #[must_use]
    pub fn open(app: Arc<App>, options: McpOptions, cancel: &CancelToken) -> Self {
        let live = Live::start(&app, cancel, options.is_read_elsewhere);
        Self::answering(Arc::new(Server::new(app, live, options)))
    }

    /// Opens another one beside it, whose callers are told less or more: what is logged is read once for both.
    #[must_use]
    pub fn beside(&self, options: McpOptions) -> Self {
        let (app, live) = (Arc::clone(&self.server.app), Arc::clone(&self.server.live));
        Self::answering(Arc::new(Server::new(app, live, options)))
    }

    fn answering(server: Arc<Server>) -> Self {
        let (answers, load) = (Arc::clone(&server), Loads::default());
        let mut config = StreamableHttpServerConfig::default();
        config.legacy_session_mode = false;
        config.json_response = true;
        // Whoever mounts it has looked at the host and the origin.
        config.allowed_hosts = Vec::new();
        let service = StreamableHttpService::new(
            move || Ok(Handler::new(Arc::clone(&answers), load.clone())),
            Arc::new(NeverSessionManager::default()),
            config,
        );
        Self { server, service }
    }

    /// Answers a request. The body of the response may go on, as where a client listens for changes; it ends when the client
    /// is gone.
    pub async fn answer(&self, request: Request<Bytes>) -> Response<BoxBody<Bytes, Infallible>> {
        if request.method() != Method::POST {
            let mut refused = Response::new(Full::default().boxed());
            *refused.status_mut() = StatusCode::METHOD_NOT_ALLOWED;
            refused.headers_mut().insert(header::ALLOW, HeaderValue::from_static("POST"));
            return refused;
        }
        let read = if request.body().trim_ascii().is_empty() {
            Err(check::Refusal::nothing())
        } else {
            check::read(request.body())
        };
        if let Err(refusal) = read {
            let mut refused = Response::new(Full::from(refusal.message().to_string()).boxed());
            *refused.status_mut() = StatusCode::BAD_REQUEST;
            refused.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
            return refused;
        }
        self.service.handle(accepting(request).map(Full::new)).await
    }
}
