//! Bytes as lines: each message is one, and one that is too long is passed over without being kept.

/// No message is longer, in bytes.
pub(super) const MOST_BYTES: usize = 4 << 20;

/// A line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Line {
    /// It is whole, without its end.
    Whole(Vec<u8>),
    /// It was too long, and is not kept.
    TooLong,
}

impl Line {
    /// Returns how many bytes it takes while it waits.
    pub(super) const fn weight(&self) -> usize {
        let kept = match self {
            Self::Whole(bytes) => bytes.len(),
            Self::TooLong => 0,
        };
        kept + size_of::<Self>()
    }
}

/// Bytes as lines.
#[derive(Debug)]
pub struct Lines {
    most: usize,
    begun: Vec<u8>,
    /// Whether the line that is read now is too long.
    is_over: bool,
}

impl Default for Lines {
    fn default() -> Self {
        Self::new(MOST_BYTES)
    }
}

impl Lines {
    /// Makes one of lines that are no longer than that, in bytes.
    #[must_use]
    pub const fn new(most: usize) -> Self {
        Self { most, begun: Vec::new(), is_over: false }
    }

    /// Takes bytes, and returns the lines that end in them.
    pub fn feed(&mut self, mut bytes: &[u8]) -> Vec<Line> {
        let mut lines = Vec::new();
        while let Some(end) = bytes.iter().position(|byte| *byte == b'\n') {
            let (line, rest) = bytes.split_at(end);
            self.add(line);
            lines.push(self.take());
            bytes = &rest[1..];
        }
        self.add(bytes);
        lines
    }

    /// Returns what was begun and has no end; none where nothing was.
    pub fn end(&mut self) -> Option<Line> {
        (self.is_over || !self.begun.is_empty()).then(|| self.take())
    }

    fn add(&mut self, bytes: &[u8]) {
        if self.is_over || self.begun.len() + bytes.len() > self.most {
            self.is_over = true;
            self.begun = Vec::new();
            return;
        }
        self.begun.extend_from_slice(bytes);
    }

    fn take(&mut self) -> Line {
        let line = std::mem::take(&mut self.begun);
        if std::mem::take(&mut self.is_over) {
            return Line::TooLong;
        }
        let end = line.len() - usize::from(line.last() == Some(&b'\r'));
        Line::Whole(line[..end].to_vec())
    }
}
