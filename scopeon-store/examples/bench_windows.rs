//! Measures what windows, budgets, tags and comparisons take on a database that is there, from opening it to the answer.
//!
//! `cargo run --release -p scopeon-store --example bench_windows -- FILE NOW`

#![expect(clippy::print_stdout, clippy::expect_used, reason = "a measurement on a terminal")]

use std::path::Path;
use std::time::{Duration, Instant};

use scopeon_core::budget::Budget;
use scopeon_core::budget::BudgetPeriod::{Daily, Monthly, Weekly};
use scopeon_core::metrics::FidelityIndex;
use scopeon_core::pricing::PriceBook;
use scopeon_core::tags::TagRule;
use scopeon_core::time::{Period, Range, Timestamp, Zone};
use scopeon_store::{CompareTarget, Filter, QueryContext, Reader, Sort};

/// How often each question is asked; the fastest counts.
const TIMES: usize = 20;

fn main() {
    let mut arguments = std::env::args().skip(1);
    let path = arguments.next().expect("a database");
    let now = arguments.next().and_then(|text| Timestamp::parse(&text)).expect("an instant");
    let zone: Zone = "Europe/Berlin".parse().expect("a zone");
    let back = |days: i64| {
        let since = Timestamp::from_millis(zone.floor(now, Period::Day).millis() - days * 86_400_000);
        Range { since, until: None }
    };
    let (filter, book, trust) = (Filter::default(), PriceBook::builtin(), FidelityIndex::default());
    let asked = QueryContext { now, zone, range: back(29), filter: &filter, book: &book, fidelity: &trust };
    let ask = |name: &str, question: &dyn Fn(&Reader) -> usize| measure(Path::new(&path), name, question);
    ask("blocks, 3 days", &|reader| {
        let asked = QueryContext { range: back(2), ..asked };
        reader.blocks(&asked, None).expect("an answer").rows.len()
    });
    ask("limits", &|reader| reader.limits(&asked).expect("an answer").rows.len());
    let budgets = budgets();
    ask("budgets, 4 of them", &|reader| reader.budgets(&asked, &budgets).expect("an answer").rows.len());
    let rules = rules();
    for (name, rules) in [("tags, places only", &rules[..2]), ("tags, tools as well", &rules[..])] {
        ask(name, &|reader| reader.tags(&asked, rules, Sort::default()).expect("an answer").rows.len());
    }
    ask("sessions with tags", &|reader| {
        reader.tagged_sessions(&asked, &rules).expect("an answer").rows.len()
    });
    let period = |name: &str, days: (i64, i64)| CompareTarget::Period {
        name: name.to_owned(),
        range: Range { since: back(days.0).since, until: back(days.1).since },
    };
    let (last, this) = (period("last week", (13, 6)), period("this week", (6, -1)));
    ask("compare two weeks", &|reader| {
        reader.compare(&asked, &rules, [&last, &this]).expect("an answer").rows.len()
    });
    let [a, b] = ["fix", "shell"].map(|tag| CompareTarget::Tag(tag.to_owned()));
    ask("compare two tags", &|reader| {
        reader.compare(&asked, &rules, [&a, &b]).expect("an answer").rows.len()
    });
}

fn budgets() -> Vec<Budget> {
    let budget = |period, project: Option<&str>| Budget {
        period,
        usd: "100".parse().expect("an amount"),
        project: project.map(str::to_owned),
        warn_percent: 80,
    };
    vec![budget(Daily, None), budget(Weekly, None), budget(Monthly, None), budget(Monthly, Some("project-7"))]
}

fn rules() -> Vec<TagRule> {
    let rule = |tag: &str| TagRule { tag: tag.to_owned(), ..TagRule::default() };
    vec![
        TagRule { branch_prefix: Some("feature/branch-1".to_owned()), ..rule("fix") },
        TagRule { project: Some("project-7".to_owned()), ..rule("shop") },
        TagRule { tool: Some("Bash".to_owned()), tool_percent: Some(10), ..rule("shell") },
    ]
}

fn measure(path: &Path, name: &str, question: &dyn Fn(&Reader) -> usize) {
    let mut best = Duration::MAX;
    let mut found = 0;
    for _ in 0..TIMES {
        let began = Instant::now();
        let reader = Reader::open(path).expect("a database");
        found = question(&reader);
        best = best.min(began.elapsed());
    }
    println!("{name:<22} {best:>10.2?}  {found}");
}
