//! A terminal that is drawn on, and is left as it was in every way out.

use std::io::{self, Stdout, Write, stdout};
use std::sync::atomic::{AtomicBool, Ordering};

use crossterm::event::{
    DisableBracketedPaste, DisableMouseCapture, EnableBracketedPaste, EnableMouseCapture,
};
use crossterm::terminal::{
    self, EnterAlternateScreen, LeaveAlternateScreen, disable_raw_mode, enable_raw_mode,
};
use crossterm::{cursor, execute};
use ratatui::backend::CrosstermBackend;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
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
    /// Takes the terminal, or so many rows below the prompt.
    ///
    /// # Errors
    ///
    /// When it is none, or cannot be written to; it is left as it was.
    pub(crate) fn take(takes_mouse: bool, inline: Option<u16>) -> io::Result<Self> {
        let size = terminal::size()?;
        // Where the prompt is can be asked of a terminal that does not echo.
        enable_raw_mode()?;
        IS_TAKEN.store(true, Ordering::SeqCst);
        let viewport = match inline {
            Some(rows) => Viewport::Fixed(below_prompt(rows, size).inspect_err(|_| give_back())?),
            None => Viewport::Fullscreen,
        };
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
        self.fit()?;
        Ok(())
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

    /// Forgets what was drawn, and fits to the terminal's size: the next frame is written as a whole. Returns the columns and
    /// rows that are drawn on.
    ///
    /// # Errors
    ///
    /// As [`Screen::draw`].
    pub(crate) fn fit(&mut self) -> io::Result<(u16, u16)> {
        let (columns, rows) = terminal::size()?;
        let height = self.inline.map_or(rows, |wanted| wanted.min(rows));
        // Nothing is asked of the terminal here: its answer would be taken for keys.
        self.terminal.resize(Rect::new(0, rows - height, columns, height))?;
        Ok((columns, height))
    }

    /// Writes what is no part of a frame.
    ///
    /// # Errors
    ///
    /// As [`Screen::draw`].
    pub(crate) fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        let backend = self.terminal.backend_mut();
        backend.write_all(bytes)?;
        io::Write::flush(backend)
    }
}

impl Drop for Screen {
    fn drop(&mut self) {
        // What is drawn below the prompt stays there, and the prompt follows it.
        if self.inline.is_some() {
            let rows = terminal::size().map_or(1, |(_, rows)| rows);
            let _ = execute!(stdout(), cursor::MoveTo(0, rows.saturating_sub(1)));
            let _ = stdout().lock().write_all(b"\r\n");
        }
        give_back();
    }
}

/// Makes room for so many rows below the prompt: at the foot of the terminal, since what is drawn there stays there.
fn below_prompt(rows: u16, (columns, all): (u16, u16)) -> io::Result<Rect> {
    let rows = rows.min(all);
    let mut out = stdout().lock();
    // What stands there moves up.
    let (_, row) = cursor::position().unwrap_or((0, all.saturating_sub(1)));
    let needed = (row + 1 + rows).saturating_sub(all);
    crossterm::queue!(out, cursor::MoveTo(0, all.saturating_sub(1)))?;
    out.write_all("\n".repeat(usize::from(needed)).as_bytes())?;
    out.flush()?;
    Ok(Rect::new(0, all - rows, columns, rows))
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
