//! The terminal dashboard.
#![doc = include_str!("../README.md")]

mod answers;
mod canvas;
mod dashboard;
mod effect;
mod escape;
mod frame;
mod hit;
mod input_line;
mod keys;
mod list;
mod msg;
mod options;
mod pane;
mod panes;
mod run;
mod screen;
mod shared;
mod source;
mod state;
mod terminal;
mod text;
mod theme;
mod update;
mod view;

pub use dashboard::Dashboard;
pub use frame::Frame;
pub use keys::{Action, BINDINGS, Binding, Chord, Code, Group, KeyError, Keymap, On};
pub use options::Options;
pub use run::{Ended, TuiError, run};
pub use screen::Screen;
pub use source::{Answer, AppSource, Question, SessionsQuestion, Source, Trouble};
pub use theme::{Depth, Theme, ThemeName};
