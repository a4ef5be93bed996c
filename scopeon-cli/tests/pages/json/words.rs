//! Words of comments, as they stand in a table.

/// What stands between what a field means and when it is `null`.
const BETWEEN: &[&str] = &[
    ". On the wire it is `null` ",
    ". On the wire it is null ",
    "; `null` ",
    "; null ",
    "; none ",
    ". None ",
    ". `null` ",
    ", none ",
];

/// Divides a comment into what a field means and when it is `null`; none where it does not say.
pub(super) fn split(comment: &str) -> Option<(String, String)> {
    let found = BETWEEN.iter().filter_map(|between| Some((comment.find(between)?, between.len())));
    let (at, length) = found.min()?;
    let (meaning, null) = (&comment[..at], &comment[at + length..]);
    let end = null.find(". ").map_or(null.len(), |end| end + 1);
    let (null, more) = null.split_at(end);
    let meaning = format!("{}.{}", meaning.trim_end_matches('.'), if more.is_empty() { "" } else { " " });
    Some((meaning + more.trim(), null.trim_end_matches('.').to_owned()))
}

/// Writes a text into a cell.
pub(super) fn cell(text: &str) -> String {
    text.replace('|', "\\|").replace('\n', " ")
}

/// Returns the anchor of a heading.
pub(super) fn anchor(name: &str) -> String {
    match name {
        "Scope" => "fields-of-every-answer".to_owned(),
        "NoticeCode" => "notices".to_owned(),
        "Coverage" => "levels".to_owned(),
        name if name.starts_with("Figure_") => "figure".to_owned(),
        name => name.to_lowercase(),
    }
}
