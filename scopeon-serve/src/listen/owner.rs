//! Who listens on a port, as far as this user may know.

/// Returns who listens on a port, as the rest of a sentence.
pub(crate) fn of(port: u16) -> String {
    #[cfg(target_os = "linux")]
    return linux::owner(port).unwrap_or_else(|| "by a program that this user may not look at".to_owned());
    #[cfg(not(target_os = "linux"))]
    {
        let _ = port;
        "by another program".to_owned()
    }
}

#[cfg(target_os = "linux")]
mod linux {
    //! The kernel lists sockets with their inodes, and each process its own.

    use std::fs;
    use std::path::Path;

    use scopeon_core::label::is_printable;

    /// The state of a socket that listens.
    const LISTENS: &str = "0A";

    pub(super) fn owner(port: u16) -> Option<String> {
        let inodes: Vec<String> =
            ["/proc/net/tcp", "/proc/net/tcp6"].into_iter().flat_map(|table| inodes(table, port)).collect();
        let processes = fs::read_dir("/proc").ok()?.flatten().map(|entry| entry.path());
        let holder = processes.filter(|path| is_process(path)).find(|path| holds(path, &inodes))?;
        let pid = holder.file_name()?.to_string_lossy().into_owned();
        let name = fs::read_to_string(holder.join("comm")).unwrap_or_default();
        let name: String = name.trim().chars().filter(|c| is_printable(*c)).collect();
        Some(format!("by {name} (process {pid})"))
    }

    fn inodes(table: &str, port: u16) -> Vec<String> {
        let text = fs::read_to_string(table).unwrap_or_default();
        let end = format!(":{port:04X}");
        let inode = |line: &str| {
            let fields: Vec<&str> = line.split_whitespace().collect();
            let listens = fields.get(1)?.ends_with(&end) && *fields.get(3)? == LISTENS;
            fields.get(9).filter(|_| listens).map(|inode| format!("socket:[{inode}]"))
        };
        text.lines().skip(1).filter_map(inode).collect()
    }

    fn is_process(path: &Path) -> bool {
        path.file_name().is_some_and(|name| name.as_encoded_bytes().iter().all(u8::is_ascii_digit))
    }

    fn holds(process: &Path, inodes: &[String]) -> bool {
        let Ok(files) = fs::read_dir(process.join("fd")) else { return false };
        let link = |path: &Path| fs::read_link(path).map(|to| to.to_string_lossy().into_owned());
        files.flatten().any(|file| link(&file.path()).is_ok_and(|to| inodes.contains(&to)))
    }
}
