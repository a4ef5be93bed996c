//! How help is laid out: commands in groups by what they are for, examples first, options that every command takes last.

use std::fmt::Write as _;

use clap::Command;

/// A command and what it is for, in few words.
type Entry = (&'static str, &'static str);

/// Every command by what people look for.
pub(crate) const GROUPS: [(&str, &[Entry]); 4] = [
    (
        "Look",
        &[
            ("status", "where things stand now: today, limits, live sessions"),
            ("tui", "the same as it changes, on a dashboard that stays open"),
            ("report", "tokens and cost by day, model, project, branch, session"),
            ("daily", "report by day"),
            ("weekly", "report by week"),
            ("monthly", "report by month"),
            ("sessions", "sessions, the last active first"),
            ("session", "one session in full"),
            ("interactions", "what a session did beside its calls, one by one"),
            ("explore", "walk down from agents to single calls and tools"),
            ("tools", "tools, skills, hooks: how often, how large, how many failed"),
            ("mcp-usage", "MCP servers and their tools"),
            ("subagents", "sub-agents as trees with their costs"),
            ("tasks", "what was delegated to sub-agents"),
            ("tag", "give sessions tags"),
        ],
    ),
    (
        "Why",
        &[
            ("why", "why a session, a day or a week cost what it did"),
            ("costs", "costs by kind and model, rates, forecast"),
            ("context", "how full the context is, and how long it lasts"),
            ("cache", "what prompt caches saved, cost and lost"),
            ("health", "how well it went, and signs of waste"),
            ("suggest", "what to do first, by what it would have saved"),
            ("compare", "two sessions, periods, branches or tags"),
        ],
    ),
    (
        "Plan",
        &[
            ("limits", "what is used of your plan's limits, and when they are hit"),
            ("blocks", "five-hour blocks and weeks"),
            ("budget", "your budgets, their pace, and when they run out"),
            ("whatif", "the same history at other prices"),
        ],
    ),
    (
        "Set up",
        &[
            ("mcp", "agents that see their own tokens, money and context"),
            ("alerts", "what has to be said, as it comes, for an agent's monitor"),
            ("doctor", "what was found, what could not be read"),
            ("ingest", "read what is new; --watch goes on"),
            ("providers", "every agent, and how exact its figures are"),
            ("prices", "the prices that cost is computed from"),
            ("privacy", "what is kept, and what is opened"),
            ("db", "look after the database"),
            ("import", "take over what Scopeon 0.x kept"),
            ("completions", "completions for your shell"),
            ("man", "manual pages"),
        ],
    ),
];

/// Lays out the help of a program and of all its commands.
pub(crate) fn arrange(command: Command) -> Command {
    let template = format!(
        "{{about-with-newline}}\n{{usage-heading}} {{usage}}\n\n{{before-help}}{}\nOptions:\n{{options}}{{after-help}}",
        groups()
    );
    command.help_template(template).mut_subcommands(examples_first)
}

/// The groups as text.
fn groups() -> String {
    let mut text = String::new();
    for (heading, entries) in GROUPS {
        let _ = writeln!(text, "{heading}:");
        for (name, purpose) in entries {
            let _ = writeln!(text, "  {name:<12} {purpose}");
        }
        text.push('\n');
    }
    text.pop();
    text
}

/// Moves the examples of a command, and of those below it, before its options.
fn examples_first(command: Command) -> Command {
    const TEMPLATE: &str =
        "{about-with-newline}\n{usage-heading} {usage}\n\n{before-help}{all-args}{after-help}";
    let examples = command.get_after_help().cloned();
    let command = command.help_template(TEMPLATE).mut_subcommands(examples_first);
    match examples {
        Some(examples) => command.before_help(examples).after_help(None),
        None => command,
    }
}
