//! Claude Code's transcripts from any bytes: no panic, and reading in two parts gives what reading at once gives.

#![no_main]

use libfuzzer_sys::fuzz_target;
use scopeon_core::event::Event;
use scopeon_core::provider::{
    Carry, Flow, Input, Issue, Line, Lines, Place, Provider, ReadError, Shape, Sink, Source,
};
use scopeon_providers::ClaudeCode;

fuzz_target!(|bytes: &[u8]| {
    let whole = read(&mut Carry::default(), bytes, 0);
    let middle = bytes[..bytes.len() / 2].iter().rposition(|byte| *byte == b'\n').map_or(0, |end| end + 1);
    let mut carry = Carry::default();
    let first = read(&mut carry, &bytes[..middle], 0);
    let mut carry = Carry::decode(&carry.encode()).expect("a carry survives its bytes");
    let second = read(&mut carry, &bytes[middle..], middle as u64);
    assert!(whole.issues == first.issues + second.issues, "issues depend on where reading was resumed");
});

fn read(carry: &mut Carry, bytes: &[u8], offset: u64) -> Counts {
    let source = Source::new(Shape::Lines, "/root", "-home-dev/11111111-1111-4111-8111-111111111111.jsonl");
    let mut lines = Split { source, rest: bytes, offset };
    let mut counts = Counts::default();
    let read = ClaudeCode.read(Input::Lines(&mut lines), carry, &mut counts);
    assert!(read.is_ok());
    counts
}

/// The whole lines of a slice.
struct Split<'a> {
    source: Source,
    rest: &'a [u8],
    offset: u64,
}

impl Lines for Split<'_> {
    fn source(&self) -> &Source {
        &self.source
    }

    fn next(&mut self) -> Result<Option<Line<'_>>, ReadError> {
        let Some(end) = self.rest.iter().position(|byte| *byte == b'\n') else { return Ok(None) };
        let (bytes, rest) = (&self.rest[..end], &self.rest[end + 1..]);
        let place = Place { offset: self.offset, line: 0 };
        self.offset += end as u64 + 1;
        self.rest = rest;
        Ok(Some(Line { bytes, place, end: Place { offset: self.offset, line: 0 } }))
    }
}

#[derive(Default)]
struct Counts {
    issues: usize,
}

impl Sink for Counts {
    fn event(&mut self, _: Event) -> Flow {
        Flow::Continue(())
    }

    fn issue(&mut self, _: Issue) {
        self.issues += 1;
    }

    fn mark(&mut self, _: Place, _: &Carry) -> Flow {
        Flow::Continue(())
    }
}
