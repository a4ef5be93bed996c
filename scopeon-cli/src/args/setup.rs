//! `scopeon completions` and `scopeon man`.

use std::path::PathBuf;

use clap::{Args, ValueHint};

/// Print completions for a shell
///
/// For bash: `scopeon completions bash > ~/.local/share/bash-completion/completions/scopeon`.
#[derive(Clone, Debug, Args)]
pub(crate) struct CompletionsArgs {
    /// The shell
    #[arg(value_name = "SHELL")]
    pub(crate) shell: clap_complete::Shell,
}

/// Print a manual page, or write all of them into a directory
///
/// To read one at once: `scopeon man report | man -l -`. To have `man scopeon-report` find it:
/// `scopeon man --dir ~/.local/share/man/man1`.
#[derive(Clone, Debug, Args)]
pub(crate) struct ManArgs {
    /// The command whose page is printed, as in `scopeon man db compact`; without it the program's own
    #[arg(value_name = "COMMAND")]
    pub(crate) command: Vec<String>,
    /// Write the pages of the program and of every command into this directory, which is made if it is not there
    #[arg(long, value_name = "DIR", value_hint = ValueHint::DirPath, conflicts_with = "command")]
    pub(crate) dir: Option<PathBuf>,
}
