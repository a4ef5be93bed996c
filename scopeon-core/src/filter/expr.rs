//! Conditions joined by *and*, *or* and *not*.

use super::term::Term;

/// A condition. [`Expr::and`], [`Expr::or`] and [`Expr::negate`] keep it in one form: what lies in a joint of the same kind
/// is a part of that, and what is denied twice stands as it is.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Expr {
    /// One condition.
    Term(Term),
    /// That does not hold.
    Not(Box<Self>),
    /// All of them hold: two or more.
    And(Vec<Self>),
    /// One of them holds at least: two or more.
    Or(Vec<Self>),
}

impl Expr {
    /// Joins conditions that all have to hold; none where there is none.
    #[must_use]
    pub fn and(parts: Vec<Self>) -> Option<Self> {
        let flat = |part| match part {
            Self::And(parts) => parts,
            part => vec![part],
        };
        single(parts.into_iter().flat_map(flat).collect()).map_or_else(several(Self::And), Some)
    }

    /// Joins conditions of which one has to hold; none where there is none.
    #[must_use]
    pub fn or(parts: Vec<Self>) -> Option<Self> {
        let flat = |part| match part {
            Self::Or(parts) => parts,
            part => vec![part],
        };
        single(parts.into_iter().flat_map(flat).collect()).map_or_else(several(Self::Or), Some)
    }

    /// Denies a condition.
    #[must_use]
    pub fn negate(self) -> Self {
        match self {
            Self::Not(inner) => *inner,
            other => Self::Not(Box::new(other)),
        }
    }

    /// Returns whether it holds, where `holds` knows that of terms; none where what is not known decides.
    pub fn decide(&self, holds: &mut impl FnMut(&Term) -> Option<bool>) -> Option<bool> {
        match self {
            Self::Term(term) => holds(term),
            Self::Not(inner) => inner.decide(holds).map(|held| !held),
            Self::And(parts) => first_of(parts, false, holds),
            Self::Or(parts) => first_of(parts, true, holds),
        }
    }

    /// Shows every term to `each`.
    pub fn visit(&self, each: &mut impl FnMut(&Term)) {
        match self {
            Self::Term(term) => each(term),
            Self::Not(inner) => inner.visit(each),
            Self::And(parts) | Self::Or(parts) => parts.iter().for_each(|part| part.visit(each)),
        }
    }
}

/// Looks for the one part that decides a joint: one that does not hold among several that all have to, or the other way
/// round.
fn first_of(parts: &[Expr], decisive: bool, holds: &mut impl FnMut(&Term) -> Option<bool>) -> Option<bool> {
    let mut is_known = true;
    for part in parts {
        match part.decide(holds) {
            Some(held) if held == decisive => return Some(decisive),
            Some(_) => {}
            None => is_known = false,
        }
    }
    is_known.then_some(!decisive)
}

/// Returns the only one, or all of them.
fn single(mut parts: Vec<Expr>) -> Result<Expr, Vec<Expr>> {
    match (parts.pop(), parts.is_empty()) {
        (Some(only), true) => Ok(only),
        (Some(last), false) => {
            parts.push(last);
            Err(parts)
        }
        (None, _) => Err(parts),
    }
}

fn several(join: fn(Vec<Expr>) -> Expr) -> impl FnOnce(Vec<Expr>) -> Option<Expr> {
    move |parts| if parts.is_empty() { None } else { Some(join(parts)) }
}
