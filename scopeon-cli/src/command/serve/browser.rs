//! Opening a page in the user's browser.
//!
//! What stands on a command line everybody on the machine can read. So the browser is handed a file that only its user can
//! read, and that leads on to the page with its code, which holds once and for a minute.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

/// How long the file is there; the code in it holds no longer.
const HOLDS: Duration = Duration::from_mins(1);

/// The file that leads to the page, until it is dropped or holds no more.
pub(super) struct Lead(PathBuf);

impl Drop for Lead {
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.0);
    }
}

/// Opens a page, which takes its code out of its own address.
///
/// # Errors
///
/// When no file can be written, or there is nothing that opens one.
pub(super) fn open(url: &str, code: &str) -> io::Result<Lead> {
    let lead = Lead(write(url, code)?);
    start(&lead.0)?;
    let path = lead.0.clone();
    std::thread::spawn(move || {
        std::thread::sleep(HOLDS);
        let _ = fs::remove_file(path);
    });
    Ok(lead)
}

fn write(url: &str, code: &str) -> io::Result<PathBuf> {
    let path = std::env::temp_dir().join(format!("scopeon-open-{}.html", std::process::id()));
    let mut options = fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let _ = fs::remove_file(&path);
    let mut file = options.open(&path)?;
    let page = format!(
        "<!doctype html><meta charset=\"utf-8\"><meta name=\"referrer\" content=\"no-referrer\">\
<meta http-equiv=\"refresh\" content=\"0;url={url}#c={code}\"><title>Scopeon</title><a href=\"{url}#c={code}\">Scopeon</a>\n"
    );
    file.write_all(page.as_bytes())?;
    Ok(path)
}

fn start(path: &Path) -> io::Result<()> {
    let program = if cfg!(target_os = "macos") {
        "open"
    } else if cfg!(windows) {
        "explorer"
    } else {
        "xdg-open"
    };
    let mut command = Command::new(program);
    command.arg(path).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    let mut child = command.spawn()?;
    // Who started it has to wait for it, or it stays a zombie.
    std::thread::spawn(move || child.wait());
    Ok(())
}
