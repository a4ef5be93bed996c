//! A home of Claude Code's, session by session.

use std::io;
use std::path::Path;

use super::agent::Location;
use super::edge_case::EdgeCase;
use super::plan::{Agenda, SessionPlan};
use super::settings::Settings;
use super::text::MARKER;
use super::tree::Tree;
use super::truth::Truth;
use super::world::World;
use super::{copy, script};

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
    if plan.edge_cases.contains(&EdgeCase::Fork) {
        copy::fork(world, &thread, location)?;
    }
    if plan.edge_cases.contains(&EdgeCase::SideThread) {
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
    let bytes = copy::rewrite(world, thread.out.into_bytes(), &plan.edge_cases);
    tree.transcript(&mut world.truth, &path, &bytes, at)
}
