//! The filter language, by which people find sessions: `agent:codex cost>1 (branch:fix/* or is:compacted)`. It is read and
//! written here, and what it says is decided; what is known of a session is the application's matter.
//!
//! ```
//! use scopeon_core::filter::Filter;
//! let filter: Filter = "cost>$1.50 not (model:opus or today)".parse()?;
//! assert_eq!(filter.to_string(), "cost>$1.5 and not (model:opus or since:today)");
//! assert!("cost>".parse::<Filter>().is_err());
//! # Ok::<(), scopeon_core::filter::FilterError>(())
//! ```

mod amount;
mod comparison;
mod distance;
mod error;
mod expr;
mod field;
mod lexer;
mod limits;
mod operand;
mod parser;
mod pattern;
mod print;
mod term;

use std::str::FromStr;

pub use amount::{Amount, Unit};
pub use comparison::Comparison;
pub use error::FilterError;
pub use expr::Expr;
pub use field::{Edge, NameField, NumberField, State};
pub use limits::{KEYWORDS, MAX_BYTES, MAX_DEPTH, MAX_TERMS};
pub use pattern::NamePattern;
pub use term::Term;

/// What a filter says; the default says nothing and lets everything through.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    /// The condition; none where nothing is said.
    pub expr: Option<Expr>,
}

impl FromStr for Filter {
    type Err = FilterError;

    /// Reads a filter.
    ///
    /// # Errors
    ///
    /// When it is too long, too deep or not understood: the error says where, and what was expected.
    fn from_str(text: &str) -> Result<Self, FilterError> {
        parser::parse(text).map(|expr| Self { expr })
    }
}
