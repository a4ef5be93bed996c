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

Commands:
  report       Show tokens and cost by time, model, project, …
  daily        Show usage by day: `report daily`
  weekly       Show usage by week: `report weekly`
  monthly      Show usage by month: `report monthly`
  sessions     List sessions, the last active first
  session      Show one session: its calls, tools, sub-agents, compactions and context
  context      Show how full a session's context is, how fast it fills and how long it lasts
  cache        Show what prompt caches saved, cost and lost
  tools        Show what tools, skills, hooks and sub-agents were used for: how often, how long, how
               large, how often they failed
  mcp-usage    Show what MCP servers and their tools were used for
  health       Show how well it went, from 0 to 100: the score, its parts, and signs of waste with
               one thing to do each
  suggest      Suggest what to do first, by what it would have saved
  costs        Show what it cost, how fast it goes and what day, week and month will come to
  whatif       Show what the same history would have cost at other prices
  subagents    Show sessions and the sub-agents they started as trees, each with its own and its
               total cost [alias: agents]
  tasks        Show what was delegated to sub-agents: by type, and the most expensive runs with time
               and outcome
  explore      Walk down to what consumed tokens: agents, projects, branches, sessions, prompts,
               calls, tools
  blocks       Show Claude's five-hour blocks and weeks: what runs now, the burn rate and the
               forecast
  limits       Show the limits that agents state: how much of each window is used and when it resets
  budget       Show what is used of your budgets, at what pace, and when they will run out
  compare      Compare two sessions, periods, branches, projects or tags: what differs, and whether
               the difference is significant
  tag          Give sessions tags, by hand or by rule, and see which have some
  status       Show today, this week, this month and the live session
  ingest       Read what is new in the agents' logs
  doctor       Check where logs were looked for, what was found and what could not be read
  providers    List every agent this version knows: found or not, how exact its figures are, what is
               kept of it
  prices       Show and extend the prices that cost is computed from
  privacy      Show what is kept of logs, how, and which places are opened; written from the program
               itself
  db           Look after the database
  completions  Print completions for a shell
  man          Print a manual page, or write all of them into a directory
  help         Print this message or the help of the given subcommand(s)

Options:
  -h, --help     Print help (see more with '--help')
  -V, --version  Print version

Global options:
      --home <DIR>           Whose logs to read: the home directory below which agents keep them
                             [default: yours]
      --root <PROVIDER=DIR>  Read this agent's logs here and nowhere else; may be given many times
      --db <FILE>            Where figures are kept [default: scopeon.db in SCOPEON_HOME, which is
                             ~/.scopeon] [env: SCOPEON_DB]
      --config <FILE>        The configuration to use [default: config.toml in SCOPEON_HOME, if
                             there is one] [env: SCOPEON_CONFIG]
      --zone <IANA>          The time zone of days [default: the configuration's, then TZ, then the
                             system's]
      --json                 Answer in JSON: one line into a pipe, indented on a terminal
      --no-ingest            Answer from what is already known instead of reading what is new first
      --fresh                Wait for other processes until the answer holds everything that is
                             logged; fail with 1 where that cannot be
      --demo                 Answer about sample logs, made for the occasion and removed afterwards
      --color <WHEN>         When to colour; NO_COLOR is respected [default: auto]
  -q, --quiet                Say nothing but the answer and errors
  -v, --verbose...           Say more on stderr; twice for details

Say --help instead of -h for every option, examples and exit codes.

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
