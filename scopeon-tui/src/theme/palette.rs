//! The colours of each theme.

use ratatui::style::Color;

use super::name::ThemeName;
use super::role::Role;

/// The colours of a theme.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Palette {
    pub(super) page: Color,
    pub(super) raised: Color,
    pub(super) line: Color,
    pub(super) text: Color,
    pub(super) muted: Color,
    pub(super) accent: Color,
    /// Good, warn, bad.
    pub(super) states: [Color; 3],
    /// The first six, and the other ones.
    pub(super) series: [Color; 7],
}

const fn rgb(hex: u32) -> Color {
    let [_, red, green, blue] = hex.to_be_bytes();
    Color::Rgb(red, green, blue)
}

const DARK: Palette = Palette {
    page: rgb(0x000f_1216),
    raised: rgb(0x0025_3041),
    line: rgb(0x003a_4350),
    text: rgb(0x00e6_e9ee),
    muted: rgb(0x009a_a4b2),
    accent: rgb(0x005a_a9ff),
    states: [rgb(0x004c_c38a), rgb(0x00f5_b83d), rgb(0x00ff_6369)],
    series: [
        rgb(0x0070_9feb),
        rgb(0x00f9_b298),
        rgb(0x007d_f8f8),
        rgb(0x00f1_113b),
        rgb(0x00da_e24f),
        rgb(0x0095_44f2),
        rgb(0x007d_8896),
    ],
};

const LIGHT: Palette = Palette {
    page: rgb(0x00ff_ffff),
    raised: rgb(0x00db_e7fb),
    line: rgb(0x00c3_cad3),
    text: rgb(0x001b_2027),
    muted: rgb(0x0056_6170),
    accent: rgb(0x001f_6feb),
    states: [rgb(0x0018_794e), rgb(0x0091_5b00), rgb(0x00c6_2a2f)],
    series: [
        rgb(0x000d_2e78),
        rgb(0x006f_4b0e),
        rgb(0x0008_a468),
        rgb(0x0078_1335),
        rgb(0x00a3_8f0b),
        rgb(0x0081_0fd4),
        rgb(0x006b_7684),
    ],
};

const CONTRAST: Palette = Palette {
    page: rgb(0x0000_0000),
    raised: rgb(0x0000_3a70),
    line: rgb(0x009a_a4b2),
    text: rgb(0x00ff_ffff),
    muted: rgb(0x00d0_d6de),
    accent: rgb(0x008c_c8ff),
    states: [rgb(0x006c_f0a8), rgb(0x00ff_d75f), rgb(0x00ff_9a9e)],
    series: [
        rgb(0x009c_c2ff),
        rgb(0x00ff_c0a6),
        rgb(0x007d_f8f8),
        rgb(0x00ff_8fa3),
        rgb(0x00f0_f76a),
        rgb(0x00d0_a8ff),
        rgb(0x00b8_c0ca),
    ],
};

/// Blue, orange and their neighbours, which nobody confuses.
const COLOR_BLIND: Palette = Palette {
    states: [rgb(0x0056_b4e9), rgb(0x00f0_e442), rgb(0x00e6_9f00)],
    series: [
        rgb(0x0056_b4e9),
        rgb(0x00e6_9f00),
        rgb(0x00f0_e442),
        rgb(0x0000_9e73),
        rgb(0x00cc_79a7),
        rgb(0x00d5_5e00),
        rgb(0x007d_8896),
    ],
    ..DARK
};

const ANSI: Palette = Palette {
    page: Color::Black,
    raised: Color::DarkGray,
    line: Color::DarkGray,
    text: Color::Reset,
    muted: Color::Gray,
    accent: Color::Blue,
    states: [Color::Green, Color::Yellow, Color::Red],
    series: [Color::Blue, Color::Yellow, Color::Cyan, Color::Red, Color::Green, Color::Magenta, Color::Gray],
};

/// Returns the colours of a theme.
pub(super) const fn of(name: ThemeName) -> Palette {
    match name {
        ThemeName::Dark => DARK,
        ThemeName::Light => LIGHT,
        ThemeName::Contrast => CONTRAST,
        ThemeName::ColorBlind => COLOR_BLIND,
        ThemeName::Ansi => ANSI,
    }
}

/// What colours are for, as a configuration names it.
pub(super) const NAMES: [&str; 16] = [
    "page", "raised", "line", "text", "muted", "accent", "good", "warn", "bad", "series1", "series2",
    "series3", "series4", "series5", "series6", "other",
];

impl Palette {
    /// Returns a colour by its name, to be changed; none where nothing is called that.
    pub(super) fn named(&mut self, name: &str) -> Option<&mut Color> {
        let [good, warn, bad] = &mut self.states;
        let place = NAMES.iter().position(|one| *one == name)?;
        Some(match name {
            "page" => &mut self.page,
            "raised" => &mut self.raised,
            "line" => &mut self.line,
            "text" => &mut self.text,
            "muted" => &mut self.muted,
            "accent" => &mut self.accent,
            "good" => good,
            "warn" => warn,
            "bad" => bad,
            _ => self.series.get_mut(place.checked_sub(9)?)?,
        })
    }

    /// Returns the colour of a role.
    pub(super) fn of(&self, role: Role) -> Color {
        let [good, warn, bad] = self.states;
        match role {
            Role::Text | Role::Figure | Role::Selected | Role::Title => self.text,
            Role::Muted => self.muted,
            Role::Line => self.line,
            Role::Accent => self.accent,
            Role::Good => good,
            Role::Warn => warn,
            Role::Bad => bad,
            Role::Series(place) => {
                let [.., other] = self.series;
                self.series.get(place).copied().unwrap_or(other)
            }
        }
    }
}

/// Returns the contrast of two colours, from 1 to 21, as WCAG 2 defines it; 1 where one of them is the user's own.
#[cfg(test)]
pub(super) fn contrast(one: Color, other: Color) -> f64 {
    let (Some(one), Some(other)) = (luminance(one), luminance(other)) else { return 1.0 };
    (one.max(other) + 0.05) / (one.min(other) + 0.05)
}

#[cfg(test)]
fn luminance(color: Color) -> Option<f64> {
    let Color::Rgb(red, green, blue) = color else { return None };
    let linear = |value: u8| {
        let share = f64::from(value) / 255.0;
        if share <= 0.04045 { share / 12.92 } else { ((share + 0.055) / 1.055).powf(2.4) }
    };
    Some(0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue))
}
