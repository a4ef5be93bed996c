//! How full a context window is, how fast it fills and what to do about it. What a model's window is worth
//! in the price table is `pricing`'s matter.

mod advice;
mod capacity;
mod crowding;
mod history;
mod outlook;

pub use advice::{Advice, Because, ContextAdvice, Situation, advise};
pub use capacity::{CLAUDE_DEFAULT, Capacity, CapacityInputs, Evidence, Surroundings, capacities, capacity};
pub use crowding::{CROWDED, Crowding, crowding};
pub use history::{Compacted, CompactionHistory, CompactionPoint, compactions};
pub use outlook::{ContextStep, GROWTH_CALLS, GROWTH_TURNS, Outlook, occupancy, outlook, steps};
