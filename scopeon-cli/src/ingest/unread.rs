//! Sources that are there and could not be read: an answer that lacks them says so, every time.

use std::path::Path;

use scopeon_store::Reader;

use crate::context::Context;
use crate::render::counted;

/// Notes how many sources that are still there an answer lacks.
pub(crate) fn note(context: &Context) {
    let unread = Reader::open(&context.db()).and_then(|reader| reader.unread()).unwrap_or_default();
    let unread = unread.iter().filter(|path| may_be_there(Path::new(path))).count() as u64;
    if unread > 0 {
        context.mark_incomplete();
        context.console.note(format_args!(
            "{} could not be read, so figures may be too low; see scopeon doctor",
            counted(unread, "log")
        ));
    }
}

/// Where not the whole path is kept, nobody can tell.
fn may_be_there(path: &Path) -> bool {
    !path.is_absolute() || path.symlink_metadata().is_ok()
}
