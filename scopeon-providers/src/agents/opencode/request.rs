//! Whether a response without counters was asked for at all: commands that a person runs and tasks that are handed on
//! are written as responses, too, and a refused request took nothing.

use scopeon_core::provider::{Column, ReadError, Rows, Select, Stopped};

use crate::kit::row_view::RowView;

/// What the parts of a message say of its request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Parts {
    /// There are none, or nobody looked.
    None,
    /// The model began to answer.
    Answer,
    /// There are some, and none of them is a model's.
    Others,
}

/// Looks at the parts of one message.
pub(super) fn parts(rows: &mut dyn Rows, message: &str) -> Result<Parts, ReadError> {
    const COLUMNS: [Column<'static>; 1] = [Column::Json("data", "$.type")];
    let mut parts = Parts::None;
    rows.select(&Select::all("part", &COLUMNS).equals("message_id", message), &mut |row| {
        if matches!(RowView(row).text(0), Some("step-start" | "step-finish" | "text" | "reasoning")) {
            parts = Parts::Answer;
            return Err(Stopped);
        }
        parts = Parts::Others;
        Ok(())
    })?;
    Ok(parts)
}
