//! What belongs to the caller's project: its sessions, and the names that these have.

use std::collections::BTreeSet;

use scopeon_app::ask::{Order, SessionNow, SessionOrder, Sessions, TagList, Usage};
use scopeon_app::{By, QueryArgs};
use scopeon_core::project::last_component;
use scopeon_core::report::SessionRow;
use scopeon_core::shape::is_pseudonym;

use crate::call::Call;
use crate::caller::By as KnownBy;
use crate::failure::Failure;
use crate::options::NamePolicy;

/// As many of the project's last sessions are looked at.
const LOOKED_AT: usize = 200;

impl Call<'_> {
    /// Returns the last sessions of the caller's project itself.
    fn own_sessions(&self) -> Result<Vec<SessionRow>, Failure> {
        let Some(own) = self.names.own_project() else { return Ok(Vec::new()) };
        let question = Sessions {
            args: QueryArgs { project: vec![own.to_owned()], ..QueryArgs::default() },
            order: SessionOrder::Last,
            limit: Some(LOOKED_AT),
            ..Sessions::default()
        };
        let rows = self.ask(&question)?.rows;
        Ok(rows.into_iter().filter(|row| self.names.is_own(row.project.as_deref())).collect())
    }

    /// Returns `true` if names of what a session used are told: those of a project that is not the caller's are not.
    pub(crate) fn tells_session(&self, id: &str) -> Result<bool, Failure> {
        match self.names.policy() {
            NamePolicy::All => Ok(true),
            NamePolicy::None => Ok(false),
            NamePolicy::Project => {
                let now = self.ask(&SessionNow { session: id.to_owned() })?;
                Ok(self.names.is_own(now.live.session.project.as_deref()))
            }
        }
    }

    /// Returns `true` if a session may be changed: that of another project may not, unless the user said that all are the
    /// caller's to know.
    pub(crate) fn may_change(&self, id: &str) -> Result<bool, Failure> {
        if self.names.policy() == NamePolicy::All || self.who.by == KnownBy::Environment {
            return Ok(true);
        }
        let now = self.ask(&SessionNow { session: id.to_owned() })?;
        Ok(self.names.is_own(now.live.session.project.as_deref()))
    }

    /// Says a sentence about a tool, whose name is told only where it is one that every agent has: an MCP server may be a
    /// project's own.
    pub(crate) fn about_tool(&self, sentence: &str, tool: Option<&str>) -> String {
        let is_own = |tool: &&str| tool.starts_with("mcp__") || tool.contains('/');
        match tool.filter(is_own) {
            Some(tool) if self.names.policy() != NamePolicy::All => {
                sentence.replace(tool, &self.names.pseudonym(tool))
            }
            _ => sentence.to_owned(),
        }
    }

    /// Returns what branches are called.
    pub(crate) fn branch_names(&self, keys: &[&str]) -> Result<Vec<String>, Failure> {
        let own: BTreeSet<String> = match self.names.policy() {
            NamePolicy::Project => self.own_sessions()?.into_iter().filter_map(|row| row.branch).collect(),
            _ => BTreeSet::new(),
        };
        let repository = self.names.own_project().map(last_component).unwrap_or_default();
        // With the repository before it, as `shop:main`, a branch names a project, too.
        let is_own = |key: &str| match key.split_once(':') {
            Some((of, branch)) => of == repository && (own.contains(branch) || own.contains(key)),
            None => own.contains(key),
        };
        Ok(keys
            .iter()
            .map(|key| if is_own(key) { (*key).to_owned() } else { self.names.of_none(key) })
            .collect())
    }

    /// Returns what tags are called: those of the project's own sessions are told.
    pub(crate) fn tag_names(&self, tags: &[&str]) -> Result<Vec<String>, Failure> {
        let mut own = BTreeSet::new();
        if self.names.policy() == NamePolicy::Project {
            let sessions: BTreeSet<String> = self.own_sessions()?.into_iter().map(|row| row.id).collect();
            let tagged = self.ask(&TagList { args: QueryArgs { all: true, ..QueryArgs::default() } })?;
            let tagged = tagged.rows.into_iter().filter(|row| sessions.contains(&row.session));
            own = tagged.flat_map(|row| row.tags).collect();
        }
        let named = |tag: &&str| if own.contains(*tag) { (*tag).to_owned() } else { self.names.of_none(tag) };
        Ok(tags.iter().map(named).collect())
    }

    /// Puts names in the place of what the caller may know them by. A name that is not told is not understood: who may not
    /// be told of it may not ask whether it is there.
    ///
    /// # Errors
    ///
    /// When it is not the caller's own, and no pseudonym of anything.
    pub(crate) fn uncover(&self, by: By, stated: &[String]) -> Result<Vec<String>, Failure> {
        stated.iter().map(|text| self.uncovered(by, text)).collect()
    }

    fn uncovered(&self, by: By, text: &str) -> Result<String, Failure> {
        let own = self.names.own_project();
        if self.names.policy() == NamePolicy::All && !is_pseudonym(text) {
            return Ok(text.to_owned());
        }
        if let Some(own) = own.filter(|own| self.names.project(own) == text || *own == text) {
            return Ok(own.to_owned());
        }
        let refused = || {
            let problem = "it is the caller's own project, or a pseudonym that an answer gave";
            Failure::parameter(by.as_str(), format!("{} is not understood: {problem}", by.as_str()))
        };
        if !is_pseudonym(text) {
            return Err(refused());
        }
        let question = Usage {
            keys: vec![by],
            args: QueryArgs::default(),
            order: Order::default(),
            limit: None,
            describes_sessions: false,
        };
        let rows = self.ask(&question)?.rows;
        let found = rows.into_iter().find(|row| self.names.pseudonym(&row.key) == text);
        found.map(|row| row.key).ok_or_else(refused)
    }
}
