//! Default places and what a root stands for, as the readers themselves have it.

use std::path::{Path, PathBuf};

use scopeon_providers::{DefaultPaths, builtin, default_paths};

fn of(id: &str) -> DefaultPaths {
    let provider = builtin().into_iter().find(|provider| provider.info().id == id).expect("an agent");
    default_paths(provider.as_ref())
}

#[test]
fn every_agent_has_places_and_says_what_a_root_is() {
    for provider in builtin() {
        let (id, usual) = (provider.info().id, default_paths(provider.as_ref()));
        // What is of no agent is read where the user says and nowhere else.
        let has_any = id != "generic";
        assert_eq!(
            (!usual.places.is_empty(), !usual.roots.is_empty()),
            (has_any, has_any),
            "{id}: {usual:?}"
        );
        for root in &usual.roots {
            assert!(usual.places.iter().any(|place| place.starts_with(root)), "{id}: {usual:?}");
        }
    }
}

#[test]
fn a_root_stands_for_what_the_agent_has_there() {
    for (id, places, roots) in [
        ("cline", vec![".cline/data/sessions", ".cline/data/tasks"], vec![".cline/data"]),
        ("pi", vec![".pi/agent/sessions"], vec![".pi/agent"]),
        ("codex", vec![".codex/archived_sessions", ".codex/sessions"], vec![".codex"]),
        ("cursor", vec![".config/Cursor/User", ".cursor"], vec![".config/Cursor/User", ".cursor"]),
        ("aider", vec![".aider/analytics.jsonl"], vec![".aider/analytics.jsonl"]),
        ("llm", vec![".config/io.datasette.llm"], vec![".config/io.datasette.llm"]),
        ("claude-code", vec![".claude/projects"], vec![".claude"]),
    ] {
        let usual = of(id);
        let holds = |all: &[PathBuf], some: &[&str]| {
            some.iter().all(|one| all.iter().any(|path| path == Path::new(one)))
        };
        assert!(holds(&usual.places, &places) && holds(&usual.roots, &roots), "{id}: {usual:?}");
    }
}

/// Where it looks for further places is no place of logs.
#[test]
fn a_root_stands_for_nothing_else() {
    assert_eq!(of("claude-code").roots, [Path::new(".claude"), Path::new(".config/claude")]);
}

#[test]
fn what_is_expected_below_a_root_begins_with_the_nearest() {
    let expected = of("pi").expected_below(Path::new("/backup/.pi"));
    assert_eq!(expected, [Path::new("/backup/.pi/agent"), Path::new("/backup/.pi/.pi/agent")]);
}
