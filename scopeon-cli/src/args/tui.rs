//! `scopeon tui`.

use std::path::PathBuf;

use clap::Args;
use scopeon_tui::{Screen, ThemeName};

const EXAMPLES: &str = "\
Examples:
  scopeon                        the same, on a terminal
  scopeon tui --demo             on sample logs
  scopeon tui --screen sessions  begin with the sessions
  scopeon tui --inline 10        in ten rows below the prompt
  scopeon tui --once --size 80x24
  scopeon tui --svg now.svg --theme light
  scopeon tui --plain            one fact a line, for screen readers
  scopeon tui --print-keys >> ~/.scopeon/config.toml";

/// Keep an eye on what runs: live sessions, context, money and limits on the terminal
///
/// Goes on until q. What is logged is read meanwhile, unless another process does so. ? shows every key; [tui] of the
/// configuration sets keys, colours and how it calls for attention.
#[derive(Clone, Debug, Default, Args)]
#[command(after_help = EXAMPLES)]
#[expect(clippy::struct_excessive_bools, reason = "each is a switch of its own on the command line")]
pub(crate) struct TuiArgs {
    /// The screen to begin with: its digit or its name
    #[arg(long, value_name = "SCREEN", value_parser = screen, default_value = "1", hide_default_value = true)]
    pub(crate) screen: Screen,

    /// How it looks: dark, light, contrast, colorblind or ansi [default: the configuration's, then what fits the background]
    #[arg(long, value_name = "THEME", value_parser = theme)]
    pub(crate) theme: Option<ThemeName>,

    /// Draw with signs of ASCII alone
    #[arg(long)]
    pub(crate) ascii: bool,

    /// Draw in so many rows below the prompt, which stay there
    #[arg(long, value_name = "ROWS", value_parser = clap::value_parser!(u16).range(1..=200))]
    pub(crate) inline: Option<u16>,

    /// Print one frame as text, and end
    #[arg(long)]
    pub(crate) once: bool,

    /// Write one frame as a picture, and end
    #[arg(long, value_name = "FILE", conflicts_with = "once")]
    pub(crate) svg: Option<PathBuf>,

    /// The columns and rows of that frame [default: the terminal's, or 120x40]
    #[arg(long, value_name = "WxH", value_parser = size)]
    pub(crate) size: Option<(u16, u16)>,

    /// Print a screen as lines of one fact each, without frames and bars, and end
    #[arg(long, conflicts_with_all = ["once", "svg"])]
    pub(crate) plain: bool,

    /// Print every key as the configuration takes them, and end
    #[arg(long)]
    pub(crate) print_keys: bool,

    /// Print the colours of a theme as the configuration takes them, and end
    #[arg(long)]
    pub(crate) print_theme: bool,
}

fn screen(text: &str) -> Result<Screen, String> {
    let names = || Screen::ALL.iter().map(|screen| format!("{} {}", screen.digit(), screen.name()));
    Screen::named(text).ok_or_else(|| format!("there are {}", names().collect::<Vec<_>>().join(", ")))
}

fn theme(text: &str) -> Result<ThemeName, String> {
    let names = || ThemeName::ALL.map(ThemeName::as_str).join(", ");
    ThemeName::named(text).ok_or_else(|| format!("there are {}", names()))
}

/// Reads `120x40`; no terminal has more than a thousand of either.
fn size(text: &str) -> Result<(u16, u16), &'static str> {
    let parsed = text.split_once(['x', 'X', '×']).and_then(|(columns, rows)| {
        let number =
            |text: &str| text.trim().parse::<u16>().ok().filter(|number| (1..=1_000).contains(number));
        Some((number(columns)?, number(rows)?))
    });
    parsed.ok_or("give columns and rows, such as 120x40")
}
