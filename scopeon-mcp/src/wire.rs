//! The protocol: messages, eras and their differences. The one module that knows the SDK; what answers knows nothing of it.

mod check;
mod convert;
mod handler;
mod http;
mod lines;
mod load;
mod run;
mod subscriptions;
mod telling;
mod transport;

#[cfg(feature = "testkit")]
pub use check::refusal;
pub use http::HttpDoor;
pub use lines::{Line, Lines};
pub use run::serve;
