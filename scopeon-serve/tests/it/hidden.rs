//! No answer of a tier holds a fact of a higher one: what only tier 3 is told is looked for in everything that lower tiers are.

use std::collections::BTreeSet;

use scopeon_serve::{ServeOptions, Tier, documented};
use serde_json::Value;

use crate::client::Client;
use crate::running::{Running, sample};

/// What the highest tier is told.
#[derive(Debug, Default)]
struct Secrets {
    sessions: BTreeSet<String>,
    names: BTreeSet<String>,
}

impl Secrets {
    fn collect() -> Self {
        let server =
            Running::start(&sample().app(), ServeOptions { tier: Tier::Calls, ..ServeOptions::default() });
        let mut client = server.client();
        let mut secrets = Self::default();
        for row in rows(&client.get("/api/v1/sessions?limit=1000").json()) {
            secrets.sessions.extend(row["id"].as_str().map(str::to_owned));
            secrets.names.extend(row["project"].as_str().map(str::to_owned));
            secrets.names.extend(row["branch"].as_str().map(str::to_owned));
        }
        for by in ["project", "branch"] {
            let usage = client.get(&format!("/api/v1/usage?by={by}")).json();
            secrets
                .names
                .extend(rows(&usage).iter().filter_map(|row| row["key"].as_str().map(str::to_owned)));
        }
        // What has no name is called so, which is no name; and some agents name sessions by their day.
        secrets.sessions.retain(|id| id.len() > "2026-11-20".len());
        secrets.names.retain(|name| name != "unknown" && !name.starts_with('('));
        assert!(secrets.sessions.len() > 20 && secrets.names.len() > 5, "{secrets:?}");
        secrets
    }

    /// Looks for what may not be in a text.
    fn check(&self, text: &str, tier: Tier, path: &str) {
        for name in &self.names {
            let is_there =
                text.contains(&format!("\"{name}\"")) || (name.contains('/') && text.contains(name));
            assert!(!is_there, "tier {tier} is told {name} by {path}");
        }
        for session in self.sessions.iter().filter(|_| tier < Tier::Sessions) {
            assert!(!text.contains(session.as_str()), "tier {tier} is told of {session} by {path}");
        }
    }
}

fn rows(answer: &Value) -> Vec<Value> {
    answer["rows"].as_array().cloned().unwrap_or_default()
}

/// Returns requests to every route, with whatever could bring out more.
fn requests(secrets: &Secrets) -> Vec<String> {
    let session = secrets.sessions.first().expect("a session");
    let name = secrets.names.iter().find(|name| name.contains('/')).expect("a project");
    let name: String = form(name);
    let mut requests: Vec<String> =
        documented().iter().map(|route| route.path.replace("{id}", "latest")).collect();
    requests.extend([
        "/api/v1/usage?by=project&by=branch&by=model".to_owned(),
        "/api/v1/usage?by=session".to_owned(),
        "/api/v1/usage?by=model&by=project".to_owned(),
        "/api/v1/cache?by=project&all=true".to_owned(),
        "/api/v1/compare?a=this-week&b=last-week".to_owned(),
        "/api/v1/whatif?no_cache=true".to_owned(),
        "/api/v1/whatif?model=nonsense".to_owned(),
        "/api/v1/explore?path=claude-code".to_owned(),
        "/api/v1/explore?path=nobody".to_owned(),
        "/api/v1/why?what=all".to_owned(),
        "/api/v1/why?what=this-month".to_owned(),
        "/api/v1/why?what=latest".to_owned(),
        "/api/v1/health?all=true".to_owned(),
        "/api/v1/suggestions?all=true".to_owned(),
        "/api/v1/stats?all=true&top=100".to_owned(),
        "/api/v1/sessions?limit=1000".to_owned(),
        "/api/v1/agents?all=true&limit=1000".to_owned(),
        format!("/api/v1/sessions/{}", &session[..2]),
        "/api/v1/sessions/z".to_owned(),
        format!("/api/v1/usage?project={}", &name[..name.len() - 1]),
        "/api/v1/usage?model=gtp".to_owned(),
    ]);
    requests
}

fn form(text: &str) -> String {
    text.bytes()
        .map(
            |byte| {
                if byte.is_ascii_alphanumeric() { (byte as char).to_string() } else { format!("%{byte:02X}") }
            },
        )
        .collect()
}

#[test]
fn no_answer_holds_what_only_a_higher_tier_is_told() {
    let secrets = Secrets::collect();
    for tier in [Tier::Health, Tier::Aggregates, Tier::Sessions] {
        let options = ServeOptions { tier, metrics_compat: true, ..ServeOptions::default() };
        let server = Running::start(&sample().app(), options);
        let mut client = server.client();
        for path in requests(&secrets) {
            for accept in ["application/json", "text/csv"] {
                let answer = client.ask("GET", &path, &[("accept", accept)]);
                let headers = format!("{:?}", answer.headers);
                // A cell is not quoted: it is looked for as a value.
                let is_table = answer.header("content-type").is_some_and(|kind| kind.starts_with("text/csv"));
                let cells = answer.text().replace([',', '\r'], "\"\"");
                let cells = if is_table { cells } else { String::new() };
                secrets.check(&format!("{}\"{cells}\"{headers}", answer.text()), tier, &path);
            }
        }
    }
}

/// The keys of a grouping.
fn keys(client: &mut Client, by: &str) -> Vec<String> {
    let usage = client.get(&format!("/api/v1/usage?by={by}")).json();
    rows(&usage).iter().filter_map(|row| row["key"].as_str().map(str::to_owned)).collect()
}

#[test]
fn a_pseudonym_where_it_leads_nowhere_is_not_told_by_its_name() {
    let secrets = Secrets::collect();
    let options = ServeOptions { tier: Tier::Sessions, ..ServeOptions::default() };
    let server = Running::start(&sample().app(), options);
    let mut client = server.client();
    let (agents, projects) = (keys(&mut client, "provider"), keys(&mut client, "project"));
    let branches = keys(&mut client, "branch");
    let mut refused = 0;
    for (agent, project) in
        agents.iter().take(8).flat_map(|agent| projects.iter().map(move |one| (agent, one)))
    {
        let ways = branches.iter().take(3).map(|branch| format!("&path={}", form(branch)));
        for below in ways.chain([String::new()]) {
            let path = format!("/api/v1/explore?path={agent}&path={}{below}", form(project));
            let answer = client.get(&path);
            refused += u32::from(answer.status == 400);
            secrets.check(&answer.text(), Tier::Sessions, &path);
        }
    }
    assert!(refused > 10, "{refused}");
}

#[test]
fn a_name_is_none_whatever_stands_around_it() {
    let secrets = Secrets::collect();
    let options = ServeOptions { tier: Tier::Sessions, ..ServeOptions::default() };
    let server = Running::start(&sample().app(), options);
    let mut client = server.client();
    let name = secrets.names.iter().find(|name| name.contains('/')).expect("a project");
    for around in ["", "+", "%09", "%0a", "%C2%A0", "%E3%80%80"] {
        for (kind, name) in [("project", name.as_str()), ("project", "shop"), ("branch", "main")] {
            for side in [["a", "b"], ["b", "a"]] {
                let stated = format!("{}={around}{kind}:{around}{}", side[0], form(name));
                let path = format!("/api/v1/compare?{stated}&{}=this-month", side[1]);
                assert_eq!(client.get(&path).status, 400, "{path}");
            }
        }
    }
}

#[test]
fn pseudonyms_lead_back_to_what_they_stand_for() {
    let app = sample().app();
    let start = |tier| Running::start(&app, ServeOptions { tier, ..ServeOptions::default() });
    let (low, high) = (start(Tier::Sessions), start(Tier::Calls));
    let (mut low, mut high) = (low.client(), high.client());
    let question = "/api/v1/usage?by=project&sort=cost";
    let (hidden, open) = (rows(&low.get(question).json()), rows(&high.get(question).json()));
    assert_eq!(hidden.len(), open.len());
    for (hidden, open) in hidden.iter().zip(&open).take(5) {
        let (pseudonym, name) =
            (hidden["key"].as_str().expect("a key"), open["key"].as_str().expect("a key"));
        assert!(pseudonym.starts_with("path-"), "{pseudonym}");
        let total = |client: &mut Client, key: &str| {
            let answer = client.get(&format!("/api/v1/usage?by=model&project={}", form(key)));
            assert_eq!(answer.status, 200, "{}", answer.text());
            answer.json()["total"].clone()
        };
        assert_eq!(total(&mut low, pseudonym), total(&mut high, name), "{name}");
        let by_name = low.get(&format!("/api/v1/usage?project={}", form(name)));
        assert_eq!(by_name.status, 400, "a name is not understood");
        assert_eq!(by_name.json()["tier"], 3);
    }
}

/// Every pseudonym that an answer gives is taken where it is asked for.
#[test]
fn what_answers_give_is_taken() {
    let options = ServeOptions { tier: Tier::Sessions, ..ServeOptions::default() };
    let server = Running::start(&sample().app(), options);
    let mut client = server.client();
    let sessions = rows(&client.get("/api/v1/sessions?limit=1000").json());
    for name in ["project", "branch"] {
        let given: BTreeSet<&str> = sessions.iter().filter_map(|row| row[name].as_str()).collect();
        assert!(given.len() > 2, "{given:?}");
        for one in given {
            let path = format!("/api/v1/sessions?limit=1000&{name}={}", form(one));
            let answer = client.get(&path);
            assert_eq!(answer.status, 200, "{path}: {}", answer.text());
            assert!(rows(&answer.json()).iter().any(|row| row[name] == *one), "{path}");
        }
    }
    for agent in keys(&mut client, "provider") {
        let level = |client: &mut Client, path: &str| {
            let answer = client.get(&format!("/api/v1/explore?all=true&limit=1000&path={agent}{path}"));
            assert_eq!(answer.status, 200, "{agent}{path}: {}", answer.text());
            rows(&answer.json()).iter().filter_map(|row| row["key"].as_str().map(form)).collect::<Vec<_>>()
        };
        for project in level(&mut client, "").iter().take(2) {
            let project = format!("&path={project}");
            for branch in level(&mut client, &project).iter().take(2) {
                level(&mut client, &format!("{project}&path={branch}"));
            }
        }
    }
}

#[test]
fn names_are_ordered_by_what_is_shown() {
    let options = ServeOptions { tier: Tier::Aggregates, ..ServeOptions::default() };
    let server = Running::start(&sample().app(), options);
    let mut client = server.client();
    for by in ["project", "branch"] {
        let mut shown = keys(&mut client, &format!("{by}&sort=key"));
        assert!(shown.is_sorted(), "{shown:?}");
        shown.reverse();
        assert_eq!(keys(&mut client, &format!("{by}&sort=key&reverse=true")), shown);
    }
}

#[test]
fn tiers_answer_the_same_figures() {
    let app = sample().app();
    let answers = Tier::ALL.into_iter().skip(1).map(|tier| {
        let server = Running::start(&app, ServeOptions { tier, ..ServeOptions::default() });
        let mut client = server.client();
        ["/api/v1/usage?by=model", "/api/v1/stats", "/api/v1/cache", "/api/v1/status"]
            .map(|path| (path, client.get(path).json()))
    });
    let mut answers: Vec<_> = answers.collect();
    let highest = answers.pop().expect("an answer");
    for lower in answers {
        for ((path, low), (_, high)) in lower.iter().zip(&highest) {
            for name in ["total", "today", "this_month", "rows", "day"] {
                assert!(low[name].is_null() || low[name] == high[name], "{path} {name}");
            }
        }
    }
}
