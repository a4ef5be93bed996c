//! The store from outside: what is written is answered, once, whatever happens in between.

#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]
#![allow(dead_code)]

mod build;
mod usage;
