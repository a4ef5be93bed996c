//! `scopeon completions` and `scopeon man`.

mod manual;

use std::fs;
use std::io::Write as _;
use std::path::Path;

use crate::args::{CompletionsArgs, ManArgs};
use crate::console::Console;
use crate::error::{CliError, Kind, Outcome};
use crate::program::Program;
use manual::{Page, pages};

/// Prints completions for a shell.
pub(super) fn completions(args: &CompletionsArgs, program: Program) -> Result<Outcome, CliError> {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut program.command(), program.name(), &mut script);
    Console::write_raw(&script)?;
    Ok(Outcome::Fine)
}

/// Prints a manual page, or writes all of them.
pub(super) fn man(args: &ManArgs, program: Program) -> Result<Outcome, CliError> {
    let pages = pages(program);
    match &args.dir {
        Some(directory) => write_all(&pages, directory)?,
        None => Console::write_raw(&named(&pages, &args.command, program)?.render()?)?,
    }
    Ok(Outcome::Fine)
}

/// Finds a command's page.
fn named<'a>(pages: &'a [Page], words: &[String], program: Program) -> Result<&'a Page, CliError> {
    pages.iter().find(|page| page.is_of(words)).ok_or_else(|| {
        let name = program.name();
        CliError::usage(format_args!("there is no command {:?}", words.join(" ")))
            .hint(format_args!("`{name} --help` lists them; `{name} man` prints the page of all"))
    })
}

fn write_all(pages: &[Page], directory: &Path) -> Result<(), CliError> {
    let failed = |path: &Path, error: &std::io::Error| {
        CliError::new(Kind::Io, format_args!("{} cannot be written: {error}", path.display())).limited(error)
    };
    fs::create_dir_all(directory).map_err(|error| failed(directory, &error))?;
    for page in pages {
        let path = directory.join(page.file_name());
        let text = page.render()?;
        let written = fs::File::create(&path).and_then(|mut file| file.write_all(&text));
        written.map_err(|error| failed(&path, &error))?;
    }
    Console::write_raw(format!("{} pages in {}\n", pages.len(), directory.display()).as_bytes())
}
