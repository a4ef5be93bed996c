//! `scopeon ingest`.

use clap::Args;

/// Read what is new in the agents' logs
///
/// Other commands do this by themselves before they answer. Stopped by Ctrl-C or SIGTERM, it keeps what it
/// has read and goes on from there next time.
#[derive(Clone, Debug, Args)]
pub(crate) struct IngestArgs {
    /// Stay, and read whatever is appended as it is written; ends with 0 on Ctrl-C or SIGTERM
    #[arg(long)]
    pub(crate) watch: bool,
}
