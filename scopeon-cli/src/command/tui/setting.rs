//! How the dashboard begins: what the command line says, then the configuration, then the terminal.

use scopeon_tui::{Background, Depth, Keymap, Options, Theme, ThemeName, ask_background};

use crate::args::TuiArgs;
use crate::context::Context;
use crate::error::CliError;

/// Returns how the dashboard begins.
///
/// # Errors
///
/// When the configuration names a theme, a colour, an action or a key that is none.
pub(super) fn options(args: &TuiArgs, context: &Context) -> Result<Options, CliError> {
    let config = &context.app.config().tui;
    let set = config.keys.iter().map(|(name, keys)| (name.as_str(), keys.as_slice()));
    let colors = config.colors.iter().map(|(name, color)| (name.as_str(), color.as_str()));
    let terminals = || context.console.depth(&|name| std::env::var_os(name));
    // A picture has every colour wherever it is made.
    let depth = if args.svg.is_some() { Depth::True } else { terminals() };
    let is_ascii = args.ascii || config.ascii || (args.svg.is_none() && !speaks_unicode());
    let theme =
        Theme::new(name(args, context)?, depth, is_ascii).with_colors(colors).map_err(CliError::usage)?;
    let mut options = Options::new(theme, &context.app);
    options.keymap = Keymap::new(set).map_err(CliError::usage)?;
    options.screen = args.screen;
    options.inline = args.inline;
    options.faults = std::env::var_os("SCOPEON_TUI_FAULT").is_some();
    Ok(options)
}

fn name(args: &TuiArgs, context: &Context) -> Result<ThemeName, CliError> {
    if let Some(name) = args.theme {
        return Ok(name);
    }
    if let Some(name) = &context.app.config().tui.theme {
        let names = || ThemeName::ALL.map(ThemeName::as_str).join(", ");
        let unknown = || CliError::usage(format_args!("tui.theme: there are {}", names()));
        return ThemeName::named(name).ok_or_else(unknown);
    }
    let is_drawn = context.console.is_interactive() && !args.once && !args.plain && args.svg.is_none();
    Ok(match is_drawn.then(ask_background).flatten() {
        Some(Background::Light) => ThemeName::Light,
        _ => ThemeName::Dark,
    })
}

/// A locale that states another encoding than UTF-8 cannot draw but ASCII; one that states none is of a bare machine, which
/// mostly can.
fn speaks_unicode() -> bool {
    let stated = ["LC_ALL", "LC_CTYPE", "LANG"].into_iter().filter_map(std::env::var_os);
    let first =
        stated.map(|value| value.to_string_lossy().to_ascii_lowercase()).find(|value| !value.is_empty());
    first.is_none_or(|locale| locale.contains("utf-8") || locale.contains("utf8") || !locale.contains('.'))
}
