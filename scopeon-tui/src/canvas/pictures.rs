//! Bars, small bars and columns.

use ratatui::layout::Rect;

use super::{Canvas, Words};
use crate::text::columns;
use crate::theme::{Glyphs, Role};

impl Canvas<'_> {
    /// Makes a bar of `width` columns that shows a share in basis points; anything above nothing shows a sliver.
    pub(crate) fn bar(&self, share_bp: u64, width: usize, role: Role) -> Words {
        if self.spoken.is_some() {
            return Words::new();
        }
        bar(&self.theme().glyphs, share_bp, width, role)
    }

    /// Draws values as columns over the whole of an area, from its foot on; the first `marked` of them in the one role, the
    /// others in the other one. The largest of them, or `most` where that is more, is as high as the area; `label` says what
    /// that is.
    pub(crate) fn columns(
        &mut self,
        area: Rect,
        values: &[u64],
        (most, label): (u64, &str),
        (marked, roles): (usize, [Role; 2]),
    ) {
        let left = u16::try_from(columns(label)).unwrap_or(0) + 1;
        if values.is_empty() || area.height == 0 || area.width <= left || self.spoken.is_some() {
            return;
        }
        self.text(area, 0, label, Role::Muted);
        if area.height > 1 {
            self.text(area, area.height - 1, "0", Role::Muted);
        }
        let most = values.iter().copied().max().unwrap_or(1).max(most).max(1);
        let room = usize::from(area.width - left);
        let (step, width) = (values.len().div_ceil(room).max(1), (room / values.len()).clamp(1, 4));
        for (column, chunk) in values.chunks(step).enumerate() {
            let Some(value) = chunk.last() else { continue };
            let x = u16::try_from(column * width).unwrap_or(u16::MAX).saturating_add(area.x + left);
            let place = Rect { x, width: u16::try_from(width).unwrap_or(1), ..area };
            let [past, ahead] = roles;
            self.column(place, (*value, most), if column * step < marked { past } else { ahead });
        }
    }

    fn column(&mut self, area: Rect, (value, most): (u64, u64), role: Role) {
        let eighths = u128::from(value) * u128::from(area.height) * 8;
        let eighths = u64::try_from(eighths.div_ceil(u128::from(most))).unwrap_or(u64::MAX);
        let wide = usize::from(area.width.saturating_sub(u16::from(area.width > 2)));
        for row in 0..area.height {
            let below = u64::from(area.height - 1 - row) * 8;
            let filled = usize::try_from(eighths.saturating_sub(below).min(8)).unwrap_or(8);
            let sign =
                filled.checked_sub(1).and_then(|place| self.theme().glyphs.heights.get(place).copied());
            if let Some(sign) = sign {
                self.text(area, row, &sign.repeat(wide), role);
            }
        }
    }

    /// Makes a line of small bars, the largest at full height; nothing is drawn of what is zero.
    pub(crate) fn spark(&self, values: &[u64]) -> String {
        if self.spoken.is_some() {
            return String::new();
        }
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
