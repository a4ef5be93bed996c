//! The walls of the house, read from the manifests and the sources: who may depend on whom, and what core
//! must not touch.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// What each crate may use of the others.
const FLOORS: [(&str, &[&str]); 8] = [
    ("scopeon-core", &[]),
    ("scopeon-providers", &["scopeon-core"]),
    ("scopeon-store", &["scopeon-core"]),
    ("scopeon-app", &["scopeon-core", "scopeon-providers", "scopeon-store"]),
    ("scopeon-tui", &["scopeon-core", "scopeon-app"]),
    ("scopeon-serve", &["scopeon-core", "scopeon-app"]),
    ("scopeon-mcp", &["scopeon-core", "scopeon-app"]),
    ("scopeon-cli", &["scopeon-core", "scopeon-app", "scopeon-tui", "scopeon-serve", "scopeon-mcp"]),
];

/// Libraries with one home; `just deny` checks the same for what comes in through others.
const HOMES: [(&str, &[&str]); 6] = [
    ("rusqlite", &["scopeon-store", "scopeon-providers"]),
    ("notify", &["scopeon-providers"]),
    ("ratatui", &["scopeon-tui"]),
    ("axum", &["scopeon-serve"]),
    ("rmcp", &["scopeon-mcp"]),
    ("clap", &["scopeon-cli"]),
];

/// What no library below the command line may call; each is a way to the world that must be handed in.
const WORLDLY: [&str; 6] =
    ["std::env::var", "env::var_os", "SystemTime::now", "Utc::now", "Local::now", "home_dir("];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_owned()
}

fn dependencies(package: &str) -> BTreeSet<String> {
    let manifest = fs::read_to_string(root().join(package).join("Cargo.toml")).unwrap();
    let manifest: toml::Table = manifest.parse().unwrap();
    let table = manifest["dependencies"].as_table().unwrap();
    table.keys().cloned().collect()
}

fn sources(package: &str) -> Vec<(PathBuf, String)> {
    let mut open = vec![root().join(package).join("src")];
    let mut sources = Vec::new();
    while let Some(dir) = open.pop() {
        for entry in fs::read_dir(dir).unwrap().map(Result::unwrap) {
            let path = entry.path();
            if path.is_dir() {
                open.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let text = fs::read_to_string(&path).unwrap();
                sources.push((path, text));
            }
        }
    }
    sources
}

#[test]
fn no_crate_reaches_upward_or_sideways() {
    for (package, allowed) in FLOORS {
        let used = dependencies(package);
        let ours = used.iter().filter(|name| name.starts_with("scopeon-"));
        for name in ours {
            assert!(allowed.contains(&name.as_str()), "{package} must not depend on {name}");
        }
    }
}

#[test]
fn each_library_stays_in_its_home() {
    for (library, homes) in HOMES {
        for (package, _) in FLOORS {
            let used = dependencies(package).contains(library);
            assert!(!used || homes.contains(&package), "{package} must not depend on {library}");
        }
    }
}

#[test]
fn nothing_below_the_command_line_reads_the_environment_or_the_clock() {
    for package in ["scopeon-core", "scopeon-providers", "scopeon-store", "scopeon-app"] {
        for (path, text) in sources(package) {
            // Whoever embeds the application has a clock, unless another one is stated.
            let has_clock = path.ends_with("scopeon-app/src/inputs.rs");
            for call in WORLDLY.iter().filter(|call| !has_clock || **call != "SystemTime::now") {
                assert!(!text.contains(call), "{} calls {call}", path.display());
            }
        }
    }
}

#[test]
fn core_does_no_input_or_output() {
    for (path, text) in sources("scopeon-core") {
        for module in ["std::fs", "std::net", "std::process", "std::thread"] {
            assert!(!text.contains(module), "{} uses {module}", path.display());
        }
    }
}

/// What is sent will leave through one gate, which is not there yet; then it is the one exception here. The server is
/// reached by others, and reaches nobody.
#[test]
fn nothing_opens_a_connection() {
    const CONNECTED: [&str; 8] = [
        "std::net",
        "net::Tcp",
        "TcpStream",
        "UdpSocket",
        "UnixStream",
        "UnixDatagram",
        "rustix::net",
        "ToSocketAddrs",
    ];
    const REACHED: [&str; 2] = ["net::Tcp", "TcpStream"];
    for (package, _) in FLOORS {
        for (path, text) in sources(package) {
            let is_reached = package == "scopeon-serve";
            assert!(!is_reached || !text.contains("::connect("), "{} connects", path.display());
            for door in CONNECTED.iter().filter(|door| !is_reached || !REACHED.contains(door)) {
                assert!(!text.contains(door), "{} names {door}", path.display());
            }
        }
    }
}

#[test]
fn every_file_says_what_lives_in_it() {
    for (package, _) in FLOORS {
        for (path, text) in sources(package) {
            assert!(text.starts_with("//! "), "{} opens without a sentence", path.display());
        }
    }
}

/// A figure that could hold text would break the first promise: facts are numbers, identities and labels.
#[test]
fn no_fact_has_a_field_for_text() {
    let event = sources("scopeon-core").into_iter().filter(|(path, _)| {
        path.components().any(|part| part.as_os_str() == "event")
            || path.ends_with("provider/issue.rs")
            || path.ends_with("provider/carry.rs")
    });
    let mut seen = 0;
    for (path, text) in event {
        seen += 1;
        for line in text.lines().filter(|line| is_field(line)) {
            let holds_text = ["String", "str>", "serde_json", "Vec<u8>", "PathBuf", "OsString"]
                .iter()
                .any(|kind| line.contains(kind));
            assert!(!holds_text, "{}: {line}", path.display());
        }
    }
    assert!(seen >= 7, "the files were not found");
}

fn is_field(line: &str) -> bool {
    line.starts_with("    pub ") && line.contains(": ") && !line.contains("fn ")
}
