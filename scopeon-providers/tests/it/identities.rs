//! Identities against logs whose truth is known; `SCOPEON_IDENTITIES` says how many are drawn of each agent's, and
//! `SCOPEON_IDENTITIES_OF` whose alone.

mod faults;
mod mended;

use std::collections::BTreeMap;

use scopeon_core::provider::Provider;
use scopeon_providers::testkit::identities::{self, Drawn};
use scopeon_providers::{
    ClaudeCode, Cline, CopilotCli, GeminiCli, Generic, Grok, Kimi, OpenClaw, OpenCode, OpenHands, Pi,
    QwenCode,
};

/// So many take a second or less.
const FEW: u64 = 200;

fn count() -> u64 {
    std::env::var("SCOPEON_IDENTITIES").ok().and_then(|count| count.parse().ok()).unwrap_or(FEW)
}

/// An agent, what draws its logs, and of how many kinds these are at least.
pub(crate) struct Agent {
    pub(crate) name: &'static str,
    pub(crate) provider: Box<dyn Provider>,
    pub(crate) draw: fn(u64) -> Drawn,
    kinds: usize,
}

pub(crate) fn agents() -> Vec<Agent> {
    let agent = |provider: Box<dyn Provider>, draw, kinds| Agent {
        name: provider.info().name,
        provider,
        draw,
        kinds,
    };
    vec![
        agent(Box::new(ClaudeCode), identities::claude_code, 40),
        agent(Box::<Generic>::default(), identities::generic, 30),
        agent(Box::new(QwenCode), identities::qwen_code, 20),
        agent(Box::new(Pi::PI), identities::pi, 20),
        agent(Box::new(OpenClaw), identities::openclaw, 20),
        agent(Box::new(GeminiCli), identities::gemini_cli, 8),
        agent(Box::new(OpenCode::OPENCODE), identities::opencode, 5),
        agent(Box::new(CopilotCli), identities::copilot_cli, 20),
        agent(Box::new(Kimi), identities::kimi, 20),
        agent(Box::new(OpenHands), identities::openhands, 20),
        agent(Box::new(Grok), identities::grok, 4),
        agent(Box::new(Cline::CLINE), identities::cline, 4),
    ]
}

/// How many cases of a kind there were, and in how many something else was counted than was used.
type Told = BTreeMap<String, (u64, u64)>;

#[test]
fn every_agent_counts_what_was_used_whatever_responses_are_called() {
    let whose = std::env::var("SCOPEON_IDENTITIES_OF").ok();
    let is_asked = |agent: &Agent| whose.as_deref().is_none_or(|name| agent.provider.info().id == name);
    let agents: Vec<Agent> = agents().into_iter().filter(is_asked).collect();
    let tried: Vec<(Told, Option<String>)> = std::thread::scope(|scope| {
        let threads: Vec<_> = agents.iter().map(|agent| scope.spawn(|| tries(agent))).collect();
        threads.into_iter().map(|thread| thread.join().expect("a thread that ends")).collect()
    });
    println!("{:22} {:60} {:>8} {:>6}", "agent", "names or form", "cases", "wrong");
    for (agent, (told, _)) in agents.iter().zip(&tried) {
        for (kind, (cases, wrong)) in told {
            println!("{:22} {kind:60} {cases:8} {wrong:6}", agent.name);
        }
    }
    for (agent, (told, shortest)) in agents.iter().zip(tried) {
        assert!(shortest.is_none(), "{}: {}", agent.name, shortest.unwrap_or_default());
        assert!(told.len() >= agent.kinds || count() < FEW, "{}: kinds: {}", agent.name, told.len());
    }
}

fn tries(agent: &Agent) -> (Told, Option<String>) {
    let (mut told, mut shortest) = (Told::new(), None::<String>);
    for seed in 0..count() {
        let drawn = (agent.draw)(seed);
        let difference = identities::difference(agent.provider.as_ref(), &drawn);
        for name in drawn.forms.iter().map(|form| (*form).to_owned()).chain([drawn.scheme]) {
            let (cases, wrong) = told.entry(name).or_default();
            (*cases, *wrong) = (*cases + 1, *wrong + u64::from(difference.is_some()));
        }
        let is_shorter = |told: &String| shortest.as_ref().is_none_or(|known| told.len() < known.len());
        if let Some(told) = difference.filter(is_shorter) {
            shortest = Some(told);
        }
    }
    (told, shortest)
}
