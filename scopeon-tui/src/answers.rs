//! What is known: the last answer to each question that a screen asked, and which of them have to be asked again.

use scopeon_core::report::StatusReport;

use crate::source::{Answer, Question, Trouble};

/// So many answers are kept that nobody looks at.
const REMEMBERED: usize = 24;

/// What is known.
#[derive(Clone, Debug, Default)]
pub(crate) struct Answers {
    held: Vec<Held>,
    /// Counts what changed: an answer of an earlier number may be old.
    number: u64,
}

#[derive(Clone, Debug)]
struct Held {
    question: Question,
    answer: Option<Answer>,
    trouble: Option<Trouble>,
    /// The number that it was asked at.
    asked_at: u64,
    is_asked: bool,
}

/// What is known of a question.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Known<'a> {
    /// An answer, which may be that of a moment ago.
    Answer(&'a Answer),
    /// There is none, and why.
    Trouble(&'a Trouble),
    /// Nothing yet.
    Waiting,
}

impl Answers {
    /// Notes that something changed: what is on the screen is asked again.
    pub(crate) const fn outdate(&mut self) {
        self.number += 1;
    }

    /// Returns which of the questions of a screen have to be asked now, and notes that they are.
    pub(crate) fn want(&mut self, wanted: &[Question]) -> Vec<Question> {
        let is_due = |held: &&mut Held| !held.is_asked && held.asked_at < self.number;
        let mut due = Vec::new();
        for question in wanted {
            if !self.held.iter().any(|held| held.question == *question) {
                let (question, asked_at) = (question.clone(), 0);
                self.held.push(Held { question, answer: None, trouble: None, asked_at, is_asked: false });
            }
        }
        for held in self.held.iter_mut().filter(|held| wanted.contains(&held.question)).filter(is_due) {
            held.is_asked = true;
            held.asked_at = self.number;
            due.push(held.question.clone());
        }
        self.forget(wanted);
        due
    }

    fn forget(&mut self, wanted: &[Question]) {
        let mut spare = self.held.len().saturating_sub(wanted.len() + REMEMBERED);
        self.held.retain(|held| {
            let goes = spare > 0 && !held.is_asked && !wanted.contains(&held.question);
            spare -= usize::from(goes);
            !goes
        });
    }

    /// Keeps what came back.
    pub(crate) fn keep(&mut self, question: &Question, result: Result<Answer, Trouble>) {
        let Some(held) = self.held.iter_mut().find(|held| held.question == *question) else { return };
        held.is_asked = false;
        match result {
            Ok(answer) => (held.answer, held.trouble) = (Some(answer), None),
            Err(trouble) => held.trouble = Some(trouble),
        }
    }

    /// Leaves things as they are: what came back is of no use.
    pub(crate) fn drop_answer(&mut self, question: &Question) {
        if let Some(held) = self.held.iter_mut().find(|held| held.question == *question) {
            held.is_asked = false;
        }
    }

    /// Returns what is known of a question. An answer that could not be renewed is an answer still.
    pub(crate) fn known(&self, question: &Question) -> Known<'_> {
        let held = self.held.iter().find(|held| held.question == *question);
        match held.map(|held| (&held.answer, &held.trouble)) {
            Some((Some(answer), _)) => Known::Answer(answer),
            Some((None, Some(trouble))) => Known::Trouble(trouble),
            _ => Known::Waiting,
        }
    }

    /// Returns the answer to a question; none where there is none.
    pub(crate) fn get(&self, question: &Question) -> Option<&Answer> {
        match self.known(question) {
            Known::Answer(answer) => Some(answer),
            _ => None,
        }
    }

    /// Returns where things stand.
    pub(crate) fn status(&self) -> Option<&StatusReport> {
        self.get(&Question::Status(scopeon_app::ask::Status))?.status()
    }

    /// Returns why nothing at all can be answered, if so.
    pub(crate) fn total_trouble(&self) -> Option<&Trouble> {
        self.held.iter().filter_map(|held| held.trouble.as_ref()).find(|trouble| trouble.is_total)
    }
}

#[cfg(test)]
mod tests {
    use scopeon_app::ask;

    use super::{Answers, Known};
    use crate::source::{Question, Trouble};

    #[test]
    fn a_question_is_asked_once_until_something_changes() {
        let status = [Question::Status(ask::Status)];
        let mut answers = Answers::default();
        answers.outdate();
        assert_eq!(answers.want(&status), status);
        assert!(answers.want(&status).is_empty(), "it is on its way");
        answers.outdate();
        assert!(answers.want(&status).is_empty(), "it is on its way still");
        let trouble = Trouble { text: "no".to_owned(), hints: Vec::new(), is_total: false };
        answers.keep(&status[0], Err(trouble));
        assert!(matches!(answers.known(&status[0]), Known::Trouble(_)));
        assert_eq!(answers.want(&status), status, "what came back is of a moment before");
        answers.drop_answer(&status[0]);
        assert!(answers.want(&status).is_empty(), "nothing changed");
    }

    #[test]
    fn what_nobody_looks_at_is_forgotten() {
        let session = |id: usize| Question::Session(ask::Session { id: id.to_string() });
        let mut answers = Answers::default();
        answers.outdate();
        for id in 0..100 {
            let asked = [session(id)];
            answers.want(&asked);
            answers.drop_answer(&asked[0]);
        }
        assert!(answers.held.len() <= super::REMEMBERED + 1);
    }
}
