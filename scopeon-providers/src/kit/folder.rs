//! Folders as editors of VS Code's family name them: by a URI, in a small file beside what belongs to them.

use std::path::Path;

use scopeon_core::label::Label;
use scopeon_core::provider::{IssueKind, SearchRoots};

use crate::kit::json::Raw;

/// Returns the folder, or the file of a workspace with many, whose data lie in a directory of an editor's
/// `workspaceStorage`.
#[must_use]
pub fn of_workspace(roots: &SearchRoots<'_>, storage: &Path, directory: &str) -> Option<Label> {
    let place = Path::new(directory).join("workspace.json");
    let said = roots.tree.read_small_file(storage, &place)?;
    let document = Raw::whole(&said);
    if document.is_none() {
        roots.tree.doubt(storage, &place, IssueKind::Malformed);
    }
    let [folder, workspace] = document?.members(["folder", "workspace"]);
    path(&folder.or(workspace).text()?)
}

/// The path in a URI: of a file on this machine, or on another one.
#[must_use]
pub fn path(uri: &str) -> Option<Label> {
    let (_, rest) = uri.split_once("://")?;
    plain(&decoded(&rest[rest.find('/')?..])?)
}

/// The path that a URI has, once it is decoded.
#[must_use]
pub fn plain(path: &str) -> Option<Label> {
    // On Windows the drive comes first.
    let drive = path.strip_prefix('/').filter(|path| path.as_bytes().get(1) == Some(&b':'));
    Label::new(drive.unwrap_or(path))
}

fn decoded(text: &str) -> Option<String> {
    let (mut bytes, mut rest) = (Vec::with_capacity(text.len()), text.as_bytes());
    while let [first, after @ ..] = rest {
        rest = after;
        let hex = after.get(..2).and_then(|hex| std::str::from_utf8(hex).ok());
        match hex.filter(|_| *first == b'%').and_then(|hex| u8::from_str_radix(hex, 16).ok()) {
            Some(byte) => {
                bytes.push(byte);
                rest = &after[2..];
            }
            None => bytes.push(*first),
        }
    }
    String::from_utf8(bytes).ok()
}

#[cfg(test)]
mod tests {
    use super::path;

    #[test]
    fn a_folder_is_the_path_of_its_uri() {
        for (uri, folder) in [
            ("file:///p", Some("/p")),
            ("file:///home/dev/caf%C3%A9%20one", Some("/home/dev/café one")),
            ("file:///c%3A/work", Some("c:/work")),
            ("vscode-remote://ssh-remote%2Bbox/srv/app", Some("/srv/app")),
            ("file:///half%2", Some("/half%2")),
            ("file:///%FF", None),
            ("nothing", None),
        ] {
            assert_eq!(path(uri).as_ref().map(AsRef::as_ref), folder, "{uri}");
        }
    }
}
