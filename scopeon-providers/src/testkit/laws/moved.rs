//! Logs that lie elsewhere, in the file or on the disk.

use scopeon_core::provider::SourceKind;

use super::super::workspace::Workspace;
use super::super::{Case, Law, Violation};
use super::verdict::same_text;

pub(super) fn moved(case: &Case<'_>, workspace: &Workspace<'_>) -> Result<(), Violation> {
    let first = workspace.first.identities();
    for file in workspace.shaped(SourceKind::Lines) {
        workspace.put(&file.with([b"\n", file.bytes.as_slice()].concat()))?;
    }
    same_text(Law::Moved, &workspace.read(1)?.identities(), &first)?;
    if case.is_placed {
        return Ok(());
    }
    same_text(Law::Moved, &workspace.moved()?.read(1)?.identities(), &first)
}
