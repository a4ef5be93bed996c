//! A bar that shows a share, and a sparkline.

use super::format::{self, Form};

/// Draws a share as a bar of `width` characters; anything above nothing shows at least a sliver. There are no bars in tables
/// for other programs.
pub(crate) fn bar(part: u64, whole: u64, width: usize) -> String {
    const EIGHTHS: [char; 8] = [' ', '▏', '▎', '▍', '▌', '▋', '▊', '▉'];
    if format::of(|format| format.form != Form::Page) {
        return String::new();
    }
    let cells = u128::try_from(width).unwrap_or_default() * 8;
    let share = u128::from(part.min(whole)) * cells / u128::from(whole.max(1));
    let filled = usize::try_from(share.max(u128::from(part > 0))).unwrap_or_default();
    let mut text = "█".repeat(filled / 8);
    if filled % 8 > 0 {
        text.push(EIGHTHS[filled % 8]);
    }
    let drawn = text.chars().count();
    text.extend(std::iter::repeat_n('░', width.saturating_sub(drawn)));
    text
}

/// Draws values as a line of small bars, the largest at full height; nothing is drawn of what is zero.
pub(crate) fn sparkline(values: &[u64]) -> String {
    const BARS: [char; 8] = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];
    let most = values.iter().copied().max().unwrap_or(0).max(1);
    let height = |value: &u64| {
        let eighths = (u128::from(*value) * 8).div_ceil(u128::from(most));
        usize::try_from(eighths)
            .ok()
            .and_then(|height| BARS.get(height.checked_sub(1)?))
            .copied()
            .unwrap_or(' ')
    };
    values.iter().map(height).collect()
}
