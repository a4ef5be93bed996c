//! The table itself, its text form, and a user's own prices.

use scopeon_core::pricing::table::{self, TableError};
use scopeon_core::pricing::{PriceBook, PriceLine, PriceOverride, PriceOverrideError, PriceRow, PromptTier};
use scopeon_core::time::Timestamp;

use super::{NOW, class, day};

const HEAD: &str = "#version 2026-01-01\n";

#[test]
fn the_builtin_table_is_whole() {
    let text = include_str!("../../../data/prices.tsv");
    let lines = text.lines().filter(|line| !line.starts_with('#')).count();
    let book = PriceBook::builtin();
    assert_eq!(book.rows().count(), lines);
    assert!(lines >= 1_000, "{lines} rows");
    assert!(text.len() < 250_000, "{} bytes", text.len());
    assert_eq!(book.version(), "2026-11-22");
    let read: Vec<_> = table::parse(text).unwrap().rows;
    assert!(book.rows().eq(&read), "read at once and read row by row differ");
    let header = text.lines().rfind(|line| line.starts_with('#')).unwrap();
    assert_eq!(header, format!("#{}", table::COLUMNS.join("\t")));
    let mut keys: Vec<_> = book.rows().map(|row| (row.key.clone(), row.from)).collect();
    keys.dedup();
    assert_eq!(keys.len(), lines, "a key and day twice");
    for row in book.rows() {
        assert!(row.variants.iter().all(|v| PromptTier::BOUNDS.contains(&v.above)), "{}", row.key);
        assert_eq!(row.key, row.key.to_lowercase());
    }
}

#[test]
fn dated_rows_leave_no_gap_and_do_not_overlap() {
    let rows: Vec<_> = PriceBook::builtin().rows().cloned().collect();
    for pair in rows.windows(2) {
        if pair[0].key == pair[1].key {
            assert_eq!(pair[0].until, pair[1].from, "{}", pair[0].key);
        } else {
            assert_eq!((pair[0].until, pair[1].from), (None, None), "{} {}", pair[0].key, pair[1].key);
        }
    }
}

#[test]
fn a_table_written_reads_back() {
    let rows: Vec<_> = PriceBook::builtin().rows().cloned().collect();
    let table = table::parse(&table::render("2026-11-22", &rows)).unwrap();
    assert_eq!((table.version.as_str(), table.rows), ("2026-11-22", rows));
}

#[test]
fn what_is_no_table_is_told_by_line_and_column() {
    let row = |cells: &[(usize, &str)]| {
        let mut all = vec![""; 18];
        (all[0], all[4], all[5]) = ("m", "1", "2");
        for (column, cell) in cells {
            all[*column] = cell;
        }
        all.join("\t")
    };
    let cell = |column| Err(TableError::Cell { line: 2, column });
    let cases = [
        (row(&[]), Ok(1)),
        (row(&[(0, "")]), cell("key")),
        (row(&[(1, "2026-02-30")]), cell("from")),
        (row(&[(2, "soon")]), cell("until")),
        (row(&[(4, "")]), cell("input")),
        (row(&[(4, "-1")]), cell("input")),
        (row(&[(4, "1e3")]), cell("input")),
        (row(&[(5, "0.0000001")]), cell("output")),
        (row(&[(5, "9999999")]), cell("output")),
        (row(&[(11, "1.5")]), cell("window")),
        (row(&[(13, "two")]), cell("fast")),
        (row(&[(16, ">200000:1,2,,,,")]), Ok(1)),
        (row(&[(16, ">12345:1,2,,,,")]), cell("variants")),
        (row(&[(16, ":1,2,,,,")]), cell("variants")),
        (row(&[(16, "priority:1,2,,,")]), cell("variants")),
        (row(&[(16, "priority:1,2,,,,,")]), cell("variants")),
        (row(&[(16, "vip:1,2,,,,")]), cell("variants")),
        ("m\t1".to_owned(), Err(TableError::Cells { line: 2 })),
        (row(&[]) + "\t", Err(TableError::Cells { line: 2 })),
        (row(&[]) + "\n" + &row(&[]), Err(TableError::Order { line: 3 })),
        (row(&[(0, "b")]) + "\n" + &row(&[(0, "a")]), Err(TableError::Order { line: 3 })),
    ];
    for (text, expected) in cases {
        let read = table::parse(&format!("{HEAD}{text}\n")).map(|table| table.rows.len());
        assert_eq!(read, expected, "{text:?}");
    }
}

fn own(json: &str) -> PriceRow {
    PriceRow::try_from(serde_json::from_str::<PriceOverride>(json).unwrap()).unwrap()
}

#[test]
fn an_override_prices_from_its_day_on() {
    let book = PriceBook::builtin().with_overrides(vec![
        own(r#"{"model":"claude-opus-5","input":"1","output":2.5,"from":"2026-10-01"}"#),
        own(r#"{"model":"My-Model","input":3,"output":"4.000001","cache_read":"0.3","window":64000}"#),
        own(r#"{"model":"claude-opus-4-6","input":1,"output":1}"#),
    ]);
    let input = |model: &str, date: &str| book.rates(&class(model), day(date)).map(|r| r.input.pico());
    assert_eq!(input("claude-opus-5", "2026-09-30"), Some(5_000_000));
    assert_eq!(input("claude-opus-5", "2026-10-01"), Some(1_000_000));
    assert_eq!(input("claude-opus-4-6", "2026-03-01"), Some(1_000_000));
    assert_eq!(input("claude-opus-4-6", NOW), Some(1_000_000));
    let rates = book.rates(&class("my-model"), day(NOW)).unwrap();
    assert_eq!((rates.input.pico(), rates.output.pico()), (3_000_000, 4_000_001));
    // Not Anthropic's: writes cost what input costs.
    assert_eq!((rates.cache_read.pico(), rates.cache_write_1h.pico()), (300_000, 3_000_000));
    assert_eq!(book.window("codex", "my-model", day(NOW)), Some(64_000));
    // A Claude's unlisted cache prices follow Anthropic's rule.
    let opus = book.rates(&class("claude-opus-5"), day(NOW)).unwrap();
    assert_eq!((opus.cache_read.pico(), opus.cache_write_5m.pico()), (1_000_000, 1_250_000));
    assert_eq!(opus.cache_write_1h.pico(), 2_000_000);
    assert_eq!(input("claude-sonnet-5", NOW), Some(2_000_000));
}

#[test]
fn a_derived_price_is_rounded_half_up_once() {
    // A pico-dollar a token is a millionth of a dollar per million; a five-minute write is 1.25 times that.
    for (input, write) in [("0.000001", 1), ("0.000002", 3), ("0.000003", 4), ("0.000006", 8)] {
        let row = own(&format!(r#"{{"model":"claude-own","input":"{input}","output":0}}"#));
        let book = PriceBook::builtin().with_overrides(vec![row]);
        let rates = book.rates(&class("claude-own"), day(NOW)).unwrap();
        assert_eq!(rates.cache_write_5m.pico(), write, "{input}");
    }
}

#[test]
fn a_row_holds_from_its_first_day_until_its_last_is_over() {
    let text = "m-1\t2026-01-02\t2026-01-04\t\t1\t2\t\t\t\t\t\t\t\t\t\t\t\town";
    let book = PriceBook::builtin().with_overrides(table::parse(text).unwrap().rows);
    let priced = |at: &str| book.lookup("codex", "m-1", Timestamp::parse(at).unwrap()).is_some();
    assert!(!priced("2026-01-01T23:59:59.999Z"));
    assert!(priced("2026-01-02T00:00:00.000Z"));
    assert!(priced("2026-01-03T23:59:59.999Z"));
    assert!(!priced("2026-01-04T00:00:00.000Z"));
}

#[test]
fn of_two_overrides_for_a_day_the_later_wins() {
    let twice = ["1", "2"].map(|input| own(&format!(r#"{{"model":"m-1","input":{input},"output":1}}"#)));
    let book = PriceBook::builtin().with_overrides(twice.to_vec());
    assert_eq!(book.history("codex", "m-1").count(), 1);
    assert_eq!(book.rates(&class("m-1"), day(NOW)).unwrap().input.pico(), 2_000_000);
}

#[test]
fn an_alias_is_priced_as_the_model_it_stands_for() {
    let aliases = [("Custom:Our-Opus", "claude-opus-5"), ("gpt-5.5", "gpt-5.4"), ("lost", "nowhere-1")];
    let aliases = aliases.map(|(name, model)| (name.to_owned(), model.to_owned()));
    let book = PriceBook::builtin().with_aliases(aliases);
    let key = |name: &str| book.lookup("droid", name, day(NOW)).map(|row| row.key.clone().into_owned());
    assert_eq!(key("custom:our-opus").as_deref(), Some("claude-opus-5"));
    assert_eq!(key("CUSTOM:Our-Opus ").as_deref(), Some("claude-opus-5"));
    assert_eq!(
        key("custom:our-opus[1m]").as_deref(),
        Some("claude-opus-5"),
        "its window is no part of a name"
    );
    assert_eq!(key("gpt-5.5").as_deref(), Some("gpt-5.4"));
    // The whole name, and one step.
    assert_eq!((key("custom:our-opus-2"), key("lost")), (None, None));
    assert_eq!(book.window("droid", "custom:our-opus", day(NOW)), Some(1_000_000));
    assert_eq!(book.history("droid", "custom:our-opus").count(), 1);
    assert_ne!(book.fingerprint(), PriceBook::builtin().fingerprint());
}

#[test]
fn an_override_that_is_none_is_refused_without_quoting_it() {
    for bad in [
        r#"{"model":"m","input":-1,"output":1}"#,
        r#"{"model":"m","input":"1.0000001","output":1}"#,
        r#"{"model":"m","input":"secret","output":1}"#,
        r#"{"model":"m","input":1e12,"output":1}"#,
        r#"{"model":"m","input":1}"#,
        r#"{"model":"m","input":1,"output":1,"secret":1}"#,
    ] {
        let error = serde_json::from_str::<PriceOverride>(bad).unwrap_err();
        assert!(!error.to_string().contains("\"secret\""), "{error}");
    }
    let row = |json: &str| PriceRow::try_from(serde_json::from_str::<PriceOverride>(json).unwrap());
    let from = row(r#"{"model":"m","input":1,"output":1,"from":"2026-02-30"}"#);
    assert_eq!(from, Err(PriceOverrideError::From));
    assert_eq!(row(r#"{"model":" ","input":1,"output":1}"#), Err(PriceOverrideError::Model));
}

#[test]
fn a_row_is_shown_in_dollars_per_million() {
    let book = PriceBook::builtin();
    let row = book.lookup("codex", "gpt-5.5", day(NOW)).unwrap();
    let json = serde_json::to_value(PriceLine::from(row)).unwrap();
    assert_eq!(json["model"], "gpt-5.5");
    assert_eq!(json["input"], "5");
    assert_eq!(json["cache_read"], "0.5");
    assert_eq!(json["cache_write_5m"], serde_json::Value::Null);
    assert_eq!(json["us"], "1.1");
    let variant = &json["variants"][0];
    assert_eq!((&variant["tier"], &variant["above"]), (&"standard".into(), &272_000.into()));
    assert_eq!(variant["output"], "45");
}
