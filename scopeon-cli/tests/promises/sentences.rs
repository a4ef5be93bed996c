//! SECURITY.md: its promises are written from here, each with the tests that fail when it is broken. What else the page says
//! promises nothing.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use crate::promised::PROMISES;

/// One sentence that users may rely on.
pub(crate) struct Promise {
    /// What is promised.
    pub(crate) says: &'static str,
    /// How it is made true.
    pub(crate) how: &'static str,
    /// The tests that hold it: `file::function` from the repository's root.
    pub(crate) tests: &'static [&'static str],
}

const BEGIN: &str = "<!-- promises: written from scopeon-cli/tests/promises/promised.rs, do not edit -->\n";
const END: &str = "<!-- end of promises -->\n";
/// Sections that are about people and limits, and promise nothing of the program's.
const OTHER: [&str; 5] = ["Security", "Supported versions", "Reporting", "Scope", "What is not promised"];
/// What a sentence that promises is likely to hold.
const PROMISING: [&str; 8] =
    [" never ", " nothing ", "Nothing ", " no ", "No ", " only ", " always ", " cannot "];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

fn table() -> String {
    let mut text = String::from("| promise | how | tests |\n|---|---|---|\n");
    for promise in PROMISES {
        let tests: Vec<_> = promise.tests.iter().map(|test| format!("`{}`", short(test))).collect();
        let _ = writeln!(text, "| {} | {} | {} |", promise.says, promise.how, tests.join(", "));
    }
    text
}

/// `scopeon-cli/tests/promises/canary.rs::name` as `promises/canary::name`.
fn short(test: &str) -> String {
    let (file, function) = test.split_once("::").unwrap_or((test, ""));
    let file = file.trim_end_matches(".rs").replace("/tests/", "/").replace("/src/", "/");
    let file = file.strip_prefix("scopeon-cli/").unwrap_or(&file);
    format!("{file}::{function}")
}

#[test]
fn the_page_says_what_is_promised() {
    let path = root().join("SECURITY.md");
    let page = fs::read_to_string(&path).expect("the page");
    let (before, rest) = page.split_once(BEGIN).expect("where promises begin");
    let (kept, after) = rest.split_once(END).expect("where they end");
    let made = table();
    if std::env::var_os("SCOPEON_UPDATE_DOCS").is_some() {
        fs::write(&path, [before, BEGIN, &made, END, after].concat()).expect("a file");
        return;
    }
    assert!(kept == made, "SECURITY.md has drifted; run SCOPEON_UPDATE_DOCS=1 cargo test --test promises");
}

#[test]
fn every_promise_names_tests_that_are_there() {
    for promise in PROMISES {
        assert!(!promise.tests.is_empty(), "nothing holds: {}", promise.says);
        for test in promise.tests {
            let (file, function) = test.split_once("::").expect("a file and a function");
            let text = fs::read_to_string(root().join(file)).unwrap_or_default();
            assert!(is_test(&text, function), "{test}, which is to hold \"{}\", is not there", promise.says);
        }
    }
}

/// A function of that name behind an attribute that makes it a test, on its own or in a set of properties.
fn is_test(text: &str, function: &str) -> bool {
    let Some(at) = text.find(&format!("fn {function}(")) else { return false };
    let before = text[..at].trim_end();
    let attributes = before.rsplit("\n\n").next().unwrap_or(before);
    attributes.contains("#[test]")
}

#[test]
fn what_else_the_page_says_promises_nothing() {
    let page = fs::read_to_string(root().join("SECURITY.md")).expect("the page");
    let (before, rest) = page.split_once(BEGIN).expect("where promises begin");
    let (_, after) = rest.split_once(END).expect("where they end");
    let mut section = "";
    for line in before.lines().chain(after.lines()) {
        if let Some(title) = line.trim_start_matches('#').strip_prefix(' ').filter(|_| line.starts_with('#'))
        {
            section = title;
            assert!(OTHER.contains(&title) || title == "Promises", "a section without tests: {title}");
        } else if !matches!(section, "What is not promised" | "Reporting" | "Scope") {
            let words = PROMISING.iter().find(|words| line.contains(*words));
            assert!(words.is_none(), "this line promises without a test: {line}");
        }
    }
}
