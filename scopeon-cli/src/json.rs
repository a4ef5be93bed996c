//! Answers for programs, in which no character changes what a terminal shows.
//!
//! JSON may hold any character but C0 as it is. A path or a message of the system may hold C1 controls, bidirectional
//! controls and invisible characters, and JSON is looked at on terminals, too: they are written as escapes.

use std::io::{self, Write};

use scopeon_core::label::is_printable;
use serde::Serialize;
use serde_json::ser::{CompactFormatter, Formatter, PrettyFormatter, Serializer};

/// Writes an answer: in one line, or indented for people.
pub(crate) fn write(out: impl Write, answer: &impl Serialize, is_indented: bool) -> serde_json::Result<()> {
    if is_indented {
        answer.serialize(&mut Serializer::with_formatter(out, Escaping(PrettyFormatter::new())))
    } else {
        answer.serialize(&mut Serializer::with_formatter(out, Escaping(CompactFormatter)))
    }
}

/// Writes as another formatter does, and what is not printable as an escape.
struct Escaping<F>(F);

impl<F: Formatter> Formatter for Escaping<F> {
    fn write_string_fragment<W: ?Sized + Write>(&mut self, out: &mut W, fragment: &str) -> io::Result<()> {
        let mut start = 0;
        for (at, c) in fragment.char_indices().filter(|(_, c)| !c.is_ascii() || *c == '\u{7f}') {
            if !is_printable(c) {
                self.0.write_string_fragment(out, fragment.get(start..at).unwrap_or_default())?;
                let mut units = [0; 2];
                c.encode_utf16(&mut units).iter().try_for_each(|unit| write!(out, "\\u{unit:04x}"))?;
                start = at + c.len_utf8();
            }
        }
        self.0.write_string_fragment(out, fragment.get(start..).unwrap_or_default())
    }

    fn begin_array<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.0.begin_array(out)
    }

    fn end_array<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.0.end_array(out)
    }

    fn begin_array_value<W: ?Sized + Write>(&mut self, out: &mut W, first: bool) -> io::Result<()> {
        self.0.begin_array_value(out, first)
    }

    fn end_array_value<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.0.end_array_value(out)
    }

    fn begin_object<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.0.begin_object(out)
    }

    fn end_object<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.0.end_object(out)
    }

    fn begin_object_key<W: ?Sized + Write>(&mut self, out: &mut W, first: bool) -> io::Result<()> {
        self.0.begin_object_key(out, first)
    }

    fn begin_object_value<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.0.begin_object_value(out)
    }

    fn end_object_value<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.0.end_object_value(out)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn written(answer: &Value, is_indented: bool) -> String {
        let mut out = Vec::new();
        write(&mut out, answer, is_indented).expect("an answer");
        String::from_utf8(out).expect("text")
    }

    #[test]
    fn nothing_changes_what_a_terminal_shows() {
        for hidden in [
            '\u{7f}',
            '\u{9b}',
            '\u{85}',
            '\u{202e}',
            '\u{2066}',
            '\u{200b}',
            '\u{3164}',
            '\u{e0041}',
            '\u{1b}',
        ] {
            let text = format!("a{hidden}b{hidden}{hidden}");
            let answer = json!({ text.clone(): [text, { "plain": "Straße/日本 🚀", "quoted": "\"\\\n" }] });
            for is_indented in [false, true] {
                let written = written(&answer, is_indented);
                assert!(!written.contains(hidden), "{hidden:?}: {written}");
                assert!(written.contains("Straße/日本 🚀"), "what can be shown stays: {written}");
                assert_eq!(
                    serde_json::from_str::<Value>(&written).expect("JSON"),
                    answer,
                    "it says the same"
                );
            }
        }
    }

    #[test]
    fn what_is_plain_is_written_as_ever() {
        let answer = json!({ "a": [], "b": {}, "c": [1, -2.5, null, true, { "d": "e" }], "f": "g" });
        assert_eq!(written(&answer, false), serde_json::to_string(&answer).expect("JSON"));
        assert_eq!(written(&answer, true), serde_json::to_string_pretty(&answer).expect("JSON"));
    }
}
