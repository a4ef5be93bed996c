//! Asking a route from within, at a caller's own tier: what is made of answers tells no more than those do.

use scopeon_app::{App, Filter};
use serde_json::Value;

use crate::live::Live;
use crate::problem::Problem;
use crate::question::{Asked, Params};
use crate::routes::QUESTIONS;
use crate::tier::Tier;

/// Whoever asks from within.
pub(crate) struct Inquiry<'a> {
    /// What answers.
    pub(crate) app: &'a App,
    /// What says how fresh answers are.
    pub(crate) live: &'a Live,
    /// What may be told.
    pub(crate) tier: Tier,
}

impl Inquiry<'_> {
    /// Asks a route.
    ///
    /// # Errors
    ///
    /// As the route, and when there is none.
    pub(crate) fn ask(&self, path: &str, query: &str) -> Result<Value, Problem> {
        let route = QUESTIONS.iter().find(|route| route.path == path);
        let route = route.ok_or_else(|| Problem::unavailable("there is no such route"))?;
        let params = Params::parse(query, route.params)?;
        let (app, live, tier) = (self.app, self.live, self.tier);
        let filter = Filter::default();
        let parts = route.parts;
        let asked =
            Asked { app, live, parts, tier, params: &params, filter: &filter, offset: 0, fields: &[] };
        let told = (route.answer)(&asked)?;
        serde_json::from_slice(&told.body).map_err(|_| Problem::unavailable("an answer cannot be read"))
    }
}
