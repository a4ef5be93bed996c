//! Ids of sessions in lists: as much of each as tells it from the others and can be typed.

use std::collections::HashMap;

use scopeon_app::words::short_id;

use super::format;

/// How much of each id of a list is shown.
#[derive(Clone, Debug, Default)]
pub(crate) struct ShortIds<'a>(HashMap<&'a str, usize>);

impl<'a> ShortIds<'a> {
    /// Compares the ids of a list.
    pub(crate) fn of(ids: impl IntoIterator<Item = &'a str>) -> Self {
        let mut ids: Vec<&str> = ids.into_iter().collect();
        ids.sort_unstable();
        ids.dedup();
        let mut lengths: HashMap<&str, usize> =
            ids.iter().map(|id| (*id, short_id(id).chars().count())).collect();
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

    /// Returns the start of an id; short ids stay as they are.
    pub(crate) fn short(&self, id: &str) -> String {
        match self.0.get(id) {
            _ if format::is_for_programs() => id.to_owned(),
            Some(length) => id.chars().take(*length).collect(),
            None => short_id(id),
        }
    }
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
        assert_eq!(shown, ["019fa149-1c5e", ids[1], ids[2], "4444dddd", "navigation"]);
        assert_eq!(short.short("4444eeee-0000-0000"), "4444eeee", "of another list");
    }
}
