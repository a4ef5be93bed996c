//! C12: whatever the umask, the database and its directory are the owner's alone.

use std::fs::{self, Permissions};
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
    fs::set_permissions(world.db(), Permissions::from_mode(0o644)).unwrap();
    world.success(&["ingest"]);
    all_private(&world);
}

/// A home directory with Scopeon's own in it, as it is without any option.
fn run(home: &Path, own: Option<&Path>, arguments: &[&str]) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_scopeon"));
    command.args(arguments).env_clear().env("HOME", home).current_dir(home);
    own.map(|own| command.env("SCOPEON_HOME", own));
    assert!(command.output().unwrap().status.code().is_some_and(|code| code <= 1));
}

#[test]
fn a_directory_that_was_open_to_others_is_closed() {
    for wide in [0o777, 0o755, 0o770] {
        let user = tempfile::tempdir().unwrap();
        let own = user.path().join(".scopeon");
        fs::create_dir(&own).unwrap();
        // Whatever else lies in the directory of that name: it is Scopeon's.
        fs::write(own.join("notes"), "").unwrap();
        fs::set_permissions(&own, Permissions::from_mode(wide)).unwrap();
        run(user.path(), None, &["ingest"]);
        assert_eq!(mode(&own), 0o700);
        fs::set_permissions(&own, Permissions::from_mode(wide)).unwrap();
        run(user.path(), None, &["report", "--no-ingest"]);
        assert_eq!(mode(&own), 0o700);
    }
}

#[test]
fn a_named_directory_is_closed_where_it_is_scopeons_own() {
    let user = tempfile::tempdir().unwrap();
    let (own, link, shared) = (user.path().join("own"), user.path().join("link"), user.path().join("shared"));
    for directory in [&own, &shared] {
        fs::create_dir(directory).unwrap();
        fs::set_permissions(directory, Permissions::from_mode(0o777)).unwrap();
    }
    std::os::unix::fs::symlink(&own, &link).unwrap();
    fs::write(shared.join("of-others"), "").unwrap();
    for (named, target, expected) in [(&own, &own, 0o700), (&link, &own, 0o700), (&shared, &shared, 0o777)] {
        fs::set_permissions(target, Permissions::from_mode(0o777)).unwrap();
        run(user.path(), Some(named), &["ingest"]);
        run(user.path(), Some(named), &["ingest"]);
        assert_eq!(mode(target), expected, "{}", named.display());
    }
    // Nor is the user's home anybody else's business.
    let home = tempfile::tempdir().unwrap();
    fs::set_permissions(home.path(), Permissions::from_mode(0o755)).unwrap();
    run(home.path(), Some(home.path()), &["ingest"]);
    run(home.path(), Some(home.path()), &["ingest", "--db", "scopeon.db"]);
    assert_eq!(mode(home.path()), 0o755);
}
