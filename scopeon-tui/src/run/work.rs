//! The threads behind the one that draws: one answers questions, one reads what comes, one notices what anybody wrote.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use scopeon_app::{App, CancelToken, Reading};

use super::news::News;
use crate::msg::Msg;
use crate::source::{AppSource, Question, Source, Trouble};

/// How often the database is asked whether anybody wrote: what was is on the screen within a second.
const GLANCE: Duration = Duration::from_millis(500);

/// The threads.
pub(super) struct Work {
    questions: Sender<Question>,
    threads: Vec<JoinHandle<()>>,
}

impl Work {
    /// Starts them. They end when `cancel` is requested; the one that answers, when nobody asks any more.
    pub(super) fn start(app: &Arc<App>, sender: &Sender<News>, cancel: &CancelToken) -> Self {
        let reading = Arc::new(reading(app, sender, cancel));
        let (questions, asked) = channel();
        let source = AppSource::new(Arc::clone(app), Arc::clone(&reading));
        let news = sender.clone();
        thread::spawn(move || answer(source, &asked, &news));
        let mut threads = Vec::new();
        if app.reads_what_comes() {
            let reading = Arc::clone(&reading);
            threads.push(thread::spawn(move || reading.read()));
        }
        threads.push(thread::spawn(move || reading.notice(GLANCE)));
        Self { questions, threads }
    }

    /// Returns who questions are asked of.
    pub(super) fn questions(&self) -> Sender<Question> {
        self.questions.clone()
    }

    /// Waits until what reads and what notices have ended.
    pub(super) fn join(self) {
        drop(self.questions);
        for thread in self.threads {
            // What broke there is no reason to break here.
            let _ = thread.join();
        }
    }
}

fn reading(app: &Arc<App>, sender: &Sender<News>, cancel: &CancelToken) -> Reading {
    // A channel's sender is not shared between threads.
    let sender = std::sync::Mutex::new(sender.clone());
    Reading::new(app, cancel, false, move || {
        let sender = sender.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        let _ = sender.send(News::of(Msg::Changed));
    })
}

fn answer(mut source: impl Source, asked: &Receiver<Question>, news: &Sender<News>) {
    while let Ok(question) = asked.recv() {
        let answered = catch_unwind(AssertUnwindSafe(|| source.answer(&question)));
        let result = answered.unwrap_or_else(|_| Err(broken()));
        if news.send(News::of(Msg::Answered(Box::new(question), Box::new(result)))).is_err() {
            return;
        }
    }
}

fn broken() -> Trouble {
    Trouble { text: "answering it broke off".to_owned(), hints: Vec::new(), is_total: false }
}
