//! Small files that name further places or say whose a log is, and cannot be read.

use std::path::{Path, PathBuf};

use scopeon_providers::testkit::fuzz::Form;

use super::{Copy, homes};
use crate::lawful::Lawful;

/// What may become of a registry, and how that is told.
const HARMS: [(&str, &str); 6] = [
    ("garbage", "malformed"),
    ("cut", "malformed"),
    ("in UTF-16", "malformed"),
    ("a link", "not_regular"),
    ("a FIFO", "not_regular"),
    ("of 70 MB", "too_large"),
];

fn harm(path: &Path, how: &str) {
    let whole = std::fs::read(path).expect("a file");
    std::fs::remove_file(path).expect("removed");
    match how {
        "garbage" => std::fs::write(path, [0xab; 100]).expect("a file"),
        "cut" => std::fs::write(path, &whole[..whole.trim_ascii_end().len() - 1]).expect("a file"),
        "in UTF-16" => {
            let wide: Vec<u8> = whole.iter().flat_map(|byte| [*byte, 0]).collect();
            std::fs::write(path, [&b"\xff\xfe"[..], &wide].concat()).expect("a file");
        }
        "a link" => std::os::unix::fs::symlink("/dev/null", path).expect("a link"),
        "a FIFO" => {
            let made = std::process::Command::new("mkfifo").arg(path).status().expect("mkfifo");
            assert!(made.success());
        }
        _ => {
            std::fs::write(path, &whole).expect("a file");
            let file = std::fs::File::options().write(true).open(path).expect("a file");
            file.set_len(70_000_000).expect("a size");
        }
    }
}

/// Registries that no fixture has, and what is to be there for them to be asked for.
const MADE: [(&str, &str, &str); 4] = [
    ("cline", ".config/Code/User/globalStorage/saoudrizwan.claude-dev/state/taskHistory.json", "[]"),
    ("continue", ".continue/sessions/sessions.json", "[]"),
    ("copilot-vscode", ".config/Code/User/workspaceStorage/0a1b/workspace.json", "{}"),
    ("copilot-vscode", ".config/Code/User/workspaceStorage/0a1b/chatSessions/none.jsonl", ""),
];

fn put(path: &Path, text: &str) {
    std::fs::create_dir_all(path.parent().expect("a directory")).expect("a directory");
    std::fs::write(path, text).expect("a file");
}

/// Every registry of every agent: it is told of wherever it cannot be read, and taken back once it can.
#[test]
fn a_registry_that_is_not_read_is_told_of() {
    let mut tried = 0;
    for agent in homes().iter().chain([&crush()]) {
        let id = (agent.make)().info().id;
        let seeds = agent.seeds((agent.make)().as_ref());
        let known = seeds.iter().filter(|seed| seed.form == Form::Registry);
        let known = known.map(|seed| Path::new(&seed.root).join(&seed.path));
        let made = MADE
            .iter()
            .filter(|(of, path, _)| *of == id && !path.ends_with("jsonl"))
            .map(|(_, path, _)| PathBuf::from(path));
        for below in known.chain(made) {
            // A path is as good as any other, wherever it ends.
            let is_text = below.ends_with(".project_root");
            for (how, kind) in HARMS.iter().filter(|(how, _)| !is_text || *how != "cut") {
                let copy = Copy::of(agent);
                for (_, path, text) in MADE.iter().filter(|(of, _, _)| *of == id) {
                    put(&copy.path().join(path), text);
                }
                let path = copy.path().join(&below);
                let before = copy.read();
                harm(&path, how);
                let read = copy.read();
                let count = |read: &super::Read| read.told.iter().filter(|(_, told)| told == kind).count();
                assert!(count(&read) > count(&before), "{}: {how}: {read:?}", path.display());
                tried += 1;
            }
        }
    }
    assert!(tried > 40, "{tried}");
}

/// Crush's databases are found by their registry alone.
fn crush() -> Lawful {
    crate::crush::registered()
}
