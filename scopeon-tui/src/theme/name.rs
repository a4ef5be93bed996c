//! The themes that there are.

/// The themes that there are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ThemeName {
    /// Light text on a dark terminal.
    #[default]
    Dark,
    /// Dark text on a light terminal.
    Light,
    /// Every text at a contrast of 7:1 and more.
    Contrast,
    /// Colours that are told apart with any kind of colour blindness.
    ColorBlind,
    /// The sixteen colours of the user's own palette.
    Ansi,
}

impl ThemeName {
    /// Every theme, in the order in which they are offered.
    pub const ALL: [Self; 5] = [Self::Dark, Self::Light, Self::Contrast, Self::ColorBlind, Self::Ansi];

    /// Returns its name, as it is written down.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Dark => "dark",
            Self::Light => "light",
            Self::Contrast => "contrast",
            Self::ColorBlind => "colorblind",
            Self::Ansi => "ansi",
        }
    }

    /// Returns the theme of a name; none where nothing is called that.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|theme| theme.as_str() == name)
    }
}
