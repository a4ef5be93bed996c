//! C12: whatever the umask, the database and its directory are the owner's alone.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::Command;

use super::world::World;

fn mode(path: &Path) -> u32 {
    fs::metadata(path).unwrap().permissions().mode() & 0o777
}

fn all_private(world: &World) {
    assert_eq!(mode(&world.data()), 0o700);
    for path in World::files(&world.data()) {
        assert_eq!(mode(&path), 0o600, "{}", path.display());
    }
}

#[test]
fn an_open_umask_opens_nothing() {
    let (world, _) = World::with_sample(1);
    let mut shell = Command::new("sh");
    world.settle(&mut shell);
    let program = env!("CARGO_BIN_EXE_scopeon");
    let status =
        shell.args(["-c", "umask 000; exec \"$0\" \"$@\"", program]).args(world.globals()).arg("ingest");
    assert!(status.output().unwrap().status.success());
    all_private(&world);
}

#[test]
fn a_database_that_was_open_to_others_is_closed() {
    let (world, _) = World::with_sample(1);
    world.success(&["ingest"]);
    fs::set_permissions(world.db(), fs::Permissions::from_mode(0o644)).unwrap();
    world.success(&["ingest"]);
    all_private(&world);
}
