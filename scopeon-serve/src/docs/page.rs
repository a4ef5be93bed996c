//! The page about the routes.

use std::fmt::Write as _;

use super::{Documented, documented};
use crate::tier::Tier;

const HEAD: &str = include_str!("head.md");

/// Returns the page about the routes, in Markdown.
#[must_use]
pub fn page() -> String {
    let routes = documented();
    let mut page = HEAD.to_owned();
    for tier in Tier::ALL {
        let _ = write!(page, "\n## Tier {tier}: {}\n\n", tier.holds());
        page.push_str("| route | answers | as the command |\n|---|---|---|\n");
        for route in routes.iter().filter(|route| route.tier == tier) {
            page.push_str(&row(route));
        }
    }
    page.push_str("\n## What may be asked\n");
    for route in routes.iter().filter(|route| route.command.is_some()) {
        page.push_str(&parameters(route));
    }
    page
}

fn row(route: &Documented) -> String {
    let command = route.command.map(|command| format!("`scopeon {command} --json`")).unwrap_or_default();
    format!("| `{} {}` | {} | {command} |\n", route.method, route.path, route.about)
}

fn parameters(route: &Documented) -> String {
    let mut text = format!("\n### `{}`\n\n", route.path);
    for parameter in &route.parameters {
        let many = if parameter.is_many { ", may be given many times" } else { "" };
        let needed = if parameter.is_needed { ", has to be given" } else { "" };
        let kind = match (parameter.most, parameter.is_flag) {
            (Some(most), _) => format!(", from 1 to {most}"),
            (None, true) => ", `true` or `false`".to_owned(),
            (None, false) if parameter.words.is_empty() => String::new(),
            (None, false) => format!(", one of `{}`", parameter.words.join("`, `")),
        };
        let _ = writeln!(text, "* `{}`{kind}{many}{needed}: {}", parameter.name, parameter.about);
    }
    text
}
