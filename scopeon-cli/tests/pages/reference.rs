//! The pages about every command and every key of the configuration.

use std::fmt::Write as _;

use clap::{Arg, Command};
use scopeon_core::config::KEYS;

/// Writes the page about every command and option, in Markdown.
#[must_use]
pub(crate) fn cli() -> String {
    let mut root = scopeon_cli::command();
    root.build();
    let mut text = String::from("# The command line\n\nWritten from the program itself; do not edit.\n");
    page(&root, "scopeon", &mut text);
    text
}

fn page(command: &Command, path: &str, text: &mut String) {
    let level = "#".repeat(1 + path.split(' ').count());
    let _ = writeln!(text, "\n{level} `{path}`\n");
    let about = command.get_long_about().or_else(|| command.get_about());
    if let Some(about) = about {
        let _ = writeln!(text, "{about}\n");
    }
    let usage = command.clone().render_usage().to_string();
    let _ = writeln!(text, "```text\n{}\n```", usage.trim());
    let shown = |argument: &&Arg| !argument.is_hide_set() && (path == "scopeon" || !argument.is_global_set());
    let arguments: Vec<&Arg> = command.get_arguments().filter(shown).filter(|a| is_own(a)).collect();
    if !arguments.is_empty() {
        let _ = writeln!(text, "\n| argument | meaning |\n|---|---|");
    }
    for argument in arguments {
        let _ = writeln!(text, "| `{}` | {} |", name(argument), meaning(argument));
    }
    if let Some(more) = command.get_after_long_help().filter(|_| path == "scopeon") {
        let _ = writeln!(text, "\n```text\n{more}\n```");
    }
    let commands = command.get_subcommands().filter(|sub| !sub.is_hide_set() && sub.get_name() != "help");
    for sub in commands {
        page(sub, &format!("{path} {}", sub.get_name()), text);
    }
}

fn is_own(argument: &Arg) -> bool {
    !matches!(argument.get_id().as_str(), "help" | "version")
}

fn name(argument: &Arg) -> String {
    let values: Vec<String> =
        argument.get_value_names().into_iter().flatten().map(ToString::to_string).collect();
    let value = if argument.get_action().takes_values() { values.join(" ") } else { String::new() };
    let value =
        if argument.is_positional() && !argument.is_required_set() { format!("[{value}]") } else { value };
    let short = argument.get_short().map(|short| format!("-{short}"));
    let long = argument.get_long().map(|long| format!("--{long}"));
    let flags = [short, long].into_iter().flatten().collect::<Vec<_>>().join(", ");
    format!("{flags} {value}").trim().replace('|', "\\|")
}

fn meaning(argument: &Arg) -> String {
    let mut text = argument.get_help().map(ToString::to_string).unwrap_or_default();
    if let Some(more) = argument.get_long_help() {
        text = more.to_string().replace("\n\n", ". ").replace('\n', " ");
    }
    let possible = argument.get_possible_values();
    if argument.get_action().takes_values() && !possible.is_empty() {
        let names: Vec<String> = possible.iter().map(|value| format!("`{}`", value.get_name())).collect();
        let _ = write!(text, ": {}", names.join(", "));
    }
    let defaults: Vec<_> =
        argument.get_default_values().iter().map(|value| value.to_string_lossy()).collect();
    if argument.get_action().takes_values() && !defaults.is_empty() {
        let _ = write!(text, " [default: {}]", defaults.join(" "));
    }
    if let Some(variable) = argument.get_env() {
        let _ = write!(text, " [variable: `{}`]", variable.to_string_lossy());
    }
    text.replace('|', "\\|")
}

/// Writes the page about every key of the configuration, in Markdown.
#[must_use]
pub(crate) fn config() -> String {
    let mut text = String::from(
        "# The configuration\n\nWritten from the program itself; do not edit.\n\n`~/.scopeon/config.toml`, or where `--config`, `SCOPEON_CONFIG` or `SCOPEON_HOME` say. Every key is optional;\na key that is not listed here is an error, which names the file, the line and what is allowed.\n\n| key | allowed | default | meaning |\n|---|---|---|---|\n",
    );
    for key in KEYS {
        let table = key.table;
        let _ = writeln!(
            text,
            "| `{table}.{}` | {} | {} | {} |",
            key.name, key.allowed, key.default, key.meaning
        );
    }
    let _ = write!(
        text,
        "\n`[prices]` stands for a table `[[prices]]` for each model, with `[prices.alias]` behind the last, `[budgets]` and `[tags]` for one for each budget and rule.\n\nAll of it in one file:\n\n```toml\n{}```\n",
        example()
    );
    text
}

/// Writes a configuration that sets every key.
#[must_use]
pub(crate) fn config_example() -> String {
    example()
}

fn example() -> String {
    let mut text = String::new();
    let mut table = "";
    for key in KEYS {
        if key.table != table {
            let gap = if table.is_empty() { "" } else { "\n" };
            let _ = writeln!(text, "{gap}[{}]", key.table.replace("<id>", "claude-code"));
            table = key.table;
        }
        let _ = writeln!(text, "{}", key.example);
    }
    text
}
