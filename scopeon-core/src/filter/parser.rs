//! Reading a filter: words and conditions, joined. What stands side by side has to hold together.

use super::error::FilterError;
use super::expr::Expr;
use super::field::NameField;
use super::lexer::{Token, TokenKind, tokens};
use super::limits::{MAX_BYTES, MAX_DEPTH, MAX_TERMS, is_joint};
use super::operand::{Written, compared, foreign, is_compared, keyed, plain, split};
use super::term::Term;

/// Reads a filter; none where it says nothing.
///
/// # Errors
///
/// When it is too long or not understood.
pub(super) fn parse(text: &str) -> Result<Option<Expr>, FilterError> {
    if text.len() > MAX_BYTES {
        return Err(FilterError::new(text, MAX_BYTES, format!("a filter is at most {MAX_BYTES} bytes long")));
    }
    let mut parser = Parser { text, tokens: tokens(text), next: 0, terms: 0 };
    if parser.tokens.is_empty() {
        return Ok(None);
    }
    let expr = parser.any(0)?;
    match parser.tokens.get(parser.next) {
        Some(token) => Err(FilterError::new(text, token.at, "there is no ( that this ) closes")),
        None => Ok(expr),
    }
}

struct Parser<'a> {
    text: &'a str,
    tokens: Vec<Token<'a>>,
    next: usize,
    terms: usize,
}

/// A part of what has to hold together.
struct Part {
    expr: Expr,
    /// It stands behind an `and` that was written.
    is_joined: bool,
}

impl<'a> Parser<'a> {
    /// Reads what is joined by *or*.
    fn any(&mut self, depth: usize) -> Result<Option<Expr>, FilterError> {
        let mut parts = vec![self.all(depth)?];
        while self.take_word("or") {
            parts.push(self.all(depth)?);
        }
        Ok(Expr::or(parts.into_iter().flatten().collect()))
    }

    /// Reads what is joined by *and*, or stands side by side.
    fn all(&mut self, depth: usize) -> Result<Option<Expr>, FilterError> {
        let mut parts: Vec<Part> = Vec::new();
        loop {
            let is_joined = !parts.is_empty() && self.take_word("and");
            if !is_joined && !parts.is_empty() && self.is_at_end() {
                return Ok(Expr::and(gather(parts)));
            }
            parts.push(Part { expr: self.one(depth)?, is_joined });
        }
    }

    fn one(&mut self, depth: usize) -> Result<Expr, FilterError> {
        let start = self.place();
        if self.take_word("not") {
            return Ok(self.one(self.deeper(depth, start)?)?.negate());
        }
        if !self.take(&TokenKind::Open) {
            return self.term().map(Expr::Term);
        }
        let inner = self.any(self.deeper(depth, start)?)?;
        if !self.take(&TokenKind::Close) {
            return Err(FilterError::new(self.text, start, "this ( is not closed"));
        }
        inner.ok_or_else(|| FilterError::new(self.text, start, "these parentheses hold nothing"))
    }

    fn deeper(&self, depth: usize, start: usize) -> Result<usize, FilterError> {
        if depth < MAX_DEPTH {
            return Ok(depth + 1);
        }
        let problem = format!("parentheses and not lie at most {MAX_DEPTH} deep in one another");
        Err(FilterError::new(self.text, start, problem))
    }

    fn term(&mut self) -> Result<Term, FilterError> {
        let at = self.place();
        let place = Written { filter: self.text, at };
        self.terms += 1;
        if self.terms > MAX_TERMS {
            let problem = format!("a filter has at most {MAX_TERMS} words and conditions");
            return Err(FilterError::new(self.text, at, problem));
        }
        match self.tokens.get(self.next).map(|token| token.kind.clone()) {
            Some(TokenKind::Text(text)) => {
                self.next += 1;
                Ok(Term::Word(text.to_lowercase()))
            }
            Some(TokenKind::Keyed(key, ':', value)) => {
                self.next += 1;
                keyed((key, &value), place)
            }
            Some(TokenKind::Keyed(key, _, value)) => {
                self.next += 1;
                compared((key, "=", &value), place)
            }
            Some(TokenKind::Bare(word)) if !is_joint(word) => {
                self.next += 1;
                self.bare(word, place)
            }
            _ => Err(FilterError::new(
                self.text,
                at,
                "a word or a condition, such as cost>1, has to stand here",
            )),
        }
    }

    /// Reads a word that is not in quotes; a comparison may have spaces around its sign.
    fn bare(&mut self, word: &'a str, place: Written<'_>) -> Result<Term, FilterError> {
        if let Some((sign, ours)) = foreign(word) {
            let problem =
                format!("{sign} is not known here: write {ours}, or put what is looked for in quotes");
            return Err(FilterError::new(place.filter, place.at, problem));
        }
        if let Some((name, sign, value)) = split(word) {
            let value = if value.is_empty() && is_compared(name) { self.value() } else { value.to_owned() };
            return compared((name, sign, &value), place);
        }
        if let Some((key, value)) = word.split_once(':') {
            return keyed((key, value), place);
        }
        if is_compared(word)
            && let Some((sign, value)) = self.sign(word)
        {
            return compared((word, sign, &value), place);
        }
        Ok(plain(word))
    }

    /// Takes a sign that stands behind the name of a field, and its value.
    fn sign(&mut self, name: &str) -> Option<(&'static str, String)> {
        let Some(Token { kind: TokenKind::Bare(word), .. }) = self.tokens.get(self.next) else { return None };
        let whole = format!("{name}{word}");
        let (_, sign, value) = split(&whole).filter(|(before, ..)| *before == name)?;
        self.next += 1;
        Some((sign, if value.is_empty() { self.value() } else { value.to_owned() }))
    }

    /// Takes the value behind a sign; empty where none is there.
    fn value(&mut self) -> String {
        let value = match self.tokens.get(self.next).map(|token| &token.kind) {
            Some(TokenKind::Bare(word)) if !is_joint(word) => (*word).to_owned(),
            Some(TokenKind::Text(text)) => text.clone(),
            _ => return String::new(),
        };
        self.next += 1;
        value
    }

    fn is_at_end(&self) -> bool {
        match self.tokens.get(self.next).map(|token| &token.kind) {
            None | Some(TokenKind::Close) => true,
            Some(TokenKind::Bare(word)) => word.eq_ignore_ascii_case("or"),
            Some(_) => false,
        }
    }

    fn take_word(&mut self, wanted: &str) -> bool {
        let is_it = |token: &Token<'_>| matches!(token.kind, TokenKind::Bare(word) if word.eq_ignore_ascii_case(wanted));
        let is_next = self.tokens.get(self.next).is_some_and(is_it);
        self.next += usize::from(is_next);
        is_next
    }

    fn take(&mut self, kind: &TokenKind<'_>) -> bool {
        let is_next = self.tokens.get(self.next).is_some_and(|token| token.kind == *kind);
        self.next += usize::from(is_next);
        is_next
    }

    /// Where the next word begins, in bytes.
    fn place(&self) -> usize {
        self.tokens.get(self.next).map_or(self.text.len(), |token| token.at)
    }
}

/// Two names side by side of what a call has one of mean either: `branch:a branch:b`.
fn gather(parts: Vec<Part>) -> Vec<Expr> {
    let mut gathered: Vec<(Option<NameField>, Vec<Expr>)> = Vec::new();
    for Part { expr, is_joined } in parts {
        let field = match &expr {
            Expr::Term(Term::Name(field, _)) if field.is_single() && !is_joined => Some(*field),
            _ => None,
        };
        match gathered.iter_mut().find(|(known, _)| field.is_some() && *known == field) {
            Some((_, either)) => either.push(expr),
            None => gathered.push((field, vec![expr])),
        }
    }
    gathered.into_iter().filter_map(|(_, either)| Expr::or(either)).collect()
}
