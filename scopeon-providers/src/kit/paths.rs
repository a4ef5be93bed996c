//! How directories are named: lists and `~` in variables, names in paths. No environment is read here.

use std::ffi::OsStr;
use std::path::{Component, Path, PathBuf};

use scopeon_core::provider::{EntryKind, SearchRoots, Source, SourceKind, Tree, Visit};

/// Reads a variable that names one directory or, as people's shells and other tools have it, a list with
/// commas.
pub fn listed(list: &OsStr, roots: &SearchRoots<'_>) -> Vec<PathBuf> {
    match list.to_str() {
        Some(list) => list
            .split(',')
            .map(str::trim)
            .filter(|one| !one.is_empty())
            .map(|one| named(one, roots))
            .collect(),
        None => vec![PathBuf::from(list)],
    }
}

/// Reads one path, with `~` for the home directory.
#[must_use]
pub fn named(path: &str, roots: &SearchRoots<'_>) -> PathBuf {
    match (path.strip_prefix('~'), roots.home) {
        (Some(rest), Some(home)) if rest.is_empty() || rest.starts_with(['/', '\\']) => {
            home.join(rest.trim_start_matches(['/', '\\']))
        }
        _ => PathBuf::from(path),
    }
}

/// A path's names; one that is not Unicode is none an agent makes.
#[must_use]
pub fn names(path: &Path) -> Vec<&str> {
    path.components()
        .map(|part| if let Component::Normal(name) = part { name.to_str().unwrap_or("") } else { "" })
        .collect()
}

/// Names the file at a path, or the files of the directory there that are `wanted` by their names.
pub fn files(
    path: &Path,
    tree: &dyn Tree,
    wanted: &dyn Fn(&str) -> bool,
    found: &mut dyn FnMut(&Path, &Path),
) {
    let (Some(around), Some(name)) = (path.parent(), path.file_name()) else { return };
    let mut kind = None;
    tree.walk(around, &mut |entry| {
        if entry.path == Path::new(name) {
            kind = Some(entry.kind);
        }
        Visit::Skip
    });
    match kind {
        Some(EntryKind::File) => found(around, Path::new(name)),
        Some(EntryKind::Directory) => tree.walk(path, &mut |entry| {
            if entry.kind == EntryKind::File && names(entry.path).last().is_some_and(|name| wanted(name)) {
                found(entry.root, entry.path);
            }
            Visit::Skip
        }),
        // Nothing is there, and that is where it was looked for.
        None => tree.walk(path, &mut |_| Visit::Skip),
        Some(EntryKind::Other) => {}
    }
}

/// Names the database that lies under a name in each of the directories.
pub fn databases(
    directories: impl IntoIterator<Item = PathBuf>,
    name: &str,
    tree: &dyn Tree,
    found: &mut dyn FnMut(Source),
) {
    for directory in directories {
        tree.walk(&directory, &mut |entry| {
            if entry.kind == EntryKind::File && entry.path == Path::new(name) {
                found(Source::new(SourceKind::Database, entry.root, entry.path));
            }
            Visit::Skip
        });
    }
}

/// A root that the user names is an agent's home or the directory in it that holds the logs.
pub fn inside(root: &Path, name: &str, tree: &dyn Tree) -> PathBuf {
    let mut is_home = false;
    tree.walk(root, &mut |entry| {
        is_home |= entry.kind == EntryKind::Directory && entry.path == Path::new(name);
        Visit::Skip
    });
    if is_home { root.join(name) } else { root.to_owned() }
}

/// Returns `true` if a file is named with an extension, such as `jsonl`.
#[must_use]
pub fn has_extension(name: &str, extension: &str) -> bool {
    Path::new(name).extension().is_some_and(|own| own == extension)
}
