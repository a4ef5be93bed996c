//! What would help: a card each, with the money it would save and its one action.

use ratatui::layout::Rect;
use scopeon_app::words::{UNKNOWN, counted, short_id, spent, whole_percent};
use scopeon_core::metrics::suggest::Suggestion;
use scopeon_core::metrics::waste::Severity;

use crate::answers::Answers;
use crate::canvas::{Canvas, Words};
use crate::hit::Hit;
use crate::screen::insights::{Insights, suggestions};
use crate::shared::Shared;
use crate::text::wrap;
use crate::theme::Role;

/// The columns before the text of a card.
const INDENT: u16 = 2;

/// Draws them.
pub(super) fn draw(
    insights: &Insights,
    (shared, answers): (&Shared, &Answers),
    canvas: &mut Canvas<'_>,
    area: Rect,
) {
    let right = if insights.is_open { "enter: its session · y copies" } else { "enter opens · y copies" };
    let inner = canvas.frame_focused(area, &Words::title("What would help"), &Words::muted(right));
    let Some(report) = suggestions(shared, answers) else { return };
    if report.rows.is_empty() {
        let [good, ..] = canvas.theme().glyphs.states;
        canvas.row(
            inner,
            0,
            &Words::new().with(format!("{good} "), Role::Good).with("No sign of waste.", Role::Text),
        );
        return;
    }
    let width = usize::from(inner.width.saturating_sub(INDENT));
    let lines: Vec<Vec<Words>> = report
        .rows
        .iter()
        .enumerate()
        .map(|(place, card)| {
            let is_open = insights.is_open && place == insights.cards.selected();
            lines(card, is_open, shared, (canvas, width))
        })
        .collect();
    let mut row = 0;
    for (place, card) in lines.iter().enumerate().skip(first(&lines, insights, inner.height)) {
        let height = u16::try_from(card.len()).unwrap_or(u16::MAX);
        if row > 0 && row + height.min(2) > inner.height {
            break;
        }
        for (at, words) in (row..inner.height).zip(card) {
            canvas.row(inner, at, words);
            if place == insights.cards.selected() {
                canvas.select(inner, at);
            }
        }
        let shown = height.min(inner.height - row);
        canvas.hit(Rect { y: inner.y + row, height: shown, ..inner }, Hit::Row(place));
        row = row.saturating_add(height + 1);
        if row >= inner.height {
            break;
        }
    }
}

/// The first card that is drawn, so that the selected one is seen in whole.
fn first(cards: &[Vec<Words>], insights: &Insights, height: u16) -> usize {
    let mut room = usize::from(height);
    let mut first = insights.cards.selected();
    let taken = |place: usize| cards.get(place).map_or(0, |card| card.len() + 1);
    room = room.saturating_sub(taken(first).saturating_sub(1));
    while let Some(before) = first.checked_sub(1) {
        let Some(left) = room.checked_sub(taken(before)) else { break };
        (first, room) = (before, left);
    }
    first
}

/// What a card says: the money and what to do; opened also where it was seen and what to paste.
fn lines(
    card: &Suggestion,
    is_open: bool,
    shared: &Shared,
    (canvas, width): (&Canvas<'_>, usize),
) -> Vec<Words> {
    let [_, warn, bad] = canvas.theme().glyphs.states;
    let dot = canvas.theme().glyphs.dot;
    let (sign, role) = match card.severity {
        Severity::High => (bad, Role::Bad),
        Severity::Medium => (warn, Role::Warn),
        Severity::Low | Severity::Info => (dot, Role::Muted),
    };
    let saving = match card.saving_usd.value {
        Some(_) => Words::muted("could save ").with(spent(&card.saving_usd, &shared.money), Role::Figure),
        None => Words::muted("what it saves is not known"),
    };
    let share = card.saving_share.filter(|share| share.bp() > 0);
    let share = share.map(|share| whole_percent(share.bp().into())).unwrap_or_default();
    let mut all = vec![
        Words::new()
            .with(format!("{sign} "), role)
            .and(saving)
            .then(share, Role::Muted)
            .then(format!("seen {}", counted(card.seen, "time")), Role::Muted),
    ];
    let indent = " ".repeat(INDENT.into());
    let text = |text: &str, role| {
        wrap(text, width)
            .into_iter()
            .map(|line| Words::new().with(format!("{indent}{line}"), role))
            .collect::<Vec<_>>()
    };
    all.extend(text(&card.advice, Role::Text));
    if !is_open {
        return all;
    }
    for seen in &card.sessions {
        let saved = seen.saving_usd.map_or_else(|| UNKNOWN.to_owned(), |usd| shared.money.amount(usd));
        let words = Words::muted(format!("{indent}session ")).with(short_id(&seen.session), Role::Accent);
        all.push(words.then(saved, Role::Figure));
    }
    if let Some(paste) = &card.paste {
        all.extend(text(&format!("into {}:", paste.place), Role::Muted));
        all.extend(text(&paste.text, Role::Accent));
    }
    all
}
