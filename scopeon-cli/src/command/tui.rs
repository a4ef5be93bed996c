//! `scopeon tui`, and what `scopeon` shows on a terminal.

use scopeon_app::CancelToken;
use scopeon_tui::{AppSource, Dashboard, Depth, Ended, Options, Theme, ThemeName, TuiError};

use crate::args::TuiArgs;
use crate::context::{Context, until_signal};
use crate::error::{CliError, Kind, Outcome};

/// A frame has that many columns and rows where nobody says.
const USUAL_SIZE: (u16, u16) = (120, 40);

/// Shows the dashboard until it ends, or one frame of it.
pub(super) fn run(args: &TuiArgs, context: &Context) -> Result<Outcome, CliError> {
    let options = options(args, context);
    if args.once {
        return once(args, &options, context);
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

fn options(args: &TuiArgs, context: &Context) -> Options {
    let depth = context.console.depth(&|name| std::env::var_os(name));
    let theme = Theme::new(args.theme.unwrap_or(ThemeName::Dark), depth, args.ascii);
    let mut options = Options::new(theme, &context.app);
    options.screen = args.screen;
    options.faults = std::env::var_os("SCOPEON_TUI_FAULT").is_some();
    options
}

fn once(args: &TuiArgs, options: &Options, context: &Context) -> Result<Outcome, CliError> {
    let size = args.size.or_else(|| context.console.size()).unwrap_or(USUAL_SIZE);
    until_signal(|cancel| context.app.refresh(cancel))?;
    let mut source = AppSource::alone(&context.app);
    let mut dashboard = Dashboard::new(options, context.app.now(), size);
    dashboard.answer(&mut source);
    context.console.print(&dashboard.frame().text())?;
    Ok(Outcome::Fine)
}

fn explained(error: TuiError) -> CliError {
    match error {
        TuiError::Terminal(source) => {
            CliError::new(Kind::Io, format_args!("the terminal cannot be used: {source}"))
        }
        error => CliError::new(Kind::Io, error).hint("scopeon status shows where things stand"),
    }
}
