//! One answer in many forms: as a table, packed, page by page, through a filter, or not again at all.

use scopeon_serve::{ServeOptions, Tier, documented};
use serde_json::Value;

use crate::client::{Answer, Client};
use crate::running::{Running, sample};

fn server(tier: Tier) -> Running {
    Running::start(&sample().app(), ServeOptions { tier, ..ServeOptions::default() })
}

fn csv(client: &mut Client, path: &str) -> Answer {
    client.ask("GET", path, &[("accept", "text/csv, application/json;q=0.1")])
}

fn cells(answer: &Answer) -> Vec<Vec<String>> {
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(answer.body.as_slice());
    let cells = |line: csv::Result<csv::StringRecord>| line.expect("CSV").iter().map(str::to_owned).collect();
    reader.records().map(cells).collect()
}

fn dollars(text: &str) -> f64 {
    text.parse().unwrap_or_default()
}

/// Something that each route answers.
fn question(path: &str) -> String {
    match path {
        "/api/v1/compare" => "/api/v1/compare?a=2026-10&b=2026-11".to_owned(),
        "/api/v1/whatif" => "/api/v1/whatif?no_cache=true".to_owned(),
        path => path.replace("{id}", "latest"),
    }
}

#[test]
fn every_answer_is_a_table_whose_columns_do_not_depend_on_what_is_in_it() {
    for tier in [Tier::Aggregates, Tier::Sessions, Tier::Calls] {
        let server = server(tier);
        let mut client = server.client();
        for route in documented().into_iter().filter(|route| route.tier <= tier) {
            let Some(table) = route.table else { continue };
            let path = question(route.path);
            let answer = csv(&mut client, &path);
            assert_eq!(answer.status, 200, "{path}: {}", answer.text());
            assert_eq!(
                answer.header("content-type"),
                Some("text/csv; charset=utf-8; header=present"),
                "{path}"
            );
            let lines = cells(&answer);
            let json = client.get(&path).json();
            let rows = json[table].as_array().map_or(&[][..], Vec::as_slice);
            assert_eq!(lines.len(), rows.len() + 1, "{path}");
            let money = lines[0].iter().position(|name| name == "cost_usd");
            if let Some(money) = money {
                for (line, row) in lines.iter().skip(1).zip(rows) {
                    assert_eq!(line[money], row["cost_usd"].as_str().unwrap_or_default(), "{path}");
                }
            }
            if path.contains("?since") || route.parameters.iter().all(|parameter| parameter.name != "since") {
                continue;
            }
            let none = format!(
                "{path}{}since=2001-01-01&until=2001-01-02",
                if path.contains('?') { '&' } else { '?' }
            );
            let empty = csv(&mut client, &none);
            if empty.status == 200 {
                assert_eq!(cells(&empty)[0], lines[0], "{path}");
            }
        }
    }
}

#[test]
fn rows_within_rows_are_lines_with_both_keys() {
    let server = server(Tier::Aggregates);
    let mut client = server.client();
    let lines = cells(&csv(&mut client, "/api/v1/usage?by=provider&by=model"));
    assert_eq!(lines[0][..3], ["provider", "model", "calls"]);
    assert!(!lines[0].contains(&"key".to_owned()));
    let money = lines[0].iter().position(|name| name == "cost_usd").expect("a column");
    let sum: f64 = lines.iter().skip(1).map(|line| dollars(&line[money])).sum();
    let total = client.get("/api/v1/usage?by=provider&by=model").json();
    let total = dollars(total["total"]["cost_usd"].as_str().expect("money"));
    assert!((sum - total).abs() < 1e-6 * total, "{sum} {total}");
    let named = cells(&csv(&mut client, "/api/v1/usage?by=project"));
    assert!(
        named.iter().skip(1).all(|line| line[0].starts_with("path-") || line[0].starts_with('(')),
        "{named:?}"
    );
    assert_eq!(csv(&mut client, "/api/v1/usage?fields=total").status, 400);
}

#[test]
fn two_forms_are_two_answers() {
    let server = server(Tier::Aggregates);
    let mut client = server.client();
    let table = csv(&mut client, "/api/v1/status");
    let plain = client.get("/api/v1/status");
    let (table, plain) = (table.header("etag").expect("a tag"), plain.header("etag").expect("a tag"));
    assert_ne!(table, plain);
    assert_eq!(client.ask("GET", "/api/v1/status", &[("if-none-match", table)]).status, 200);
    assert_eq!(client.ask("GET", "/api/v1/status", &[("if-none-match", plain)]).status, 304);
    assert_eq!(client.ask("GET", "/api/v1/status", &[("if-none-match", "*")]).status, 304);
    assert_eq!(client.ask("GET", "/api/v1/usage?by=nonsense", &[("if-none-match", "*")]).status, 400);
}

#[test]
fn files_are_packed_for_whoever_unpacks_them() {
    let server = server(Tier::Health);
    let mut client = server.client();
    for path in ["/", "/app.js", "/app.css", "/api/v1/openapi.json"] {
        let whole = client.ask("GET", path, &[("accept-encoding", "identity, gzip;q=0")]);
        let packed = client.ask("GET", path, &[("accept-encoding", "br, gzip")]);
        assert_eq!(
            (whole.header("content-encoding"), packed.header("content-encoding")),
            (None, Some("gzip"))
        );
        assert!(packed.body.len() * 3 < whole.body.len() * 2, "{path}");
        let mut unpacked = Vec::new();
        let mut reader = flate2::read::GzDecoder::new(packed.body.as_slice());
        std::io::Read::read_to_end(&mut reader, &mut unpacked).expect("it is packed");
        assert!(unpacked == whole.body, "{path}");
    }
}

fn ids(answer: &Value) -> Vec<String> {
    let rows = answer["rows"].as_array().expect("rows");
    rows.iter().map(|row| row["id"].as_str().expect("an id").to_owned()).collect()
}

#[test]
fn a_filter_says_what_parameters_say() {
    let server = server(Tier::Calls);
    let mut client = server.client();
    for (filter, same) in [
        ("agent:codex", "provider=codex"),
        ("agent:codex agent:claude-code since:30d", "provider=codex&provider=claude-code&since=30d"),
        ("model:claude-opus-4-8 until:today", "model=claude-opus-4-8&until=today"),
        ("branch:main", "branch=main"),
    ] {
        let encoded: String = form_urlencoded::byte_serialize(filter.as_bytes()).collect();
        for path in ["usage", "sessions", "cache", "tools"] {
            let mut filtered = client.get(&format!("/api/v1/{path}?filter={encoded}")).json();
            let mut stated = client.get(&format!("/api/v1/{path}?{same}")).json();
            for answer in [&mut filtered, &mut stated] {
                answer.as_object_mut().expect("an answer").retain(|name, _| name != "now" && name != "fresh");
            }
            assert!(filtered == stated, "{path} {filter}");
        }
    }
    let cost = |client: &mut crate::client::Client, filter: &str| {
        let answer = client.get(&format!("/api/v1/usage?filter={filter}")).json();
        dollars(answer["total"]["cost_usd"].as_str().expect("money"))
    };
    let (whole, part) = (cost(&mut client, "model:claude-opus-4-8"), cost(&mut client, "model:*opus-4-8"));
    assert!(part > whole, "one name is called so, another one holds it: {whole} {part}");
    assert!(cost(&mut client, "model:opus") >= part);
}

#[test]
fn sessions_are_chosen_by_what_is_shown_of_them() {
    let server = server(Tier::Calls);
    let mut client = server.client();
    let all = client.get("/api/v1/sessions?limit=1000").json();
    let cost = |row: &Value| row["cost_usd"].as_str().map(dollars);
    let rows = all["rows"].as_array().expect("rows");
    let expected: Vec<_> = rows.iter().filter(|row| cost(row).is_some_and(|cost| cost > 1.0)).collect();
    assert!(!expected.is_empty() && expected.len() < rows.len(), "{} of {}", expected.len(), rows.len());
    let chosen = client.get("/api/v1/sessions?limit=1000&filter=cost%3E1").json();
    assert_eq!(ids(&chosen).len(), expected.len());
    let sum: f64 = expected.iter().filter_map(|row| cost(row)).sum();
    let total = dollars(chosen["total"]["cost_usd"].as_str().expect("money"));
    assert!((sum - total).abs() < 1e-6, "{sum} {total}");
    // Page by page the same ones come.
    let mut paged = Vec::new();
    let mut path = "/api/v1/sessions?limit=7&filter=cost%3E1".to_owned();
    loop {
        let page = client.get(&path);
        paged.extend(ids(&page.json()));
        let Some(next) = page.header("x-next-cursor") else { break };
        path = format!("/api/v1/sessions?limit=7&filter=cost%3E1&cursor={next}");
    }
    assert_eq!(paged, ids(&chosen));
    let all_of_them = client.get("/api/v1/sessions?limit=1000&filter=cost%3E%3D0%20calls%3E0").json();
    assert_eq!(all_of_them["total"]["calls"], Value::from(sum_of(rows, "calls")));
}

fn sum_of(rows: &[Value], field: &str) -> u64 {
    let priced = rows.iter().filter(|row| row["cost_usd"].is_string());
    priced.filter_map(|row| row[field].as_u64()).sum()
}

#[test]
fn below_the_highest_tier_a_name_is_not_looked_for() {
    let names = server(Tier::Calls).client().get("/api/v1/usage?by=project").json();
    let name = names["rows"][0]["key"].as_str().expect("a name");
    let last = name.rsplit('/').next().expect("a part");
    let lower = server(Tier::Sessions);
    let mut client = lower.client();
    assert_eq!(ids(&client.get(&format!("/api/v1/sessions?filter={last}")).json()), Vec::<String>::new());
    assert_eq!(client.get(&format!("/api/v1/sessions?filter=project:{last}")).status, 400);
    let shown = client.get("/api/v1/sessions?limit=1000").json();
    let shown = shown["rows"].as_array().expect("rows").iter().find_map(|row| row["project"].as_str());
    let shown = shown.expect("a pseudonym");
    let found = client.get(&format!("/api/v1/sessions?limit=1000&filter={shown}")).json();
    let found = found["rows"].as_array().expect("rows");
    assert!(!found.is_empty() && found.iter().all(|row| row["project"] == shown), "{found:?}");
    let encoded = |text: &str| form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>();
    let ask = |client: &mut crate::client::Client, text: &str| {
        client.get(&format!("/api/v1/sessions?limit=1000&filter={}", encoded(text)))
    };
    let same: Vec<String> = found.iter().map(|row| row["id"].as_str().expect("an id").to_owned()).collect();
    // A session may have calls that say nothing of where they were made.
    let scoped = ids(&ask(&mut client, &format!("project:{shown}")).json());
    assert!(!scoped.is_empty() && scoped.iter().all(|id| same.contains(id)), "{scoped:?}");
    let chosen = ids(&ask(&mut client, &format!("project={shown} or cost>1000000")).json());
    assert!(same.iter().all(|id| chosen.contains(id)), "{chosen:?}");
    let others = ids(&ask(&mut client, &format!("not project:{shown}")).json());
    assert!(!others.is_empty() && others.iter().all(|id| !same.contains(id)));
    for hidden in [format!("not not project:{last} or cost<0"), format!("project=*{last}* or cost<0")] {
        assert_eq!(ids(&ask(&mut client, &hidden).json()), Vec::<String>::new(), "{hidden}");
    }
    for refused in ["project=*", "branch:main", "project:*"] {
        assert_eq!(ask(&mut client, refused).status, 400, "{refused}");
    }
    for hidden in ["host:x", "tag:f*", "not tag=fix", "cost>1 or tag:x"] {
        assert_eq!(ask(&mut client, hidden).status, 403, "{hidden}");
    }
    assert_eq!(client.get("/api/v1/compare?a=tag:fix&b=tag:feature").status, 403);
}

#[test]
fn what_cannot_be_filtered_by_is_refused_by_name() {
    let server = server(Tier::Calls);
    let mut client = server.client();
    for (path, parameter, nearest) in [
        ("/api/v1/sessions?filter=agnet:codex", "filter", Some("agent")),
        ("/api/v1/usage?filter=cost%3E1", "filter", None),
        ("/api/v1/usage?filter=word", "filter", None),
        ("/api/v1/usage?filter=not%20agent:codex", "filter", None),
        ("/api/v1/sessions?filter=(cost%3E1", "filter", None),
        ("/api/v1/sessions?filter=is:liv", "filter", Some("live")),
        ("/api/v1/usage?filter=since:7d&since=3d", "since", None),
        ("/api/v1/usage?filter=", "filter", None),
    ] {
        let refused = client.get(path);
        assert_eq!(refused.status, 400, "{path}");
        let problem = refused.json();
        assert_eq!(
            (problem["parameter"].as_str(), problem["nearest"].as_str()),
            (Some(parameter), nearest),
            "{path}"
        );
    }
}

#[test]
fn what_is_not_there_is_not_found() {
    let server = server(Tier::Calls);
    let mut client = server.client();
    for path in [
        "/api/v1/sessions/nothing",
        "/api/v1/compare?a=project%3A%2Fno%2Fsuch&b=2026-11",
        "/api/v1/compare?a=tag%3Anone&b=2026-11",
        "/api/v1/compare?a=branch%3Anone&b=2026-11",
    ] {
        let answer = client.get(path);
        assert_eq!(answer.status, 404, "{path}: {}", answer.text());
        assert_eq!(answer.header("content-type"), Some("application/problem+json"), "{path}");
    }
    let odd = client.get("/api/v1/sessions/%ff");
    assert_eq!((odd.status, odd.header("content-type")), (400, Some("application/problem+json")));
    let odd = client.get("/api/v1/sessions/%1b%5b31m").text();
    assert!(!odd.contains("\\u001b"), "{odd}");
}
