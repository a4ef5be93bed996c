//! Every example of the help and of the documents can be typed as it stands, and those of the README answer.

use std::fs;
use std::path::Path;

use clap::Command;

use crate::machine::Machine;

/// The documents whose examples are looked at.
const PAGES: [&str; 3] = ["README.md", "docs/coming-from.md", "docs/install.md"];

/// Examples of a command and of those below it.
fn of_help(command: &Command, found: &mut Vec<String>) {
    let helps = [command.get_before_help(), command.get_after_help(), command.get_after_long_help()];
    for help in helps.into_iter().flatten().map(ToString::to_string) {
        found.extend(help.lines().filter_map(example));
    }
    command.get_subcommands().for_each(|sub| of_help(sub, found));
}

/// Examples in the code blocks of a page.
fn of_page(name: &str) -> Vec<String> {
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(name);
    let text = fs::read_to_string(page).expect("a page");
    let blocks = text.split("```").skip(1).step_by(2);
    blocks.filter(|block| block.starts_with("sh\n")).flat_map(str::lines).filter_map(example).collect()
}

/// The command line of an example, without its remark and without what other programs do.
fn example(line: &str) -> Option<String> {
    let line = line.trim_start();
    let rest = line.strip_prefix("scopeon")?;
    // A sentence about commands is none.
    if (!rest.is_empty() && !rest.starts_with(' ')) || rest.contains("COMMAND") {
        return None;
    }
    let ends = ["  ", " # ", " | ", " > ", " >> ", " < ", " || ", " && "];
    let end = ends.iter().filter_map(|end| line.find(end)).min().unwrap_or(line.len());
    Some(line[..end].trim_end().to_owned())
}

/// The words of a command line, as a shell takes them apart.
fn words(line: &str) -> Vec<String> {
    shlex::split(line).unwrap_or_else(|| panic!("{line} is no command line"))
}

#[test]
fn every_example_can_be_typed() {
    let mut examples = Vec::new();
    of_help(&scopeon_cli::command(), &mut examples);
    examples.extend(PAGES.iter().flat_map(|page| of_page(page)));
    assert!(examples.len() > 80, "{}", examples.len());
    for example in examples {
        let parsed = scopeon_cli::command().try_get_matches_from(words(&example));
        if let Err(error) = parsed {
            assert!(!error.use_stderr(), "{example}: {error}");
        }
    }
}

#[test]
fn the_examples_of_the_readme_answer() {
    let machine = Machine::empty();
    let mut asked = 0;
    for example in of_page("README.md") {
        let line = example.strip_prefix("scopeon").expect("the program").trim();
        if line.starts_with("import") || line.contains("--demo") {
            continue;
        }
        let mut arguments = words(line);
        arguments.extend(["--demo", "--now", "2026-11-20T15:00:00Z"].map(str::to_owned));
        let ran = crate::machine::Ran::of(machine.command(arguments));
        assert!(matches!(ran.code, Some(0 | 1 | 5)) && !ran.out.is_empty(), "{example}: {ran:?}");
        asked += 1;
    }
    assert!(asked > 8, "{asked}");
}
