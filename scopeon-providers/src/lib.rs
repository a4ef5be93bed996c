//! Reading: discovery, tailing, driving, and one module per agent. No SQLite file of ours, no money.

pub mod sample;
