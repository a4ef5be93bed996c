//! A deterministic writer of realistic Claude Code homes, and of small ones of other agents, that also tells the
//! truth about them: for the demo, for benchmarks and for tests. Reads nothing.

mod agent;
mod block;
mod claude;
mod clock;
mod copy;
mod earlier;
mod edge_case;
mod json;
mod mixed;
mod moment;
mod names;
mod notes;
mod plan;
mod prng;
mod result;
mod script;
mod settings;
mod step;
mod stores;
mod text;
mod thread;
mod tool;
mod tree;
mod truth;
mod usage;
mod world;

pub use claude::write_claude_home;
pub use earlier::{EARLIER_SESSION, write_earlier_files};
pub use edge_case::{EdgeCase, EdgeCases};
pub use mixed::{write_heavy_home, write_mixed_home};
pub use settings::Settings;
pub use stores::{stores, write_store, write_unknown_store};
pub use text::MARKER;
pub use truth::{Sums, Truth};
