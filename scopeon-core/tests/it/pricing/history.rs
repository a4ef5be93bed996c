//! The table against what lists said over time: a price that changed has its dated row, and a model that was born between
//! two lists has the price it was born with.

use std::collections::{BTreeMap, BTreeSet};

use scopeon_core::pricing::{PriceBook, PriceRow, UsdPerMillion, table};

use super::{class, day};

/// What lists said, by the day of the list.
const SEEN: &str = include_str!("../../../data/seen.tsv");
/// What models cost at their launch that only the newest list has.
const BORN: &str = include_str!("../../../data/born.tsv");
const BUILTIN: &str = include_str!("../../../data/prices.tsv");

/// Input, output and cache reads, as lists write them.
type Price<'a> = [&'a str; 3];

struct Seen<'a> {
    key: &'a str,
    day: &'a str,
    price: Price<'a>,
    release: &'a str,
}

fn lines(text: &str) -> impl Iterator<Item = Vec<&str>> {
    text.lines().filter(|line| !line.starts_with('#')).map(|line| line.split('\t').collect())
}

fn seen(text: &str) -> Vec<Seen<'_>> {
    lines(text).map(read).collect()
}

fn read(cells: Vec<&str>) -> Seen<'_> {
    let [key, day, input, output, read, release] = cells.try_into().unwrap();
    Seen { key, day, price: [input, output, read], release }
}

fn born(text: &str) -> BTreeMap<&str, Price<'_>> {
    lines(text).map(|cells| (cells[0], [cells[1], cells[2], cells[3]])).collect()
}

fn states(row: &PriceRow, [input, output, read]: Price<'_>) -> bool {
    let rate = |text| UsdPerMillion::parse(text);
    let reads = row.rates.cache_read.is_none() || read.is_empty() || row.rates.cache_read == rate(read);
    Some(row.rates.input) == rate(input) && Some(row.rates.output) == rate(output) && reads
}

/// Says which prices a table does not know that lists once had.
fn unknown(rows: &[PriceRow], seen: &[Seen<'_>], born: &BTreeMap<&str, Price<'_>>) -> Vec<String> {
    let mut lost = Vec::new();
    let newest = seen.iter().max_by_key(|seen| seen.day).unwrap().release;
    let of = |key: &str| rows.iter().filter(|row| row.key == key).collect::<Vec<_>>();
    let mut first = BTreeSet::new();
    for one in seen {
        if !of(one.key).iter().any(|row| row.applies_at(day(one.day)) && states(row, one.price)) {
            lost.push(format!("{} cost {:?} on {} ({})", one.key, one.price, one.day, one.release));
        }
        // Born since the list before, and perhaps repriced since.
        if first.insert(one.key) && one.release == newest {
            let launch = born.get(one.key).copied();
            if !launch.is_some_and(|launch| of(one.key).first().is_some_and(|row| states(row, launch))) {
                lost.push(format!("{} is new in {newest}: its launch price is not known", one.key));
            }
        }
    }
    lost
}

#[test]
fn every_price_that_a_list_once_had_is_in_the_table() {
    let rows = table::parse(BUILTIN).unwrap().rows;
    assert!(seen(SEEN).len() > 600);
    assert_eq!(unknown(&rows, &seen(SEEN), &born(BORN)), [] as [&str; 0]);
}

/// Seeded faults: each has to be refused.
#[test]
fn a_model_that_was_born_and_repriced_between_two_lists_needs_a_dated_row() {
    let row = |key: &str, input: &str| format!("{key}\t\t\t\t{input}\t20\t\t0.4\t\t\t\t\t\t\t\t\t\tnew");
    let tables = |text: &str| table::parse(text).unwrap().rows;
    let lists = seen("m-1\t2026-07-28\t5\t30\t0.5\told\nm-1\t2026-09-01\t4\t20\t0.4\tnew");
    let (now, none) = (tables(&row("m-1", "4")), BTreeMap::new());
    assert_eq!(unknown(&now, &lists, &none), [r#"m-1 cost ["5", "30", "0.5"] on 2026-07-28 (old)"#]);
    let dated = "m-1\t\t2026-08-21\t\t5\t30\t\t0.5\t\t\t\t\t\t\t\t\t\told\nm-1\t2026-08-21\t\t\t4\t20\t\t0.4\t\t\t\t\t\t\t\t\t\tnew";
    assert_eq!(unknown(&tables(dated), &lists, &none), [] as [&str; 0]);
    // The lists at hand were too far apart to see it: the launch has to be known otherwise.
    let lists = seen("m-0\t2026-07-28\t5\t30\t0.5\told\nm-1\t2026-09-01\t4\t20\t0.4\tnew");
    let both = tables(&format!("m-0\t\t\t\t5\t30\t\t0.5\t\t\t\t\t\t\t\t\t\told\n{}", row("m-1", "4")));
    let new = "m-1 is new in new: its launch price is not known";
    assert_eq!(unknown(&both, &lists, &none), [new]);
    assert_eq!(unknown(&both, &lists, &born("m-1\t5\t30\t0.5\tvendor")), [new]);
    assert_eq!(unknown(&both, &lists, &born("m-1\t4\t20\t0.4\tvendor")), [] as [&str; 0]);
}

/// The table as it was, with one row of GPT-5.6 each, is refused.
#[test]
fn without_its_dated_rows_the_table_is_refused() {
    let mut rows = table::parse(BUILTIN).unwrap().rows;
    rows.retain(|row| !row.key.starts_with("gpt-5.6") || row.until.is_none());
    rows.iter_mut().filter(|row| row.key.starts_with("gpt-5.6")).for_each(|row| row.from = None);
    let lost = unknown(&rows, &seen(SEEN), &born(BORN));
    assert_eq!(lost.len(), 4, "{lost:?}");
    assert!(lost.iter().all(|lost| lost.starts_with("gpt-5.6")), "{lost:?}");
}

#[test]
fn a_dated_row_says_whose_fact_it_is() {
    for row in PriceBook::builtin().rows().filter(|row| row.until.is_some()) {
        let release = |word: &str| word.split('.').count() == 3 && word.starts_with("1.");
        let is_day = |word: &str| word.trim_matches(['(', ')', ',']).len() == 10 && word.contains('-');
        let is_place = |word: &str| word.contains('#') || word.contains('/');
        let words = || row.source.split([' ', ',']);
        let is_told = words().any(release) || words().any(is_day) || words().any(is_place);
        assert!(is_told && &*row.source != "hand", "{} until {:?}: {}", row.key, row.until, row.source);
    }
    assert!(PriceBook::builtin().rates(&class("openrouter/:free"), day("2026-01-01")).is_some());
}
