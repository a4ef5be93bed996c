//! A terminal that is drawn on, and is left as it was in every way out.

use std::io::{self, Stdout, Write, stdout};
use std::sync::atomic::{AtomicBool, Ordering};

use crossterm::event::{
    DisableBracketedPaste, DisableMouseCapture, EnableBracketedPaste, EnableMouseCapture,
};
use crossterm::terminal::{EnterAlternateScreen, LeaveAlternateScreen, disable_raw_mode, enable_raw_mode};
use crossterm::{cursor, execute};
use ratatui::backend::CrosstermBackend;
use ratatui::buffer::Buffer;
use ratatui::{Terminal, TerminalOptions, Viewport};

use crate::escape::{KEEP_TITLE, TAKE_BACK};

/// Whether a terminal is drawn on, so that it has to be given back.
static IS_TAKEN: AtomicBool = AtomicBool::new(false);
/// Whether that is its alternate screen.
static IS_ALTERNATE: AtomicBool = AtomicBool::new(false);

/// A terminal that is drawn on. It is given back when this is dropped.
pub(crate) struct Screen {
    terminal: Terminal<CrosstermBackend<Stdout>>,
    takes_mouse: bool,
    inline: Option<u16>,
}

impl Screen {
    /// Takes the terminal.
    ///
    /// # Errors
    ///
    /// When it is none, or cannot be written to; it is left as it was.
    pub(crate) fn take(takes_mouse: bool, inline: Option<u16>) -> io::Result<Self> {
        // Rows below the prompt are asked for with a terminal that does not echo.
        enable_raw_mode()?;
        IS_TAKEN.store(true, Ordering::SeqCst);
        let viewport = inline.map_or(Viewport::Fullscreen, Viewport::Inline);
        let made = Terminal::with_options(CrosstermBackend::new(stdout()), TerminalOptions { viewport });
        let terminal = made.inspect_err(|_| give_back())?;
        let mut screen = Self { terminal, takes_mouse, inline };
        screen.enter()?;
        Ok(screen)
    }

    /// Takes it again, after it was given back, and forgets what was drawn.
    ///
    /// # Errors
    ///
    /// As [`Screen::take`].
    pub(crate) fn enter(&mut self) -> io::Result<()> {
        IS_TAKEN.store(true, Ordering::SeqCst);
        let taken = self.try_enter();
        if taken.is_err() {
            give_back();
        }
        taken
    }

    fn try_enter(&mut self) -> io::Result<()> {
        enable_raw_mode()?;
        self.write(KEEP_TITLE.as_bytes())?;
        if self.inline.is_none() {
            execute!(stdout(), EnterAlternateScreen)?;
            IS_ALTERNATE.store(true, Ordering::SeqCst);
        }
        execute!(stdout(), EnableBracketedPaste, cursor::Hide)?;
        if self.takes_mouse {
            execute!(stdout(), EnableMouseCapture)?;
        }
        self.terminal.clear()
    }

    /// Draws a frame: what differs from the last one is written.
    ///
    /// # Errors
    ///
    /// When it cannot be written to.
    pub(crate) fn draw(&mut self, draw: impl FnOnce(&mut Buffer)) -> io::Result<()> {
        self.terminal.draw(|frame| draw(frame.buffer_mut()))?;
        Ok(())
    }

    /// Forgets what was drawn: the next frame is written as a whole.
    ///
    /// # Errors
    ///
    /// As [`Screen::draw`].
    pub(crate) fn clear(&mut self) -> io::Result<()> {
        self.terminal.clear()
    }

    /// Returns its columns and rows.
    ///
    /// # Errors
    ///
    /// When it does not say.
    pub(crate) fn size(&self) -> io::Result<(u16, u16)> {
        let size = self.terminal.size()?;
        Ok((size.width, self.inline.map_or(size.height, |rows| rows.min(size.height))))
    }

    /// Writes what is no part of a frame.
    ///
    /// # Errors
    ///
    /// As [`Screen::draw`].
    pub(crate) fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        let mut out = stdout().lock();
        out.write_all(bytes)?;
        out.flush()
    }
}

impl Drop for Screen {
    fn drop(&mut self) {
        // What is drawn below the prompt stays there, and the prompt follows it.
        if self.inline.is_some() {
            let below = self.terminal.get_frame().area().bottom();
            let _ = execute!(stdout(), cursor::MoveTo(0, below.saturating_sub(1)));
            let _ = stdout().lock().write_all(b"\r\n");
        }
        give_back();
    }
}

/// Leaves the terminal as it was, once; nothing where it was not taken.
pub(crate) fn give_back() {
    if !IS_TAKEN.swap(false, Ordering::SeqCst) {
        return;
    }
    // A terminal that is gone cannot be left.
    let _ = stdout().lock().write_all(TAKE_BACK.as_bytes());
    let _ = execute!(stdout(), DisableMouseCapture, DisableBracketedPaste);
    if IS_ALTERNATE.swap(false, Ordering::SeqCst) {
        let _ = execute!(stdout(), LeaveAlternateScreen);
    }
    let _ = execute!(stdout(), cursor::Show);
    let _ = disable_raw_mode();
}
