//! Bars and small bars.

use super::{Canvas, Words};
use crate::theme::{Glyphs, Role};

impl Canvas<'_> {
    /// Makes a bar of `width` columns that shows a share in basis points; anything above nothing shows a sliver.
    pub(crate) fn bar(&self, share_bp: u64, width: usize, role: Role) -> Words {
        bar(&self.theme().glyphs, share_bp, width, role)
    }

    /// Makes a line of small bars, the largest at full height; nothing is drawn of what is zero.
    pub(crate) fn spark(&self, values: &[u64]) -> String {
        spark(&self.theme().glyphs, values)
    }
}

fn bar(glyphs: &Glyphs, share_bp: u64, width: usize, role: Role) -> Words {
    let cells = u64::try_from(width).unwrap_or_default().saturating_mul(8);
    let filled = share_bp.min(10_000).saturating_mul(cells) / 10_000;
    let filled = usize::try_from(filled.max(u64::from(share_bp > 0))).unwrap_or_default();
    let [.., full] = glyphs.eighths;
    let mut text = full.repeat(filled / 8);
    let part = (filled % 8).checked_sub(1).and_then(|eighths| glyphs.eighths.get(eighths));
    text.push_str(part.copied().unwrap_or_default());
    let drawn = filled.div_ceil(8);
    Words::new().with(text, role).with(glyphs.empty.repeat(width.saturating_sub(drawn)), Role::Line)
}

fn spark(glyphs: &Glyphs, values: &[u64]) -> String {
    let most = u128::from(values.iter().copied().max().unwrap_or_default().max(1));
    let height = |value: &u64| {
        let eighths = (u128::from(*value) * 8).div_ceil(most);
        let place = usize::try_from(eighths).ok().and_then(|eighths| eighths.checked_sub(1));
        place.and_then(|place| glyphs.heights.get(place)).copied().unwrap_or(" ")
    };
    values.iter().map(height).collect()
}

#[cfg(test)]
mod tests {
    use super::{Glyphs, Role, bar, spark};

    #[test]
    fn what_is_not_nothing_is_seen() {
        let cases =
            [(0, "░░░░"), (1, "▏░░░"), (2_500, "█░░░"), (3_000, "█▏░░"), (10_000, "████"), (20_000, "████")];
        for (share, expected) in cases {
            let drawn: String = bar(&Glyphs::UNICODE, share, 4, Role::Good)
                .parts()
                .iter()
                .map(|(text, _)| text.as_str())
                .collect();
            assert_eq!(drawn, expected, "{share}");
        }
        assert_eq!(spark(&Glyphs::UNICODE, &[0, 1, 50, 100]), " ▁▄█");
        assert_eq!(spark(&Glyphs::ASCII, &[0, 100]), " #");
        assert_eq!(spark(&Glyphs::UNICODE, &[]), "");
    }
}
