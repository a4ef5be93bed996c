//! Trees of threads that know what was used in them, against what is read of them: eras, forms of copies, stamps,
//! depth, parents that are gone, files in any order, each read in parts.

mod chance;
mod draw;
mod reader;
mod thread;

use std::collections::BTreeMap;

use chance::Chance;
use draw::{Forest, Kind};
use reader::Shelf;

/// How many trees are drawn where nothing else is asked for.
const CASES: u64 = 300;

/// What differs between a tree's truth and what was read of it.
fn difference(forest: &Forest, chance: &mut Chance) -> Result<usize, String> {
    let mut shelf = Shelf::default();
    let mut order: Vec<_> = forest.threads.iter().filter(|thread| thread.is_kept).collect();
    chance.shuffle(&mut order);
    for thread in &order {
        shelf.read(&thread.path(), &thread.text(), chance);
    }
    // What was read is read again.
    if let Some(first) = order.first() {
        shelf.read(&first.path(), &first.text(), chance);
    }
    let (got, wanted) = (shelf.counted(), forest.truth());
    if got != wanted {
        let more: Vec<_> = got.iter().filter(|(key, count)| wanted.get(*key) != Some(count)).collect();
        let less: Vec<_> = wanted.iter().filter(|(key, count)| got.get(*key) != Some(count)).collect();
        return Err(format!("read {more:?}, not {less:?}"));
    }
    shelf.disagreement().map_or_else(|| Ok(shelf.statements()), Err)
}

/// Trees, those that are counted wrong, and threads whose own total was held against the count.
#[derive(Clone, Copy, Debug, Default)]
struct Row {
    trees: u64,
    wrong: u64,
    agree: usize,
}

type Table = BTreeMap<Kind, Row>;

fn run(cases: u64, spoil: impl Fn(&mut Forest)) -> Table {
    let mut table: Table = BTreeMap::new();
    let first = std::env::var("SCOPEON_FOREST_FROM").ok().and_then(|seed| seed.parse().ok()).unwrap_or(0);
    for seed in first..first + cases {
        let mut chance = Chance::new(seed);
        let mut forest = Forest::draw(&mut chance);
        spoil(&mut forest);
        let said = difference(&forest, &mut chance);
        let row = table.entry(forest.kind).or_default();
        row.trees += 1;
        match said {
            Ok(threads) => row.agree += threads,
            Err(said) => {
                row.wrong += 1;
                show(seed, &forest, &said);
            }
        }
    }
    table
}

/// `SCOPEON_FOREST_SHOW=seed` shows a tree that is counted wrong, any other value what is wrong with each.
#[expect(clippy::print_stdout, reason = "asked for")]
fn show(seed: u64, forest: &Forest, said: &str) {
    let Some(asked) = std::env::var_os("SCOPEON_FOREST_SHOW") else { return };
    println!("seed {seed}, {}: {said}", forest.kind);
    if asked.to_str() == Some(&seed.to_string()) {
        for thread in &forest.threads {
            println!("{}, on the disk: {}\n{}", thread.path(), thread.is_kept, thread.text());
        }
    }
}

fn differences(table: &Table) -> u64 {
    table.values().map(|row| row.wrong).sum()
}

/// `SCOPEON_FOREST=100000` draws as many, from `SCOPEON_FOREST_FROM` on, and shows them by kind.
#[test]
fn a_forest_is_counted_as_it_grew() {
    let asked = std::env::var("SCOPEON_FOREST").ok().and_then(|cases| cases.parse().ok());
    let table = run(asked.unwrap_or(CASES), |_| {});
    if asked.is_some() {
        println!("{:<52} {:>7} {:>6} {:>8}", "era, ids, copies, stamps", "trees", "wrong", "totals");
        for (kind, row) in &table {
            println!("{kind:<52} {:>7} {:>6} {:>8}", row.trees, row.wrong, row.agree);
        }
        let agree: usize = table.values().map(|row| row.agree).sum();
        println!("{} trees wrong, {agree} totals agree", differences(&table));
    }
    let wrong: Vec<_> = table.iter().filter(|(_, row)| row.wrong > 0).collect();
    assert!(wrong.is_empty(), "{} trees are counted wrong: {wrong:?}", differences(&table));
    let agree: usize = table.values().map(|row| row.agree).sum();
    assert!(agree as u64 >= asked.unwrap_or(CASES), "most trees hold a thread whose total is known");
}

#[test]
fn a_forest_shows_faults_that_are_put_in_it() {
    type Fault = fn(&mut Forest);
    let faults: [(&str, Fault); 4] = [
        ("children that do not say whose they are", Forest::hide_descent),
        ("a response whose statements are lost", Forest::lose_a_response),
        ("a response that is there twice", Forest::repeat_a_response),
        ("an interrupted request that is not told of", Forest::hide_interruptions),
    ];
    for (name, fault) in faults {
        let table = run(200, fault);
        assert!(differences(&table) >= 20, "{name}: {} of 200 show", differences(&table));
    }
}
