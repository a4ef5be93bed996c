//! `rooms.json`: a list of rooms, or a table of them by id, of which only domains and times are looked at.

use std::borrow::Cow;
use std::collections::BTreeMap;

use scopeon_core::event::Event;
use scopeon_core::label::Label;
use serde::Deserialize;

use crate::tile::When;
use crate::{Problem, session};

#[derive(Deserialize)]
struct Room<'a> {
    #[serde(borrow)]
    domain: Option<Cow<'a, str>>,
    #[serde(borrow)]
    timestamp: Option<When<'a>>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Rooms<'a> {
    #[serde(borrow)]
    List(Vec<Room<'a>>),
    #[serde(borrow)]
    Table(BTreeMap<Cow<'a, str>, Room<'a>>),
}

pub(crate) fn read(document: &[u8]) -> Result<Vec<Event>, Problem> {
    let rooms = match serde_json::from_slice(document).map_err(|_| Problem::Malformed)? {
        Rooms::List(rooms) => rooms,
        Rooms::Table(rooms) => rooms.into_values().collect(),
    };
    // A room without a domain or a time says nothing that may be kept.
    let known = |room: &Room<'_>| {
        let domain = room.domain.as_deref().and_then(Label::new)?;
        Some(session(&domain, room.timestamp.as_ref()?.timestamp()?))
    };
    Ok(rooms.iter().filter_map(known).collect())
}
