//! Where logs are looked for, in real directories.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::path::{Path, PathBuf};

use scopeon_core::provider::{Entry, EntryKind, Provider, SearchRoots, Source, SourceKind, Tree, Visit};
use scopeon_providers::ClaudeCode;

/// Looks through real directories, following no link.
struct Disk;

impl Tree for Disk {
    fn walk(&self, root: &Path, visit: &mut dyn FnMut(&Entry<'_>) -> Visit) {
        descend(root, (Path::new(""), None), 1, visit);
    }
}

/// Shows what is in a directory, or only what is called so in it.
fn descend(
    root: &Path,
    (below, only): (&Path, Option<&str>),
    depth: usize,
    visit: &mut dyn FnMut(&Entry<'_>) -> Visit,
) {
    let Ok(entries) = std::fs::read_dir(root.join(below)) else { return };
    let mut names: Vec<_> = entries.map(|entry| entry.expect("an entry").file_name()).collect();
    names.retain(|name| only.is_none_or(|only| name == only));
    names.sort();
    for name in names {
        let path = below.join(name);
        let kind = match root.join(&path).symlink_metadata().expect("metadata").file_type() {
            kind if kind.is_dir() => EntryKind::Directory,
            kind if kind.is_file() => EntryKind::File,
            _ => EntryKind::Other,
        };
        let answer = visit(&Entry { root, path: &path, depth, kind });
        if kind == EntryKind::Directory {
            match answer {
                Visit::Enter => descend(root, (&path, None), depth + 1, visit),
                Visit::Only(name) => descend(root, (&path, Some(name)), depth + 1, visit),
                Visit::Skip => {}
            }
        }
    }
}

fn sources(home: &Path, explicit: &[PathBuf], variables: &BTreeMap<&'static str, OsString>) -> Vec<Source> {
    let mut found = Vec::new();
    let roots = SearchRoots { home: Some(home), explicit, variables, tree: &Disk };
    ClaudeCode.discover(&roots, &mut |source| found.push(source));
    found
}

/// The paths below `projects` of what is found in one configuration directory.
pub(super) fn found(root: &Path) -> Vec<String> {
    let mut found: Vec<String> = sources(root, &[root.to_owned()], &BTreeMap::new())
        .into_iter()
        .map(|source| source.path.to_str().expect("a plain path").to_owned())
        .collect();
    found.sort();
    found
}

fn write(root: &Path, paths: &[&str]) {
    for path in paths {
        let path = root.join(path);
        std::fs::create_dir_all(path.parent().expect("a parent")).expect("a directory");
        std::fs::write(path, b"{}\n").expect("a file");
    }
}

fn full_paths(sources: &[Source], home: &Path) -> Vec<String> {
    let below = |source: &Source| {
        source.full_path().strip_prefix(home).expect("below home").to_str().map(str::to_owned)
    };
    let mut paths: Vec<String> = sources.iter().filter_map(below).collect();
    paths.sort();
    paths
}

#[test]
fn only_transcripts_and_their_documents_are_found() {
    let home = tempfile::tempdir().expect("a directory");
    let wanted = [
        ".claude/projects/-p/s.jsonl",
        ".claude/projects/-p/agent-old.jsonl",
        ".claude/projects/-p/s/subagents/agent-1.jsonl",
        ".claude/projects/-p/s/subagents/agent-1.meta.json",
        ".claude/projects/-p/s/subagents/workflows/wf_1/agent-2.jsonl",
        ".claude/projects/-p/s/subagents/workflows/wf_1/agent-2.meta.json",
    ];
    write(home.path(), &wanted);
    write(
        home.path(),
        &[
            ".claude.json",
            ".claude/history.jsonl",
            ".claude/sessions/1.json",
            ".claude/sessions/1.ab.key",
            ".claude/stats-cache.json",
            ".claude/projects/loose.jsonl",
            ".claude/projects/-p/sessions-index.json",
            ".claude/projects/-p/memory/note.md",
            ".claude/projects/-p/memory/agent-note.jsonl",
            ".claude/projects/-p/s/tool-results/agent-out.jsonl",
            ".claude/projects/-p/s/tool-results/out.txt",
            ".claude/projects/-p/s/workflows/wf_1.json",
            ".claude/projects/-p/s/other.jsonl",
            ".claude/projects/-p/s/subagents/workflows/wf_1/journal.jsonl",
        ],
    );
    let found = sources(home.path(), &[], &BTreeMap::new());
    let mut sorted = wanted;
    sorted.sort_unstable();
    assert_eq!(full_paths(&found, home.path()), sorted);
    for source in &found {
        let document = source.path.to_str().is_some_and(|path| path.ends_with(".meta.json"));
        assert_eq!(source.kind == SourceKind::Document, document, "{:?}", source.path);
    }
}

#[test]
fn roots_come_before_the_environment_and_that_before_defaults() {
    let home = tempfile::tempdir().expect("a directory");
    let at = |path: &str| home.path().join(path);
    write(
        home.path(),
        &[
            ".claude/projects/-p/default.jsonl",
            ".config/claude/projects/-p/older.jsonl",
            "one/projects/-p/one.jsonl",
            "two/projects/-p/two.jsonl",
            "copy/-p/copied.jsonl",
        ],
    );
    let none = BTreeMap::new();
    let names = |explicit: &[PathBuf], variables: &BTreeMap<&'static str, OsString>| {
        full_paths(&sources(home.path(), explicit, variables), home.path())
    };
    assert_eq!(
        names(&[], &none),
        [".claude/projects/-p/default.jsonl", ".config/claude/projects/-p/older.jsonl"]
    );
    let mut list = at("one").into_os_string();
    list.push(",");
    list.push(at("two/projects"));
    list.push(",");
    list.push(at("one"));
    let variables = BTreeMap::from([("CLAUDE_CONFIG_DIR", list)]);
    assert_eq!(names(&[], &variables), ["one/projects/-p/one.jsonl", "two/projects/-p/two.jsonl"]);
    assert_eq!(names(&[at("two")], &variables), ["two/projects/-p/two.jsonl"]);
    assert_eq!(names(&[at("two/projects")], &variables), ["two/projects/-p/two.jsonl"]);
    assert_eq!(names(&[at("two"), at("two/projects")], &variables), ["two/projects/-p/two.jsonl"]);
    assert_eq!(names(&[at("copy")], &variables), ["copy/-p/copied.jsonl"], "a copied projects directory");
    assert_eq!(names(&[at("missing")], &variables), [""; 0]);
    let moved = BTreeMap::from([("XDG_CONFIG_HOME", at("elsewhere").into_os_string())]);
    write(home.path(), &["elsewhere/claude/projects/-p/moved.jsonl"]);
    assert_eq!(
        names(&[], &moved),
        [".claude/projects/-p/default.jsonl", "elsewhere/claude/projects/-p/moved.jsonl"]
    );
    let empty = BTreeMap::from([("CLAUDE_CONFIG_DIR", OsString::new())]);
    assert_eq!(names(&[], &empty), names(&[], &none));
}

#[test]
fn the_desktop_applications_sessions_are_found() {
    let home = tempfile::tempdir().expect("a directory");
    let session = "local-agent-mode-sessions/app/space/local_1/.claude/projects/-p/s.jsonl";
    let deeper = "local-agent-mode-sessions/app/space/agent/local_ditto_1/.claude/projects/-p/t.jsonl";
    let places = [
        ".config/Claude",
        "Library/Application Support/Claude",
        "AppData/Roaming/Claude",
        "AppData/Local/Packages/Maker_Claude_x1/LocalCache/Roaming/Claude",
    ];
    let both = |place: &&str| [session, deeper].map(|session| format!("{place}/{session}"));
    let mut wanted: Vec<String> = places.iter().flat_map(both).collect();
    for path in &wanted {
        write(home.path(), &[path]);
    }
    let work =
        ".config/Claude/local-agent-mode-sessions/app/space/local_1/outputs/.claude/projects/-p/work.jsonl";
    let audit = ".config/Claude/local-agent-mode-sessions/app/space/agent/local_ditto_1/audit.jsonl";
    write(home.path(), &[work, audit, "AppData/Local/Packages/Other/LocalCache/Roaming/Claude/x.jsonl"]);
    wanted.sort();
    assert_eq!(full_paths(&sources(home.path(), &[], &BTreeMap::new()), home.path()), wanted);
}

#[test]
fn no_directory_is_entered_that_holds_no_transcript() {
    struct Watch(std::cell::RefCell<Vec<PathBuf>>);
    impl Tree for Watch {
        fn walk(&self, root: &Path, visit: &mut dyn FnMut(&Entry<'_>) -> Visit) {
            Disk.walk(root, &mut |entry| {
                let answer = visit(entry);
                if answer == Visit::Enter {
                    self.0.borrow_mut().push(entry.path.to_owned());
                }
                answer
            });
        }
    }
    let home = tempfile::tempdir().expect("a directory");
    write(
        home.path(),
        &[
            ".claude/plugins/cache/deep/x.jsonl",
            ".claude/projects/-p/memory/x.md",
            ".claude/projects/-p/s/tool-results/deep/x.txt",
            ".claude/projects/-p/s/subagents/agent-1.jsonl",
        ],
    );
    let watch = Watch(std::cell::RefCell::default());
    let roots =
        SearchRoots { home: Some(home.path()), explicit: &[], variables: &BTreeMap::new(), tree: &watch };
    ClaudeCode.discover(&roots, &mut |_| {});
    let entered = watch.0.into_inner();
    assert!(
        entered.iter().all(|path| !path.ends_with("tool-results") && !path.ends_with("memory")),
        "{entered:?}"
    );
}
