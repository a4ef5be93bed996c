//! Parameters that several tools take.

use crate::param::{Kind, Param};

/// A session; the caller's own where none is stated.
pub(super) const SESSION: Param =
    Param { name: "session", also: &["session_id"], kind: Kind::Text, about: "" };
/// From when on.
pub(super) const SINCE: Param = Param {
    name: "since",
    also: &["period"],
    kind: Kind::Text,
    about: "today, 7d, this-month, 2026-11, all",
};
/// Until when.
pub(super) const UNTIL: Param = Param { name: "until", also: &[], kind: Kind::Text, about: "" };
/// An agent.
pub(super) const AGENT: Param = Param { name: "agent", also: &["provider"], kind: Kind::Text, about: "" };
/// A model.
pub(super) const MODEL: Param = Param { name: "model", also: &[], kind: Kind::Text, about: "" };
/// A project.
pub(super) const PROJECT: Param = Param { name: "project", also: &[], kind: Kind::Text, about: "" };
