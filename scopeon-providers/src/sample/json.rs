//! The bytes of one file being written. Builds lines field by field; knows no shape.

/// A growing file of JSON lines.
#[derive(Debug, Default)]
pub(super) struct Json {
    bytes: Vec<u8>,
    lines: u64,
}

impl Json {
    pub(super) fn raw(&mut self, text: &str) -> &mut Self {
        self.bytes.extend_from_slice(text.as_bytes());
        self
    }

    pub(super) fn number(&mut self, value: u64) -> &mut Self {
        let mut digits = [0_u8; 20];
        let mut at = digits.len();
        let mut left = value;
        loop {
            at -= 1;
            let [digit, ..] = (left % 10).to_le_bytes();
            digits[at] = b'0' + digit;
            left /= 10;
            if left == 0 {
                break;
            }
        }
        self.bytes.extend_from_slice(&digits[at..]);
        self
    }

    /// Writes `,"key":"value"`; the value must need no escape.
    pub(super) fn text(&mut self, key: &str, value: &str) -> &mut Self {
        self.raw(",\"").raw(key).raw("\":\"").raw(value).raw("\"")
    }

    /// Writes `,"key":value`.
    pub(super) fn count(&mut self, key: &str, value: u64) -> &mut Self {
        self.raw(",\"").raw(key).raw("\":").number(value)
    }

    pub(super) fn end_line(&mut self) {
        self.bytes.push(b'\n');
        self.lines += 1;
    }

    /// Takes back the brace that closes a copied line, so that members can follow.
    pub(super) fn reopen(&mut self) {
        self.bytes.pop();
    }

    pub(super) fn lines(&self) -> u64 {
        self.lines
    }

    pub(super) fn len(&self) -> u64 {
        self.bytes.len() as u64
    }

    pub(super) fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    pub(super) fn into_bytes(self) -> Vec<u8> {
        self.bytes
    }
}
