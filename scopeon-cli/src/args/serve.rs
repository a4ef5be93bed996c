//! `scopeon serve`.

use std::path::PathBuf;

use clap::Args;
use core::net::IpAddr;
use scopeon_mcp::NamePolicy;
use scopeon_serve::{PublicOrigin, Tier};

const EXAMPLES: &str = "\
Examples:
  scopeon serve                        on this machine, sums alone, at http://127.0.0.1:7771
  scopeon serve --tier 3 --open        everything, in the browser
  scopeon serve --lan                  on the network, that it is there and no more
  scopeon serve --lan --tier 1 --tls-cert cert.pem --tls-key key.pem
  scopeon serve --mcp --tier 2         for agents, too, at http://127.0.0.1:7771/mcp
  scopeon serve --public-url https://scopeon.example
  curl -s http://127.0.0.1:7771/api/v1/status | jq .today.cost_usd";

/// Serve figures over HTTP, with a web dashboard
///
/// Answers are those of the command line with --json, and are pushed as they change: see docs/http.md. What is logged is
/// read meanwhile. Tiers say how much is told: 0 that it is there, 1 sums over time, models and agents, 2 sessions and
/// context, 3 single calls and names of projects; below 3 projects go by pseudonyms. On a network tier 1 and above need a
/// secret, and TLS or --allow-plain-http. The secret is that of --secret-file, else that of the variable SCOPEON_SECRET,
/// else the one that `scopeon token` keeps. Goes on until Ctrl-C, which ends it with exit code 0.
#[derive(Clone, Debug, Args)]
#[command(after_help = EXAMPLES)]
#[expect(clippy::struct_excessive_bools, reason = "each is a switch of its own on the command line")]
pub(crate) struct ServeArgs {
    /// The port; 0 takes any that is free
    #[arg(long, value_name = "N", default_value = "7771")]
    pub(crate) port: u16,

    /// The address to listen on [default: this machine alone]
    #[arg(long, value_name = "ADDRESS", conflicts_with = "lan")]
    pub(crate) bind: Option<IpAddr>,

    /// Listen on every address of this machine
    #[arg(long)]
    pub(crate) lan: bool,

    /// How much is told, 0 to 3 [default: 1 on this machine, else 0]
    #[arg(long, value_name = "N")]
    pub(crate) tier: Option<Tier>,

    /// The file that holds the secret, which only its owner may read
    #[arg(long, value_name = "FILE")]
    pub(crate) secret_file: Option<PathBuf>,

    /// The one other origin that the server is reached by: that of a proxy or of a forwarded port
    #[arg(long, value_name = "URL")]
    pub(crate) public_url: Option<PublicOrigin>,

    /// Open the dashboard in the browser
    #[arg(long)]
    pub(crate) open: bool,

    /// Answer agents at /mcp, too: an MCP server over HTTP, which needs tier 2 or 3
    #[arg(long)]
    pub(crate) mcp: bool,

    /// Whose names of projects, branches and tags agents are told at tier 3; at tier 2 they are told none
    #[arg(long, value_name = "all|none", default_value = "none", requires = "mcp")]
    pub(crate) mcp_names: NamePolicy,

    /// The certificate chain, PEM
    #[arg(long, value_name = "FILE", requires = "tls_key")]
    pub(crate) tls_cert: Option<PathBuf>,

    /// The certificate's key, PEM
    #[arg(long, value_name = "FILE", requires = "tls_cert")]
    pub(crate) tls_key: Option<PathBuf>,

    /// Let secrets cross the network in the clear
    #[arg(long)]
    pub(crate) allow_plain_http: bool,

    /// Add the names that metrics had in Scopeon 0.x
    #[arg(long)]
    pub(crate) metrics_compat: bool,

    /// An origin whose pages may ask; may be given many times
    #[arg(long, value_name = "URL")]
    pub(crate) cors_origin: Vec<PublicOrigin>,
}
