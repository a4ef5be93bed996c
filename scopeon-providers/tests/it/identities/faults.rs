//! Readings that are wrong on purpose: the draws must see them, for each agent.

use std::path::PathBuf;

use scopeon_core::event::Event;
use scopeon_core::id::Identity;
use scopeon_core::provider::{
    Flow, Input, Issue, Position, Provider, ProviderInfo, ReadError, ReaderState, SearchRoots, Sink, Source,
};
use scopeon_providers::testkit::identities;

use super::agents;

/// What is done to a call's identity.
#[derive(Clone, Copy, Debug)]
enum Fault {
    /// All calls with one prompt are one, as if all had one name.
    Collapsed,
    /// Each file's calls are its own, as if no copy were known.
    Doubled,
}

/// A provider that reads as another does, with a fault.
struct Faulty<'p> {
    provider: &'p dyn Provider,
    fault: Fault,
}

impl Provider for Faulty<'_> {
    fn info(&self) -> &ProviderInfo {
        self.provider.info()
    }

    fn discover(&self, roots: &SearchRoots<'_>, found: &mut dyn FnMut(Source)) {
        self.provider.discover(roots, found);
    }

    fn read(&self, input: Input<'_>, carry: &mut ReaderState, out: &mut dyn Sink) -> Result<(), ReadError> {
        let path = match &input {
            Input::Lines(lines) => lines.source().path.clone(),
            Input::Document(source, _) => source.path.clone(),
            Input::Database(rows) => rows.source().path.clone(),
            _ => PathBuf::new(),
        };
        self.provider.read(input, carry, &mut Spoiling { out, fault: self.fault, path })
    }
}

struct Spoiling<'s> {
    out: &'s mut dyn Sink,
    fault: Fault,
    path: PathBuf,
}

impl Sink for Spoiling<'_> {
    fn event(&mut self, mut event: Event) -> Flow {
        if let Event::Call(call) | Event::Residual(call) = &mut event {
            let key = Identity::builder("spoilt");
            let key = match self.fault {
                Fault::Collapsed => key.number(call.sample.usage.prompt()),
                Fault::Doubled => {
                    let session = key
                        .identity(call.attribution.session.0)
                        .bytes(self.path.as_os_str().as_encoded_bytes());
                    session.identity(call.id.0)
                }
            };
            call.id = key.finish().into();
        }
        self.out.event(event)
    }

    fn issue(&mut self, issue: Issue) {
        self.out.issue(issue);
    }

    fn checkpoint(&mut self, place: Position, carry: &ReaderState) -> Flow {
        self.out.checkpoint(place, carry)
    }
}

#[test]
fn readings_that_lose_or_repeat_responses_are_seen_for_every_agent() {
    const TRIED: u64 = 30;
    for agent in agents() {
        for fault in [Fault::Collapsed, Fault::Doubled] {
            let faulty = Faulty { provider: agent.provider.as_ref(), fault };
            let wrong =
                (0..TRIED).filter(|seed| identities::difference(&faulty, &(agent.draw)(*seed)).is_some());
            let wrong = wrong.count() as u64;
            assert!(wrong > TRIED / 6, "{} {fault:?}: {wrong} of {TRIED} are wrong", agent.name);
        }
    }
}
