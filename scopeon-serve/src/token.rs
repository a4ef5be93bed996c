//! Secrets, and tokens that are made of one: what `scopeon token` does.

mod secret;
mod signed;
mod store;

pub use secret::{Secret, SecretError};
pub use store::{Minted, TokenRow, TokenSpec, TokenStore};

pub(crate) use signed::{Claims, Signer};
