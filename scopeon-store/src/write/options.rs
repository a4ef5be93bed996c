//! How a database is opened to write.

use std::time::Duration;

use scopeon_core::label::Label;
use scopeon_core::privacy::Redactor;

/// How a database is opened to write.
#[derive(Clone, Debug, Default)]
pub struct OpenOptions {
    /// What is kept of paths and of what is not shaped like a name. Without it paths are whole, and the key for marks is
    /// made of the file's own identity: who has the file can try guesses at what they stand for.
    pub redactor: Option<Redactor>,
    /// This machine's name, for people.
    pub host_name: Option<Label>,
    /// The home directory, which agents that write `~` mean.
    pub home: Option<String>,
    /// Whether little memory is more important than speed, as for a process that runs for hours and seldom has much to write.
    pub lean: bool,
    /// How long a lock of another process is waited for; none for ten seconds.
    pub patience: Option<Duration>,
}
