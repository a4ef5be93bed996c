//! `scopeon tui`, and what `scopeon` shows on a terminal.

mod setting;

use std::path::Path;

use scopeon_app::CancelToken;
use scopeon_tui::{AppSource, Dashboard, Ended, Options, TuiError};

use crate::args::TuiArgs;
use crate::context::{Context, until_signal};
use crate::error::{CliError, Kind, Outcome};

/// A frame has that many columns and rows where nobody says.
const USUAL_SIZE: (u16, u16) = (120, 40);

/// Shows the dashboard until it ends, or one frame of it.
pub(super) fn run(args: &TuiArgs, context: &Context) -> Result<Outcome, CliError> {
    let options = setting::options(args, context)?;
    if args.print_keys {
        return print(&options.keymap.template(), context);
    }
    if args.print_theme {
        return print(&options.theme.template(), context);
    }
    if args.once || args.plain || args.svg.is_some() {
        return one(args, &options, context);
    }
    if !context.console.is_interactive() {
        return super::status::show(context);
    }
    let ended = scopeon_tui::run(&context.app, &options, &CancelToken::new()).map_err(explained)?;
    Ok(match ended {
        Ended::Quit => Outcome::Fine,
        Ended::Signal(signal) => Outcome::Stopped(signal),
    })
}

fn print(text: &str, context: &Context) -> Result<Outcome, CliError> {
    context.console.print(text)?;
    Ok(Outcome::Fine)
}

/// Writes one frame in the way that is asked for.
fn one(args: &TuiArgs, options: &Options, context: &Context) -> Result<Outcome, CliError> {
    let size = args.size.or_else(|| context.console.size()).unwrap_or(USUAL_SIZE);
    until_signal(|cancel| context.app.refresh(cancel))?;
    let mut source = AppSource::alone(&context.app);
    let mut dashboard = Dashboard::new(options, context.app.now(), size);
    dashboard.answer(&mut source);
    if args.plain {
        return print(&dashboard.plain(), context);
    }
    let frame = dashboard.frame();
    match &args.svg {
        Some(file) => write(file, &frame.svg(&options.theme)),
        None => print(&frame.text(), context),
    }
}

fn write(file: &Path, text: &str) -> Result<Outcome, CliError> {
    let failed =
        |error| CliError::new(Kind::Io, format_args!("{} cannot be written: {error}", file.display()));
    std::fs::write(file, text).map_err(failed)?;
    Ok(Outcome::Fine)
}

fn explained(error: TuiError) -> CliError {
    CliError::new(Kind::Io, error).hint("scopeon status shows where things stand")
}
