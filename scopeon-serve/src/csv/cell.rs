//! One cell: a figure as it is on the wire, or a text that no spreadsheet takes for a formula.

use serde_json::Value;

/// Returns the cell of a row at a path of fields, with dots in between; empty where there is nothing.
pub(super) fn of(row: &Value, path: &str) -> String {
    let found = path.split('.').try_fold(row, |value, field| value.get(field));
    found.map(written).unwrap_or_default()
}

fn written(value: &Value) -> String {
    match value {
        Value::Null | Value::Object(_) => String::new(),
        Value::String(held) => text(held),
        Value::Array(items) => items.iter().map(written).collect::<Vec<_>>().join("; "),
        other => other.to_string(),
    }
}

/// Returns a text as a cell.
pub(super) fn text(text: &str) -> String {
    let is_figure = text.parse::<f64>().is_ok();
    if !is_figure && text.starts_with(['=', '+', '-', '@', '\t', '\r']) {
        return format!("'{text}");
    }
    text.to_owned()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{of, text};

    #[test]
    fn cells_are_figures_or_texts_and_no_formulas() {
        let row = json!({ "a": { "b": 1.5 }, "c": "-2.50", "d": null, "e": ["x", "y"], "f": true });
        for (path, cell) in
            [("a.b", "1.5"), ("c", "-2.50"), ("d", ""), ("e", "x; y"), ("f", "true"), ("g", ""), ("a", "")]
        {
            assert_eq!(of(&row, path), cell, "{path}");
        }
        assert_eq!(text("=1+1"), "'=1+1");
        assert_eq!(text("@x"), "'@x");
        assert_eq!(text("-x"), "'-x");
    }
}
