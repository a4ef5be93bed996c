//! Some thousands of changed inputs for every reader, the same in every run: what a fuzzer would look for in hours, in
//! seconds. `SCOPEON_SEEDS` names a directory that gets the inputs themselves, for a fuzzer to begin with.

use std::collections::BTreeSet;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::time::{Duration, Instant};

use scopeon_core::provider::Provider;
use scopeon_core::time::Timestamp;
use scopeon_providers::claude_code::parse_status_line;
use scopeon_providers::testkit::fuzz::{Form, Seed, judge, walkers};

mod found;
#[path = "../../../fuzz/oracles/mutate.rs"]
mod mutate;

use mutate::Mutator;

/// How many changed inputs every reader gets; of those that need a real file, how many of each.
const TRIES: usize = 240;
const FILE_ROUNDS: usize = 3;
/// How often a line is taken of each input for the walkers.
const ROUNDS: usize = 60;
/// A longer input is cut: what is found in a long one is found in a short one.
const LONGEST: usize = 6 << 10;
/// No input of that length takes longer, however slow the machine is.
const LONGEST_TIME: Duration = Duration::from_secs(5);

/// What Claude Code hands to a status line.
const HANDED: &[u8] =
    br#"{"rate_limits": {"five_hour": {"used_percentage": 23.5, "resets_at": 1738425600}, "seven_day": null}}"#;

/// Every reader with the inputs of its home.
fn readers() -> Vec<(Box<dyn Provider>, Vec<Seed>)> {
    let of = |home: crate::lawful::Lawful| {
        let provider = (home.make)();
        let seeds = home.seeds(provider.as_ref());
        assert!(!seeds.is_empty(), "{} has no inputs", provider.info().id);
        (provider, seeds)
    };
    crate::every::homes().into_iter().map(of).collect()
}

/// Says what is wrong, with everything that is needed to see it again.
fn tried(provider: &dyn Provider, seed: &Seed) -> Result<(), String> {
    let began = Instant::now();
    let fault = match catch_unwind(AssertUnwindSafe(|| judge(provider, seed))) {
        Ok(Ok(())) if began.elapsed() < LONGEST_TIME => return Ok(()),
        Ok(Ok(())) => format!("it took {:?}", began.elapsed()),
        Ok(Err(fault)) => fault,
        Err(_) => "it panicked".to_owned(),
    };
    Err(format!("{}: {fault}\n{}", provider.info().id, seed.encode().escape_ascii()))
}

/// Every reader is tried, and the first fault of each is told.
fn each_reader(mut try_all: impl FnMut(&dyn Provider, &[Seed]) -> Result<(), String>) {
    let faults: Vec<String> =
        readers().iter().filter_map(|(provider, seeds)| try_all(provider.as_ref(), seeds).err()).collect();
    assert!(faults.is_empty(), "{}", faults.join("\n\n"));
}

#[test]
fn no_input_of_an_agent_is_wrong_as_it_is() {
    each_reader(|provider, seeds| {
        seeds.iter().try_for_each(|seed| {
            assert_eq!(Seed::decode(&seed.encode()).as_ref(), Some(seed));
            tried(provider, seed)
        })
    });
}

#[test]
fn no_changed_input_makes_a_reader_fail() {
    let (mut mutator, mut tries) = (Mutator::new(11), 0);
    each_reader(|provider, seeds| {
        for seed in seeds {
            let other = &seeds[mutator.below(seeds.len())].body;
            let is_file = seed.form == Form::Database;
            let rounds = TRIES.div_ceil(seeds.len());
            let (rounds, most) = if is_file { (FILE_ROUNDS, usize::MAX) } else { (rounds, LONGEST) };
            for _ in 0..rounds {
                let changed = mutator.change(&seed.body[..seed.body.len().min(most)], other);
                tried(provider, &seed.with(changed))?;
                tries += 1;
            }
        }
        Ok(())
    });
    assert!(tries > 7_000, "{tries} are too few");
}

#[test]
fn every_walker_finds_what_a_full_parser_finds() {
    let mut mutator = Mutator::new(12);
    each_reader(|provider, seeds| {
        for seed in seeds.iter().filter(|seed| matches!(seed.form, Form::Lines | Form::Document)) {
            let lines: Vec<&[u8]> = seed.body.split(|byte| *byte == b'\n').collect();
            for _ in 0..ROUNDS {
                let (line, other) = (lines[mutator.below(lines.len())], lines[mutator.below(lines.len())]);
                let line = &line[..line.len().min(LONGEST)];
                let changed = mutator.change(line, other);
                for text in [line, &changed] {
                    walkers(text).map_err(|fault| {
                        format!("{}: {fault}\n{}", provider.info().id, text.escape_ascii())
                    })?;
                }
            }
        }
        Ok(())
    });
}

#[test]
fn no_status_line_makes_a_panic() {
    let mut mutator = Mutator::new(13);
    for _ in 0..4_000 {
        let changed = mutator.change(HANDED, HANDED);
        for limit in parse_status_line(&changed, Timestamp::default()).unwrap_or_default() {
            assert!(limit.used_bp.is_none_or(|used| used <= 1_000_000));
        }
    }
}

/// Writes every input to a directory of its agent, and every line to one for the walkers; and the words of all that an
/// agent's inputs say.
#[test]
fn inputs_are_written_where_a_fuzzer_wants_them() {
    let Some(directory) = std::env::var_os("SCOPEON_SEEDS") else { return };
    let put = |name: &str, number: usize, bytes: &[u8]| {
        let directory = Path::new(&directory).join(name);
        std::fs::create_dir_all(&directory).expect("a directory");
        std::fs::write(directory.join(format!("seed-{number:04}")), bytes).expect("a file");
    };
    let mut lines = 0;
    for (provider, seeds) in readers() {
        let id = provider.info().id;
        let mut words = BTreeSet::new();
        for (number, seed) in seeds.iter().enumerate() {
            let target = if seed.form == Form::Database { "files" } else { "agent" };
            put(&format!("{target}/{id}"), number, &seed.encode());
            let is_text = matches!(seed.form, Form::Lines | Form::Document);
            for line in seed.body.split(|byte| *byte == b'\n').filter(|_| is_text).take(20) {
                put("walkers", lines, line);
                lines += 1;
            }
            if id == "codex" {
                put("packed", number, &seed.body);
            }
            words.extend(
                seed.body.split(|byte| *byte == b'"').filter(|word| is_word(word)).map(<[u8]>::to_vec),
            );
        }
        let words: String =
            words.iter().map(|word| format!("\"\\\"{}\\\"\"\n", String::from_utf8_lossy(word))).collect();
        std::fs::write(Path::new(&directory).join(format!("agent/{id}.words")), words).expect("a file");
    }
    put("handed", 0, HANDED);
}

/// Tells whether some bytes are one word of a program.
fn is_word(word: &[u8]) -> bool {
    (1..=40).contains(&word.len())
        && word.iter().all(|byte| byte.is_ascii_alphanumeric() || b"_-.".contains(byte))
}
