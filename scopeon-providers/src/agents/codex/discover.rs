//! Where Codex's rollouts lie. Nothing is opened here; prompts, keys and indexes lie beside them and are not
//! named.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use scopeon_core::provider::{EntryKind, SearchRoots, Source, SourceKind, Tree, Visit};

use crate::kit::paths::{self, has_extension};

/// The directories that hold rollouts, by year, month and day or flat.
const DIRECTORIES: [&str; 2] = ["sessions", "archived_sessions"];

/// Where an agent of the family keeps its rollouts.
#[derive(Clone, Copy, Debug)]
pub(super) struct Home {
    /// The variable that moves it; empty where there is none.
    pub(super) variable: &'static str,
    /// Its place below the user's home.
    pub(super) place: &'static str,
}

/// Names every source below the roots.
pub(super) fn sources(home: Home, roots: &SearchRoots<'_>, found: &mut dyn FnMut(Source)) {
    let mut rollouts = BTreeSet::new();
    for directory in directories(home, roots) {
        roots.tree.walk(&directory, &mut |entry| {
            if entry.kind == EntryKind::File && is_rollout(entry.path) {
                rollouts.insert((entry.root.to_owned(), entry.path.to_owned()));
            }
            // Years, months and days.
            if entry.depth <= 3 { Visit::Enter } else { Visit::Skip }
        });
    }
    for (root, path) in &rollouts {
        match unpacked(path) {
            // While a rollout is being packed both are there, and the plain one is the whole one.
            Some(plain) if rollouts.contains(&(root.clone(), plain.clone())) => {}
            Some(_) => found(Source::new(SourceKind::Document, root, path)),
            None => found(Source::new(SourceKind::Lines, root, path)),
        }
    }
}

fn directories(own: Home, roots: &SearchRoots<'_>) -> BTreeSet<PathBuf> {
    if !roots.explicit.is_empty() {
        return roots.explicit.iter().flat_map(|root| explicit(root, roots.tree)).collect();
    }
    let homes = match roots.variable(own.variable) {
        Some(list) => paths::listed(list, roots),
        None => roots.home.map(|home| home.join(own.place)).into_iter().collect(),
    };
    homes.iter().flat_map(|home| DIRECTORIES.map(|name| home.join(name))).collect()
}

/// A root that the user names is a home or one of the directories in it.
fn explicit(root: &Path, tree: &dyn Tree) -> Vec<PathBuf> {
    let mut held = Vec::new();
    tree.walk(root, &mut |entry| {
        let is_one = DIRECTORIES.iter().any(|name| entry.path == Path::new(name));
        if entry.kind == EntryKind::Directory && is_one {
            held.push(root.join(entry.path));
        }
        Visit::Skip
    });
    if held.is_empty() { vec![root.to_owned()] } else { held }
}

fn is_rollout(path: &Path) -> bool {
    let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
    name.starts_with("rollout-") && (has_extension(name, "jsonl") || name.ends_with(".jsonl.zst"))
}

/// The path a packed rollout had before it was packed.
fn unpacked(path: &Path) -> Option<PathBuf> {
    (path.extension()? == "zst").then(|| path.with_extension(""))
}
