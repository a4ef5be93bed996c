//! What this machine is called, for people who look at the figures of several, and its time zone.

use scopeon_core::label::Label;

/// Returns the machine's name, where it can be known without asking a network.
pub(crate) fn name() -> Option<Label> {
    let stated = ["COMPUTERNAME", "HOSTNAME"].iter().find_map(|name| std::env::var(name).ok());
    let kept = || {
        std::fs::read_to_string("/proc/sys/kernel/hostname")
            .or_else(|_| std::fs::read_to_string("/etc/hostname"))
    };
    stated.or_else(|| kept().ok()).as_deref().and_then(Label::new)
}

/// Returns the system's time zone by its IANA name.
pub(crate) fn zone() -> Option<String> {
    let name = iana_time_zone::get_timezone().ok()?;
    // Most machines in UTC call it so; its own name is the shorter.
    Some(if name == "Etc/UTC" { "UTC".to_owned() } else { name })
}
