//! Which known word is nearest to one that is not known.

/// Returns the known word that is nearest: one that begins so, or one in which at most a third of the letters has to change.
pub(super) fn nearest(word: &str, known: &[&'static str]) -> Option<&'static str> {
    let word = word.to_ascii_lowercase();
    if word.is_empty() {
        return None;
    }
    let begins = known.iter().find(|one| word.len() > 1 && one.starts_with(&word));
    let ranked = known.iter().map(|one| (changes(&word, one), *one)).min();
    let near = ranked.filter(|(changes, one)| changes * 3 <= one.len().max(word.chars().count()));
    begins.copied().or_else(|| near.map(|(_, one)| one))
}

/// How many letters have to be put in, left out, replaced, or change places with the next.
fn changes(one: &str, other: &str) -> usize {
    let other: Vec<char> = other.chars().collect();
    let mut before: Vec<usize> = Vec::new();
    let mut row: Vec<usize> = (0..=other.len()).collect();
    let mut last = None;
    for (number, letter) in one.chars().enumerate() {
        let mut next = vec![number + 1];
        for (place, known) in other.iter().enumerate() {
            let at = |row: &[usize], place: usize| row.get(place).copied().unwrap_or(usize::MAX / 2);
            let replaced = at(&row, place) + usize::from(letter != *known);
            let swapped = match place.checked_sub(1).and_then(|place| other.get(place)) {
                Some(earlier) if *earlier == letter && last == Some(*known) => at(&before, place - 1) + 1,
                _ => usize::MAX,
            };
            next.push(replaced.min(swapped).min(at(&row, place + 1) + 1).min(at(&next, place) + 1));
        }
        before = std::mem::replace(&mut row, next);
        last = Some(letter);
    }
    row.last().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::{changes, nearest};

    #[test]
    fn the_nearest_word_is_found() {
        for (one, other, expected) in [
            ("", "", 0),
            ("", "ab", 2),
            ("agnet", "agent", 1),
            ("kitten", "sitting", 3),
            ("cost", "costs", 1),
        ] {
            assert_eq!(changes(one, other), expected, "{one} {other}");
            assert_eq!(changes(other, one), expected, "{other} {one}");
        }
        let known = ["agent", "branch", "compacted"];
        for (word, expected) in [
            ("agnet", Some("agent")),
            ("AGENTS", Some("agent")),
            ("comp", Some("compacted")),
            ("b", None),
            ("colour", None),
            ("", None),
        ] {
            assert_eq!(nearest(word, &known), expected, "{word}");
        }
    }
}
