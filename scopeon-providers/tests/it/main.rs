//! The public behaviour of the reading engine and its providers: real files, and a toy agent for the engine.

mod claude_code;
mod database;
mod sample;
mod scan;
mod tail;
mod toy;
mod watch;
