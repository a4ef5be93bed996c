//! What the program says of itself.

use snapbox::{assert_data_eq, str};

use crate::machine::Machine;

#[test]
fn short_help() {
    assert_data_eq!(
        Machine::empty().answer("-h"),
        str![[r#"
Where your coding agents' tokens, money and context went

Usage: scopeon [OPTIONS] [COMMAND]

Examples:
  scopeon                           where things stand now
  scopeon report --demo             a month on sample logs, on any machine
  scopeon report model --since 7d   the last seven days by model
  scopeon why today                 what made today expensive
  scopeon session latest            the session you are in

Look:
  status       where things stand now: today, limits, live sessions
  tui          the same as it changes, on a dashboard that stays open
  report       tokens and cost by day, model, project, branch, session
  daily        report by day
  weekly       report by week
  monthly      report by month
  sessions     sessions, the last active first
  session      one session in full
  interactions what a session did beside its calls, one by one
  explore      walk down from agents to single calls and tools
  tools        tools, skills, hooks: how often, how large, how many failed
  mcp-usage    MCP servers and their tools
  subagents    sub-agents as trees with their costs
  tasks        what was delegated to sub-agents
  tag          give sessions tags

Why:
  why          why a session, a day or a week cost what it did
  costs        costs by kind and model, rates, forecast
  context      how full the context is, and how long it lasts
  cache        what prompt caches saved, cost and lost
  health       how well it went, and signs of waste
  suggest      what to do first, by what it would have saved
  compare      two sessions, periods, branches or tags

Plan:
  limits       what is used of your plan's limits, and when they are hit
  blocks       five-hour blocks and weeks
  budget       your budgets, their pace, and when they run out
  whatif       the same history at other prices

Set up:
  mcp          agents that see their own tokens, money and context
  alerts       what has to be said, as it comes, for an agent's monitor
  doctor       what was found, what could not be read
  ingest       read what is new; --watch goes on
  providers    every agent, and how exact its figures are
  prices       the prices that cost is computed from
  privacy      what is kept, and what is opened
  db           look after the database
  import       take over what Scopeon 0.x kept
  completions  completions for your shell
  man          manual pages

Options:
      --demo        Answer about sample logs, made for the occasion and removed afterwards
  -v, --verbose...  Show details; twice also what is read, on stderr, and three times everything
      --json        Answer in JSON: one line into a pipe, indented on a terminal
      --csv         Write the answer's tables as CSV: whole numbers, shares from 0 to 1, seconds,
                    bytes; no sums
      --exact       Show exact numbers instead of 1.2M
  -h, --help        Print help (see more with '--help')
  -V, --version     Print version

scopeon COMMAND -h shows a command's examples and options; --help every option and exit code.

"#]]
    );
}

#[test]
fn long_help_has_examples_and_exit_codes() {
    let help = Machine::empty().answer("--help");
    for part in ["Examples:", "scopeon report --demo", "Exit codes:", "143 by SIGTERM"] {
        assert!(help.contains(part), "{part} is not in {help}");
    }
}

#[test]
fn every_command_has_help() {
    let machine = Machine::empty();
    let commands = "report daily weekly monthly sessions session status ingest doctor prices db completions man \
                    context costs whatif subagents tasks explore";
    for command in commands.split(' ') {
        let help = machine.answer(&format!("{command} --help"));
        assert!(help.contains("Usage: scopeon"), "{command}: {help}");
    }
}

#[test]
fn version_is_the_packages() {
    assert_eq!(Machine::empty().answer("--version"), format!("scopeon {}\n", env!("CARGO_PKG_VERSION")));
}

#[test]
fn a_wrong_command_line_is_2() {
    let machine = Machine::empty();
    for line in [
        "nonsense",
        "report by-star-sign",
        "report --limit 0",
        "report --zone Mars/Olympus",
        "--now today",
        "--root claude-code",
        "prices show",
    ] {
        let ran = machine.run(line);
        assert_eq!((ran.code, ran.out.as_str()), (Some(2), ""), "{line}: {}", ran.err);
        assert!(ran.err.starts_with("error: "), "{line}: {}", ran.err);
    }
}

#[test]
fn a_hostile_argument_cannot_rewrite_the_terminal() {
    let machine = Machine::empty();
    for line in [
        "\u{1b}[31mred",
        "report --since \u{1b}]0;title\u{7}",
        "report --no-ingest --db \u{9b}31m/x",
        "session \u{202e}evil",
    ] {
        let ran = machine.run(line);
        let bad = |c: char| (c.is_control() && c != '\n') || c == '\u{202e}';
        assert!(ran.code != Some(0) && !ran.err.contains(bad), "{line:?}: {:?}", ran.err);
    }
}

#[test]
fn completions_and_the_manual_are_there() {
    let machine = Machine::empty();
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        assert!(machine.answer(&format!("completions {shell}")).contains("scopeon"), "{shell}");
    }
    assert!(machine.answer("man").starts_with(".ie"));
}

#[test]
fn the_manual_has_a_page_for_each_command() {
    let machine = Machine::empty();
    for (line, title) in [
        ("man report", "scopeon-report 1"),
        ("man db compact", "scopeon-db-compact 1"),
        ("man agents", "scopeon-subagents 1"),
    ] {
        assert!(machine.answer(line).contains(&format!(".TH {title} ")), "{line}");
    }
    for line in ["man nonsense", "man db nonsense", "man report daily", "man report --dir x"] {
        let ran = machine.run(line);
        assert_eq!((ran.code, ran.out.as_str()), (Some(2), ""), "{line}: {}", ran.err);
    }

    let pages = machine.home().join("share/man1");
    let said = machine.answer(&format!("man --dir {}", pages.display()));
    let mut names: Vec<_> = std::fs::read_dir(&pages)
        .expect("a directory of pages")
        .map(|entry| entry.expect("an entry").file_name().into_string().expect("a name"))
        .collect();
    names.sort();
    assert_eq!(said, format!("{} pages in {}\n", names.len(), pages.display()));
    for name in ["scopeon.1", "scopeon-report.1", "scopeon-db-backup.1", "scopeon-limits-record.1"] {
        assert!(names.iter().any(|known| known == name), "{name} is not among {names:?}");
    }
    assert!(!names.iter().any(|name| name.contains("help")), "{names:?}");
}
