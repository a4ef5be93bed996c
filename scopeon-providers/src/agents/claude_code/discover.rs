//! Where Claude Code's transcripts lie. Nothing is opened here, and no directory is entered that cannot hold
//! a transcript: prompts, memories, spilled results and keys lie beside them.

use std::collections::BTreeSet;
use std::path::{Component, MAIN_SEPARATOR, Path, PathBuf};

use scopeon_core::provider::{Entry, EntryKind, SearchRoots, Source, SourceKind, Tree, Visit};

/// Workflows put their agents some directories below `subagents`.
const MAX_DEPTH_BELOW_PROJECT: usize = 8;

/// Claude Desktop keeps a configuration directory for each of its sessions, at
/// `<application>/<workspace>/local_<session>/.claude`.
const DESKTOP: &str = "local-agent-mode-sessions";
/// Since 2026 some of them lie one directory deeper: `<application>/<workspace>/agent/local_ditto_<session>/.claude`.
const AGENT: &str = "agent";

/// Names every source below the roots.
pub(super) fn sources(roots: &SearchRoots<'_>, found: &mut dyn FnMut(Source)) {
    for projects in project_directories(roots) {
        roots.tree.walk(&projects, &mut |entry| {
            let parts: Vec<&str> = names(entry.path);
            visit(&parts, entry, found)
        });
    }
}

/// The `projects` directories, each once.
fn project_directories(roots: &SearchRoots<'_>) -> BTreeSet<PathBuf> {
    if !roots.explicit.is_empty() {
        return roots.explicit.iter().map(|root| explicit(root, roots.tree)).collect();
    }
    let mut directories: BTreeSet<PathBuf> = configured(roots).iter().map(|root| projects_of(root)).collect();
    for root in desktop_roots(roots) {
        desktop_projects(&root, roots.tree, &mut directories);
    }
    directories
}

/// A root that the user names is a configuration directory or what lies in its `projects`.
fn explicit(root: &Path, tree: &dyn Tree) -> PathBuf {
    let mut holds_projects = false;
    tree.walk(root, &mut |entry| {
        holds_projects |= entry.kind == EntryKind::Directory && entry.path == Path::new("projects");
        Visit::Skip
    });
    if holds_projects { root.join("projects") } else { root.to_owned() }
}

/// A configuration directory may be given as such or by its `projects`.
fn projects_of(root: &Path) -> PathBuf {
    if root.file_name().is_some_and(|name| name == "projects") {
        root.to_owned()
    } else {
        root.join("projects")
    }
}

/// The configuration directories: as the environment says, else where the agent puts them by default.
fn configured(roots: &SearchRoots<'_>) -> Vec<PathBuf> {
    if let Some(list) = roots.variable("CLAUDE_CONFIG_DIR") {
        // The agent takes one directory; other tools read a list, and so do people's shells.
        return match list.to_str() {
            Some(list) => list
                .split(',')
                .map(str::trim)
                .filter(|one| !one.is_empty())
                .map(|one| home(one, roots))
                .collect(),
            None => vec![PathBuf::from(list)],
        };
    }
    let own = roots.home.map(|home| home.join(".claude"));
    own.into_iter().chain(config_home(roots).map(|config| config.join("claude"))).collect()
}

fn home(path: &str, roots: &SearchRoots<'_>) -> PathBuf {
    match (path.strip_prefix('~'), roots.home) {
        (Some(rest), Some(home)) if rest.is_empty() || rest.starts_with('/') => {
            home.join(rest.trim_start_matches('/'))
        }
        _ => PathBuf::from(path),
    }
}

fn config_home(roots: &SearchRoots<'_>) -> Option<PathBuf> {
    let stated = roots.variable("XDG_CONFIG_HOME").map(PathBuf::from);
    stated.or_else(|| Some(roots.home?.join(".config")))
}

/// Where Claude Desktop keeps its sessions on Linux, macOS and Windows; what does not exist holds nothing.
fn desktop_roots(roots: &SearchRoots<'_>) -> Vec<PathBuf> {
    let below_home = |path: &str| roots.home.map(|home| home.join(path));
    let variable =
        |name, default: &str| roots.variable(name).map(PathBuf::from).or_else(|| below_home(default));
    let mut found: Vec<PathBuf> = [
        config_home(roots),
        below_home("Library/Application Support"),
        variable("APPDATA", "AppData/Roaming"),
    ]
    .into_iter()
    .flatten()
    .map(|data| data.join("Claude").join(DESKTOP))
    .collect();
    if let Some(local) = variable("LOCALAPPDATA", "AppData/Local") {
        packaged(&local.join("Packages"), roots.tree, &mut found);
    }
    found
}

/// A packaged Windows app has its own roaming directory.
fn packaged(packages: &Path, tree: &dyn Tree, found: &mut Vec<PathBuf>) {
    tree.walk(packages, &mut |entry| {
        let claude = names(entry.path).first().is_some_and(|name| name.contains("Claude_"));
        if claude && entry.kind == EntryKind::Directory {
            let roaming = packages.join(entry.path).join("LocalCache").join("Roaming");
            found.push(roaming.join("Claude").join(DESKTOP));
        }
        Visit::Skip
    });
}

fn desktop_projects(root: &Path, tree: &dyn Tree, found: &mut BTreeSet<PathBuf>) {
    tree.walk(root, &mut |entry| {
        let parts = names(entry.path);
        match parts.as_slice() {
            [.., ".claude", "projects"] => {
                found.insert(root.join(entry.path));
                Visit::Skip
            }
            // Below a session lies the user's own work, which is not searched.
            [.., ".claude"] | [_] | [_, _] | [_, _, AGENT] => Visit::Enter,
            [.., name] if parts.len() <= 4 && name.starts_with("local_") => Visit::Enter,
            _ => Visit::Skip,
        }
    });
}

/// Tells what an entry below a `projects` directory is: `slug/session.jsonl`, `slug/session/subagents/…`.
fn visit(parts: &[&str], entry: &Entry<'_>, found: &mut dyn FnMut(Source)) -> Visit {
    match entry.kind {
        EntryKind::Directory => match parts {
            [_, "memory"] => Visit::Skip,
            [_] | [_, _, "subagents"] => Visit::Enter,
            // Beside them lie a session's spilled results.
            [_, _] => Visit::Only("subagents"),
            [_, _, "subagents", ..] if parts.len() <= MAX_DEPTH_BELOW_PROJECT => Visit::Enter,
            _ => Visit::Skip,
        },
        EntryKind::File => {
            if let Some(shape) = shape(parts) {
                found(Source::new(shape, entry.root, entry.path));
            }
            Visit::Skip
        }
        EntryKind::Other => Visit::Skip,
    }
}

fn shape(parts: &[&str]) -> Option<SourceKind> {
    match parts {
        [_, file] => is_lines(file).then_some(SourceKind::Lines),
        [_, _, "subagents", .., file] if file.starts_with("agent-") => {
            if file.ends_with(".meta.json") {
                return Some(SourceKind::Document);
            }
            is_lines(file).then_some(SourceKind::Lines)
        }
        _ => None,
    }
}

fn is_lines(file: &str) -> bool {
    file.strip_suffix(".jsonl").is_some() && file != "journal.jsonl" && file != "history.jsonl"
}

/// A path's names; one that is not Unicode is none the agent makes.
fn names(path: &Path) -> Vec<&str> {
    // A walk's path is the names it went through and nothing else, so most need no parsing.
    if let Some(text) = path.to_str() {
        let mut names = Vec::with_capacity(MAX_DEPTH_BELOW_PROJECT);
        let mut rest = text;
        // Names are short: what finds a character in a long text costs more than it spares here.
        while let Some(end) = rest.bytes().position(|byte| char::from(byte) == MAIN_SEPARATOR) {
            names.push(&rest[..end]);
            rest = &rest[end + 1..];
        }
        names.push(rest);
        return names;
    }
    path.components()
        .map(|part| if let Component::Normal(name) = part { name.to_str().unwrap_or("") } else { "" })
        .collect()
}
