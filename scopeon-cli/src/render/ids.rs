//! Ids of sessions in lists: as much of each as tells it from the others and can be typed.

use std::collections::HashMap;

use super::format;

/// The start of an id that tells sessions apart, mostly.
const SHORT: usize = 8;

/// How much of each id of a list is shown.
#[derive(Clone, Debug, Default)]
pub(crate) struct ShortIds<'a>(HashMap<&'a str, usize>);

impl<'a> ShortIds<'a> {
    /// Compares the ids of a list.
    pub(crate) fn of(ids: impl IntoIterator<Item = &'a str>) -> Self {
        let mut ids: Vec<&str> = ids.into_iter().filter(|id| is_long(id)).collect();
        ids.sort_unstable();
        ids.dedup();
        let mut lengths: HashMap<&str, usize> = ids.iter().map(|id| (*id, SHORT)).collect();
        // Of sorted ids the one most alike is a neighbour.
        for (one, other) in ids.iter().zip(ids.iter().skip(1)) {
            let alike = one.chars().zip(other.chars()).take_while(|(a, b)| a == b).count();
            for id in [one, other] {
                if let Some(length) = lengths.get_mut(id) {
                    *length = (*length).max(alike + 1);
                }
            }
        }
        Self(lengths)
    }

    /// Returns the start of an id; ids that are no UUIDs stay as they are while they are short.
    pub(crate) fn short(&self, id: &str) -> String {
        if !is_long(id) || format::is_for_programs() {
            return id.to_owned();
        }
        id.chars().take(self.0.get(id).copied().unwrap_or(SHORT)).collect()
    }
}

fn is_long(id: &str) -> bool {
    id.chars().nth(2 * SHORT).is_some()
}

#[cfg(test)]
mod tests {
    use super::ShortIds;

    #[test]
    fn an_id_is_as_long_as_it_takes_to_know_it() {
        let ids = [
            "019fa149-1c5e-7a3b-8d7a-000000000001",
            "019fa149-1c9e-7a3b-8d7a-000000000002",
            "019fa149-1c9e-7a3b-8d7a-000000000003",
            "4444dddd-0000-0000-0000-000000000000",
            "navigation",
        ];
        let short = ShortIds::of(ids.iter().copied().chain(ids));
        let shown = ids.map(|id| short.short(id));
        assert_eq!(shown, ["019fa149-1c5", ids[1], ids[2], "4444dddd", "navigation"]);
        assert_eq!(short.short("4444eeee-0000-0000"), "4444eeee", "of another list");
    }
}
