//! The page about the MCP server, written from its tables.

use std::fmt::Write as _;

use crate::param::{Kind, Param};
use crate::prompts;
use crate::resources;
use crate::tool::Tool;
use crate::tools::TOOLS;

const HEAD: &str = include_str!("docs/head.md");
const TAIL: &str = include_str!("docs/tail.md");

/// Returns the page.
#[must_use]
pub fn page() -> String {
    let mut page = HEAD.to_owned();
    page.push_str("\n## Tools\n\n");
    for (heading, is_core) in [("Listed by default", true), ("Listed with `--tools full`", false)] {
        let _ = writeln!(page, "### {heading}\n\n| tool | answers | takes |\n|---|---|---|");
        for tool in TOOLS.iter().filter(|tool| tool.is_core == is_core) {
            let _ = writeln!(page, "{}", row(tool));
        }
        page.push('\n');
    }
    page.push_str("## Resources\n\n| address | tells |\n|---|---|\n");
    for (address, about) in resources::documented() {
        let _ = writeln!(page, "| `{address}` | {about} |");
    }
    page.push_str("\n## Prompts\n\n| prompt | asks for |\n|---|---|\n");
    for (name, about) in prompts::documented() {
        let _ = writeln!(page, "| `{name}` | {about} |");
    }
    page.push('\n');
    page.push_str(TAIL);
    page
}

fn row(tool: &Tool) -> String {
    let takes: Vec<String> = tool.takes.iter().map(parameter).collect();
    let writes = if tool.writes { " *(writes)*" } else { "" };
    format!("| `{}`{writes} | {} | {} |", tool.name, tool.about, takes.join(", "))
}

fn parameter(param: &Param) -> String {
    let needed = if param.is_needed() { " (needed)" } else { "" };
    let words = match param.kind {
        Kind::Word(words) => format!(": {}", words.join(" \\| ")),
        _ => String::new(),
    };
    let also = match param.also {
        [] => String::new(),
        names => format!(" (also `{}`)", names.join("`, `")),
    };
    format!("`{}`{also}{needed}{words}", param.name)
}
