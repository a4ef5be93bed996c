//! The table of keys: the one place that says what is bound to what.

use super::action::Action;
use crate::screen::Screen;

/// A line of the table.
#[derive(Clone, Copy, Debug)]
pub struct Binding {
    /// What is done.
    pub action: Action,
    /// Its name in `[tui.keys]`.
    pub name: &'static str,
    /// The keys, unless others are set.
    pub keys: &'static [&'static str],
    /// What is done, in words.
    pub words: &'static str,
    /// The same in a word for the line at the foot; empty where it is not named there.
    pub short: &'static str,
    /// Where it is done.
    pub on: On,
    /// What it stands beside in help.
    pub group: Group,
}

/// Where something is done.
#[derive(Clone, Copy, Debug)]
pub enum On {
    /// On every screen.
    Every,
    /// On these.
    These(&'static [Screen]),
}

/// What stands together in help.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Group {
    /// From screen to screen.
    Screens,
    /// Within a screen.
    Moving,
    /// What is shown.
    Showing,
    /// All else.
    Program,
}

impl Group {
    /// Every group, in the order of help.
    pub const ALL: [Self; 4] = [Self::Screens, Self::Moving, Self::Showing, Self::Program];

    /// Returns its heading.
    #[must_use]
    pub const fn heading(self) -> &'static str {
        match self {
            Self::Screens => "Screens",
            Self::Moving => "Moving",
            Self::Showing => "What is shown",
            Self::Program => "Program",
        }
    }
}

impl Binding {
    /// Returns `true` if it does something on a screen.
    #[must_use]
    pub fn is_on(&self, screen: Screen) -> bool {
        match self.on {
            On::Every => true,
            On::These(screens) => screens.contains(&screen),
        }
    }

    /// Returns `true` if it does something on any screen that there is.
    #[must_use]
    pub fn is_there(&self) -> bool {
        let is_its = match self.action {
            Action::Go(screen) => Screen::ALL.contains(&screen),
            _ => true,
        };
        is_its && Screen::ALL.iter().any(|screen| self.is_on(*screen))
    }
}

const fn of(
    (action, name): (Action, &'static str),
    keys: &'static [&'static str],
    (words, short): (&'static str, &'static str),
    on: On,
    group: Group,
) -> Binding {
    Binding { action, name, keys, words, short, on, group }
}

const fn go(screen: Screen, name: &'static str, keys: &'static [&'static str]) -> Binding {
    of((Action::Go(screen), name), keys, (screen.name(), ""), On::Every, Group::Screens)
}

use Action as A;
use Group as G;
use On::{Every, These};
use Screen as S;

/// Screens of rows that can be chosen.
const LISTS: On = These(&[S::Now, S::Sessions, S::Spend, S::Explore, S::Insights, S::Tools, S::Setup]);
/// Screens that are about a span of time.
const SPANS: On = These(&[S::Sessions, S::Spend, S::Explore, S::Insights, S::Tools]);
/// Screens of one agent or model alone.
const SCOPED: On = These(&[S::Sessions, S::Spend, S::Explore, S::Insights, S::Tools]);

/// Every binding, in the order of help; those that come first come first at the foot.
pub const BINDINGS: &[Binding] = &[
    go(S::Now, "now", &["1"]),
    go(S::Sessions, "sessions", &["2"]),
    go(S::Spend, "spend", &["3"]),
    go(S::Explore, "explore", &["4"]),
    go(S::Insights, "insights", &["5"]),
    go(S::Tools, "tools", &["6"]),
    go(S::Setup, "setup", &["7"]),
    of((A::NextScreen, "next_screen"), &["tab"], ("next screen", ""), Every, G::Screens),
    of((A::PreviousScreen, "previous_screen"), &["shift-tab"], ("screen before", ""), Every, G::Screens),
    of((A::Open, "open"), &["enter"], ("open what is selected", "open"), LISTS, G::Moving),
    of((A::Back, "back"), &["esc", "backspace"], ("back", ""), Every, G::Moving),
    of((A::Down, "down"), &["j", "down"], ("down", ""), LISTS, G::Moving),
    of((A::Up, "up"), &["k", "up"], ("up", ""), LISTS, G::Moving),
    of((A::Top, "top"), &["g", "home"], ("first row", ""), LISTS, G::Moving),
    of((A::Bottom, "bottom"), &["G", "end"], ("last row", ""), LISTS, G::Moving),
    of((A::HalfDown, "half_down"), &["ctrl-d", "pagedown"], ("half a page down", ""), LISTS, G::Moving),
    of((A::HalfUp, "half_up"), &["ctrl-u", "pageup"], ("half a page up", ""), LISTS, G::Moving),
    of((A::Left, "left"), &["left", "h"], ("left, fold, or one call back", ""), LISTS, G::Moving),
    of((A::Right, "right"), &["right", "l"], ("right, unfold, or one call on", ""), LISTS, G::Moving),
    of((A::NextPane, "next_pane"), &["p"], ("next pane", "pane"), LISTS, G::Moving),
    of(
        (A::Filter, "filter"),
        &["/"],
        ("filter: cost>5 agent:codex today and not (…)", "filter"),
        These(&[S::Sessions]),
        G::Showing,
    ),
    of((A::NextMatch, "next_match"), &["n"], ("next that stands out", ""), These(&[S::Sessions]), G::Moving),
    of(
        (A::PreviousMatch, "previous_match"),
        &["N"],
        ("the one before that stands out", ""),
        These(&[S::Sessions]),
        G::Moving,
    ),
    of(
        (A::Sort, "sort"),
        &["s"],
        ("other order", "sort"),
        These(&[S::Sessions, S::Spend, S::Explore, S::Tools]),
        G::Showing,
    ),
    of(
        (A::Turn, "turn"),
        &["S"],
        ("turn the order around", ""),
        These(&[S::Sessions, S::Spend, S::Explore, S::Tools]),
        G::Showing,
    ),
    of((A::Columns, "columns"), &["c"], ("other columns", ""), These(&[S::Sessions, S::Tools]), G::Showing),
    of((A::Expand, "expand"), &["e"], ("one pane on the whole screen", "expand"), LISTS, G::Showing),
    of((A::LongerSpan, "longer"), &["+"], ("longer time", "time"), SPANS, G::Showing),
    of((A::ShorterSpan, "shorter"), &["-"], ("shorter time", ""), SPANS, G::Showing),
    of((A::NextProvider, "next_agent"), &["]"], ("next agent alone", "agent"), SCOPED, G::Showing),
    of((A::PreviousProvider, "previous_agent"), &["["], ("agent before alone", ""), SCOPED, G::Showing),
    of((A::NextModel, "next_model"), &["}"], ("next model alone", ""), SCOPED, G::Showing),
    of((A::PreviousModel, "previous_model"), &["{"], ("model before alone", ""), SCOPED, G::Showing),
    of(
        (A::Trends, "trends"),
        &["t"],
        ("pictures over time", "trends"),
        These(&[S::Now, S::Sessions, S::Spend]),
        G::Showing,
    ),
    of((A::Mark, "mark"), &["m"], ("mark, to compare", "mark"), These(&[S::Explore]), G::Showing),
    of(
        (A::Compare, "compare"),
        &["="],
        ("compare what is marked", "compare"),
        These(&[S::Explore]),
        G::Showing,
    ),
    of(
        (A::Freeze, "freeze"),
        &["f"],
        ("nothing changes until it is pressed again", "freeze"),
        Every,
        G::Showing,
    ),
    of((A::Zen, "zen"), &["z"], ("one line alone", "zen"), Every, G::Showing),
    of((A::Copy, "copy"), &["y"], ("copy what is selected", ""), Every, G::Program),
    of(
        (A::Palette, "palette"),
        &["ctrl-p"],
        ("look for anything by some letters", "find"),
        Every,
        G::Program,
    ),
    of((A::Settings, "settings"), &[","], ("settings", ""), Every, G::Program),
    of((A::Refresh, "refresh"), &["r"], ("look again at once", ""), Every, G::Program),
    of((A::Redraw, "redraw"), &["ctrl-l"], ("draw everything again", ""), Every, G::Program),
    of((A::Suspend, "suspend"), &["ctrl-z"], ("back to the shell; fg comes back", ""), Every, G::Program),
    of((A::Help, "help"), &["?"], ("every key", "help"), Every, G::Program),
    of((A::Quit, "quit"), &["q", "ctrl-c"], ("quit", "quit"), Every, G::Program),
];
