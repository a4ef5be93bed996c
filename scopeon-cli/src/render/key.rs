//! Names that must fit: paths keep their end, other names their start.

/// Shortens a name to at most `width` characters.
pub(crate) fn fit(name: &str, width: usize) -> String {
    let length = name.chars().count();
    if length <= width {
        return name.to_owned();
    }
    let kept = width.saturating_sub(1);
    if name.contains(['/', '\\']) {
        let tail: String = name.chars().skip(length - kept).collect();
        // Better a whole directory less than half a name more.
        let whole = tail.find(['/', '\\']).filter(|at| tail[*at..].chars().count() * 2 > kept);
        return format!("…{}", whole.map_or(tail.as_str(), |at| &tail[at..]));
    }
    // What tells models apart stands before the date of their release.
    let undated = name.rsplit_once('-').filter(|(_, date)| date.len() == 8 && date.bytes().all(|b| b.is_ascii_digit()));
    if let Some((model, _)) = undated.filter(|(model, _)| model.chars().count() <= kept) {
        return format!("{model}…");
    }
    let head: String = name.chars().take(kept).collect();
    format!("{head}…")
}

/// Writes a path below the home directory with `~`.
pub(crate) fn tilde(path: &str, home: Option<&str>) -> String {
    let below = home.filter(|home| home.len() > 1).and_then(|home| path.strip_prefix(home));
    match below {
        Some("") => "~".to_owned(),
        Some(rest) if rest.starts_with(['/', '\\']) => format!("~{rest}"),
        _ => path.to_owned(),
    }
}
