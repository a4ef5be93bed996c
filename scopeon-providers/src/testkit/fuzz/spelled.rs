//! The same JSON in two spellings: what it says must be read the same.

use super::strict;

/// How JSON is written.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Spelling {
    /// As programs do.
    Plain,
    /// With white space wherever it may be, and every third character escaped.
    Odd,
}

impl Spelling {
    /// Writes a text again. `None` for what is no JSON object, or holds what is no Unicode.
    pub(super) fn of(self, text: &[u8]) -> Option<Vec<u8>> {
        let text = text.trim_ascii();
        let is_plain = text.first() == Some(&b'{') && strict::is_json(text);
        let mut spelled = Vec::with_capacity(text.len() * 3);
        (is_plain && self.value(text, &mut spelled).is_some()).then_some(spelled)
    }

    /// Writes every line again that is an object; what else is in the log has one spelling and is left out.
    pub(super) fn of_lines(self, log: &[u8]) -> Vec<u8> {
        let mut spelled = Vec::with_capacity(log.len() * 3);
        for line in log.split(|byte| *byte == b'\n').filter_map(|line| self.of(line)) {
            spelled.extend_from_slice(&line);
            spelled.push(b'\n');
        }
        spelled
    }

    fn value(self, value: &[u8], to: &mut Vec<u8>) -> Option<()> {
        match value.first()? {
            b'{' => {
                to.push(b'{');
                for (number, (key, value)) in strict::members(value)?.iter().enumerate() {
                    self.next(number, to);
                    self.text(str::from_utf8(key).ok()?, to);
                    self.space(b" \t", to);
                    to.push(b':');
                    self.space(b" ", to);
                    self.value(value, to)?;
                }
                self.space(b"\t ", to);
                to.push(b'}');
            }
            b'[' => {
                to.push(b'[');
                for (number, item) in strict::items(value)?.into_iter().enumerate() {
                    self.next(number, to);
                    self.value(item, to)?;
                }
                self.space(b"\t", to);
                to.push(b']');
            }
            b'"' => self.text(&strict::text(value)?, to),
            _ => to.extend_from_slice(value),
        }
        Some(())
    }

    /// Parts one member or item from the one before.
    fn next(self, number: usize, to: &mut Vec<u8>) {
        self.space(b" ", to);
        to.extend((number > 0).then_some(b','));
        self.space(b"\t ", to);
    }

    fn space(self, white: &[u8], to: &mut Vec<u8>) {
        if self == Self::Odd {
            to.extend_from_slice(white);
        }
    }

    fn text(self, text: &str, to: &mut Vec<u8>) {
        to.push(b'"');
        for (place, c) in text.chars().enumerate() {
            let is_odd = self == Self::Odd && place % 3 == 0;
            if is_odd || c.is_control() || matches!(c, '"' | '\\') {
                for unit in c.encode_utf16(&mut [0; 2]) {
                    to.extend(format!("\\u{unit:04X}").as_bytes());
                }
            } else {
                to.extend(c.encode_utf8(&mut [0; 4]).as_bytes());
            }
        }
        to.push(b'"');
    }
}
