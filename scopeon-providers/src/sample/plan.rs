//! Which sessions there are: when, where, how long, with which model and traps. Writes nothing.

use scopeon_core::time::Timestamp;

use super::clock::Clock;
use super::edge_case::EdgeCase;
use super::json::Json;
use super::names::{self, Project};
use super::prng::Prng;
use super::settings::Settings;
use super::thread::{Kind, Prompt, Thread};
use super::world::World;

const MINUTE: i64 = 60_000;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;
/// Below this many main sessions a tree stays with four projects and evener lengths.
const FEW: usize = 50;

/// A session to come.
#[derive(Debug)]
pub(super) struct SessionPlan {
    pub(super) project: &'static Project,
    pub(super) model: &'static str,
    pub(super) clock: Clock,
    pub(super) lines: u64,
    pub(super) agents: u64,
    pub(super) edge_cases: Vec<EdgeCase>,
}

/// All sessions to come; lines are shared out by weight, so that a few sessions are long.
#[derive(Debug)]
pub(super) struct Agenda<'a> {
    settings: &'a Settings,
    weights: Vec<u64>,
    weight_left: u64,
}

impl<'a> Agenda<'a> {
    pub(super) fn new(settings: &'a Settings, prng: &mut Prng) -> Self {
        let sessions = main_files(settings);
        // Among few sessions one of the longest would be most of the tree.
        let longest = if sessions < FEW { 150 } else { 1_000 };
        let weights: Vec<u64> = (0..sessions).map(|_| weight(prng).min(longest)).collect();
        let weight_left = weights.iter().sum();
        Self { settings, weights, weight_left }
    }

    pub(super) fn sessions(&self) -> usize {
        self.weights.len()
    }

    /// Plans the `n`th session, with its share of what is left.
    pub(super) fn session(&mut self, world: &mut World, n: usize) -> SessionPlan {
        let edge_cases = self.settings.edge_cases.of_session(n, self.sessions());
        let lines = world.budget.lines() * self.weights[n] / self.weight_left.max(1);
        self.weight_left -= self.weights[n];
        let prng = &mut world.prng;
        let model = match () {
            () if edge_cases.contains(&EdgeCase::Gateway) => names::GATEWAY,
            () if prng.chance(12) => prng.pick(&[names::HAIKU, names::OLD_OPUS]),
            () => prng.pick(&[names::OPUS, names::OPUS, names::SONNET]),
        };
        let projects = if self.sessions() < FEW { 4 } else { names::PROJECTS.len() };
        let project = &names::PROJECTS[prng.index(projects)];
        let clock = self.clock(prng, n);
        let agents = self.agents(world, n).max(u64::from(edge_cases.contains(&EdgeCase::OldLayout)));
        SessionPlan { project, model, clock, lines, agents, edge_cases }
    }

    /// A quarter of all files are sub-agents', in bursts.
    fn agents(&self, world: &mut World, n: usize) -> u64 {
        let wanted = (self.settings.sessions / 4 * (n + 1) / self.sessions()) as u64;
        let due = wanted.saturating_sub(world.truth.agent_files);
        let last = n + 1 == self.sessions();
        if last || due > 8 || world.prng.chance(40) { due } else { 0 }
    }

    /// Spreads the sessions over the days and their working hours; the last one is still warm.
    fn clock(&self, prng: &mut Prng, n: usize) -> Clock {
        let end = self.settings.end.millis();
        let limit = end - 2 * MINUTE;
        if n + 1 == self.sessions() {
            return Clock::new(instant(end - 12 * MINUTE), instant(limit));
        }
        let days = i64::from(self.settings.days.max(1));
        let at = i64::try_from(n).unwrap_or(0) * days / i64::try_from(self.sessions()).unwrap_or(1);
        let midnight = (end - (days - 1 - at) * DAY).div_euclid(DAY) * DAY;
        let minute = i64::try_from(prng.between(7 * 60, 18 * 60)).unwrap_or(0);
        let mut start = midnight + minute * MINUTE + i64::try_from(prng.between(0, 59_999)).unwrap_or(0);
        if start > limit - 3 * HOUR {
            start -= DAY;
        }
        Clock::new(instant(start), instant(limit.min(start + if n % 7 == 3 { 30 } else { 9 } * HOUR)))
    }
}

impl SessionPlan {
    /// Opens the main transcript of the session.
    pub(super) fn thread(&self, world: &mut World) -> Thread {
        let prng = &mut world.prng;
        let old = self.edge_cases.contains(&EdgeCase::OldLayout);
        Thread {
            out: Json::default(),
            clock: self.clock,
            kind: Kind::Main,
            session: prng.uuid(),
            cwd: self.project.cwd.to_owned(),
            branch: prng.pick(&self.project.branches),
            version: if old { names::OLD_VERSION } else { prng.pick(names::VERSIONS) },
            entrypoint: prng.pick(&["cli", "cli", "cli", "sdk-cli"]),
            nickname: prng.pick(names::NICKNAMES),
            model: self.model,
            parent: None,
            prompt_id: String::new(),
            prompt: Prompt::Counted,
            context: 0,
            last_call: self.clock.now(),
        }
    }
}

fn main_files(settings: &Settings) -> usize {
    let copies = [EdgeCase::Fork, EdgeCase::SideThread]
        .into_iter()
        .filter(|edge_case| settings.edge_cases.contains(*edge_case));
    let repeats = (settings.sessions / 67).max(1);
    (settings.sessions * 3 / 4).saturating_sub(copies.count() * repeats).max(1)
}

fn weight(prng: &mut Prng) -> u64 {
    match prng.next() % 100 {
        0..50 => prng.between(10, 30),
        50..80 => prng.between(30, 100),
        80..95 => prng.between(100, 300),
        _ => prng.between(300, 1_000),
    }
}

fn instant(millis: i64) -> Timestamp {
    Timestamp::from_millis(millis.max(0)).unwrap_or_default()
}
