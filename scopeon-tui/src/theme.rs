//! How things look: a role for each meaning, and themes that give roles their colours. No state is told by colour alone, so
//! that every theme may leave colours out.

mod depth;
mod glyphs;
mod name;
mod palette;
mod role;

use ratatui::style::{Color, Modifier, Style};

pub use depth::Depth;
pub(crate) use glyphs::Glyphs;
pub use name::ThemeName;
use palette::Palette;
pub(crate) use role::Role;

/// Why a colour cannot be taken.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ColorError {
    /// Nothing is called that.
    #[error("tui.colors.{0}: there is no such colour; --print-theme lists them")]
    Name(String),
    /// It is not written as one.
    #[error("tui.colors.{0}: give it as #rrggbb")]
    Color(String),
}

/// Reads `#rrggbb`.
fn read(text: &str) -> Option<Color> {
    let digits = text.strip_prefix('#').filter(|digits| digits.len() == 6)?;
    let digits = Some(digits).filter(|digits| digits.bytes().all(|byte| byte.is_ascii_hexdigit()))?;
    let [_, red, green, blue] = u32::from_str_radix(digits, 16).ok()?.to_be_bytes();
    Some(Color::Rgb(red, green, blue))
}

/// A theme on a terminal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Theme {
    name: ThemeName,
    palette: Palette,
    depth: Depth,
    pub(crate) glyphs: Glyphs,
}

impl Theme {
    /// Makes a theme for a terminal with so many colours, with other signs than ASCII has or without.
    #[must_use]
    pub const fn new(name: ThemeName, depth: Depth, is_ascii: bool) -> Self {
        let glyphs = if is_ascii { Glyphs::ASCII } else { Glyphs::UNICODE };
        Self { name, palette: palette::of(name), depth, glyphs }
    }

    /// Returns which it is.
    #[must_use]
    pub const fn name(&self) -> ThemeName {
        self.name
    }

    /// Returns the same with another palette.
    #[must_use]
    pub(crate) fn renamed(&self, name: ThemeName) -> Self {
        Self { name, palette: palette::of(name), ..self.clone() }
    }

    /// Returns the same with colours of one's own, `#rrggbb` by what they are for.
    ///
    /// # Errors
    ///
    /// [`ColorError`] when there is no such name, or no such colour.
    pub fn with_colors<'a>(
        mut self,
        colors: impl IntoIterator<Item = (&'a str, &'a str)>,
    ) -> Result<Self, ColorError> {
        for (name, text) in colors {
            let color = read(text).ok_or_else(|| ColorError::Color(name.to_owned()))?;
            *self.palette.named(name).ok_or_else(|| ColorError::Name(name.to_owned()))? = color;
        }
        Ok(self)
    }

    /// Returns the theme as a configuration states it.
    #[must_use]
    pub fn template(&self) -> String {
        let colors = self.colors().into_iter().map(|(name, color)| format!("{name} = \"{color}\"\n"));
        format!("[tui]\ntheme = \"{}\"\n\n[tui.colors]\n{}", self.name.as_str(), colors.collect::<String>())
    }

    /// Returns every colour as a configuration states it, `#rrggbb` by what it is for; those of the user's own palette are
    /// left out.
    #[must_use]
    pub fn colors(&self) -> Vec<(&'static str, String)> {
        let mut palette = self.palette.clone();
        let hex = |name: &&'static str| match *palette.named(name)? {
            Color::Rgb(red, green, blue) => Some((*name, format!("#{red:02x}{green:02x}{blue:02x}"))),
            _ => None,
        };
        palette::NAMES.iter().filter_map(hex).collect()
    }

    /// Returns how a role looks.
    pub(crate) fn style(&self, role: Role) -> Style {
        let style = Style::new().add_modifier(weight(role));
        if self.depth == Depth::None {
            return style;
        }
        match role {
            Role::Selected => style
                .remove_modifier(Modifier::REVERSED)
                .fg(self.color(self.palette.text))
                .bg(self.color(self.palette.raised)),
            Role::Text | Role::Figure => style.fg(self.color(self.palette.text)),
            _ => style.remove_modifier(Modifier::DIM).fg(self.color(self.palette.of(role))),
        }
    }

    /// Returns the colours of a page for pictures: behind text, and of text.
    pub(crate) const fn page(&self) -> (Color, Color) {
        (self.palette.page, self.palette.text)
    }

    fn color(&self, color: Color) -> Color {
        self.depth.nearest(color)
    }
}

/// What tells roles apart without any colour.
const fn weight(role: Role) -> Modifier {
    match role {
        Role::Figure | Role::Title | Role::Bad | Role::Warn => Modifier::BOLD,
        Role::Muted | Role::Line => Modifier::DIM,
        Role::Selected => Modifier::REVERSED,
        _ => Modifier::empty(),
    }
}

#[cfg(test)]
mod tests {
    use ratatui::style::Color;

    use super::palette::{self, contrast};
    use super::{Role, ThemeName};

    #[test]
    fn colours_of_ones_own_are_taken() {
        let theme = super::Theme::new(ThemeName::Dark, super::Depth::True, false);
        let taken =
            theme.clone().with_colors([("accent", "#010203"), ("series6", "#ffffff")]).expect("taken");
        assert!(taken.colors().contains(&("accent", "#010203".to_owned())));
        assert_eq!(
            theme.clone().with_colors(theme.colors().iter().map(|(a, b)| (*a, b.as_str()))),
            Ok(theme.clone())
        );
        for (name, color) in
            [("acent", "#010203"), ("accent", "red"), ("accent", "#12345"), ("accent", "#+12345")]
        {
            let refused = theme.clone().with_colors([(name, color)]);
            assert!(refused.is_err(), "{name} {color}");
        }
    }

    #[test]
    fn text_is_read_on_its_page() {
        let needed = |name| if name == ThemeName::Contrast { 7.0 } else { 4.5 };
        for name in ThemeName::ALL.into_iter().filter(|name| *name != ThemeName::Ansi) {
            let palette = palette::of(name);
            let roles =
                [Role::Text, Role::Muted, Role::Title, Role::Accent, Role::Good, Role::Warn, Role::Bad];
            for role in roles {
                let found = contrast(palette.of(role), palette.page);
                assert!(found >= needed(name), "{name:?} {role:?} has {found:.1}");
            }
            for series in 0..=6 {
                let least = if name == ThemeName::Contrast { 7.0 } else { 3.0 };
                let found = contrast(palette.of(Role::Series(series)), palette.page);
                assert!(found >= least, "{name:?} series {series} has {found:.1}");
            }
            assert!(contrast(palette.text, palette.raised) >= needed(name), "{name:?} selected");
        }
        assert!(contrast(Color::Rgb(0, 0, 0), Color::Rgb(255, 255, 255)) > 20.9, "the rule itself");
    }
}
