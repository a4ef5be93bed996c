//! Signs that pictures and frames are drawn with, and the same in ASCII.

/// Signs that pictures and frames are drawn with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Glyphs {
    /// Corners, from the upper left one with the clock.
    pub(crate) corners: [&'static str; 4],
    /// A horizontal line.
    pub(crate) across: &'static str,
    /// A vertical line.
    pub(crate) down: &'static str,
    /// A cell that is full, by eighths from one on.
    pub(crate) eighths: [&'static str; 8],
    /// What is empty of a bar.
    pub(crate) empty: &'static str,
    /// Heights of a small bar, by eighths from one on.
    pub(crate) heights: [&'static str; 8],
    /// Shades of a heat map, the lightest first.
    pub(crate) shades: [&'static str; 4],
    /// All is well, something to look at, something wrong.
    pub(crate) states: [&'static str; 3],
    /// Live, and what stands still.
    pub(crate) live: [&'static str; 2],
    /// What is selected.
    pub(crate) pointer: &'static str,
    /// Branches of a tree: one that others follow, and the last one.
    pub(crate) branches: [&'static str; 2],
    /// Beside a branch that goes on.
    pub(crate) trunk: &'static str,
    /// Between two facts of a line.
    pub(crate) dot: &'static str,
    /// Sorted down and up.
    pub(crate) sorted: [&'static str; 2],
}

impl Glyphs {
    /// For terminals that draw them.
    pub(crate) const UNICODE: Self = Self {
        corners: ["╭", "╮", "╯", "╰"],
        across: "─",
        down: "│",
        eighths: ["▏", "▎", "▍", "▌", "▋", "▊", "▉", "█"],
        empty: "░",
        heights: ["▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"],
        shades: ["░", "▒", "▓", "█"],
        states: ["✓", "▲", "✕"],
        live: ["●", "○"],
        pointer: "▸",
        branches: ["├ ", "└ "],
        trunk: "│ ",
        dot: "·",
        sorted: ["↓", "↑"],
    };

    /// For terminals that do not.
    pub(crate) const ASCII: Self = Self {
        corners: ["+", "+", "+", "+"],
        across: "-",
        down: "|",
        eighths: ["-", "-", "-", "=", "=", "=", "#", "#"],
        empty: ".",
        heights: ["_", "_", ".", ".", "-", "-", "=", "#"],
        shades: [".", "-", "+", "#"],
        states: ["ok", "!", "X"],
        live: ["*", "o"],
        pointer: ">",
        branches: ["|-", "`-"],
        trunk: "| ",
        dot: "-",
        sorted: ["v", "^"],
    };

    /// Returns `true` if every sign is one of ASCII.
    pub(crate) fn is_ascii(&self) -> bool {
        *self == Self::ASCII
    }
}
