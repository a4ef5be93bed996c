//! Invented prose and code to fill content with, already escaped for JSON. No word of it was anyone's.

use super::json::Json;
use super::prng::Prng;

/// Stands in every content field, so that a test can look for content where none may be.
pub const MARKER: &str = "CANARY_content";

/// Long enough that a tree does not compress to nothing, small enough to stay in a cache.
const POOL_BYTES: usize = 256 * 1024;
const SIGNATURE_BYTES: usize = 16 * 1024;

/// A stretch of the pool, so that the same text can be written twice.
#[derive(Clone, Copy, Debug)]
pub(super) struct Passage {
    start: usize,
    len: usize,
}

/// The text all content is cut from.
#[derive(Debug)]
pub(super) struct Pool {
    text: String,
    starts: Vec<usize>,
    signature: String,
}

impl Pool {
    pub(super) fn new(prng: &mut Prng) -> Self {
        let mut text = String::with_capacity(POOL_BYTES + 256);
        let mut starts = Vec::new();
        while text.len() < POOL_BYTES {
            starts.push(text.len());
            push_line(&mut text, prng);
        }
        Self { text, starts, signature: prng.base62(SIGNATURE_BYTES) }
    }

    /// Chooses a text of about `len` bytes (as escaped).
    pub(super) fn passage(&self, prng: &mut Prng, len: u64) -> Passage {
        let start = prng.pick(&self.starts);
        Passage { start, len: usize::try_from(len).unwrap_or(usize::MAX).max(1) }
    }

    /// Writes the marker and the passage; no escape is cut in two, because cuts fall behind spaces only.
    pub(super) fn put(&self, out: &mut Json, passage: Passage) {
        out.raw(MARKER).raw(" ");
        let mut left = passage.len;
        let mut rest = &self.text[passage.start..];
        while left > rest.len() {
            out.raw(rest);
            left -= rest.len();
            rest = &self.text;
        }
        let mut end = left;
        while end > 0 && rest.as_bytes()[end - 1] != b' ' {
            end -= 1;
        }
        out.raw(&rest[..end]);
    }

    /// Writes a fresh text of about `len` bytes.
    pub(super) fn fill(&self, out: &mut Json, prng: &mut Prng, len: u64) {
        let passage = self.passage(prng, len);
        self.put(out, passage);
    }

    /// Writes a signature of `len` characters, at most 8,000.
    pub(super) fn sign(&self, out: &mut Json, prng: &mut Prng, len: usize) {
        let start = prng.index(SIGNATURE_BYTES / 2);
        out.raw(&self.signature[start..start + len.min(SIGNATURE_BYTES / 2)]).raw("==");
    }
}

const WORDS: &[&str] = &[
    "lorem", "cart", "total", "ipsum", "buffer", "of", "the", "dolor", "index", "for", "and", "sit", "query",
    "amet", "stream", "with", "cache", "tempor", "invoice", "labore", "worker", "magna", "to", "retry",
    "aliqua", "schema", "in", "veniam", "route", "quis", "token", "a", "nostrud", "commit", "queue", "café",
    "handler", "minim", "is", "widget", "session", "elit", "—", "branch", "parser", "sed", "column", "row",
];

/// Appends one line of prose, code, a diff, a listing or JSON, ended by an escaped line feed and a space.
fn push_line(text: &mut String, prng: &mut Prng) {
    let (open, close) = prng.pick(&[
        ("", "."),
        ("    let value = ", ";"),
        ("\\tif (state.ready && ", ") { return null; }"),
        ("+        \\\"name\\\": \\\"", "\\\","),
        ("// ", " //"),
        ("-rw-r--r-- 1 dev dev 4096 ", ".rs"),
        ("  at Object.<anonymous> (/srv/app/", ".ts:12:5)"),
        ("{\\\"type\\\":\\\"row\\\",\\\"note\\\":\\\"", "\\\"}"),
        ("\\u001b[32mok\\u001b[0m ", " ... passed"),
        ("path: C:\\\\src\\\\", "\\\\lib"),
    ]);
    text.push_str(open);
    for _ in 0..prng.between(2, 14) {
        text.push_str(prng.pick(WORDS));
        text.push(' ');
    }
    text.push_str(close);
    text.push_str("\\n ");
}
