//! Files and directories: who can read them, whose they are, who may write.

use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use scopeon_core::pricing::PriceBook;
use scopeon_core::report::GroupBy;
use scopeon_core::time::Zone;
use scopeon_store::{
    OpenOptions, Reader, Retention, Store, StoreError, UsageQuery, WriterLock, backup, verify,
};

use crate::build::*;

/// Runs one of the ignored tests below in a process of its own, with `CHILD_DB` set, after a shell command.
pub(crate) fn child(test: &str, db: &Path, before: &str) -> Command {
    let mut command = Command::new("sh");
    command.args(["-c", &format!("{before} exec \"$0\" --exact {test} --ignored")]);
    command.arg(std::env::current_exe().unwrap()).env("CHILD_DB", db).stdout(std::process::Stdio::null());
    command
}

pub(crate) fn child_db() -> std::path::PathBuf {
    std::env::var_os("CHILD_DB").unwrap().into()
}

pub(crate) fn filled(path: &Path) -> Store {
    let mut store = open(path);
    write(
        &mut store,
        vec![
            main_session("s").into_event(),
            call("c", "2026-03-01T10:00:00Z", "s", usage(1, 1)).into_event(),
        ],
    );
    store
}

fn calls(path: &Path) -> u64 {
    let query = UsageQuery::new(GroupBy::Daily, Zone::UTC);
    read(path).usage(&query, &PriceBook::builtin()).unwrap().total.calls
}

#[cfg(unix)]
fn mode(path: &Path) -> u32 {
    use std::os::unix::fs::PermissionsExt;
    fs::metadata(path).unwrap().permissions().mode() & 0o7777
}

#[cfg(unix)]
fn set_mode(path: &Path, mode: u32) {
    use std::os::unix::fs::PermissionsExt;
    fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
}

#[test]
#[ignore = "run as a child of the tests below"]
fn child_makes_a_database() {
    let db = child_db();
    let _lock = WriterLock::try_acquire(&db).unwrap().unwrap();
    let store = filled(&db);
    backup(&db, &db.with_extension("copy")).unwrap();
    for suffix in ["", "-wal", "-shm", ".lock"] {
        let mut name = db.clone().into_os_string();
        name.push(suffix);
        assert_eq!(mode(Path::new(&name)), 0o600, "{suffix}");
    }
    drop(store);
}

#[test]
#[cfg(unix)]
fn only_the_owner_can_read_whatever_the_umask() {
    for umask in ["umask 000;", "umask 777;", "umask 022;"] {
        let directory = tempfile::tempdir().unwrap();
        let db = directory.path().join("deep/er/scopeon.db");
        if umask.contains("777") && !rustix_is_root() {
            continue;
        }
        let status = child("files::child_makes_a_database", &db, umask).status().unwrap();
        assert!(status.success(), "{umask}");
        for made in ["deep", "deep/er"] {
            assert_eq!(mode(&directory.path().join(made)) & 0o077, 0, "{umask} {made}");
        }
        assert_eq!(mode(&db.with_extension("copy")) & 0o077, 0);
    }
}

fn rustix_is_root() -> bool {
    Command::new("id").arg("-u").output().is_ok_and(|output| output.stdout == b"0\n")
}

#[test]
#[cfg(unix)]
fn wider_modes_are_narrowed() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("a.db");
    drop(filled(&path));
    set_mode(&path, 0o644);
    drop(open(&path));
    assert_eq!((mode(&path), calls(&path)), (0o600, 1));
    set_mode(directory.path(), 0o755);
    scopeon_store::restrict_permissions(directory.path()).unwrap();
    assert_eq!(mode(directory.path()), 0o700);
}

#[test]
#[cfg(unix)]
fn what_belongs_to_another_user_is_refused() {
    if !rustix_is_root() {
        println!("skipped: only root can make another user's file");
        return;
    }
    let give = |path: &Path| {
        let status = Command::new("chown").args(["-h", "12345"]).arg(path).status().unwrap();
        assert!(status.success());
    };
    let refused = |path: &Path| {
        let outcome = Store::open(path, OpenOptions::default());
        assert!(matches!(outcome, Err(StoreError::NotPrivate { .. })), "{outcome:?}");
    };
    let directory = tempfile::tempdir().unwrap();
    let at = |name: &str| directory.path().join(name);
    drop(filled(&at("real.db")));
    fs::create_dir(at("real")).unwrap();
    for (target, link, opened) in [("real.db", "link.db", "link.db"), ("real", "link", "link/a.db")] {
        std::os::unix::fs::symlink(at(target), at(link)).unwrap();
        drop(open(&at(opened)));
        give(&at(link));
        refused(&at(opened));
    }
    fs::create_dir(at("theirs")).unwrap();
    give(&at("theirs"));
    refused(&at("theirs/a.db"));
    give(&at("real.db"));
    refused(&at("real.db"));
    std::os::unix::fs::symlink(at("elsewhere"), at("b.db.lock")).unwrap();
    assert!(WriterLock::try_acquire(&at("b.db")).is_err());
    assert!(!at("elsewhere").exists());
}

#[test]
fn what_is_no_regular_file_is_refused() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("dir.db");
    fs::create_dir(&path).unwrap();
    assert!(matches!(Store::open(&path, OpenOptions::default()), Err(StoreError::NotPrivate { .. })));
}

#[test]
fn one_process_holds_the_lease() {
    let directory = tempfile::tempdir().unwrap();
    let db = directory.path().join("a.db");
    let lock = WriterLock::try_acquire(&db).unwrap().unwrap();
    assert!(WriterLock::try_acquire(&db).unwrap().is_none());
    assert!(WriterLock::wait(&db, Duration::from_millis(50)).unwrap().is_none());
    drop(lock);
    assert!(WriterLock::wait(&db, Duration::from_millis(50)).unwrap().is_some());
}

#[test]
fn a_missing_database_is_said_to_be_missing() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("a.db");
    assert!(matches!(Reader::open(&path), Err(StoreError::Missing { .. })));
    fs::write(&path, b"").unwrap();
    assert!(matches!(Reader::open(&path), Err(StoreError::Missing { .. })));
    assert!(matches!(backup(&directory.path().join("no.db"), &path), Err(StoreError::Missing { .. })));
}

#[test]
fn a_backup_is_whole_and_never_overwrites() {
    let directory = tempfile::tempdir().unwrap();
    let (path, copy) = (directory.path().join("a.db"), directory.path().join("b.db"));
    let store = filled(&path);
    backup(&path, &copy).unwrap();
    assert_eq!(crate::dump::dump(&copy), crate::dump::dump(&path));
    assert!(matches!(backup(&path, &copy), Err(StoreError::Exists { .. })));
    drop(store);
}

#[test]
fn compacting_forgets_only_what_is_asked() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("a.db");
    let mut store = filled(&path);
    write(
        &mut store,
        vec![
            in_turn(call("old", "2026-02-01T10:00:00Z", "s", usage(1, 1)), "t"),
            in_turn(call("new", "2026-03-02T10:00:00Z", "s", usage(1, 1)), "t"),
        ],
    );
    store.compact(Retention::KeepAll).unwrap();
    assert_eq!(calls(&path), 3);
    store.compact(Retention::DeleteBefore(at("2026-03-01T00:00:00Z"))).unwrap();
    assert_eq!((calls(&path), verify(&path).unwrap().problems.len()), (2, 0));
    write(&mut store, vec![call("more", "2026-03-02T10:00:00Z", "s", usage(1, 1)).into_event()]);
    assert_eq!((calls(&path), verify(&path).unwrap().problems.len()), (3, 0));
}

#[test]
fn compacting_makes_a_file_smaller_and_never_larger() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("a.db");
    let mut store = filled(&path);
    let old = |n: u32| call(&format!("old {n}"), "2026-02-01T10:00:00Z", "s", usage(1, 1)).into_event();
    write(&mut store, (0..2_000).map(old).collect());
    let size = |store: &mut Store, retention| {
        store.compact(retention).unwrap();
        fs::metadata(&path).unwrap().len()
    };
    let whole = size(&mut store, Retention::KeepAll);
    assert_eq!(size(&mut store, Retention::KeepAll), whole, "there are no gaps any more");
    let left = size(&mut store, Retention::DeleteBefore(at("2026-03-01T00:00:00Z")));
    assert!(left < whole * 3 / 4, "{left} of {whole} bytes are left");
    assert_eq!(
        fs::read_dir(directory.path())
            .unwrap()
            .flatten()
            .filter(|file| { file.file_name().to_string_lossy().contains("compact") })
            .count(),
        0
    );
}

#[test]
fn standing_tells_of_other_writers_and_of_other_files() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("a.db");
    let mut store = filled(&path);
    let left = store.db_version().unwrap();
    assert_eq!(store.db_version().unwrap(), left);
    let mut other = open(&path);
    write(&mut other, vec![call("d", "2026-03-01T10:00:00Z", "s", usage(1, 1)).into_event()]);
    other.close().unwrap();
    let written = store.db_version().unwrap();
    assert_ne!(written, left);
    write(&mut store, vec![call("e", "2026-03-01T10:00:00Z", "s", usage(1, 1)).into_event()]);
    assert_eq!(store.db_version().unwrap(), written, "its own changes are none of others");
    fs::rename(&path, directory.path().join("away.db")).unwrap();
    assert_ne!(store.db_version().unwrap(), written);
}

#[test]
fn a_watcher_sees_that_something_was_committed() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("a.db");
    let mut store = filled(&path);
    let reader = store.reader().unwrap();
    let before = reader.data_version().unwrap();
    assert_eq!(reader.data_version().unwrap(), before);
    write(&mut store, vec![call("d", "2026-03-01T10:00:00Z", "s", usage(1, 1)).into_event()]);
    assert_ne!(reader.data_version().unwrap(), before);
    assert_eq!(
        (reader.calls().unwrap(), reader.is_empty().unwrap(), reader.layout().unwrap()),
        (2, false, 7)
    );
}

/// Mounts a small file system of its own; none where that is not allowed.
pub(crate) struct Mount(tempfile::TempDir);

impl Mount {
    pub(crate) fn new(size: &str) -> Option<Self> {
        let directory = tempfile::tempdir().unwrap();
        let mut mount = Command::new("mount");
        mount.args(["-t", "tmpfs", "-o", &format!("size={size},mode=0700"), "tmpfs"]).arg(directory.path());
        let is_mounted = cfg!(target_os = "linux")
            && mount.stderr(std::process::Stdio::null()).status().is_ok_and(|status| status.success());
        if !is_mounted {
            println!("skipped: this user may not mount a file system");
        }
        is_mounted.then(|| Self(directory))
    }

    pub(crate) fn path(&self) -> &Path {
        self.0.path()
    }

    pub(crate) fn make_read_only(&self) {
        let status = Command::new("mount").args(["-o", "remount,ro"]).arg(self.path()).status().unwrap();
        assert!(status.success());
    }
}

impl Drop for Mount {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg("-l").arg(self.path()).status();
    }
}

#[test]
fn a_read_only_disk_is_read() {
    let Some(mount) = Mount::new("8m") else { return };
    let path = mount.path().join("with #? %41 in it.db");
    filled(&path).close().unwrap();
    mount.make_read_only();
    assert_eq!(calls(&path), 1);
    assert!(verify(&path).unwrap().problems.is_empty());
    let outcome = Store::open(&path, OpenOptions::default());
    assert!(matches!(outcome, Err(StoreError::ReadOnly { .. })), "{outcome:?}");
    assert!(matches!(WriterLock::try_acquire(&path), Err(StoreError::ReadOnly { .. })));
}

#[test]
fn a_read_only_disk_with_a_waiting_log_is_not_answered_from_half() {
    let Some(mount) = Mount::new("8m") else { return };
    let path = mount.path().join("a.db");
    let mut store = filled(&path);
    write(&mut store, vec![call("c2", "2026-03-01T10:00:00Z", "s", usage(1, 1)).into_event()]);
    // As a crash leaves it: the log beside the file, no process there.
    let copy = mount.path().join("b.db");
    fs::copy(&path, &copy).unwrap();
    fs::copy(mount.path().join("a.db-wal"), mount.path().join("b.db-wal")).unwrap();
    drop(store);
    mount.make_read_only();
    let outcome = Reader::open(&copy);
    assert!(matches!(outcome, Err(StoreError::PendingLog { .. })), "{outcome:?}");
}
