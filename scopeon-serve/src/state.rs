//! What every request works with.

use std::sync::Arc;
use std::time::Instant;

use scopeon_app::App;
use tokio::sync::watch;

use crate::auth::Auth;
use crate::feeds::Feeds;
use crate::guard::Guard;
use crate::index_page::IndexPage;
use crate::kept::Kept;
use crate::live::Live;
use crate::mcp_door::McpDoor;
use crate::risen::Risen;
use crate::strangers::Strangers;
use crate::tier::Tier;
use crate::token::Signer;

/// What every request works with.
pub(crate) struct Server {
    /// What answers.
    pub(crate) app: Arc<App>,
    /// What comes.
    pub(crate) live: Arc<Live>,
    /// Who may ask at all.
    pub(crate) guard: Guard,
    /// What they may be told.
    pub(crate) auth: Auth,
    /// The page that says so.
    pub(crate) page: IndexPage,
    /// Who was refused otherwise.
    pub(crate) strangers: Strangers,
    /// Signs where pages begin.
    pub(crate) cursors: Signer,
    /// Answers that are asked for again at once.
    pub(crate) kept: Kept,
    /// What streams tell.
    pub(crate) feeds: Arc<Feeds>,
    /// How far counters have come.
    pub(crate) risen: Risen,
    /// What answers at `/mcp`.
    pub(crate) mcp: Option<Arc<dyn McpDoor>>,
    /// Whether metrics have the names of Scopeon 0.x, too.
    pub(crate) metrics_compat: bool,
    /// When it started.
    pub(crate) started: Instant,
    /// Tells streams that the server stops.
    pub(crate) stop: watch::Receiver<bool>,
}

/// Who asks. What they present is never shown, so that this is not either.
#[derive(Clone)]
pub(crate) struct Caller {
    /// What may be told.
    pub(crate) tier: Tier,
    /// The secret or token that says so.
    pub(crate) stated: Option<Arc<str>>,
}
