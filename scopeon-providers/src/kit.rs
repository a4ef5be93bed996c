//! What the readers of agents share: ways through JSON, lines and rows, and makers of identities, sessions and usages.
//! Nothing here knows an agent, and nothing here opens a file.

pub mod cadence;
pub mod folder;
pub mod id_factory;
pub mod json;
pub mod paths;
pub mod record_reader;
pub mod records;
pub mod row_view;
pub mod schema;
pub mod session_builder;
pub mod token_split;
pub mod user_data;
pub mod uuid;
#[cfg(feature = "zstd")]
pub mod zstd_lines;
