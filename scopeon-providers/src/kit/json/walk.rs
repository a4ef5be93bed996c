//! The one way to walk through JSON: member by member, left as soon as enough is known. No value is built.

use super::Raw;

/// Why a walk ended early.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Halt {
    /// The bytes are not JSON, as far as they were looked at.
    Broken,
    /// Nothing further is wanted.
    Enough,
}

/// Walks through JSON member by member. Of duplicate members the first is taken by all who ask through
/// [`keep`], so that a walk may end as soon as it knows enough.
pub trait Walk<'a>: Sized {
    /// Starts at a value.
    fn over(raw: Raw<'a>) -> Self;

    /// Shows the members of the object that comes next; any other value is passed over. A member's value that
    /// `each` leaves alone is passed over too. A key with escapes may be shown as it stands first: it is to be
    /// left alone then, and is shown again as it reads.
    ///
    /// # Errors
    ///
    /// [`Halt`] where the bytes are no JSON, and what `each` ends with.
    fn object(&mut self, each: impl FnMut(&[u8], &mut Self) -> Result<(), Halt>) -> Result<(), Halt>;

    /// Shows the items of the array that comes next; any other value is passed over.
    ///
    /// # Errors
    ///
    /// [`Halt`] where the bytes are no JSON, and what `each` ends with.
    fn array(&mut self, each: impl FnMut(&mut Self) -> Result<(), Halt>) -> Result<(), Halt>;

    /// Takes the next value as it is.
    ///
    /// # Errors
    ///
    /// [`Halt`] where the bytes are no JSON.
    fn raw(&mut self) -> Result<Raw<'a>, Halt>;
}

/// Takes the next value into `slot` unless an earlier duplicate is there.
///
/// # Errors
///
/// [`Halt::Broken`] where the bytes are no JSON.
pub fn keep<'a, W: Walk<'a>>(slot: &mut Raw<'a>, walk: &mut W) -> Result<(), Halt> {
    if slot.is_missing() {
        *slot = walk.raw()?;
    }
    Ok(())
}
