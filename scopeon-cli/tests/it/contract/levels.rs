//! Every level of a walk down adds up to the row it opens.

use serde_json::Value;

use super::sums::{Sums, total};
use super::{History, list};

/// How many rows of a level are opened: the first ones and the last.
const OPENED: usize = 3;

pub(super) fn agree(history: &History) {
    let opened = walk(history, &mut Vec::new(), None);
    assert!(opened > 20, "only {opened} levels");
}

fn walk(history: &History, path: &mut Vec<String>, opened: Option<&Sums>) -> usize {
    let level = explore(history, path);
    let sums = Sums::of(&level["total"]);
    if level["depth"] == "tool" {
        return 1;
    }
    assert!(opened.is_none_or(|row| *row == sums), "{path:?}: {opened:?} opens {sums:?}");
    let rows = list(&level["rows"]);
    assert_eq!(total(rows), sums, "{path:?}");
    let mut levels = 1;
    for (index, row) in rows.iter().enumerate() {
        // Below a session one way down is enough.
        let most = if path.len() < 3 { OPENED } else { 1 };
        if level["below"].is_null() || (index >= most && index + 1 < rows.len()) {
            continue;
        }
        path.push(row["key"].as_str().expect("a name").to_owned());
        levels += walk(history, path, Some(&Sums::of(row)));
        path.pop();
    }
    levels
}

fn explore(history: &History, path: &[String]) -> Value {
    let options = ["--all", "--limit", "all", "--json", "--no-ingest", "--now", history.now];
    let command = history
        .machine
        .command(["explore"].into_iter().chain(path.iter().map(String::as_str)).chain(options));
    let ran = crate::machine::Ran::of(command);
    serde_json::from_str(&ran.out).unwrap_or_else(|error| panic!("{path:?}: {error}: {ran:?}"))
}
