//! What is said once where files of Scopeon 0.x are: that they stay as they are, and where this program's lie.

use std::path::Path;

use scopeon_core::report::{Notice, NoticeCode};

use crate::app::App;

/// Returns the remark; none where there are no such files.
pub(super) fn notice(app: &App) -> Option<Notice> {
    let files = app.files();
    let earlier: Vec<String> = files.earlier.all().map(|path| path.display().to_string()).collect();
    if earlier.is_empty() {
        return None;
    }
    let name = |path: &Path| path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let mut own = Vec::new();
    own.extend(files.earlier.config.as_ref().map(|_| name(&files.config)));
    own.extend(files.earlier.database.as_ref().map(|_| name(&files.db)));
    let text = format!(
        "{} {} of Scopeon 0.x and stay as they are; this version uses {} beside them; `scopeon import` takes over \
         budgets, prices, tags and history",
        earlier.join(" and "),
        if earlier.len() == 1 { "is" } else { "are" },
        own.join(" and "),
    );
    Some(Notice::new(NoticeCode::Earlier, text))
}
