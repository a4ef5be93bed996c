//! Completion of what varies in addresses and prompts: ids of sessions, the caller's own first, and what reports are made by.

use scopeon_app::QueryArgs;
use scopeon_app::ask::{SessionOrder, Sessions};
use serde_json::{Value, json};

use crate::caller;
use crate::failure::Failure;
use crate::names::Names;
use crate::prompts;
use crate::resources::{self, REPORTS};
use crate::server::Server;

/// No more values are offered, by the protocol.
const MOST: usize = 100;
/// As many sessions are looked at.
const LOOKED_AT: usize = 400;
/// Periods that are worth offering.
const PERIODS: [&str; 6] = ["today", "yesterday", "7d", "30d", "this-week", "this-month"];

/// What is completed.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Completed<'a> {
    /// A part of an address.
    Address(&'a str),
    /// An argument of a prompt.
    Prompt(&'a str),
}

impl Server {
    /// Returns what an argument that begins so may be.
    pub(crate) fn complete(
        &self,
        what: Completed<'_>,
        (argument, begun): (&str, &str),
        client: Option<&str>,
    ) -> Result<Value, Failure> {
        let known: Vec<String> = match (what, argument) {
            (Completed::Address("scopeon://session/{id}"), "id") => self.session_ids(client)?,
            (Completed::Address("scopeon://report/{by}"), "by") => words(&REPORTS),
            (Completed::Prompt("cost-review"), "since") => words(&PERIODS),
            (Completed::Address(uri), _) if !resources::is_documented(uri) && !resources::is_known(uri) => {
                return Err(Failure::parameter("ref", "nothing has that address"));
            }
            (Completed::Prompt(name), _) if !prompts::is_known(name) => {
                return Err(Failure::parameter("ref", "there is no such prompt"));
            }
            _ => Vec::new(),
        };
        let fits: Vec<&String> = known.iter().filter(|value| value.starts_with(begun)).collect();
        let told: Vec<&&String> = fits.iter().take(MOST).collect();
        Ok(json!({ "values": told, "total": fits.len(), "hasMore": fits.len() > MOST }))
    }

    fn session_ids(&self, client: Option<&str>) -> Result<Vec<String>, Failure> {
        let question = Sessions {
            args: QueryArgs::default(),
            order: SessionOrder::Last,
            limit: Some(LOOKED_AT),
            ..Sessions::default()
        };
        let rows = self.app.ask_kept(&question)?.rows;
        let own = caller::own_project(&self.app, &self.options.started, client);
        let names = Names::new(&self.app, self.options.names, own.as_deref())?;
        let (own, others): (Vec<_>, Vec<_>) =
            rows.into_iter().partition(|row| names.is_own(row.project.as_deref()));
        let ids = own.into_iter().chain(others).map(|row| row.id);
        Ok(std::iter::once("current".to_owned()).chain(ids).collect())
    }
}

fn words(words: &[&str]) -> Vec<String> {
    words.iter().map(|word| (*word).to_owned()).collect()
}
