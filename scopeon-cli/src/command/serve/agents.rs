//! The MCP server at `/mcp`: what mounts it on a server that knows nothing of it.

use std::sync::Arc;

use scopeon_app::{App, CancelToken};
use scopeon_mcp::{HttpDoor, McpOptions, NamePolicy, ToolSet};
use scopeon_serve::{McpAnswer, McpDoor, McpRequest, Tier};

/// What answers agents: as much as their tier holds.
#[derive(Debug)]
pub(super) struct Agents {
    /// Those who may be told everything.
    whole: HttpDoor,
    /// Those who may be told of sessions, and of no single call and no name.
    brief: HttpDoor,
}

impl Agents {
    /// Makes it ready. Who asks over HTTP was started by nobody here, so that no session is taken for theirs, and nothing may
    /// be changed.
    pub(super) fn open(app: &Arc<App>, names: NamePolicy, cancel: &CancelToken) -> Self {
        let brief = McpOptions {
            tools: ToolSet::Full,
            names: NamePolicy::None,
            is_read_only: true,
            hides_calls: true,
            is_read_elsewhere: true,
            ..McpOptions::default()
        };
        let whole = McpOptions { names, hides_calls: false, ..brief.clone() };
        let brief = HttpDoor::open(Arc::clone(app), brief, cancel);
        Self { whole: brief.beside(whole), brief }
    }
}

impl McpDoor for Agents {
    fn answer(&self, tier: Tier, request: McpRequest) -> McpAnswer {
        let door = if tier >= Tier::Calls { &self.whole } else { &self.brief };
        let door = door.clone();
        Box::pin(async move { door.answer(request).await })
    }
}
