//! What is drawn, and nothing else: the state decides it, and nothing of the state changes.

mod budget;
mod chrome;
mod explore;
mod help;
mod insights;
mod nothing;
mod now;
mod palette;
mod session;
mod sessions;
mod settings;
mod setup;
mod spend;
mod tools;
mod trouble;
mod zen;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use crate::canvas::Canvas;
use crate::hit::Hit;
use crate::screen::Screen;
use crate::state::{Overlay, State};

/// Draws a frame, and returns what of it can be clicked; what comes last lies on top.
pub(crate) fn view(state: &State, buffer: &mut Buffer) -> Vec<(Rect, Hit)> {
    let mut canvas = Canvas::new(buffer, &state.shared.theme);
    let area = canvas.area();
    let Some(body) = chrome::draw(state, &mut canvas, area) else { return canvas.finish() };
    match state.answers.total_trouble().filter(|_| state.answers.status().is_none()) {
        Some(trouble) => trouble::draw(trouble, &mut canvas, body),
        None => screen(state, &mut canvas, body),
    }
    over(state, &mut canvas, body);
    canvas.finish()
}

/// Draws what lies over the screen.
fn over(state: &State, canvas: &mut Canvas<'_>, area: Rect) {
    match &state.overlay {
        None => {}
        Some(Overlay::Help(row)) => help::draw(&state.shared, (state.screen, *row), canvas, area),
        Some(Overlay::Palette(palette)) => palette::draw(palette, &state.found(), canvas, area),
        Some(Overlay::Settings(list)) => {
            settings::draw(*list, &state.shared, state.attention.switches, canvas, area);
        }
    }
}

/// Returns what a screen says as lines to be read aloud, without what stands around it.
pub(crate) fn spoken(state: &State, buffer: &mut Buffer) -> Vec<String> {
    let mut canvas = Canvas::new(buffer, &state.shared.theme).speak();
    let area = canvas.area();
    match state.answers.total_trouble().filter(|_| state.answers.status().is_none()) {
        Some(trouble) => trouble::draw(trouble, &mut canvas, area),
        None => screen(state, &mut canvas, area),
    }
    canvas.spoken()
}

fn screen(state: &State, canvas: &mut Canvas<'_>, area: Rect) {
    let (shared, answers) = (&state.shared, &state.answers);
    // Without a history there is no figure, and a longer time has none either.
    let is_of_figures =
        matches!(state.screen, Screen::Spend | Screen::Explore | Screen::Insights | Screen::Tools);
    if let Some(status) = answers.status().filter(|status| is_of_figures && status.last.is_none()) {
        let inset = Rect { x: area.x + 1, width: area.width.saturating_sub(2), ..area };
        return nothing::draw(status, shared, canvas, inset);
    }
    match state.screen {
        Screen::Now => now::draw(&state.panes.now, (shared, answers), canvas, area),
        Screen::Sessions => sessions::draw(&state.panes.sessions, (shared, answers), canvas, area),
        Screen::Spend => spend::draw(&state.panes.spend, (shared, answers), canvas, area),
        Screen::Explore => explore::draw(&state.panes.explore, (shared, answers), canvas, area),
        Screen::Insights => insights::draw(&state.panes.insights, (shared, answers), canvas, area),
        Screen::Tools => tools::draw(&state.panes.tools, (shared, answers), canvas, area),
        Screen::Setup => setup::draw(&state.panes.setup, (shared, answers), canvas, area),
    }
}
