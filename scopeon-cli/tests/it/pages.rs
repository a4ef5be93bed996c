//! The reference pages are what the program says of itself. `SCOPEON_UPDATE_DOCS=1` writes them anew.

use std::fs;
use std::path::Path;

fn check(name: &str, page: &str) {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs").join(name);
    if std::env::var_os("SCOPEON_UPDATE_DOCS").is_some() {
        fs::write(&file, page).expect("a file");
    }
    let kept = fs::read_to_string(&file).unwrap_or_default();
    assert!(
        kept == page,
        "docs/{name} has drifted; run SCOPEON_UPDATE_DOCS=1 cargo test -p scopeon-cli pages"
    );
}

#[test]
fn the_command_line() {
    check("cli.md", &scopeon_cli::docs::cli());
}

#[test]
fn the_agents() {
    let runs = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/live.json");
    let runs = fs::read_to_string(runs).expect("what runs have shown");
    let live = scopeon_cli::docs::live(&runs).expect("a summary");
    check("providers.md", &(scopeon_cli::docs::providers() + &live));
}

#[test]
fn the_configuration() {
    check("config.md", &scopeon_cli::docs::config());
    scopeon_core::config::Config::parse(&scopeon_cli::docs::config_example())
        .expect("the example is allowed");
}

#[test]
fn answers_in_json() {
    let schema = scopeon_core::schema::document();
    let written = serde_json::to_string_pretty(&schema).expect("JSON");
    check("schema.json", &format!("{written}\n"));
    check("json.md", &scopeon_cli::docs::json::json(&schema));
}
