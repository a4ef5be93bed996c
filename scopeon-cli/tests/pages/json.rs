//! The page about every answer in JSON, written from the schema of what is written.

mod answers;
mod changes;
mod shape;
mod table;
mod words;

use std::fmt::Write as _;

use serde_json::Value;

pub(crate) use answers::ANSWERS;
use shape::{Definitions, FIGURE, Kind};
use table::{table, word_table};

const HEAD: &str = "# Answers in JSON

Written from the program itself; do not edit. The same as a JSON Schema: [schema.json](schema.json).

Every command with data answers with one JSON object where `--json` is given: one line into a pipe, indented on a
terminal. The first fields of every answer are [the same](#fields-of-every-answer); `schema` is the version of all of it.
Within a version fields may be added and none changes its name, its shape or its meaning; pass over what you do not know.

* Money is text: exact decimal US dollars, `\"0.0135\"`, with at least two and at most twelve decimals.
* An instant is text, RFC 3339 in UTC with milliseconds: `\"2026-11-20T15:00:00.000Z\"`. Days and other local names of
  rows, as `2026-11-20`, are of the answer's `zone`.
* A share is a number from 0 to 1, and any other quotient a number: `0.25` is a quarter. A share of nothing is 0.
* `null` is what is not known or does not exist, never a sum of nothing, which is 0. A field is left out only where it is
  called optional here.
* A [figure](#figure) is a value with how far it can be trusted.
* In tables a dot leads into an object, `[]` stands for each entry of a list and `*` for each key of an object. The last
  column is the version of `schema` since when a field has that name and shape.

Errors are words on stderr and an exit code; stdout is then empty. [What the exit codes mean](cli.md#scopeon), `scopeon
--help` says as well; of the notices below, `failed` and `unread` make the exit code 1 where it would have been 0.
";

/// Writes the page about every answer, in Markdown, from the schema that `scopeon_core` makes.
#[must_use]
pub(crate) fn json(schema: &Value) -> String {
    let definitions = Definitions::of(schema);
    let mut text = HEAD.to_owned();
    common(&definitions, &mut text);
    text.push_str(&changes::section());
    text.push_str("\n## Commands\n");
    for answer in ANSWERS {
        let _ = writeln!(text, "\n### {}\n", titled(answer.commands));
        let _ = writeln!(text, "{}{}\n", meaning(&definitions, answer.report), named(answer.report));
        text.push_str(&table(&definitions, answer.report));
    }
    shared(&definitions, &mut text);
    text
}

/// What is the same in every answer.
fn common(definitions: &Definitions<'_>, text: &mut String) {
    text.push_str("\n## Fields of every answer\n\n");
    text.push_str(&table(definitions, "Scope"));
    for (title, name) in [("Freshness", "Freshness"), ("Notices", "NoticeCode"), ("Levels", "Coverage")] {
        let _ = writeln!(text, "\n### {title}\n");
        text.push_str(&word_table(definitions, name));
    }
}

/// What several answers have in common, and the words that stand for something.
fn shared(definitions: &Definitions<'_>, text: &mut String) {
    text.push_str("\n## Shared shapes\n");
    for name in definitions.shared() {
        let title = if name == FIGURE { "Figure" } else { name };
        let _ = writeln!(text, "\n### {title}\n\n{}\n", meaning(definitions, name));
        text.push_str(&table(definitions, name));
    }
    text.push_str("\n## Words\n");
    for name in definitions.words().filter(|name| !["Freshness", "NoticeCode", "Coverage"].contains(name)) {
        let _ = writeln!(text, "\n### {name}\n\n{}\n", meaning(definitions, name));
        text.push_str(&word_table(definitions, name));
    }
}

fn titled(commands: &[&str]) -> String {
    commands.iter().map(|command| format!("`scopeon {command}`")).collect::<Vec<_>>().join(", ")
}

fn named(report: &str) -> String {
    format!(" (`{report}` in the schema)")
}

/// The first paragraph about a type.
fn meaning<'a>(definitions: &Definitions<'a>, name: &str) -> &'a str {
    let text = definitions.get(name).and_then(|schema| schema.get("description")).and_then(Value::as_str);
    let first = text.unwrap_or_default().split("\n\n").next().unwrap_or_default();
    debug_assert!(definitions.kind(name) != Kind::Unknown, "{name} is described");
    first
}
