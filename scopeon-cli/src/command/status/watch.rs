//! `scopeon status --watch`: where things stand, again whenever something happens.

use std::sync::mpsc::{Receiver, sync_channel};
use std::thread;
use std::time::{Duration, Instant};

use scopeon_app::{AppError, ask};
use scopeon_core::report::StatusReport;

use crate::console::Console;
use crate::context::Context;
use crate::error::{CliError, Outcome};
use crate::progress::Progress;
use crate::render;
use crate::signals::Stop;

/// How long a request to stop takes at most to be noticed.
const GLANCE: Duration = Duration::from_millis(200);
/// After that long it is looked at again though nothing was logged: time passes for limits and forecasts.
const AGAIN: Duration = Duration::from_secs(20);
/// Many changes in a row are one.
const PAUSE: Duration = Duration::from_millis(300);

/// Shows where things stand until a signal comes.
pub(super) fn run(context: &Context) -> Result<Outcome, CliError> {
    let stop = Stop::on_signals().map_err(|error| CliError::signals(&error))?;
    // First all that is logged is read, as for any answer.
    let first = match (context.app.ask(&ask::Status, stop.token()), stop.signal()) {
        (Err(_), Some(_)) => return Ok(Outcome::Fine),
        (first, _) => first?,
    };
    let mut view = View { context, last: String::new() };
    view.show(&first)?;
    let (wakes, woken) = sync_channel(1);
    thread::scope(|threads| {
        let (app, stop) = (&context.app, &stop);
        let watching = app.reads_what_comes().then(|| {
            threads.spawn(move || {
                app.watch(stop.token(), &Progress::new(false), &mut |_| {
                    let _ = wakes.try_send(());
                })
            })
        });
        let shown = follow(&mut view, stop, &woken, || {
            watching.as_ref().is_some_and(std::thread::ScopedJoinHandle::is_finished)
        });
        stop.token().request();
        let watched = watching.map_or(Ok(Ok(())), thread::ScopedJoinHandle::join);
        let watched: Result<(), AppError> = watched.unwrap_or(Ok(()));
        shown.and(watched.map_err(Into::into))
    })?;
    Ok(Outcome::Fine)
}

fn follow(
    view: &mut View<'_>,
    stop: &Stop,
    woken: &Receiver<()>,
    has_failed: impl Fn() -> bool,
) -> Result<(), CliError> {
    loop {
        let since = Instant::now();
        while since.elapsed() < AGAIN {
            if stop.token().is_requested() || has_failed() {
                return Ok(());
            }
            if woken.recv_timeout(GLANCE).is_ok() {
                thread::sleep(PAUSE);
                break;
            }
        }
        view.show(&view.context.app.ask_kept(&ask::Status)?)?;
    }
}

/// What is on the screen.
struct View<'a> {
    context: &'a Context,
    /// The last line that was written where nothing can be drawn again.
    last: String,
}

impl View<'_> {
    fn show(&mut self, status: &StatusReport) -> Result<(), CliError> {
        let context = self.context;
        let console = &context.console;
        if console.is_json() {
            return Console::print_line_json(status);
        }
        if console.is_terminal() {
            let text = render::status::draw(status, context.zone(), context.width(), context.home());
            // What was drawn before is gone at once, and what is drawn now is there at once.
            Console::write_raw(b"\x1b[H\x1b[2J")?;
            return console.print(&text);
        }
        let line = render::status::line(status);
        if line == self.last {
            return Ok(());
        }
        console.print(&format!("{}  {line}\n", context.zone().wall(status.scope.now)))?;
        self.last = line;
        Ok(())
    }
}
