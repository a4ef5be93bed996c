//! The dashboard on a terminal: threads that read keys, answer questions and read what comes, and one that draws. That one
//! does nothing but take what happened and draw, and waits for either a message or the next instant at which something
//! shown changes.

mod input;
mod news;
#[cfg(unix)]
mod signals;
mod work;

use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::time::Duration;

use scopeon_app::{App, CancelToken};
use scopeon_core::time::Timestamp;

use crate::dashboard::Dashboard;
use crate::effect::Effect;
use crate::msg::Msg;
use crate::options::Options;
use crate::source::Question;
use crate::terminal::{Screen, give_back};
use news::News;
use work::Work;

/// So long is waited for what should have changed by now, in milliseconds.
const OVERDUE_MS: u64 = 1_000;

/// How a dashboard ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ended {
    /// Its user ended it.
    Quit,
    /// A signal did, by its number.
    Signal(u8),
}

/// Why there is no dashboard any more.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum TuiError {
    /// The terminal cannot be read or written.
    #[error("the terminal cannot be used: {0}")]
    Terminal(#[from] io::Error),
    /// A part of the program broke; the terminal is as it was.
    #[error("a part of the dashboard stopped unexpectedly")]
    Broken,
}

/// Shows the dashboard until its user, a signal or `cancel` ends it. Logs are read meanwhile unless another process does so.
///
/// # Errors
///
/// When the terminal cannot be used, or a part breaks. The terminal is as it was in any case.
pub fn run(app: &Arc<App>, options: &Options, cancel: &CancelToken) -> Result<Ended, TuiError> {
    let (sender, messages) = channel();
    #[cfg(unix)]
    let _signals = signals::watch(&sender)?;
    let mut screen = Screen::take(options.takes_mouse, options.inline)?;
    let work = Work::start(app, &sender, cancel);
    input::start(&sender, options.faults);
    drop(sender);
    let looped = catch_unwind(AssertUnwindSafe(|| {
        let size = screen.fit()?;
        let dashboard = Dashboard::new(options, app.now(), size);
        Loop { app, screen: &mut screen, dashboard, messages, asks: work.questions() }.run()
    }));
    // The terminal is given back last: what is typed meanwhile is not for a shell yet, and that takes some tenths of a second.
    cancel.request();
    work.join();
    drop(screen);
    looped.unwrap_or(Err(TuiError::Broken))
}

/// What the drawing thread holds.
struct Loop<'a> {
    app: &'a App,
    screen: &'a mut Screen,
    dashboard: Dashboard,
    messages: Receiver<News>,
    asks: Sender<Question>,
}

impl Loop<'_> {
    fn run(&mut self) -> Result<Ended, TuiError> {
        self.forward();
        loop {
            let (screen, dashboard) = (&mut *self.screen, &mut self.dashboard);
            screen.draw(|buffer| dashboard.draw(buffer))?;
            let Some(first) = self.wait() else { return Ok(Ended::Quit) };
            // What came meanwhile is taken before anything is drawn.
            let waiting: Vec<News> =
                std::iter::once(first).chain(self.messages.try_iter().take(64)).collect();
            for news in waiting {
                if let Some(ended) = self.take(news)? {
                    return Ok(ended);
                }
            }
        }
    }

    /// Waits for what happens next, or for the next instant at which something shown changes; none where nothing will happen.
    fn wait(&self) -> Option<News> {
        let now = self.app.now();
        let at = self.dashboard.next_change().filter(|_| self.app.has_running_clock());
        let Some(at) = at else { return self.messages.recv().ok() };
        let left = u64::try_from(at.millis().saturating_sub(now.millis())).unwrap_or(0);
        // What should have changed by now waits for an answer, which may never come.
        let left = if left == 0 { OVERDUE_MS } else { left };
        // A clock that was turned is noticed within a minute.
        match self.messages.recv_timeout(Duration::from_millis(left.clamp(1, 60_000))) {
            Ok(news) => Some(news),
            Err(RecvTimeoutError::Timeout) => Some(News::of(Msg::Tick)),
            Err(RecvTimeoutError::Disconnected) => None,
        }
    }

    fn take(&mut self, news: News) -> Result<Option<Ended>, TuiError> {
        let now = self.app.now();
        let effects = match news {
            News::Resized => vec![Effect::Redraw],
            News::Msg(msg) => self.dashboard.take_at(*msg, now),
            News::Click { column, row, clicks } => match self.dashboard.hit(column, row) {
                Some(hit) => self.dashboard.take_at(Msg::Click(hit, clicks), now),
                None => Vec::new(),
            },
            News::Signal(signal) => return Ok(Some(Ended::Signal(signal))),
            News::Continued => {
                // A shell may have set the terminal otherwise meanwhile.
                self.screen.enter()?;
                vec![Effect::Redraw]
            }
            News::Fault => panic!("a fault was asked for"),
            News::Gone => return Ok(Some(Ended::Quit)),
        };
        self.forward();
        for effect in effects {
            if self.carry_out(effect, now)? {
                return Ok(Some(Ended::Quit));
            }
        }
        Ok(None)
    }

    /// Has the questions answered that were asked.
    fn forward(&mut self) {
        for question in self.dashboard.asked() {
            // Nobody is there any more when everything ends.
            let _ = self.asks.send(question);
        }
    }

    /// Does what is to be done outside, and returns whether that ends everything.
    fn carry_out(&mut self, effect: Effect, now: Timestamp) -> Result<bool, TuiError> {
        match effect {
            Effect::Quit => return Ok(true),
            Effect::Redraw => {
                let (columns, rows) = self.screen.fit()?;
                self.dashboard.take_at(Msg::Resize(columns, rows), now);
            }
            Effect::Suspend => {
                give_back();
                #[cfg(unix)]
                signals::stop_here()?;
                self.screen.enter()?;
            }
            Effect::Attention(call) => self.screen.write(crate::escape::call(&call).as_bytes())?,
            Effect::Copy(text) => self.screen.write(crate::escape::copy(&text).as_bytes())?,
            Effect::Ask(question) => {
                let _ = self.asks.send(*question);
            }
        }
        Ok(false)
    }
}
