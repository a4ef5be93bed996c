//! `scopeon privacy`.

use clap::{Args, Subcommand};

const EXAMPLES: &str = "\
Examples:
  scopeon privacy                     what is kept, of what, and where logs are looked for
  scopeon privacy check               whether anything is kept that should not be
  scopeon privacy --json | jq -r '.agents[] | select(.opened) | .places[]'";

/// Show what is kept of logs, how, and which places are opened; written from the program itself
///
/// Names are kept where they are shaped like names. What is not, a sentence or a key where a model or a tool should be, is
/// kept as a mark such as `~4f2a91c3d07b-23`: the same text has the same mark, which this machine's own key
/// makes. `doctor` counts them as `withheld name`.
#[derive(Clone, Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct PrivacyArgs {
    #[command(subcommand)]
    pub(crate) action: Option<PrivacyAction>,
}

/// What to do about privacy; what is kept when nothing is said.
#[derive(Clone, Debug, Subcommand)]
pub(crate) enum PrivacyAction {
    /// Look at every value in the database that could hold text; exits with 1 when one should not be there
    ///
    /// Each name is held against the shape of what it names, each path against `[privacy] paths`, and everything against
    /// the forms of keys. What is found is counted by table and column, and never shown.
    Check,
}
