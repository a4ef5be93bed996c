//! The `scopeon` program: hands over to the library, which third parties can start with providers of their own.

use std::process::ExitCode;

fn main() -> ExitCode {
    scopeon_cli::Runner::builtin().run()
}
