//! Scopeon with one more agent: `cargo run -- session navigation` shows a domain's uses and failures.

use std::process::ExitCode;

fn main() -> ExitCode {
    scopeon_cli::Runner::builtin().provider(scopeon_cocapn::Cocapn).run()
}
