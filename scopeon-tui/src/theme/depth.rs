//! How many colours a terminal has, and the nearest of them.

use ratatui::style::Color;

/// How many colours a terminal has.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Depth {
    /// None: weight and signs alone.
    None,
    /// The sixteen of its palette.
    Sixteen,
    /// 256 fixed ones.
    Indexed,
    /// Every one.
    #[default]
    True,
}

/// The steps of each of red, green and blue among the 256.
const STEPS: [u8; 6] = [0, 95, 135, 175, 215, 255];

impl Depth {
    /// Returns the nearest colour that a terminal has.
    pub(super) fn nearest(self, color: Color) -> Color {
        match (self, color) {
            (Self::None, _) => Color::Reset,
            (Self::Indexed, Color::Rgb(red, green, blue)) => Color::Indexed(index([red, green, blue])),
            (Self::Sixteen, Color::Rgb(red, green, blue)) => named([red, green, blue]),
            (_, color) => color,
        }
    }
}

fn index(rgb: [u8; 3]) -> u8 {
    let nearest = |value: u8| {
        let steps = STEPS.iter().zip(0_u8..);
        steps.min_by_key(|(step, _)| step.abs_diff(value)).map_or((0, 0), |(step, place)| (*step, place))
    };
    let cube = rgb.map(nearest);
    let mean = rgb.iter().map(|value| u16::from(*value)).sum::<u16>() / 3;
    let place = (mean.saturating_sub(3) / 10).min(23);
    let gray = u8::try_from(8 + 10 * place).unwrap_or(u8::MAX);
    let far = |other: [u8; 3]| -> u32 {
        rgb.iter().zip(other).map(|(one, other)| u32::from(one.abs_diff(other)).pow(2)).sum()
    };
    if far([gray; 3]) < far(cube.map(|(step, _)| step)) {
        return u8::try_from(232 + place).unwrap_or(u8::MAX);
    }
    let [red, green, blue] = cube.map(|(_, place)| place);
    16 + 36 * red + 6 * green + blue
}

/// The names of the palette's colours, by what they look like mostly.
const NAMED: [([u8; 3], Color); 12] = [
    ([0, 0, 0], Color::Black),
    ([205, 49, 49], Color::Red),
    ([13, 188, 121], Color::Green),
    ([229, 180, 16], Color::Yellow),
    ([36, 114, 200], Color::Blue),
    ([188, 63, 188], Color::Magenta),
    ([17, 168, 205], Color::Cyan),
    ([200, 200, 200], Color::Gray),
    ([110, 110, 110], Color::DarkGray),
    ([255, 255, 255], Color::White),
    ([90, 169, 255], Color::LightBlue),
    ([245, 110, 110], Color::LightRed),
];

fn named(rgb: [u8; 3]) -> Color {
    let far = |other: &[u8; 3]| -> u32 {
        rgb.iter().zip(other).map(|(one, other)| u32::from(one.abs_diff(*other)).pow(2)).sum()
    };
    NAMED.iter().min_by_key(|(other, _)| far(other)).map_or(Color::Reset, |(_, color)| *color)
}

#[cfg(test)]
mod tests {
    use ratatui::style::Color;

    use super::Depth;

    #[test]
    fn a_colour_is_the_nearest_there_is() {
        let cases = [
            (Depth::True, Color::Rgb(90, 169, 255), Color::Rgb(90, 169, 255)),
            (Depth::Indexed, Color::Rgb(255, 0, 0), Color::Indexed(196)),
            (Depth::Indexed, Color::Rgb(128, 128, 128), Color::Indexed(244)),
            (Depth::Indexed, Color::Rgb(255, 255, 255), Color::Indexed(231)),
            (Depth::Sixteen, Color::Rgb(200, 40, 40), Color::Red),
            (Depth::None, Color::Rgb(1, 2, 3), Color::Reset),
            (Depth::Indexed, Color::Red, Color::Red),
        ];
        for (depth, color, expected) in cases {
            assert_eq!(depth.nearest(color), expected, "{depth:?} {color:?}");
        }
    }
}
