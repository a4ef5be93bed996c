//! Names that must fit: paths keep their end, branches both ends, other names their start.

use unicode_width::UnicodeWidthStr;

use super::format;

/// Shortens a name to at most `width` characters of a terminal; a program gets all of it.
pub(crate) fn fit(name: &str, width: usize) -> String {
    if name.width() <= width || format::is_for_programs() {
        return name.to_owned();
    }
    let kept = width.saturating_sub(1);
    if name.contains(['/', '\\']) {
        let tail = end(name, kept);
        // Better a whole directory less than half a name more.
        let whole = tail.find(['/', '\\']).filter(|at| tail[*at..].chars().count() * 2 > kept);
        return format!("…{}", whole.map_or(tail, |at| &tail[at..]));
    }
    // What tells models apart stands before the date of their release.
    let undated =
        name.rsplit_once('-').filter(|(_, date)| date.len() == 8 && date.bytes().all(|b| b.is_ascii_digit()));
    if let Some((model, _)) = undated.filter(|(model, _)| model.chars().count() <= kept) {
        return format!("{model}…");
    }
    format!("{}…", start(name, kept))
}

/// Shortens a name that is told apart by its start as well as by its end, such as a branch's.
pub(crate) fn fit_both(name: &str, width: usize) -> String {
    if name.width() <= width || format::is_for_programs() {
        return name.to_owned();
    }
    let kept = width.saturating_sub(1);
    format!("{}…{}", start(name, kept / 2), end(name, kept.div_ceil(2)))
}

/// The longest start that takes at most `room` characters of a terminal.
fn start(name: &str, room: usize) -> &str {
    let cut =
        name.char_indices().map(|(at, c)| at + c.len_utf8()).take_while(|end| name[..*end].width() <= room);
    &name[..cut.last().unwrap_or(0)]
}

/// The longest end that takes at most `room` characters of a terminal.
fn end(name: &str, room: usize) -> &str {
    let cut = name.char_indices().map(|(at, _)| at).find(|at| name[*at..].width() <= room);
    &name[cut.unwrap_or(name.len())..]
}

/// Writes a path below the home directory with `~`.
pub(crate) fn tilde(path: &str, home: Option<&str>) -> String {
    let home = home.filter(|_| !format::is_for_programs());
    let below = home.filter(|home| home.len() > 1).and_then(|home| path.strip_prefix(home));
    match below {
        Some("") => "~".to_owned(),
        Some(rest) if rest.starts_with(['/', '\\']) => format!("~{rest}"),
        _ => path.to_owned(),
    }
}
