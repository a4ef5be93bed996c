//! Which known names are like one that is not known.

/// How many similar names are suggested.
const MOST: usize = 3;

/// Returns up to three known names that are like one, each with the group it is of: those of a lower group first, in
/// a group the likest first.
#[must_use]
pub fn suggest_names<'a>(name: &str, known: impl IntoIterator<Item = (u8, &'a str)>) -> Vec<String> {
    // Of paths that end alike the shorter one.
    let rank = |(group, known): (u8, &'a str)| Some((group, closest(known, name)?, known.len(), known));
    let mut ranked: Vec<_> = known.into_iter().filter_map(rank).collect();
    ranked.sort_unstable();
    let mut near: Vec<String> = Vec::with_capacity(MOST);
    for (.., known) in ranked {
        if near.len() < MOST && !near.iter().any(|one| one == known) {
            near.push(known.to_owned());
        }
    }
    near
}

/// The distance to a name or to what it ends in: of a path the last component, of a model's name what people call it by,
/// with and without the marks between its parts.
fn closest(known: &str, name: &str) -> Option<(usize, usize)> {
    let ends = known.match_indices(['/', '\\', '-']).map(|(at, _)| &known[at + 1..]);
    let as_written = std::iter::once(known).chain(ends).filter_map(|end| distance(end, name)).min();
    as_written.or_else(|| distance(&letters(known), &letters(name)))
}

fn letters(name: &str) -> String {
    name.chars().filter(|c| c.is_alphanumeric()).collect()
}

/// How far two names are apart: the letters to change, whatever their case, or 0 where one holds the other, and by
/// how many letters one is the longer. None where more than a third of the longer name would have to change.
fn distance(known: &str, name: &str) -> Option<(usize, usize)> {
    let [known, name] = [known, name].map(str::to_lowercase);
    let [long, wanted] = [&known, &name].map(|name| name.chars().count());
    let spare = long.abs_diff(wanted);
    // Of what was asked for, a short name that happens to be in it is no hint.
    if (wanted > 1 && known.contains(&name)) || (long * 3 >= wanted && long > 1 && name.contains(&known)) {
        return Some((0, spare));
    }
    let changes = strsim::damerau_levenshtein(&known, &name);
    (changes * 3 <= long.max(wanted)).then_some((changes, spare))
}

#[cfg(test)]
mod tests {
    use super::{closest, distance, suggest_names};

    #[test]
    fn names_are_alike_that_differ_by_little() {
        assert_eq!(distance("feature/search", "SEARCH"), Some((0, 8)));
        assert_eq!(distance("main", "mian"), Some((1, 0))); // two letters changed places
        assert_eq!(distance("review", "rewiew"), Some((1, 0)));
        assert_eq!(distance("main", "mane"), None); // two of four letters
        assert_eq!(distance("ops", "x"), None);
        assert_eq!(distance("o1", "demo1-large"), None); // by accident
        assert_eq!(distance("/home/me/shop", "sohp"), None);
        assert_eq!(closest("/home/me/shop", "sohp"), Some((1, 0)));
        assert_eq!(closest("claude-sonnet-5", "sonet-5"), Some((1, 1)));
        assert_eq!(closest("claude-sonnet-5", "sonnet5"), Some((1, 1)));
        assert_eq!(closest("claude-sonnet-5", "Claude Sonnet5"), Some((1, 1)));
        assert_eq!(closest("gpt-5", "llama-5"), None);
    }

    #[test]
    fn groups_come_before_likeness_and_likeness_before_the_alphabet() {
        let known = [
            (1, "opus-4"),
            (1, "opus-4-1"),
            (0, "us.opus-4-1-large"),
            (1, "opus-4"),
            (1, "haiku"),
            (2, "opus"),
        ];
        assert_eq!(suggest_names("opus", known), ["us.opus-4-1-large", "opus-4", "opus-4-1"]);
        assert_eq!(suggest_names("opus-4-2", known), ["opus-4", "opus-4-1", "opus"]);
        assert!(suggest_names("llama", known).is_empty());
    }
}
