//! The database file itself, damaged anywhere: some hundreds of files, the same in every run.

use std::path::Path;

use scopeon_core::provider::EventStore;

use crate::build::*;

#[path = "../../../fuzz/oracles/mutate.rs"]
mod mutate;
#[path = "../../../fuzz/oracles/store.rs"]
mod store;

use mutate::Mutator;

/// How often the file is changed.
const ROUNDS: usize = 150;

/// The bytes of a file with calls, tools, sessions and what is made of them.
fn file() -> Vec<u8> {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("a.db");
    let mut store = open(&path);
    for number in 0..12_u64 {
        let name = format!("s{number}");
        let called = call(&format!("c{number}"), "2026-03-01T10:00:00Z", &name, usage(100 + number, 7));
        let events = vec![
            in_turn(called, &name),
            turn(&name, "2026-03-01T09:59:00Z", &name),
            scopeon_core::event::Event::Tool(Box::new(tool(&format!("t{number}"), &name))),
            scopeon_core::event::Event::Session(Box::new(main_session(&name))),
        ];
        let mut batch = batch(&format!("/logs/{number}.jsonl"), events);
        batch.checkpoint = Some(checkpoint(number));
        store.apply(batch).unwrap();
    }
    store.commit().unwrap();
    store.close().unwrap();
    std::fs::read(path).unwrap()
}

#[test]
fn no_damage_to_the_file_makes_an_answer_panic() {
    let (file, mut mutator) = (file(), Mutator::new(15));
    store::judge(&file);
    for _ in 0..ROUNDS {
        // What is whole but for a few bytes is looked into deeper than what is cut.
        let mut changed = mutator.change(&file, &file);
        changed.resize(file.len(), 0);
        store::judge(&changed);
    }
}

#[test]
fn inputs_are_written_where_a_fuzzer_wants_them() {
    let Some(directory) = std::env::var_os("SCOPEON_SEEDS") else { return };
    let directory = Path::new(&directory).join("store");
    std::fs::create_dir_all(&directory).unwrap();
    std::fs::write(directory.join("seed-0000"), file()).unwrap();
}
