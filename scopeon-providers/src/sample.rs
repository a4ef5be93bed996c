//! A deterministic writer of realistic Claude Code homes, and of small ones of other agents, that also tells the
//! truth about them: for the demo, for benchmarks and for tests. Reads nothing.

use std::io;
use std::path::Path;

use scopeon_core::time::Timestamp;

mod agent;
mod block;
mod clock;
mod copy;
mod json;
mod mixed;
mod moment;
mod names;
mod notes;
mod plan;
mod prng;
mod result;
mod script;
mod stores;
mod text;
mod thread;
mod tool;
mod trap;
mod tree;
mod truth;
mod usage;
mod world;

pub use mixed::{write_heavy_home, write_mixed_home};
pub use stores::{stores, write_store, write_unknown_store};
pub use text::MARKER;
pub use trap::{Trap, Traps};
pub use truth::{Sums, Truth};

use agent::Location;
use plan::{Agenda, SessionPlan};
use tree::Tree;
use world::World;

/// What to write. The same settings give the same bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settings {
    /// Chooses among samples of the same kind.
    pub seed: u64,
    /// About how many transcripts, sub-agents' included (a quarter of them).
    pub sessions: usize,
    /// About how many lines in all.
    pub lines: usize,
    /// About how many bytes in all; below 1.3 kB a line it is the lines that decide.
    pub bytes: u64,
    /// Just after the last activity.
    pub end: Timestamp,
    /// Over how many days the sessions spread.
    pub days: u32,
    /// Which awkward shapes to include.
    pub traps: Traps,
}

impl Settings {
    /// A small home that shows every feature and no broken file: 25 sessions of 45 days in four projects.
    #[must_use]
    pub fn demo(end: Timestamp) -> Self {
        let traps = [
            Trap::Advisor,
            Trap::Asides,
            Trap::Fork,
            Trap::Gateway,
            Trap::GrowingOutput,
            Trap::MovedDirectory,
            Trap::ServerSearch,
            Trap::Synthetic,
            Trap::ToolSearch,
            Trap::Workflow,
        ];
        let traps = traps.into_iter().collect();
        Self { seed: 7, sessions: 34, lines: 3_600, bytes: 6_000_000, end, days: 45, traps }
    }

    /// A home as a year of heavy use leaves it: 2,000 transcripts, 300,000 lines, 1 GB, every trap.
    #[must_use]
    pub fn bench() -> Self {
        Self {
            seed: 1,
            sessions: 2_000,
            lines: 300_000,
            bytes: 1_000_000_000,
            end: Timestamp::parse("2026-09-14T18:00:00.000Z").unwrap_or_default(),
            days: 365,
            traps: Traps::all(),
        }
    }

    /// Multiplies transcripts, lines and bytes by `permille` thousandths.
    #[must_use]
    pub fn scaled(self, permille: u32) -> Self {
        let scale = |count: usize| count.saturating_mul(permille as usize) / 1000;
        Self {
            sessions: scale(self.sessions).max(1),
            lines: scale(self.lines),
            bytes: self.bytes.saturating_mul(permille.into()) / 1000,
            ..self
        }
    }
}

/// Writes `<root>/.claude/projects/…` and returns what a correct reader must answer about it.
///
/// # Errors
///
/// What creating or writing a directory or file fails with.
pub fn write_claude_home(root: &Path, settings: &Settings) -> io::Result<Truth> {
    let tree = Tree::new(root);
    let mut world = World::new(settings);
    let mut agenda = Agenda::new(settings, &mut world.prng);
    for n in 0..agenda.sessions() {
        let plan = agenda.session(&mut world, n);
        write_session(&mut world, &plan, &tree)?;
    }
    Ok(world.truth)
}

fn write_session(world: &mut World, plan: &SessionPlan, tree: &Tree) -> io::Result<()> {
    let location = Location { tree, slug: plan.project.slug };
    let thread = script::play(world, plan, location)?;
    if plan.traps.contains(&Trap::Fork) {
        copy::fork(world, &thread, location)?;
    }
    if plan.traps.contains(&Trap::SideThread) {
        copy::side(world, &thread, location)?;
    }
    let at = thread.clock.now();
    let spilled = format!("{MARKER}\n").repeat(40);
    let directory = tree.session_directory(location.slug, &thread.session);
    if world.prng.chance(30) {
        let path = directory.join("tool-results").join(format!("{}.txt", world.prng.hex(9)));
        tree.file(&path, spilled.as_bytes(), at)?;
    }
    let path = tree.main(location.slug, &thread.session);
    let bytes = copy::rewrite(world, thread.out.into_bytes(), &plan.traps);
    tree.transcript(&mut world.truth, &path, &bytes, at)
}
