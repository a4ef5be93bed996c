//! Keys: one table says what each does, where, and in which words. Help, the line at the foot, the palette, the pages and the
//! test for collisions are made from it.

mod action;
mod chord;
mod keymap;
mod table;

pub use action::Action;
pub use chord::{Chord, Code};
pub use keymap::{KeyError, Keymap};
pub use table::{BINDINGS, Binding, Group, On};
