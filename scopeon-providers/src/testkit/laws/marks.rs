//! Where reading goes on.

use scopeon_core::provider::SourceKind;

use super::super::store::MemoryStore;
use super::super::watched::Watched;
use super::super::workspace::{SampleFile, Workspace};
use super::super::{Case, Law, Violation};
use super::verdict::{broken, line_ends};

pub(super) fn marks(case: &Case<'_>, workspace: &Workspace<'_>) -> Result<(), Violation> {
    workspace.shaped(SourceKind::Lines).try_for_each(|file| {
        reach_the_end(case, workspace, file)?;
        stand_between(case, workspace, file)
    })
}

/// As long is a log in which there have to be marks, in lines or in bytes: that much is read again after a stop at most.
const LINES: usize = 1_200;
const BYTES: usize = 2 << 20;

/// Of a log that is read again and again while it grows, only what is new is read.
fn reach_the_end(case: &Case<'_>, workspace: &Workspace<'_>, file: &SampleFile) -> Result<(), Violation> {
    let mut store = MemoryStore::default();
    let mut known = 0;
    for end in line_ends(&file.bytes, case.rounds) {
        workspace.set(&[file.with(file.bytes[..end].to_vec())])?;
        let read = workspace.read_on(1, &mut store)?.bytes;
        let new = (end - known) as u64;
        if read > new {
            let text = format!("of {new} bytes more {read} were read: the marks do not reach the end");
            return Err(broken(Law::Marks, &text));
        }
        known = end;
    }
    Ok(())
}

/// Of a log that is long, because the same lines are in it many times, all is not read again after a stop.
fn stand_between(case: &Case<'_>, workspace: &Workspace<'_>, file: &SampleFile) -> Result<(), Violation> {
    let Some(end) = memchr::memrchr(b'\n', &file.bytes) else { return Ok(()) };
    let (once, lines) = (&file.bytes[..=end], memchr::memchr_iter(b'\n', &file.bytes).count());
    let times = LINES.div_ceil(lines).min(BYTES.div_ceil(once.len()));
    workspace.set(&[file.with(once.repeat(times))])?;
    let (watched, mut store) = (Watched::new((case.make)()), MemoryStore::default());
    workspace.read_with(&watched, 1, &mut store)?;
    let last = (once.len() * times) as u64;
    let is_between = watched.marks().iter().any(|place| place.offset > 0 && place.offset < last);
    if store.facts().next().is_some() && times > 1 && !is_between {
        return Err(broken(Law::Marks, "in a long log there is no mark but at its end"));
    }
    Ok(())
}
