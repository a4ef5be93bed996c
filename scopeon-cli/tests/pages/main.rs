//! The reference pages are what the program says of itself. `SCOPEON_UPDATE_DOCS=1` writes them again.
#![expect(clippy::expect_used, reason = "a test that cannot be set up has failed")]

use std::fs;
use std::path::Path;

mod filter;
mod json;
mod live;
mod pictures;
mod providers;
mod reference;

fn check(name: &str, page: &str) {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs").join(name);
    if std::env::var_os("SCOPEON_UPDATE_DOCS").is_some() {
        fs::write(&file, page).expect("a file");
    }
    let kept = fs::read_to_string(&file).unwrap_or_default();
    assert!(
        kept == page,
        "docs/{name} has drifted; run SCOPEON_UPDATE_DOCS=1 cargo test -p scopeon-cli --test pages"
    );
}

#[test]
fn the_command_line() {
    check("cli.md", &reference::cli());
}

#[test]
fn the_agents() {
    let runs = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/live.json");
    let runs = fs::read_to_string(runs).expect("what runs have shown");
    let live = live::live(&runs).expect("a summary");
    check("providers.md", &(providers::providers() + &live));
}

#[test]
fn the_configuration() {
    check("config.md", &reference::config());
    scopeon_core::config::Config::parse(&reference::config_example()).expect("the example is allowed");
}

#[test]
fn the_filter_language() {
    check("filter.md", &filter::filter());
}

#[test]
fn answers_in_json() {
    let schema = scopeon_core::schema::document();
    let written = serde_json::to_string_pretty(&schema).expect("JSON");
    check("schema.json", &format!("{written}\n"));
    check("json.md", &json::json(&schema));
}

#[test]
fn the_pictures() {
    let drawn = [("status", &["status"][..]), ("why", &["why", "week"][..])];
    for (file, picture) in drawn.iter().flat_map(|(name, arguments)| pictures::pictures(name, arguments)) {
        check(&file, &picture);
    }
    for (file, picture) in pictures::dashboards() {
        check(&file, &picture);
    }
}
