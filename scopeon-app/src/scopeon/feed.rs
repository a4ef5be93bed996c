//! What is new in a database that anybody writes to.

use std::collections::VecDeque;
use std::path::PathBuf;

use scopeon_core::pricing::PriceBook;
use scopeon_core::project::Aliases;
use scopeon_store::{CallCursor, DbVersion, Reader, RecordedCall, StoreError, is_being_filled};

use super::change::Change;
use super::seen::{MOST, Seen};

/// A call that was recorded, or of which more was.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct FollowedCall {
    /// All that is known of it; its project goes by the name that the configuration gives it.
    pub call: RecordedCall,
    /// What is new of it.
    pub change: Change,
}

/// What is new in a database, looked up page by page.
#[derive(Debug)]
pub(super) struct Feed {
    db: PathBuf,
    book: PriceBook,
    aliases: Aliases,
    /// Where to begin in the file that is opened next; at its end where that is not said.
    from: Option<CallCursor>,
    reader: Option<(Reader, DbVersion)>,
    seen: Seen,
    /// The place behind all that was told.
    told: CallCursor,
    /// How far a look at what changed has come; none where nothing has changed.
    look: Option<CallCursor>,
    found: VecDeque<FollowedCall>,
}

impl Feed {
    /// Begins behind a place, or at the end. A database that is not there yet is told whole once it is.
    pub(super) fn start(
        db: PathBuf,
        from: Option<CallCursor>,
        (book, aliases): (PriceBook, Aliases),
    ) -> Result<Self, StoreError> {
        let mut feed = Self {
            db,
            book,
            aliases,
            from,
            reader: None,
            seen: Seen::default(),
            told: CallCursor::START,
            look: None,
            found: VecDeque::new(),
        };
        if !feed.open()? && from.is_none() {
            feed.from = Some(CallCursor::START);
        }
        Ok(feed)
    }

    /// Returns the place behind all that was told.
    pub(super) const fn cursor(&self) -> CallCursor {
        self.told
    }

    /// Returns what is new, if something is. Nothing is waited for.
    pub(super) fn next(&mut self) -> Result<Option<FollowedCall>, StoreError> {
        while self.found.is_empty() && self.is_to_look()? && self.look_on()? {}
        let next = self.found.pop_front();
        if let Some(next) = &next {
            self.told = self.told.max(next.call.cursor);
        }
        Ok(next)
    }

    fn is_to_look(&mut self) -> Result<bool, StoreError> {
        if self.look.is_some() {
            return Ok(true);
        }
        match self.is_changed() {
            Err(StoreError::Busy { .. }) => Ok(false),
            changed => changed,
        }
    }

    /// Returns `true` if anybody wrote since it was asked last.
    fn is_changed(&mut self) -> Result<bool, StoreError> {
        // Whoever reads would wait until all of it is filled.
        if is_being_filled(&self.db) {
            return Ok(false);
        }
        let Some((reader, last)) = &mut self.reader else { return self.open() };
        let now = reader.db_version()?;
        if !now.is_same_file(last) {
            self.reader = None;
            return self.open();
        }
        let is_changed = std::mem::replace(last, now) != now;
        if is_changed {
            self.look = Some(self.start_of_look());
        }
        Ok(is_changed)
    }

    /// Opens the database; false where there is none. The calls before the place where it begins are remembered as told.
    fn open(&mut self) -> Result<bool, StoreError> {
        let reader = match Reader::open(&self.db) {
            Err(StoreError::Missing { .. }) => return Ok(false),
            reader => reader?,
        };
        let version = reader.db_version()?;
        let end = reader.last_call()?;
        let from = self.from.take().unwrap_or(end).min(end);
        (self.seen, self.told) = (Seen::default(), from);
        let known = reader.calls_since(from.back(MOST), &self.book)?;
        for call in known.iter().filter(|call| call.cursor <= from) {
            self.seen.note(call);
        }
        self.reader = Some((reader, version));
        self.look = Some(self.start_of_look());
        Ok(true)
    }

    /// Begins with the calls that may have grown.
    fn start_of_look(&self) -> CallCursor {
        self.seen.start().map_or(self.told, |start| start.min(self.told))
    }

    /// Looks at the next calls; false where another process does not let anybody, and it is to be tried later.
    fn look_on(&mut self) -> Result<bool, StoreError> {
        let (Some((reader, _)), Some(look)) = (&self.reader, self.look) else { return Ok(false) };
        let calls = match reader.calls_since(look, &self.book) {
            Err(StoreError::Busy { .. }) => return Ok(false),
            calls => calls?,
        };
        self.look = calls.last().map(|call| call.cursor);
        for mut call in calls {
            if let Some(change) = self.seen.note(&call) {
                call.project = call.project.map(|project| self.named(project));
                self.found.push_back(FollowedCall { call, change });
            }
        }
        Ok(true)
    }

    fn named(&self, project: String) -> String {
        self.aliases.name_of(&project).map_or(project, str::to_owned)
    }
}
