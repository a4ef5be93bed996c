//! Files and directories that only their owner can read, whatever the umask, and that are refused when they
//! belong to someone else. Windows relies on the profile directory's own access list.

use std::fs::{self, File, Metadata};
use std::io;
use std::path::{Path, PathBuf};

use crate::error::StoreError;
use crate::owner::{self, Owners};

/// What SQLite keeps beside a database.
pub(crate) const SIDES: [&str; 3] = ["-wal", "-shm", "-journal"];

/// Returns the file's name with something appended: `scopeon.db-wal`.
pub(crate) fn beside(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    PathBuf::from(name)
}

/// Returns `true` if a file beside another one holds something.
pub(crate) fn holds_some(path: &Path, suffix: &str) -> bool {
    fs::metadata(beside(path, suffix)).is_ok_and(|about| about.len() > 0)
}

/// Makes the directory (0700) and the file (0600) if they are missing, and narrows or refuses what is there. Whether that
/// is Scopeon's was found out before: see [`crate::connect::check_own`].
pub(crate) fn prepare(path: &Path) -> Result<(), StoreError> {
    prepare_parent(path)?;
    match create(path) {
        Ok(_) => {}
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => narrow_existing(path)?,
        Err(error) => return Err(StoreError::io(path, "creating it", error)),
    }
    for suffix in SIDES {
        let side = beside(path, suffix);
        if fs::symlink_metadata(&side).is_ok() {
            narrow_existing(&side)?;
        }
    }
    Ok(())
}

/// Makes the file's directory (0700) if it is missing, and refuses one of another user.
pub(crate) fn prepare_parent(path: &Path) -> Result<(), StoreError> {
    match path.parent().filter(|parent| !parent.as_os_str().is_empty()) {
        Some(directory) => prepare_directory(directory),
        None => Ok(()),
    }
}

fn prepare_directory(directory: &Path) -> Result<(), StoreError> {
    let failed = |error| StoreError::io(directory, "creating the directory", error);
    create_directories(directory).map_err(failed)?;
    owner::check(directory, Owners::UserOrRoot)
}

/// Makes a new file that only its owner can read; fails when there is one.
pub(crate) fn create(path: &Path) -> io::Result<File> {
    let mut options = fs::OpenOptions::new();
    options.read(true).write(true).create_new(true);
    only_owner(&mut options);
    let file = options.open(path)?;
    set_only_owner(&file)?;
    Ok(file)
}

/// Returns `true` if this user may write a file, without opening it: see the locks of [`crate::connect`].
#[cfg(unix)]
pub(crate) fn writable(path: &Path) -> io::Result<()> {
    Ok(rustix::fs::access(path, rustix::fs::Access::WRITE_OK)?)
}

#[cfg(not(unix))]
pub(crate) fn writable(path: &Path) -> io::Result<()> {
    File::options().write(true).open(path).map(drop)
}

/// Returns `true` if this user may read a file, without opening it.
#[cfg(unix)]
pub(crate) fn is_readable(path: &Path) -> bool {
    rustix::fs::access(path, rustix::fs::Access::READ_OK).is_ok()
}

#[cfg(not(unix))]
pub(crate) fn is_readable(path: &Path) -> bool {
    File::open(path).is_ok()
}

/// Opens a file that only its owner can read, made if it is missing; a link is not followed.
pub(crate) fn open_or_create(path: &Path) -> io::Result<File> {
    match create(path) {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => open_existing(path),
        made => made,
    }
}

/// Opens a file to lock it; a link is not followed, and nobody is waited for at the other end of a pipe.
pub(crate) fn open_existing(path: &Path) -> io::Result<File> {
    let mut options = fs::OpenOptions::new();
    options.read(true).write(true);
    no_link(&mut options);
    options.open(path)
}

/// Opens a file to read it, whatever it has become since it was looked at: nobody is waited for.
#[cfg(unix)]
pub(crate) fn open_to_read(path: &Path) -> io::Result<File> {
    use std::os::unix::fs::OpenOptionsExt;
    let flags = rustix::fs::OFlags::NONBLOCK.bits().cast_signed();
    fs::OpenOptions::new().read(true).custom_flags(flags).open(path)
}

#[cfg(not(unix))]
pub(crate) fn open_to_read(path: &Path) -> io::Result<File> {
    File::open(path)
}

fn narrow_existing(path: &Path) -> Result<(), StoreError> {
    owner::check(path, Owners::User)?;
    let about = fs::metadata(path).map_err(|error| StoreError::io(path, "looking at it", error))?;
    if !about.is_file() {
        return Err(StoreError::NotPrivate { path: path.to_owned(), reason: "not a regular file" });
    }
    narrow(path, &about)
}

#[cfg(unix)]
fn narrow(path: &Path, about: &Metadata) -> Result<(), StoreError> {
    use std::os::unix::fs::PermissionsExt;
    let others = about.permissions().mode() & 0o077;
    if others == 0 {
        return Ok(());
    }
    let mode = about.permissions().mode() & 0o700;
    fs::set_permissions(path, fs::Permissions::from_mode(mode))
        .map_err(|error| StoreError::io(path, "narrowing its mode", error))
}

/// Narrows a directory that is Scopeon's own to 0700.
///
/// # Errors
///
/// [`StoreError`] when it belongs to another user or its mode cannot be changed.
pub fn restrict_permissions(directory: &Path) -> Result<(), StoreError> {
    prepare_directory(directory)?;
    let about = fs::metadata(directory).map_err(|error| StoreError::io(directory, "looking at it", error))?;
    narrow(directory, &about)
}

/// Makes what is missing of a path. A umask can only take bits away, so the mode is set once more.
#[cfg(unix)]
fn create_directories(directory: &Path) -> io::Result<()> {
    use std::os::unix::fs::{DirBuilderExt, PermissionsExt};
    let missing = |ancestor: &&Path| !ancestor.as_os_str().is_empty() && fs::metadata(ancestor).is_err();
    let missing: Vec<_> = directory.ancestors().take_while(missing).collect();
    for ancestor in missing.into_iter().rev() {
        match fs::DirBuilder::new().mode(0o700).create(ancestor) {
            Ok(()) => fs::set_permissions(ancestor, fs::Permissions::from_mode(0o700))?,
            // Another first run was quicker.
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            Err(error) => return Err(error),
        }
    }
    Ok(())
}

#[cfg(unix)]
fn set_only_owner(file: &File) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    file.set_permissions(fs::Permissions::from_mode(0o600))
}

#[cfg(unix)]
fn only_owner(options: &mut fs::OpenOptions) {
    use std::os::unix::fs::OpenOptionsExt;
    options.mode(0o600);
}

#[cfg(unix)]
fn no_link(options: &mut fs::OpenOptions) {
    use std::os::unix::fs::OpenOptionsExt;
    let flags = rustix::fs::OFlags::NOFOLLOW | rustix::fs::OFlags::NONBLOCK;
    options.custom_flags(flags.bits().cast_signed());
}

#[cfg(not(unix))]
fn narrow(_path: &Path, _about: &Metadata) -> Result<(), StoreError> {
    Ok(())
}

#[cfg(not(unix))]
fn create_directories(directory: &Path) -> io::Result<()> {
    fs::DirBuilder::new().recursive(true).create(directory)
}

#[cfg(not(unix))]
fn set_only_owner(_file: &File) -> io::Result<()> {
    Ok(())
}

#[cfg(not(unix))]
fn only_owner(_options: &mut fs::OpenOptions) {}

#[cfg(not(unix))]
fn no_link(_options: &mut fs::OpenOptions) {}
