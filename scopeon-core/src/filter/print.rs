//! Filters as text: what is written is read as the same again.

use std::fmt::{self, Display, Formatter};

use super::Filter;
use super::comparison::Comparison;
use super::expr::Expr;
use super::field::NumberField;
use super::limits::KEYWORDS;
use super::pattern::NamePattern;
use super::term::Term;

impl Display for Filter {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        self.expr.as_ref().map_or(Ok(()), |expr| expr.fmt(f))
    }
}

impl Display for Expr {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Term(term) => term.fmt(f),
            Self::Not(inner) if matches!(**inner, Self::Term(_)) => write!(f, "not {inner}"),
            Self::Not(inner) => write!(f, "not ({inner})"),
            Self::And(parts) => joined(parts, " and ", |part| matches!(part, Self::Or(_)), f),
            Self::Or(parts) => joined(parts, " or ", |_| false, f),
        }
    }
}

fn joined(parts: &[Expr], by: &str, is_wrapped: fn(&Expr) -> bool, f: &mut Formatter<'_>) -> fmt::Result {
    for (number, part) in parts.iter().enumerate() {
        if number > 0 {
            f.write_str(by)?;
        }
        if is_wrapped(part) { write!(f, "({part})")? } else { part.fmt(f)? }
    }
    Ok(())
}

impl Display for Term {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Word(word) if is_plain_word(word) => f.write_str(word),
            Self::Word(word) => quoted(word, f),
            Self::Number(field, comparison) => number(*field, comparison, f),
            Self::Name(field, pattern) => {
                let sign = if matches!(pattern, NamePattern::Holds(_)) { ':' } else { '=' };
                write!(f, "{}{sign}", field.name())?;
                value(pattern.text(), f)
            }
            Self::Time(edge, text) => {
                write!(f, "{}:", edge.name())?;
                value(text, f)
            }
            Self::Is(state) => write!(f, "is:{}", state.name()),
        }
    }
}

fn number(field: NumberField, comparison: &Comparison, f: &mut Formatter<'_>) -> fmt::Result {
    let (sign, amount, end) = match *comparison {
        Comparison::Above(amount) => (">", amount, None),
        Comparison::AtLeast(amount) => (">=", amount, None),
        Comparison::Below(amount) => ("<", amount, None),
        Comparison::AtMost(amount) => ("<=", amount, None),
        Comparison::Is(amount) => ("=", amount, None),
        Comparison::Within(low, high) => ("=", low, Some(high)),
    };
    write!(f, "{}{sign}", field.name())?;
    amount.show(field.unit(), f)?;
    let Some(end) = end else { return Ok(()) };
    f.write_str("..")?;
    end.show(field.unit(), f)
}

/// Returns `true` if a word is read as itself without quotes.
fn is_plain_word(word: &str) -> bool {
    let is_plain = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '.' | '/');
    !word.is_empty() && word.chars().all(is_plain) && !KEYWORDS.contains(&word)
}

fn value(text: &str, f: &mut Formatter<'_>) -> fmt::Result {
    let needs_quotes = text.contains(|c: char| c.is_whitespace() || matches!(c, '(' | ')' | '"'));
    if needs_quotes { quoted(text, f) } else { f.write_str(text) }
}

fn quoted(text: &str, f: &mut Formatter<'_>) -> fmt::Result {
    write!(f, "\"{}\"", text.replace('"', "\"\""))
}
