//! Files that were cut, or of which a part never came to the disk.

use std::path::{Path, PathBuf};

use super::{Copy, files, homes};
use crate::lawful::Lawful;

/// What a file may become, and how that is said.
type Harm = (&'static str, fn(&[u8]) -> Vec<u8>);

const HARMS: [Harm; 8] = [
    ("half of it", |whole| whole[..whole.len() / 2].to_vec()),
    ("its last record cut", |whole| whole[..whole.trim_ascii_end().len().saturating_sub(30)].to_vec()),
    ("NULs for all of it", |whole| vec![0; whole.len()]),
    ("NULs for its end", |whole| with_nuls(whole, whole.len() * 2 / 3, whole.len())),
    ("NULs for its last 40 bytes", |whole| with_nuls(whole, whole.len().saturating_sub(40), whole.len())),
    ("NULs for its middle", |whole| with_nuls(whole, whole.len() / 3, whole.len() * 2 / 3)),
    ("NULs for its start", |whole| with_nuls(whole, 0, whole.len() / 3)),
    ("packed by another program", |whole| {
        let noise = whole.iter().zip((0..251_u8).cycle()).map(|(byte, noise)| (byte ^ noise) | 0x80);
        [0x1f, 0x8b, 8, 0].into_iter().chain(noise).collect()
    }),
];

fn with_nuls(whole: &[u8], from: usize, to: usize) -> Vec<u8> {
    let mut bytes = whole.to_vec();
    bytes[from..to].fill(0);
    bytes
}

/// The files of an agent's home that are no databases, by their paths in it.
fn texts(agent: &Lawful) -> impl Iterator<Item = PathBuf> {
    let is_text =
        |file: &PathBuf| std::fs::read(file).is_ok_and(|bytes| !bytes.starts_with(b"SQLite format 3"));
    let below = |file: &Path| file.strip_prefix(agent.home()).expect("below").to_owned();
    files(agent.home()).into_iter().filter(is_text).map(move |file| below(&file))
}

/// Whatever happens to any file of any agent's: either no figure changes or it is told.
#[test]
fn a_harmed_file_is_told_where_figures_are_missing() {
    let (mut tried, mut silent) = (0, Vec::new());
    for agent in &homes() {
        let whole = Copy::of(agent).read();
        for below in texts(agent) {
            let bytes = std::fs::read(agent.home().join(&below)).expect("a file");
            for (how, harm) in HARMS {
                let harmed = harm(&bytes);
                // What is cut between two records cannot be told from what has not been written yet.
                if bytes.starts_with(&harmed) && harmed.ends_with(b"\n") {
                    continue;
                }
                let copy = Copy::of(agent);
                std::fs::write(copy.path().join(&below), harmed).expect("a file");
                let read = copy.read();
                tried += 1;
                if read.figures != whole.figures && read.told == whole.told {
                    silent.push(format!("{} {} {how}", (agent.make)().info().id, below.display()));
                }
            }
        }
    }
    assert!(tried > 500, "{tried}");
    assert!(silent.is_empty(), "{tried} {silent:#?}");
}
