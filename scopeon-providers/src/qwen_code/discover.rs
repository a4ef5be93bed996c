//! Where Qwen Code's chats lie. Nothing is opened here.

use std::path::{Path, PathBuf};

use scopeon_core::provider::{EntryKind, Roots, Shape, Source, Visit};

use crate::homes::{self, has_extension, names};

/// Names every source below the roots.
pub(super) fn sources(roots: &Roots<'_>, found: &mut dyn FnMut(Source)) {
    for projects in directories(roots) {
        roots.tree.walk(&projects, &mut |entry| {
            let parts = names(entry.path);
            match (entry.kind, parts.as_slice()) {
                (EntryKind::Directory, [_] | [_, "chats" | "subagents"] | [_, "subagents", _]) => {
                    Visit::Enter
                }
                (EntryKind::File, [_, "chats", file]) if has_extension(file, "jsonl") => {
                    found(Source::new(Shape::Lines, entry.root, entry.path));
                    Visit::Skip
                }
                (EntryKind::File, [_, "subagents", _, file]) if file.starts_with("agent-") => {
                    let shape = match file {
                        file if has_extension(file, "jsonl") => Shape::Lines,
                        file if file.ends_with(".meta.json") => Shape::Document,
                        _ => return Visit::Skip,
                    };
                    found(Source::new(shape, entry.root, entry.path));
                    Visit::Skip
                }
                _ => Visit::Skip,
            }
        });
    }
}

fn directories(roots: &Roots<'_>) -> Vec<PathBuf> {
    if !roots.explicit.is_empty() {
        return roots.explicit.iter().map(|root| homes::inside(root, "projects", roots.tree)).collect();
    }
    let named = roots.variable("QWEN_RUNTIME_DIR").or_else(|| roots.variable("QWEN_HOME"));
    let base = match named.map(|path| path.to_str().map(|text| homes::named(text, roots)).ok_or(path)) {
        Some(Ok(path)) => Some(path),
        Some(Err(path)) => Some(PathBuf::from(path)),
        None => roots.home.map(|home| home.join(".qwen")),
    };
    base.map(|base| base.join(Path::new("projects"))).into_iter().collect()
}
