//! Tags: what they cost, which sessions have them, which rules give them, and setting them by hand.

use scopeon_core::label::Label;
use scopeon_core::report::{SessionTags, TagListReport, TagRulesReport, TagsReport};
use scopeon_core::tags::TagRule;
use scopeon_store::{Reader, Store};

use super::question::Ask;
use super::session_ids::{check, explain};
use super::usage::Order;
use crate::app::App;
use crate::cancel::CancelToken;
use crate::error::AppError;
use crate::query::{Query, QueryArgs, USUAL};

/// What each tag cost.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TagCosts {
    /// Which calls.
    pub args: QueryArgs,
    /// The order of rows.
    pub order: Order,
}

impl Ask for TagCosts {
    type Report = TagsReport;

    fn query(&self, app: &App) -> Result<Query, AppError> {
        Ok(Query { may_take_all: false, ..Query::of_last_days(&self.args, USUAL, app)? })
    }

    fn answer(&self, query: &Query, reader: &Reader, app: &App) -> Result<TagsReport, AppError> {
        Ok(reader.tags(&query.context(), &rules(app), self.order.sort(false))?)
    }
}

/// Which sessions have tags.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TagList {
    /// Which calls.
    pub args: QueryArgs,
}

impl Ask for TagList {
    type Report = TagListReport;

    fn query(&self, app: &App) -> Result<Query, AppError> {
        Ok(Query { may_take_all: false, ..Query::of_last_days(&self.args, USUAL, app)? })
    }

    fn answer(&self, query: &Query, reader: &Reader, app: &App) -> Result<TagListReport, AppError> {
        Ok(reader.tagged_sessions(&query.context(), &rules(app))?)
    }

    /// It says itself what there is not.
    fn is_empty(&self, _report: &TagListReport) -> bool {
        false
    }
}

/// Which rules give tags, and to how many sessions.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TagRules {
    /// Which calls.
    pub args: QueryArgs,
}

impl Ask for TagRules {
    type Report = TagRulesReport;

    fn query(&self, app: &App) -> Result<Query, AppError> {
        Ok(Query { may_take_all: false, ..Query::of_last_days(&self.args, USUAL, app)? })
    }

    fn answer(&self, query: &Query, reader: &Reader, app: &App) -> Result<TagRulesReport, AppError> {
        Ok(reader.tag_rules(&query.context(), &rules(app))?)
    }

    /// It says itself what there is not.
    fn is_empty(&self, _report: &TagRulesReport) -> bool {
        false
    }
}

impl App {
    /// Sets the tags of a session by hand, or leaves them to the rules again where there are none, and returns what it
    /// has then.
    ///
    /// # Errors
    ///
    /// When a tag is no label, the session is not known, or the database cannot be written.
    pub fn set_tags(
        &self,
        session: &str,
        tags: Option<&[String]>,
        cancel: &CancelToken,
    ) -> Result<TagListReport, AppError> {
        let tags = tags.map(labels).transpose()?;
        check(session)?;
        self.refresh(cancel)?;
        let _lock = self.lock(cancel)?;
        let mut store = Store::open(&self.db(), self.open_options()?)?;
        let now = self.now();
        let changed = store.set_tags(session, now, tags.as_deref());
        store.close()?;
        changed.map_err(|error| explain(error, session))?;
        let tagged: SessionTags = self
            .reader()?
            .session_tags(session, now, &rules(self))
            .map_err(|error| explain(error, session))?;
        Ok(TagListReport::new(self.scope(), vec![tagged]))
    }
}

fn labels(tags: &[String]) -> Result<Vec<Label>, AppError> {
    let label = |tag: &String| {
        let label = Label::new(tag).filter(|label| label.as_str() == tag);
        label.ok_or_else(|| {
            AppError::refused("a tag is 1 to 256 printable characters, without spaces around them")
        })
    };
    tags.iter().map(label).collect()
}

/// The rules of the configuration, their projects as they are kept.
pub(super) fn rules(app: &App) -> Vec<TagRule> {
    let kept = |rule: &TagRule| -> Vec<TagRule> {
        let Some(project) = &rule.project else { return vec![rule.clone()] };
        // A name stands for each of its directories.
        let named = app.config().projects.alias.get(project).into_iter().flatten();
        let of = |project| TagRule { project: Some(app.project(project)), ..rule.clone() };
        named.chain([project]).map(|project| of(project)).collect()
    };
    app.config().tags.iter().flat_map(kept).collect()
}
