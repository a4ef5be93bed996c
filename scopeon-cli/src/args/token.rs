//! `scopeon token`.

use std::path::PathBuf;

use clap::{Args, Subcommand};
use scopeon_serve::Tier;

const EXAMPLES: &str = "\
Examples:
  scopeon token mint --tier 1 --ttl 30d --name grafana
  scopeon token list
  scopeon token revoke grafana
  scopeon token rotate";

/// Make and revoke tokens for callers of `scopeon serve`
///
/// Tokens are made of a secret, and end when it is changed. It is kept beside the database in a file that only its owner
/// can read, unless --secret-file names another one or the variable SCOPEON_SECRET holds it; the first token makes it.
/// Where there is a secret, `scopeon serve` answers to callers alone who know it or have a token.
#[derive(Clone, Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct TokenArgs {
    /// The file that holds the secret
    #[arg(long, value_name = "FILE", global = true)]
    pub(crate) secret_file: Option<PathBuf>,

    #[command(subcommand)]
    pub(crate) action: TokenAction,
}

/// What to do about tokens.
#[derive(Clone, Debug, Subcommand)]
pub(crate) enum TokenAction {
    /// Make a token and print it; it is not kept and cannot be shown again
    Mint {
        /// What it is called
        #[arg(long, value_name = "NAME")]
        name: String,
        /// How much its holder is told, 1 to 3
        #[arg(long, value_name = "N", default_value = "1")]
        tier: Tier,
        /// How long it holds: 90m, 12h, 30d, 52w
        #[arg(long, value_name = "TIME", default_value = "30d", value_parser = seconds)]
        ttl: i64,
    },
    /// List every token that was made
    List,
    /// Let a token hold no more, by its name or its id
    Revoke {
        /// Which one
        #[arg(value_name = "NAME")]
        name: String,
    },
    /// Make a new secret: no token that was made holds any more
    Rotate,
}

fn seconds(text: &str) -> Result<i64, &'static str> {
    const WRONG: &str = "give a time such as 90m, 12h, 30d or 52w";
    let unit = text.chars().last().ok_or(WRONG)?;
    let length = match unit {
        'm' => 60,
        'h' => 3600,
        'd' => 86_400,
        'w' => 604_800,
        _ => return Err(WRONG),
    };
    let count: i64 = text.strip_suffix(unit).and_then(|count| count.parse().ok()).ok_or(WRONG)?;
    let seconds = count.checked_mul(length).filter(|seconds| *seconds > 0);
    seconds.filter(|seconds| *seconds <= 10 * 365 * 86_400).ok_or("a token holds for ten years at most")
}
