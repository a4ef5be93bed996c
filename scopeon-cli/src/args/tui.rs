//! `scopeon tui`.

use clap::Args;
use scopeon_tui::{Screen, ThemeName};

const EXAMPLES: &str = "\
Examples:
  scopeon                        the same, on a terminal
  scopeon tui --demo             on sample logs
  scopeon tui --screen sessions  begin with the sessions
  scopeon tui --once             one frame as text
  scopeon tui --theme light";

/// Keep an eye on what runs: live sessions, context, money and limits on the terminal
///
/// Goes on until q. What is logged is read meanwhile, unless another process does so. ? shows every key.
#[derive(Clone, Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct TuiArgs {
    /// The screen to begin with: its digit or its name
    #[arg(long, value_name = "SCREEN", value_parser = screen, default_value = "1", hide_default_value = true)]
    pub(crate) screen: Screen,

    /// How it looks: dark, light, contrast, colorblind or ansi [default: dark]
    #[arg(long, value_name = "THEME", value_parser = theme)]
    pub(crate) theme: Option<ThemeName>,

    /// Draw with ASCII signs alone
    #[arg(long)]
    pub(crate) ascii: bool,

    /// Print one frame as text, and end
    #[arg(long)]
    pub(crate) once: bool,

    /// The columns and rows of that frame [default: the terminal's, or 120x40]
    #[arg(long, value_name = "WxH", value_parser = size, requires = "once")]
    pub(crate) size: Option<(u16, u16)>,
}

impl Default for TuiArgs {
    fn default() -> Self {
        Self { screen: Screen::default(), theme: None, ascii: false, once: false, size: None }
    }
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
