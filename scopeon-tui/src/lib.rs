//! The terminal dashboard.
#![doc = include_str!("../README.md")]

mod answers;
mod attention;
mod canvas;
mod dashboard;
mod effect;
mod escape;
mod expiry;
mod frame;
mod hit;
mod input_line;
mod keys;
mod list;
mod msg;
mod options;
mod palette;
mod pane;
mod panes;
mod run;
mod scope;
mod screen;
mod settings;
mod shared;
mod source;
mod state;
mod terminal;
mod terminal_background;
mod text;
mod theme;
mod update;
mod view;

pub use attention::Switches;
pub use dashboard::Dashboard;
pub use frame::Frame;
pub use keys::{Action, BINDINGS, Binding, Chord, Code, Group, KeyError, Keymap, On};
pub use options::Options;
pub use run::{Ended, TuiError, run};
pub use screen::Screen;
pub use source::{Answer, AppSource, Question, SessionsQuestion, Source, Trouble};
pub use terminal_background::{Background, ask_background};
pub use theme::{ColorError, Depth, Theme, ThemeName};
