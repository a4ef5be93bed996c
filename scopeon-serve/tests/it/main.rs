//! The server as callers meet it: on a socket, with whatever they send.
#![expect(clippy::expect_used, reason = "a test that cannot be set up has failed")]

mod client;
mod documents;
mod forms;
mod hidden;
mod joined;
mod limits;
mod running;
mod streams;
mod table;
mod tokens;
