//! What the SDK asks, handed to what answers: on a thread that may block, and no longer than the client wants it.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, PoisonError};

use rmcp::model::{
    CacheScope, CallToolRequestParams, CallToolResponse, CallToolResult, CompleteRequestParams,
    CompleteResult, DiscoverResult, GetPromptRequestParams, GetPromptResponse, GetPromptResult,
    ListPromptsResult, ListResourceTemplatesResult, ListResourcesResult, ListToolsResult,
    PaginatedRequestParams, ProgressNotificationParam, ProtocolVersion, ReadResourceRequestParams,
    ReadResourceResponse, ReadResourceResult, ServerConfig, SubscribeRequestParams, SubscriptionFilter,
    UnsubscribeRequestParams,
};
use rmcp::service::{NotificationContext, RequestContext, SubscriptionContext};
use rmcp::{ErrorData, RoleServer, ServerHandler};
use scopeon_app::CancelToken;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value, json};
use tokio::sync::mpsc;

use super::convert;
use super::load::Load;
use super::subscriptions::Subscriptions;
use super::telling;
use crate::completion::Completed;
use crate::failure::Failure;
#[cfg(feature = "testkit")]
use crate::fixtures::FixtureCall;
use crate::progress::Progress;
use crate::prompts;
use crate::resources;
use crate::server::{Asking, Server};

/// How long what the server says of itself may be kept, in milliseconds.
const DISCOVER_TTL_MS: u64 = 3_600_000;

/// No client is told of more resources at once.
const MOST_URIS: usize = 64;

/// How much is on its way.
#[derive(Clone)]
pub(super) struct Loads {
    /// Questions.
    pub(super) questions: Load,
    /// Who listens for changes.
    pub(super) listening: Load,
}

impl Default for Loads {
    fn default() -> Self {
        Self { questions: Load::of_questions(), listening: Load::of_listening() }
    }
}

/// What the SDK asks.
pub(super) struct Handler {
    server: Arc<Server>,
    load: Loads,
    subscriptions: Mutex<Subscriptions>,
}

impl Handler {
    pub(super) fn new(server: Arc<Server>, load: Loads) -> Self {
        Self { server, load, subscriptions: Mutex::default() }
    }

    /// Answers on a thread that may block; the client is told how far that is, if it asked to be.
    async fn run<T: Send + 'static>(
        &self,
        context: &RequestContext<RoleServer>,
        work: impl FnOnce(&Server, Asking<'_>) -> T + Send + 'static,
    ) -> Result<T, ErrorData> {
        let _taken = self.load.questions.take();
        let (server, cancel) = (Arc::clone(&self.server), CancelToken::new());
        let (stepped, mut steps) = mpsc::unbounded_channel();
        let progress = Progress::told(stepped);
        let client = context.client_info().map(|client| client.name);
        let wanted = cancel.clone();
        let mut working = tokio::task::spawn_blocking(move || {
            let asking =
                Asking { client: client.as_deref(), cancel: &wanted, progress: &progress, is_patient: true };
            work(&server, asking)
        });
        let token = context.meta.get_progress_token();
        loop {
            tokio::select! {
                biased;
                () = context.ct.cancelled() => {
                    cancel.request();
                    return Err(convert::error(&Failure::Cancelled));
                }
                Some(step) = steps.recv() => {
                    if let Some(token) = &token {
                        let told = json!({ "progressToken": token, "progress": step });
                        if let Ok(told) = serde_json::from_value::<ProgressNotificationParam>(told) {
                            let _ = context.peer.notify_progress(told).await;
                        }
                    }
                }
                done = &mut working => return done.map_err(|_| broke_off()),
            }
        }
    }

    /// Makes a list, with what a suite that tests the protocol wants to find beside.
    #[cfg_attr(not(feature = "testkit"), expect(clippy::unused_self, reason = "only fixtures are kept"))]
    fn list<T: DeserializeOwned>(
        &self,
        name: &str,
        items: Value,
        context: &RequestContext<RoleServer>,
    ) -> Result<T, ErrorData> {
        #[cfg(feature = "testkit")]
        let items = match (items, self.server.options.fixtures) {
            (Value::Array(items), Some(fixtures)) => {
                items.into_iter().chain((fixtures.listed)(name)).collect()
            }
            (items, _) => items,
        };
        convert::list(name, items, is_modern(context))
    }

    /// Answers what a suite that tests the protocol asks of its own.
    #[cfg(feature = "testkit")]
    async fn fixture(
        &self,
        context: &RequestContext<RoleServer>,
        method: &'static str,
        params: Value,
    ) -> Result<Option<Value>, ErrorData> {
        let Some(fixtures) = self.server.options.fixtures else { return Ok(None) };
        let capabilities = json!(context.client_capabilities());
        let answered = self.run(context, move |_server, asking| {
            let step = || asking.progress.step();
            let asked = FixtureCall { method, params: &params, capabilities: &capabilities, step: &step };
            (fixtures.answer)(&asked)
        });
        let refused = |error: Value| convert::result::<ErrorData>(error).unwrap_or_else(|error| error);
        answered.await?.transpose().map_err(refused)
    }

    fn subscriptions(&self) -> std::sync::MutexGuard<'_, Subscriptions> {
        self.subscriptions.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn broke_off() -> ErrorData {
    ErrorData::internal_error("the answer broke off; the server's log says where", None)
}

/// Returns `true` if a request is of the era without a handshake.
fn is_modern(context: &RequestContext<RoleServer>) -> bool {
    context.protocol_version().is_some_and(|version| version >= ProtocolVersion::V_2026_07_28)
}

impl ServerHandler for Handler {
    fn get_info(&self) -> ServerConfig {
        convert::config()
    }

    fn supported_protocol_versions(&self) -> Cow<'static, [ProtocolVersion]> {
        Cow::Owned(convert::versions())
    }

    async fn discover(&self, _context: RequestContext<RoleServer>) -> Result<DiscoverResult, ErrorData> {
        let told = DiscoverResult::from_server_info(convert::versions(), convert::config());
        Ok(told.with_ttl_ms(DISCOVER_TTL_MS).with_cache_scope(CacheScope::Private))
    }

    async fn list_tools(
        &self,
        _request: Option<PaginatedRequestParams>,
        context: RequestContext<RoleServer>,
    ) -> Result<ListToolsResult, ErrorData> {
        let listed = self.server.listed().into_iter().map(Value::Object).collect();
        self.list("tools", Value::Array(listed), &context)
    }

    /// Tools that say which parameters stand in headers, too.
    #[cfg(feature = "testkit")]
    fn get_tool(&self, name: &str) -> Option<rmcp::model::Tool> {
        let listed = (self.server.options.fixtures?.listed)("tools");
        let tool = listed.into_iter().find(|tool| tool.get("name").and_then(Value::as_str) == Some(name))?;
        serde_json::from_value(tool).ok()
    }

    async fn call_tool(
        &self,
        request: CallToolRequestParams,
        context: RequestContext<RoleServer>,
    ) -> Result<CallToolResponse, ErrorData> {
        #[cfg(feature = "testkit")]
        if let Some(said) = self.fixture(&context, "tools/call", json!(request)).await? {
            return Ok(convert::result::<CallToolResult>(said)?.into());
        }
        let stated = request.arguments.unwrap_or_default();
        let name = request.name.into_owned();
        let answered = self.run(&context, move |server, asking| server.call(&name, stated, asking)).await?;
        let said = match answered {
            Ok(body) => convert::answer(body),
            Err(failure @ Failure::Tool { .. }) => convert::tool_error(&failure),
            Err(failure) => return Err(convert::error(&failure)),
        };
        Ok(convert::result::<CallToolResult>(said)?.into())
    }

    async fn list_resources(
        &self,
        _request: Option<PaginatedRequestParams>,
        context: RequestContext<RoleServer>,
    ) -> Result<ListResourcesResult, ErrorData> {
        self.list("resources", resources::listed(), &context)
    }

    async fn list_resource_templates(
        &self,
        _request: Option<PaginatedRequestParams>,
        context: RequestContext<RoleServer>,
    ) -> Result<ListResourceTemplatesResult, ErrorData> {
        self.list("resourceTemplates", resources::templates(), &context)
    }

    async fn read_resource(
        &self,
        request: ReadResourceRequestParams,
        context: RequestContext<RoleServer>,
    ) -> Result<ReadResourceResponse, ErrorData> {
        #[cfg(feature = "testkit")]
        if let Some(said) = self.fixture(&context, "resources/read", json!(request)).await? {
            return Ok(convert::result::<ReadResourceResult>(said)?.into());
        }
        let uri = request.uri.clone();
        let read = self.run(&context, move |server, asking| server.read(&uri, asking)).await?;
        let Some(read) = read else { return Err(convert::not_found(&request.uri)) };
        let contents = read.map_err(|failure| convert::error(&failure))?;
        let mut said = json!({ "resultType": "complete", "contents": contents });
        if is_modern(&context) {
            // Figures change with every call of a model.
            said["ttlMs"] = json!(0);
            said["cacheScope"] = json!("private");
        }
        Ok(convert::result::<ReadResourceResult>(said)?.into())
    }

    async fn list_prompts(
        &self,
        _request: Option<PaginatedRequestParams>,
        context: RequestContext<RoleServer>,
    ) -> Result<ListPromptsResult, ErrorData> {
        self.list("prompts", prompts::listed(), &context)
    }

    async fn get_prompt(
        &self,
        request: GetPromptRequestParams,
        #[cfg_attr(not(feature = "testkit"), expect(unused_variables, reason = "only fixtures ask"))] context: RequestContext<RoleServer>,
    ) -> Result<GetPromptResponse, ErrorData> {
        #[cfg(feature = "testkit")]
        if let Some(said) = self.fixture(&context, "prompts/get", json!(request)).await? {
            return Ok(convert::result::<GetPromptResult>(said)?.into());
        }
        let stated: Map<String, Value> = request.arguments.unwrap_or_default().into_iter().collect();
        let mut said = prompts::get(&request.name, &stated).map_err(|failure| convert::error(&failure))?;
        said["resultType"] = json!("complete");
        Ok(convert::result::<GetPromptResult>(said)?.into())
    }

    async fn complete(
        &self,
        request: CompleteRequestParams,
        context: RequestContext<RoleServer>,
    ) -> Result<CompleteResult, ErrorData> {
        #[cfg(feature = "testkit")]
        if let Some(said) = self.fixture(&context, "completion/complete", json!(request)).await? {
            return convert::result(said);
        }
        let reference = json!(request.r#ref);
        let (name, begun) = (request.argument.name, request.argument.value);
        let completed = self.run(&context, move |server, asking| {
            let text = |field: &str| reference.get(field).and_then(Value::as_str).unwrap_or_default();
            let what = match text("type") {
                "ref/prompt" => Completed::Prompt(text("name")),
                _ => Completed::Address(text("uri")),
            };
            server.complete(what, (&name, &begun), asking.client)
        });
        let values = completed.await?.map_err(|failure| convert::error(&failure))?;
        convert::result(json!({ "resultType": "complete", "completion": values }))
    }

    fn accepted_subscription_filter(&self, requested: &SubscriptionFilter) -> Option<SubscriptionFilter> {
        // Lists do not change while a process lives.
        let known = requested
            .resource_subscriptions
            .as_ref()
            .map(|uris| uris.iter().filter(|uri| resources::is_known(uri)).collect::<BTreeSet<_>>());
        let known: Vec<&String> = known.into_iter().flatten().take(MOST_URIS).collect();
        serde_json::from_value(json!({ "resourceSubscriptions": known })).ok()
    }

    async fn listen(&self, context: SubscriptionContext) -> Result<(), ErrorData> {
        let Some(_taken) = self.load.listening.take_if_free() else {
            let problem = "16 listen already, and no more are taken: one can ask for many resources";
            return Err(ErrorData::invalid_request(problem, None));
        };
        let uris = context.accepted().resource_subscriptions.clone().unwrap_or_default();
        let client = context.request_context().client_info().map(|client| client.name);
        let sink = context.sink().clone();
        let tell = move |uri: String| {
            let sink = sink.clone();
            async move { sink.notify_resource_updated(uri).await.is_ok() }
        };
        tokio::select! {
            () = context.cancelled() => {}
            () = telling::updates(&self.server, uris, client, tell) => {}
        }
        Ok(())
    }

    async fn subscribe(
        &self,
        request: SubscribeRequestParams,
        context: RequestContext<RoleServer>,
    ) -> Result<(), ErrorData> {
        #[cfg(feature = "testkit")]
        let is_fixture = self.fixture(&context, "resources/subscribe", json!(request)).await?.is_some();
        #[cfg(not(feature = "testkit"))]
        let is_fixture = false;
        if !resources::is_known(&request.uri) && !is_fixture {
            return Err(convert::not_found(&request.uri));
        }
        let client = context.client_info().map(|client| client.name);
        self.subscriptions().add(&self.server, request.uri, client, context.peer.clone())
    }

    async fn unsubscribe(
        &self,
        request: UnsubscribeRequestParams,
        _context: RequestContext<RoleServer>,
    ) -> Result<(), ErrorData> {
        self.subscriptions().remove(&request.uri);
        Ok(())
    }

    async fn on_initialized(&self, context: NotificationContext<RoleServer>) {
        // Only the eras with a handshake have notifications of one's own.
        let client = context.peer.peer_info().map(|info| info.client_info.name.clone());
        self.subscriptions().begin(telling::spawn_own(&self.server, client, context.peer));
    }
}
