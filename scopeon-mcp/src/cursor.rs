//! Where the next page of a list begins: what a caller hands back is what was handed out for the same question. It names the
//! last row, too, so that rows that came before it meanwhile do not bring it again.

use serde_json::Value;
use xxhash_rust::xxh3::xxh3_64;

use crate::failure::Failure;
use crate::figures::Part;

/// What tells a row from others, whatever its figures are.
const IDENTIFYING: [&str; 12] =
    ["id", "session_id", "key", "day", "month", "tag", "name", "kind", "turn", "number", "at", "started_at"];

/// Where a page begins.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Place {
    /// So many rows were before it.
    pub(crate) offset: usize,
    /// The mark of the last of these.
    after: u32,
}

impl Place {
    /// Returns how many rows are passed over in a list, given the marks of its rows.
    pub(crate) fn begins(self, marks: &[u32]) -> usize {
        let Some(last) = self.offset.checked_sub(1) else { return 0 };
        // The row moved down where others came before it. Rows of one mark are not told apart, so that it stays where it was if
        // it may.
        if marks.get(last) == Some(&self.after) {
            return self.offset;
        }
        let is_it = |mark: &u32| *mark == self.after;
        let down = marks.iter().skip(self.offset).position(is_it).map(|moved| self.offset + moved + 1);
        // Where it moved up itself, as a session does that goes on, the others stand where they stood.
        down.unwrap_or(self.offset)
    }
}

/// Returns the mark of a row.
pub(crate) fn mark(row: &Part) -> u32 {
    let known: Vec<&Value> = IDENTIFYING.iter().filter_map(|name| row.get(*name)).collect();
    hash(&known.into_iter().cloned().collect::<Value>().to_string())
}

/// Writes where the next page begins: after a row of that mark.
pub(crate) fn write(question: &str, offset: usize, after: u32) -> String {
    format!("{offset}-{after:08x}-{:08x}", check(question, offset, after))
}

/// Reads where a page begins.
///
/// # Errors
///
/// When it was not handed out for that question.
pub(crate) fn read(question: &str, cursor: &str) -> Result<Place, Failure> {
    let mut parts = cursor.split('-');
    let offset = parts.next().and_then(|offset| offset.parse().ok());
    let after = parts.next().and_then(|after| u32::from_str_radix(after, 16).ok());
    let place = offset.zip(after).filter(|(offset, after)| write(question, *offset, *after) == cursor);
    place.map(|(offset, after)| Place { offset, after }).ok_or_else(|| {
        Failure::parameter("cursor", "the cursor is none of this question; begin again without one")
    })
}

fn check(question: &str, offset: usize, after: u32) -> u32 {
    hash(&format!("{question}\n{offset}\n{after}"))
}

/// Half a hash is enough for what is no secret.
fn hash(text: &str) -> u32 {
    u32::try_from(xxh3_64(text.as_bytes()) >> 32).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::{Place, read, write};

    #[test]
    fn a_cursor_leads_on_in_its_own_list_alone() {
        let cursor = write("{\"a\":1}", 20, 7);
        assert_eq!(read("{\"a\":1}", &cursor), Ok(Place { offset: 20, after: 7 }));
        assert!(read("{\"a\":2}", &cursor).is_err());
        for wrong in [
            "",
            "20",
            "20-",
            "21-00000000",
            "20-00000007",
            "-1-00000000",
            &format!("{cursor}0"),
            &format!("+{cursor}"),
        ] {
            assert!(read("{\"a\":1}", wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_page_begins_after_the_last_row_wherever_that_is_now() {
        let place = Place { offset: 2, after: 5 };
        let cases: [(&[u32], usize); 6] = [
            (&[4, 5, 6], 2),
            // Others came before it.
            (&[2, 3, 4, 5, 6], 4),
            // It goes on, and so stands before others.
            (&[5, 4, 6], 2),
            // It is gone itself.
            (&[4, 6, 7], 2),
            // One of several that cannot be told apart.
            (&[5, 5, 5], 2),
            (&[], 2),
        ];
        for (marks, begins) in cases {
            assert_eq!(place.begins(marks), begins, "{marks:?}");
        }
        assert_eq!(Place::default().begins(&[0, 1]), 0);
    }
}
