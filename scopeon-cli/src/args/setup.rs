//! `scopeon completions`.

use clap::Args;

/// Print completions for a shell
///
/// For bash: `scopeon completions bash > ~/.local/share/bash-completion/completions/scopeon`.
#[derive(Clone, Debug, Args)]
pub(crate) struct CompletionsArgs {
    /// The shell
    #[arg(value_name = "SHELL")]
    pub(crate) shell: clap_complete::Shell,
}
