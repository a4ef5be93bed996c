//! The reading engine: which sources there are, how they are opened, where reading goes on, and how what is read gets to
//! a store. Everything dangerous happens here; what a log says is its provider's matter.

pub(crate) mod cancel_token;
pub(crate) mod database;
pub(crate) mod default_paths;
pub(crate) mod discover;
pub(crate) mod drive;
pub(crate) mod observer;
pub(crate) mod open;
pub(crate) mod scan;
pub(crate) mod search_paths;
pub(crate) mod settings;
pub(crate) mod summary;
pub(crate) mod survey;
pub(crate) mod tail;
pub(crate) mod tree;
pub(crate) mod watch;
