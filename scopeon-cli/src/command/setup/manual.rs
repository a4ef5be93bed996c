//! The manual: a page for the program and one for each command, made of what `--help` says.

use clap::Command;
use clap_mangen::Man;
use clap_mangen::roff::{Roff, bold, roman};

use crate::error::CliError;
use crate::program::Program;

/// User commands.
const SECTION: &str = "1";

/// One page.
pub(super) struct Page {
    command: Command,
    /// What each word after the program's name may be: the command's name and its aliases.
    words: Vec<Vec<String>>,
    /// The pages of the commands above this one.
    above: Vec<String>,
    source: String,
}

/// Returns the pages of the program and of every command that is not hidden, each before those below it.
pub(super) fn pages(program: Program) -> Vec<Page> {
    let mut command = without_help(program.command());
    let source = format!("{} {}", program.name(), command.get_version().unwrap_or_default());
    command.build();
    let mut pages = Vec::new();
    gather(Page { command, words: Vec::new(), above: Vec::new(), source }, &mut pages);
    pages
}

/// `help` is a command for the terminal; its pages would only say so.
fn without_help(command: Command) -> Command {
    command.disable_help_subcommand(true).mut_subcommands(without_help)
}

fn gather(page: Page, pages: &mut Vec<Page>) {
    let below: Vec<Page> =
        page.command.get_subcommands().filter(|sub| !sub.is_hide_set()).map(|sub| page.below(sub)).collect();
    pages.push(page);
    for page in below {
        gather(page, pages);
    }
}

impl Page {
    fn below(&self, command: &Command) -> Self {
        let names = std::iter::once(command.get_name()).chain(command.get_all_aliases());
        let mut words = self.words.clone();
        words.push(names.map(str::to_owned).collect());
        let mut above = self.above.clone();
        above.push(self.title().to_owned());
        Self { command: command.clone(), words, above, source: self.source.clone() }
    }

    fn title(&self) -> &str {
        self.command.get_display_name().unwrap_or_else(|| self.command.get_name())
    }

    /// Returns `true` if the words name this command.
    pub(super) fn is_of(&self, words: &[String]) -> bool {
        self.words.len() == words.len()
            && self.words.iter().zip(words).all(|(names, word)| names.contains(word))
    }

    /// Returns what the page's file is called.
    pub(super) fn file_name(&self) -> String {
        format!("{}.{SECTION}", self.title())
    }

    /// Returns the page in roff.
    ///
    /// # Errors
    ///
    /// When the renderer cannot write.
    pub(super) fn render(&self) -> Result<Vec<u8>, CliError> {
        let man =
            Man::new(self.command.clone()).section(SECTION).source(&self.source).manual("User Commands");
        let mut out = Vec::new();
        man.render_title(&mut out)?;
        man.render_name_section(&mut out)?;
        man.render_synopsis_section(&mut out)?;
        man.render_description_section(&mut out)?;
        man.render_options_section(&mut out)?;
        if self.command.get_subcommands().any(|sub| !sub.is_hide_set()) {
            man.render_subcommands_section(&mut out)?;
        }
        let after = self.command.get_after_long_help().or_else(|| self.command.get_after_help());
        let mut roff = Roff::default();
        closing(&after.map(ToString::to_string).unwrap_or_default(), &mut roff);
        see_also(&self.above, &mut roff);
        roff.to_writer(&mut out)?;
        Ok(out)
    }
}

/// Writes what stands below the options: what is indented below `Examples:` is a section whose lines stay as they are,
/// anything else a note.
fn closing(text: &str, roff: &mut Roff) {
    let is_title = |line: &str| line.ends_with(':') && !line.starts_with(' ');
    let parts = text.split("\n\n").map(str::trim_end).filter(|part| !part.is_empty());
    let (listed, noted): (Vec<&str>, Vec<&str>) = parts.partition(|part| {
        let mut lines = part.lines();
        lines.next().is_some_and(is_title) && lines.all(|line| line.starts_with(' '))
    });
    for part in listed {
        let (title, lines) = part.split_once(":\n").unwrap_or((part, ""));
        roff.control("SH", [title.to_uppercase().as_str()]).control("nf", []);
        for line in lines.lines() {
            roff.text([roman(line.strip_prefix("  ").unwrap_or(line))]);
        }
        roff.control("fi", []);
    }
    if noted.is_empty() {
        return;
    }
    roff.control("SH", ["NOTES"]);
    for part in noted {
        roff.control("PP", []).text([roman(part.replace('\n', " "))]);
    }
}

fn see_also(titles: &[String], roff: &mut Roff) {
    let mut line = Vec::new();
    for title in titles {
        let comma = if line.is_empty() { "" } else { ", " };
        line.extend([roman(comma), bold(title), roman(format!("({SECTION})"))]);
    }
    if !line.is_empty() {
        roff.control("SH", ["SEE ALSO"]).text(line);
    }
}
