//! `scopeon mcp`.

use std::io;
use std::path::PathBuf;
use std::sync::Arc;

use scopeon_mcp::{McpError, McpOptions, StartedBy};

use crate::args::McpArgs;
use crate::context::Context;
use crate::error::{CliError, Kind, Outcome};
use crate::signals::Stop;

/// Answers an agent until it is done.
pub(super) fn run(args: &McpArgs, context: &Context) -> Result<Outcome, CliError> {
    let stop = Stop::on_signals().map_err(|error| CliError::signals(&error))?;
    let options = McpOptions {
        tools: args.tools.clone(),
        names: args.names,
        started: started(),
        ..McpOptions::default()
    };
    let app = Arc::clone(&context.app);
    let served = scopeon_mcp::serve(app, options, stop.token(), (io::stdin(), io::stdout()));
    match (served, stop.signal()) {
        (Err(McpError::Runtime(error)), None) => {
            Err(CliError::new(Kind::Io, format_args!("the MCP server cannot run: {}", error.kind())))
        }
        (Err(error), None) => Err(CliError::new(Kind::Io, error)),
        _ => Ok(Outcome::Fine),
    }
}

/// What the agent that started this process says of itself.
pub(super) fn started() -> StartedBy {
    let stated = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty());
    // Logs hold directories as the system names them.
    let real =
        |place: PathBuf| place.canonicalize().or_else(|_| std::path::absolute(&place)).unwrap_or(place);
    StartedBy {
        agent: Some("claude-code".to_owned()),
        session: stated("CLAUDE_CODE_SESSION_ID").and_then(|id| id.into_string().ok()),
        project: stated("CLAUDE_PROJECT_DIR").map(PathBuf::from).map(real),
        directory: std::env::current_dir().ok(),
    }
}
