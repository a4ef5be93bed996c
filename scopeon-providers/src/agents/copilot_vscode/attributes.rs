//! The attributes of spans that are looked up, each by its exact name. Prompts, answers, arguments and results
//! are attributes too: what is not listed here is never selected.

use std::collections::HashMap;

use scopeon_core::label::Label;
use scopeon_core::provider::{Column, ReadError, Rows, Select};

use crate::kit::row_view::RowView;

/// What the columns of a span do not say.
#[derive(Clone, Debug, Default)]
pub(super) struct Attributes {
    /// Tokens written to a cache.
    pub(super) written: u64,
    /// Billionths of a credit.
    pub(super) nano: u64,
    /// How many tokens a prompt may have.
    pub(super) window: Option<u64>,
    /// The id of the response.
    pub(super) response: Option<String>,
    /// The session that this one works for.
    pub(super) parent: Option<String>,
    /// The name of an error's class.
    pub(super) error: Option<Label>,
    /// The event that a hook was run for, and how that ended.
    pub(super) hook: Option<Label>,
    pub(super) outcome: Option<Label>,
    pub(super) branch: Option<Label>,
}

/// Takes a value into the attributes of its span.
type Take = fn(&mut Attributes, RowView<'_>);

/// The column of an attribute's value.
const VALUE: usize = 1;
const COLUMNS: [Column<'static>; 2] = [Column::Plain("span_id"), Column::Plain("value")];

/// Every attribute that is read.
const READ: [(&str, Take); 9] = [
    ("gen_ai.usage.cache_creation.input_tokens", |own, row| own.written = row.sum(VALUE)),
    ("copilot_chat.copilot_usage_nano_aiu", |own, row| own.nano = row.sum(VALUE)),
    ("copilot_chat.request.max_prompt_tokens", |own, row| own.window = row.count(VALUE)),
    ("gen_ai.response.id", |own, row| own.response = row.text(VALUE).map(str::to_owned)),
    ("copilot_chat.parent_chat_session_id", |own, row| own.parent = row.text(VALUE).map(str::to_owned)),
    ("error.type", |own, row| own.error = row.identifier(VALUE)),
    ("copilot_chat.hook_type", |own, row| own.hook = row.identifier(VALUE)),
    ("copilot_chat.hook_result_kind", |own, row| own.outcome = row.identifier(VALUE)),
    ("copilot_chat.repo.head_branch_name", |own, row| own.branch = row.label(VALUE)),
];

/// Reads them, by span.
pub(super) fn read(rows: &mut dyn Rows) -> Result<HashMap<String, Attributes>, ReadError> {
    let mut found: HashMap<String, Attributes> = HashMap::new();
    // Without a key to choose by, nothing is chosen.
    if !rows.has("span_attributes", "key")? {
        return Ok(found);
    }
    for (key, take) in READ {
        rows.select(&Select::all("span_attributes", &COLUMNS).equals("key", key), &mut |row| {
            let row = RowView(row);
            if let Some(span) = row.text(0) {
                take(found.entry(span.to_owned()).or_default(), row);
            }
            Ok(())
        })?;
    }
    Ok(found)
}
