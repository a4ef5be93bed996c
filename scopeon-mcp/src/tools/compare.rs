//! `compare_sessions`: two sessions, or two times, beside each other.

use scopeon_app::QueryArgs;
use scopeon_app::ask::Compare;
use scopeon_core::metrics::{Certainty, Provenance};
use scopeon_core::report::{CompareRow, CompareSide};
use serde_json::{Value, json};

use crate::answer::Answer;
use crate::call::Call;
use crate::caller;
use crate::failure::Failure;
use crate::figures::{Part, hundredths, part, sum};
use crate::param::{Field, Is, Kind, Param};
use crate::tool::Tool;

/// Two sides beside each other.
pub(super) const COMPARE_SESSIONS: Tool = Tool {
    name: "compare_sessions",
    title: "Compare",
    about: "Two sessions, or two periods such as this-week, beside each other",
    takes: &[
        Param { name: "session_a", also: &["session_id_a", "a"], kind: Kind::Needed, about: "" },
        Param { name: "session_b", also: &["session_id_b", "b"], kind: Kind::Needed, about: "" },
    ],
    gives: &[
        Field { name: "a", is: Is::Part },
        Field { name: "b", is: Is::Part },
        Field { name: "rows", is: Is::Rows },
    ],
    is_core: false,
    writes: false,
    tells_calls: false,
    answer,
};

/// As many measures make a page.
const USUAL: usize = 10;

fn answer(call: &Call<'_>) -> Result<Answer, Failure> {
    let side = |name: &str| side(call.args.text(name).unwrap_or_default(), call);
    let (a, b) = (side("session_a")?, side("session_b")?);
    let report = call.ask(&Compare { args: QueryArgs::default(), a, b })?;
    let told = |side: &CompareSide| {
        let mut told = sum(&side.sum, Provenance::EXACT);
        told.insert("name".to_owned(), json!(side.name));
        Value::Object(told)
    };
    let fields = part([("a", told(&report.a)), ("b", told(&report.b)), ("unit", json!(report.unit))]);
    let level = report.rows.iter().map(|row| Certainty::of(row.provenance)).max().unwrap_or_default();
    Ok(Answer::new(fields, level).with_rows(report.rows.iter().map(row).collect(), USUAL))
}

/// Names a side as the question takes it: a session in whole, or a time. Names of projects and branches are not taken here.
fn side(text: &str, call: &Call<'_>) -> Result<String, Failure> {
    if matches!(text, "current" | "latest") {
        return Ok(format!("session:{}", call.session()?));
    }
    match caller::find(call.app, text) {
        Ok(found) => Ok(format!("session:{}", found.id.unwrap_or_default())),
        Err(unknown) => {
            let is_period =
                scopeon_core::time::Range::parse(Some(text), None, call.app.zone(), call.app.now());
            is_period.map(|_| format!("period:{text}")).map_err(|_| unknown)
        }
    }
}

fn row(row: &CompareRow) -> Part {
    let wire = json!(row);
    let known = |name: &str| wire.get(name).cloned().unwrap_or_default();
    let mut told = part([
        ("measure", json!(row.measure)),
        ("a", bare(known("a"))),
        ("b", bare(known("b"))),
        ("difference", bare(known("difference"))),
        ("direction", json!(row.direction)),
        ("significance", json!(row.significance)),
    ]);
    if !known("difference").is_null() && !known("difference_ratio").is_null() {
        told.insert("difference_pct".to_owned(), hundredths(row.difference_bp));
    }
    told
}

/// Leaves the unit away, which the measure's name says.
fn bare(quantity: Value) -> Value {
    match quantity {
        Value::Object(of) => of.into_iter().next().map_or(Value::Null, |(_, number)| number),
        other => other,
    }
}
