//! Which directory a session works in: since version 3 sessions say it themselves, or a list of all sessions does. Their
//! titles stand in the list, too, and are passed over.

use std::collections::HashMap;

use scopeon_core::label::Label;
use scopeon_core::provider::{Column, ReadError, Row, Rows, Select};

use crate::kit::folder;
use crate::kit::json::Raw;
use crate::kit::row_view::{RowView, by_id};

/// The table of sessions and messages. The other one holds keys.
pub(super) const TABLE: &str = "cursorDiskKV";

/// The newest versions' list, a row a session.
const LIST: &str = "composerHeaders";
/// The list of those before, one document, by the table and the key it is under. The first table holds keys to Cursor's
/// servers, too: of it no other row is read.
const DOCUMENTS: [(&str, &str); 2] = [("ItemTable", "composer.composerHeaders"), (TABLE, LIST)];

/// Where a workspace's folder stands or, of one with many folders, the file that names them; each as a URI in parts.
pub(super) const PATHS: [&str; 8] = [
    "$.workspaceIdentifier.uri.scheme",
    "$.workspaceIdentifier.uri.path",
    "$.workspaceIdentifier.uri.fsPath",
    "$.workspaceIdentifier.uri.external",
    "$.workspaceIdentifier.configPath.scheme",
    "$.workspaceIdentifier.configPath.path",
    "$.workspaceIdentifier.configPath.fsPath",
    "$.workspaceIdentifier.configPath.external",
];
const PARTS: [&str; 4] = ["scheme", "path", "fsPath", "external"];

const COLUMNS: [Column<'static>; 9] = {
    let mut columns = [Column::Plain("composerId"); 9];
    let mut path = 0;
    while path < PATHS.len() {
        columns[path + 1] = Column::Json("value", PATHS[path]);
        path += 1;
    }
    columns
};

/// Takes the directory from the columns of [`PATHS`].
pub(super) fn of_cells(row: RowView<'_>, first: usize) -> Option<Label> {
    let uri = |first: usize| [0, 1, 2, 3].map(|part| row.text(first + part));
    of_uri(uri(first)).or_else(|| of_uri(uri(first + PARTS.len())))
}

/// Reads every session's directory from the lists that there are.
pub(super) fn listed(rows: &mut dyn Rows) -> Result<HashMap<String, Label>, ReadError> {
    let mut listed = by_id(rows, &Select::all(LIST, &COLUMNS), |row| of_cells(row, 1))?;
    for (table, key) in DOCUMENTS {
        rows.select(&Select::all(table, &[Column::Plain("value")]).equals("key", key), &mut |row| {
            documented(row, &mut listed);
            Ok(())
        })?;
    }
    Ok(listed)
}

fn documented(row: &dyn Row, listed: &mut HashMap<String, Label>) {
    let Some(list) = row.bytes(0).and_then(Raw::whole) else { return };
    for session in list.member("allComposers").items() {
        let [id, workspace] = session.members(["composerId", "workspaceIdentifier"]);
        let project = workspace.members(["uri", "configPath"]).into_iter().find_map(of_raw);
        if let Some((id, project)) = id.text().zip(project) {
            listed.entry(id.into_owned()).or_insert(project);
        }
    }
}

fn of_raw(uri: Raw<'_>) -> Option<Label> {
    let parts = uri.members(PARTS).map(|part| part.text().filter(|text| !text.is_empty()));
    of_uri([0, 1, 2, 3].map(|part| parts[part].as_deref()))
}

/// The path of a URI on this machine as its system writes it, or on another one as the URI has it: what stands for such a
/// one here is of the system here.
fn of_uri([scheme, path, own, whole]: [Option<&str>; 4]) -> Option<Label> {
    let is_here = scheme.is_none_or(|scheme| scheme == "file");
    let plain = own.filter(|_| is_here).or(path).or(own);
    plain.map_or_else(|| folder::path(whole?), folder::plain)
}
