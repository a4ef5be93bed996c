//! Who and what appears in a sample: projects, models, agents, servers, skills. Names only.

/// A directory somebody works in.
#[derive(Debug)]
pub(super) struct Project {
    /// The working directory as JSON writes it (backslashes doubled).
    pub(super) cwd: &'static str,
    /// The directory's name below `projects`: every UTF-16 unit outside `[A-Za-z0-9]` as a dash.
    pub(super) slug: &'static str,
    /// The branches work happens on.
    pub(super) branches: [&'static str; 2],
}

const fn project(cwd: &'static str, slug: &'static str, branches: [&'static str; 2]) -> Project {
    Project { cwd, slug, branches }
}

/// The demo shows the first four.
pub(super) const PROJECTS: &[Project] = &[
    project("/home/dev/acme.shop", "-home-dev-acme-shop", ["main", "feature/cart"]),
    project("/home/dev/billing-api", "-home-dev-billing-api", ["main", "fix/rounding"]),
    project("/home/dev/docs_site", "-home-dev-docs-site", ["main", "redesign"]),
    project("/home/dev/ml/forecast", "-home-dev-ml-forecast", ["HEAD", "HEAD"]),
    project("C:\\\\Users\\\\dev\\\\desk app", "C--Users-dev-desk-app", ["main", "release/2.4"]),
    project("/Users/dev/src/mobile", "-Users-dev-src-mobile", ["develop", "feature/login"]),
    project("/srv/infra/terraform", "-srv-infra-terraform", ["main", "staging"]),
    project("/home/dev/prüfung", "-home-dev-pr-fung", ["main", "umlaut"]),
];

pub(super) const OPUS: &str = "claude-opus-5";
pub(super) const SONNET: &str = "claude-sonnet-5";
pub(super) const HAIKU: &str = "claude-haiku-4-5-20251001";
pub(super) const OLD_OPUS: &str = "claude-opus-4-8";
/// A model no price table knows, served through a gateway that sends no request ids.
pub(super) const GATEWAY: &str = "acme-internal-7b";

pub(super) const VERSIONS: &[&str] = &["2.1.231", "2.1.240", "2.1.252", "2.1.263", "2.1.270", "2.1.281"];
/// Before 2.1.2 sub-agent files lay beside the main file and progress lines copied their messages.
pub(super) const OLD_VERSION: &str = "2.0.76";
pub(super) const NICKNAMES: &[&str] =
    &["brisk-amber-otter", "quiet-maple-finch", "sunny-cobalt-heron", "merry-slate-lynx"];
pub(super) const AGENT_TYPES: &[&str] = &["Explore", "Plan", "general-purpose", "test-runner"];
pub(super) const SKILLS: &[&str] = &["release-notes", "db-migration", "style-guide"];
/// Server and tool.
pub(super) const MCP: &[(&str, &str)] = &[
    ("github", "create_issue"),
    ("github", "list_pull_requests"),
    ("postgres", "query"),
    ("browser", "screenshot"),
    ("plugin_acme_tracker", "find_ticket"),
];
