//! Tables for other programs: what is summed there is what the answer says, and every cell is a value.

use serde_json::Value;

use crate::machine::Machine;

const DEMO: &str = "--demo --now 2026-11-20T15:00:00Z";

/// Each command, and where its JSON has the sum of the first table.
const SUMMED: [(&str, &str); 14] = [
    ("report", "/total"),
    ("report model --limit 2", "/total"),
    ("report provider", "/total"),
    ("report session --limit 3", "/total"),
    ("report hourly --since 7d", "/total"),
    ("weekly --breakdown model", "/total"),
    ("report --by project,model --limit 1", "/total"),
    ("report --by agent,project,model", "/total"),
    ("report --by agent,project,model --limit 2", "/total"),
    ("report --by month,project,branch", "/total"),
    ("report --by day,model --mode best", "/total"),
    ("explore --limit 4", "/total"),
    ("explore claude-code", "/total"),
    ("sessions --limit all", "/total"),
];

fn rows(csv: &str) -> Vec<std::collections::HashMap<String, String>> {
    let table = csv.split("\n\n").next().unwrap_or_default();
    let table = table.lines().skip_while(|line| line.starts_with('#')).collect::<Vec<_>>().join("\n");
    let mut reader = csv::Reader::from_reader(table.as_bytes());
    reader.deserialize().map(|row| row.expect("a row as wide as the titles")).collect()
}

fn sum(rows: &[std::collections::HashMap<String, String>], column: &str) -> f64 {
    let value = |cell: &String| if cell.is_empty() { 0.0 } else { cell.parse::<f64>().expect("a number") };
    rows.iter().map(|row| row.get(column).map_or(0.0, value)).sum()
}

fn number(value: &Value) -> f64 {
    value.as_f64().or_else(|| value.as_str()?.parse().ok()).unwrap_or_default()
}

#[test]
fn the_rows_of_a_table_add_up_to_its_answer() {
    let machine = Machine::empty();
    for (line, total) in SUMMED {
        let json = machine.json(&format!("{line} {DEMO}"));
        let csv = machine.answer(&format!("{line} --csv --quiet {DEMO}"));
        let rows = rows(&csv);
        assert!(!rows.is_empty(), "{line}: {csv}");
        let total = json.pointer(total).expect("a total");
        assert!((sum(&rows, "Calls") - number(&total["calls"])).abs() < 0.5, "{line}: {total}\n{csv}");
        let usd = if line.contains("best") { "best_known_usd" } else { "cost_usd" };
        assert!((sum(&rows, "Cost USD") - number(&total[usd])).abs() < 1e-6, "{line}: {total}\n{csv}");
        let tsv = machine.answer(&format!("{line} --tsv --quiet {DEMO}"));
        assert_eq!(tsv.lines().count(), csv.lines().count(), "{line}");
    }
}

/// Whoever reads a file every month reads the same columns, whatever was used in it.
#[test]
fn the_columns_of_a_table_do_not_depend_on_what_is_in_it() {
    let (demo, small) = (Machine::empty(), Machine::with_claude());
    let titles = |csv: &str| csv.lines().find(|line| !line.starts_with('#')).map(str::to_owned);
    for line in [
        "report",
        "report model",
        "weekly",
        "report --by project,model",
        "report --split",
        "sessions",
        "explore",
    ] {
        let all = if line == "explore" { " --all" } else { "" };
        let one = demo.answer(&format!("{line}{all} --csv --quiet {DEMO}"));
        let other = small.answer(&format!("{line}{all} --csv --quiet --now 2026-09-14T11:05:00Z"));
        assert!(
            titles(&one).is_some_and(|titles| titles.contains("Cost USD") || line.contains("split")),
            "{line}: {one}"
        );
        assert_eq!(titles(&one), titles(&other), "{line}");
        let euros = demo.answer(&format!("{line}{all} --csv --quiet --currency EUR --rate 0.92 {DEMO}"));
        assert!(!titles(&euros).is_some_and(|titles| titles.contains("USD")), "{line}: {euros}");
    }
}

/// A figure that a program reads as another one, or as none.
fn is_odd(cell: &str) -> bool {
    let is_figure = cell.starts_with(|c: char| c.is_ascii_digit()) || cell.starts_with(['+', '-', '~', '$']);
    let marks = ['~', '≥', '≤', '*', '$', '%', '…', '±', '−', '–', '█', '░'];
    cell.contains(['≥', '…', '±', '−', '–', '█', '░']) || (is_figure && cell.contains(marks))
}

#[test]
fn no_cell_has_a_mark_or_a_unit() {
    let machine = Machine::empty();
    for line in [
        "report --split",
        "report provider",
        "sessions",
        "session 2d03",
        "context 2d03",
        "costs",
        "cache --by model",
        "tools",
        "mcp-usage",
        "subagents",
        "tasks",
        "explore",
        "blocks --since 30d",
        "limits",
        "budget",
        "status",
        "session 5a4f --top 3",
        "health",
        "doctor",
        "compare last-week this-week",
        "whatif --no-cache",
        "report tag",
        "providers",
        "prices show claude-opus-5",
    ] {
        let csv = machine.answer(&format!("{line} --csv --quiet {DEMO}"));
        let tables = csv.split("\n\n").map(|table| table.trim_start_matches('\n'));
        for table in tables {
            let table: Vec<&str> = table.lines().skip_while(|line| line.starts_with('#')).collect();
            let text = table.join("\n");
            let mut reader = csv::Reader::from_reader(text.as_bytes());
            let titles = reader.headers().expect("titles").clone();
            assert!(titles.iter().all(|title| !title.is_empty()), "{line}: {titles:?}");
            for row in reader.records() {
                let row = row.expect("a row as wide as the titles");
                let odd = row.iter().find(|cell| is_odd(cell));
                assert!(odd.is_none(), "{line}: {odd:?} in {row:?}");
            }
        }
    }
}

#[test]
fn what_a_table_does_not_hold_is_said_beside_it() {
    let machine = Machine::empty();
    let ran = machine.run(&format!("report model --csv {DEMO}"));
    assert!(!ran.out.contains("without") && ran.err.contains("without 261 calls"), "{}", ran.err);
    assert!(ran.err.contains("lower bound") && ran.err.contains("in no call record"), "{}", ran.err);
    assert_eq!(machine.run(&format!("report model --csv --quiet {DEMO}")).err, "");
}
