//! Everything the store answers, as text: two equal dumps are two equal histories.

use std::fmt::Write as _;
use std::path::Path;

use scopeon_core::pricing::PriceBook;
use scopeon_core::report::GroupBy;
use scopeon_core::time::Zone;
use scopeon_store::{CacheBy, SessionsQuery, UsageQuery, verify};

use crate::build::read;
use crate::digests::KINDS;
use crate::figures::Question;

pub(crate) fn dump(path: &Path) -> String {
    let (reader, book) = (read(path), PriceBook::builtin());
    let mut text = String::new();
    let mut add = |value: serde_json::Value| writeln!(text, "{value}").unwrap();
    for by in GroupBy::ALL {
        let mut query = UsageQuery::new(*by, Zone::UTC);
        query.keys.push(GroupBy::Model);
        add(serde_json::to_value(reader.usage(&query, &book).unwrap()).unwrap());
    }
    let sessions = reader.sessions(&SessionsQuery::new(Zone::UTC), &book).unwrap();
    for session in &sessions.rows {
        add(serde_json::to_value(
            reader.session(&session.id, crate::build::now(), (Zone::UTC, &book)).unwrap(),
        )
        .unwrap());
    }
    add(serde_json::to_value(sessions).unwrap());
    let then = Question::at("2026-03-02T12:00:00Z");
    add(serde_json::to_value(reader.status(&then.asked(), &[]).unwrap()).unwrap());
    let question = Question::at("2026-03-10T12:00:00Z");
    let asked = question.asked();
    add(serde_json::to_value(reader.cache(&asked, Some(CacheBy::Model)).unwrap()).unwrap());
    add(serde_json::to_value(reader.tools(&asked, &KINDS).unwrap()).unwrap());
    add(serde_json::to_value(reader.health(&asked).unwrap()).unwrap());
    add(serde_json::to_value(reader.agreement(&book).unwrap()).unwrap());
    writeln!(text, "{:?}", reader.models().unwrap()).unwrap();
    assert_eq!(verify(path).unwrap().problems, Vec::<String>::new());
    text
}
