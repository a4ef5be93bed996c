//! Logs that lie elsewhere, in the file or on the disk.

use scopeon_core::provider::Shape;

use super::super::stage::Stage;
use super::super::{Case, Law, Violation};
use super::same_text;

pub(super) fn moved(case: &Case<'_>, stage: &Stage<'_>) -> Result<(), Violation> {
    let first = stage.first.identities();
    for prop in stage.shaped(Shape::Lines) {
        stage.put(&prop.with([b"\n", prop.bytes.as_slice()].concat()))?;
    }
    same_text(Law::Moved, &stage.read(1)?.identities(), &first)?;
    if case.is_placed {
        return Ok(());
    }
    same_text(Law::Moved, &stage.moved()?.read(1)?.identities(), &first)
}
