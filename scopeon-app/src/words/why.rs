//! Why something was expensive, in sentences: the same for every front end.

use scopeon_core::metrics::Share;
use scopeon_core::metrics::why::{WhyBasis, WhyFact, WhyKind, WhySpan};
use scopeon_core::money::PicoUsd;
use scopeon_core::report::WhyReport;
use scopeon_core::time::{Period, Timestamp, Zone};

use super::number::{compact, count, counted, whole_percent};
use super::tools::tools_used;

/// What sentences are written with.
#[derive(Clone, Copy)]
pub struct WhyWords<'a> {
    /// Writes an amount.
    pub money: &'a dyn Fn(PicoUsd) -> String,
    /// Writes a project.
    pub project: &'a dyn Fn(&str) -> String,
    /// The zone of times.
    pub zone: Zone,
}

/// So many tools are named of a turn.
const TOOLS: usize = 5;

/// Writes dollars: cents from a tenth of a dollar on, else four decimals.
#[must_use]
pub fn dollars(usd: PicoUsd) -> String {
    const TENTH: i128 = 100_000_000_000;
    const LEAST: i128 = 50_000_000;
    let (sign, pico) = (if usd < PicoUsd::ZERO { "-" } else { "" }, usd.pico().abs());
    let amount = PicoUsd::from_pico(pico);
    match pico {
        0 => "$0.00".to_owned(),
        1..LEAST => format!("{sign}<$0.0001"),
        LEAST..TENTH => format!("{sign}${}", amount.rounded(4)),
        _ => {
            let text = amount.rounded(2);
            let (whole, part) = text.split_once('.').unwrap_or((&text, "00"));
            let whole = whole.parse().map_or_else(|_| whole.to_owned(), count);
            format!("{sign}${whole}.{part}")
        }
    }
}

/// Returns as much of a session's id as names it: the start, with the time that some ids begin with.
#[must_use]
pub fn short_id(id: &str) -> String {
    const SHORT: usize = 8;
    const WITH_TIME: usize = 13;
    let is_long = id.chars().nth(2 * SHORT).is_some();
    let is_timed = id.chars().nth(14) == Some('7') && id.chars().nth(13) == Some('-');
    match (is_long, is_timed) {
        (false, _) => id.to_owned(),
        (true, true) => id.chars().take(WITH_TIME).collect(),
        (true, false) => id.chars().take(SHORT).collect(),
    }
}

/// Names what a report is of, as the start of a sentence.
#[must_use]
pub fn why_name(report: &WhyReport, zone: Zone) -> String {
    let day = |at: Timestamp| zone.key(at, Period::Day);
    let last = report.scope.until.and_then(|until| Timestamp::from_millis(until.millis() - 1));
    match (report.of, report.scope.since) {
        (WhySpan::Session, _) => {
            format!("Session {}", short_id(report.session.as_deref().unwrap_or_default()))
        }
        (WhySpan::Today, _) => "Today".to_owned(),
        (WhySpan::Day, Some(since)) => day(since),
        (_, Some(since)) => {
            let (first, last) = (day(since), day(last.unwrap_or(report.scope.now)));
            if first == last { first } else { format!("{first} to {last}") }
        }
        _ => "All of history".to_owned(),
    }
}

/// Says a fact of a report, as a sentence.
#[must_use]
pub fn why_text(fact: &WhyFact, report: &WhyReport, words: WhyWords<'_>) -> String {
    let text = phrase(fact, report, words);
    let mut letters = text.chars();
    let first = letters.next().into_iter().flat_map(char::to_uppercase);
    first.chain(letters).chain(['.']).collect()
}

fn phrase(fact: &WhyFact, report: &WhyReport, words: WhyWords<'_>) -> String {
    let said = Said { fact, words };
    match fact.kind {
        WhyKind::Total => said.total(report),
        WhyKind::MoreCalls | WhyKind::DearerCalls => said.than_usual(),
        WhyKind::Agent => said.most("the agent"),
        WhyKind::Project => said.most("the project"),
        WhyKind::Session => said.of_session(),
        WhyKind::Model => said.model(),
        WhyKind::Turn => said.turn(report),
        WhyKind::Recached => said.recached(),
        WhyKind::CacheReads => said.class("reading contexts from the cache", true),
        WhyKind::CacheWrites => said.class("writing to the cache", false),
        WhyKind::Output => said.class("output", true),
        WhyKind::UncachedInput => said.class("prompts that no cache served", false),
        WhyKind::Unpriced | WhyKind::Unrecorded | WhyKind::NotLookedInto => said.caveat(),
        _ => said.part_of_it(),
    }
}

fn per_cent(share: Share) -> String {
    whole_percent(share.bp().into())
}

/// A fact while it is said.
#[derive(Clone, Copy)]
struct Said<'a> {
    fact: &'a WhyFact,
    words: WhyWords<'a>,
}

impl Said<'_> {
    fn usd(self) -> String {
        self.fact.usd.map_or_else(String::new, self.words.money)
    }

    fn amount(self, what: WhyBasis) -> String {
        self.fact.amount(what).map_or_else(String::new, self.words.money)
    }

    fn share(self) -> String {
        self.fact.share.map_or_else(String::new, per_cent)
    }

    fn number(self, what: WhyBasis) -> u64 {
        self.fact.number(what).unwrap_or_default()
    }

    fn part(self, what: WhyBasis) -> Share {
        Share::from_bp(u32::try_from(self.number(what)).unwrap_or_default())
    }

    fn session(self) -> String {
        short_id(self.fact.session.as_deref().unwrap_or_default())
    }

    fn total(self, report: &WhyReport) -> String {
        let (name, calls) =
            (why_name(report, self.words.zone), counted(self.number(WhyBasis::Calls), "call"));
        let Some(usd) = self.fact.usd.map(self.words.money) else {
            return format!("{name}: {calls} whose cost is not known");
        };
        let so_far = if report.of == WhySpan::Today { " so far" } else { "" };
        let text = format!("{name} cost {usd}{so_far} in {calls}");
        let Some(times) = self.fact.number(WhyBasis::Times) else { return text };
        let (usual, of) = (self.amount(WhyBasis::Usual), count(self.number(WhyBasis::UsualOf)));
        let (one, many) = match report.of {
            WhySpan::Session => ("session", "sessions of this agent in the 30 days before"),
            WhySpan::Today | WhySpan::Day => ("day", "days with use in the 30 before"),
            _ => ("time of that length", "before it"),
        };
        let compared = match times {
            9_000..=11_000 => format!("as much as a usual {one}"),
            11_001.. => format!("{} times a usual {one}", tenths(times)),
            _ => {
                let share = Share::from_bp(u32::try_from(times).unwrap_or_default());
                format!("{} of a usual {one}", per_cent(share))
            }
        };
        format!("{text}: {compared} ({usual}, the median of {of} {many})")
    }

    fn most(self, what: &str) -> String {
        let name = self.fact.subject.as_deref().unwrap_or_default();
        let name =
            if self.fact.kind == WhyKind::Project { (self.words.project)(name) } else { name.to_owned() };
        let (usd, share) = (self.usd(), self.share());
        let calls = counted(self.number(WhyBasis::Calls), "call");
        let sessions = counted(self.number(WhyBasis::Sessions), "session");
        format!("{what} {name} made {share} of it: {usd}, {calls} in {sessions}")
    }

    fn model(self) -> String {
        let name = self.fact.subject.as_deref().unwrap_or_default();
        let (usd, share, of) = (self.usd(), self.share(), per_cent(self.part(WhyBasis::CallsShare)));
        let usual = self.fact.number(WhyBasis::UsualCallsShare).map(|_| self.part(WhyBasis::UsualCallsShare));
        let usual = usual
            .map_or_else(String::new, |usual| format!("; usually it answers {} of them", per_cent(usual)));
        format!("the model {name} made {share} of it: {usd}, with {of} of the calls{usual}")
    }

    fn turn(self, report: &WhyReport) -> String {
        let (turn, usd, share) = (count(self.number(WhyBasis::Turn)), self.usd(), self.share());
        let session =
            if report.session.is_some() { String::new() } else { format!(" of session {}", self.session()) };
        let wall = self.fact.at.map(|at| self.words.zone.wall(at)).unwrap_or_default();
        let is_day = matches!(report.of, WhySpan::Today | WhySpan::Day);
        let at = if is_day { wall.get(11..) } else { wall.get(5..) }.unwrap_or(&wall);
        let calls = counted(self.number(WhyBasis::Calls), "call");
        let tools = tools_used(&self.fact.tools, TOOLS);
        let tools = if tools.is_empty() { tools } else { format!(" ({tools})") };
        format!("turn {turn}{session}, {at}, cost {usd} ({share}): {calls}{tools}")
    }

    fn calls(self) -> String {
        counted(self.number(WhyBasis::Calls), "call")
    }

    /// How it differs from what is usual.
    fn than_usual(self) -> String {
        let (usd, share) = (self.usd(), self.share());
        if self.fact.kind == WhyKind::MoreCalls {
            let usual = count(self.number(WhyBasis::Usual));
            return format!("{} instead of the usual {usual}: about {usd} of it ({share})", self.calls());
        }
        let [now, usual] = [WhyBasis::PerCall, WhyBasis::Usual].map(|what| self.amount(what));
        format!("a call cost {now} instead of the usual {usual}: about {usd} of it ({share})")
    }

    fn of_session(self) -> String {
        let project = self.fact.subject.as_deref().map(self.words.project);
        let project = project.map_or_else(String::new, |project| format!(" in {project}"));
        let (session, usd, share) = (self.session(), self.usd(), self.share());
        format!("session {session}{project} made {share} of it: {usd} in {}", self.calls())
    }

    /// What a part of it went to.
    fn part_of_it(self) -> String {
        let (usd, share, calls) = (self.usd(), self.share(), self.calls());
        match self.fact.kind {
            WhyKind::LargePrompts => {
                let above = compact(self.number(WhyBasis::Above));
                format!("{calls} with more than {above} tokens of context cost {usd} ({share})")
            }
            WhyKind::LongPrices => format!(
                "{calls} billed at the higher prices of long contexts: {usd} above the usual ones ({share})"
            ),
            WhyKind::SubAgents => {
                let runs = counted(self.number(WhyBasis::Runs), "sub-agent");
                format!("{runs} made {share} of it: {usd} in {calls}")
            }
            WhyKind::FastTier => {
                let tier = self.fact.subject.as_deref().unwrap_or("fast");
                format!("{calls} served as {tier}: {usd} above the standard price ({share})")
            }
            WhyKind::WebSearches => {
                let searches = counted(self.number(WhyBasis::Tokens), "web search");
                format!("{searches} cost {usd} ({share})")
            }
            WhyKind::Compactions => {
                let compactions = counted(self.number(WhyBasis::Compactions), "compaction");
                format!("{compactions}; filling the cache again after cost {usd} ({share})")
            }
            _ => String::new(),
        }
    }

    /// What the amounts do not hold.
    fn caveat(self) -> String {
        if self.fact.kind == WhyKind::Unpriced {
            let of = per_cent(self.part(WhyBasis::CallsShare));
            let calls = self.calls();
            return format!("the amounts hold nothing of {calls} ({of} of all) whose cost is not known");
        }
        if self.fact.kind == WhyKind::NotLookedInto {
            let sessions = counted(self.number(WhyBasis::Sessions), "cheaper session");
            let (usd, share) = (self.usd(), self.share());
            return format!(
                "{sessions}, {usd} ({share}), were not looked into call by call: turns, large contexts, compactions and what \
                 was cached again are those of the others"
            );
        }
        let tokens = compact(self.number(WhyBasis::Tokens));
        format!("requests that are in no call record come on top: {tokens} tokens, {}", self.usd())
    }

    fn recached(self) -> String {
        let reasons = [
            (WhyBasis::Expired, "after a pause that outlasted the cache"),
            (WhyBasis::PrefixChanged, "since the start of the prompt changed"),
            (WhyBasis::ModelChanged, "since the model changed"),
        ];
        let said = reasons.into_iter().map(|(what, words)| (self.number(what), words));
        let said: Vec<(u64, &str)> = said.filter(|(number, _)| *number > 0).collect();
        let why = match said.as_slice() {
            [(_, words)] => (*words).to_owned(),
            several => {
                let each = several.iter().map(|(number, words)| format!("{} {words}", count(*number)));
                each.collect::<Vec<_>>().join(", ")
            }
        };
        let tokens = compact(self.number(WhyBasis::Tokens));
        let (usd, share) = (self.usd(), self.share());
        format!(
            "{} paid again for {tokens} tokens that had been cached, about {usd} above reading them ({share}): {why}",
            self.calls()
        )
    }

    /// What made much of it; `is_by_call` where the size of a call tells more.
    fn class(self, what: &str, is_by_call: bool) -> String {
        let (tokens, calls) = (self.number(WhyBasis::Tokens), self.number(WhyBasis::Calls));
        let each = tokens.checked_div(calls).filter(|_| is_by_call);
        let each = each.map_or_else(String::new, |each| format!(", {} a call", compact(each)));
        format!("{what} made {} of it: {}, {} tokens{each}", self.share(), self.usd(), compact(tokens))
    }
}

/// Writes basis points as a multiple: `2.1`, `34`.
fn tenths(bp: u64) -> String {
    match bp {
        100_000.. => count((bp + 5_000) / 10_000),
        _ => format!("{}.{}", (bp + 500) / 10_000, (bp + 500) / 1_000 % 10),
    }
}

#[cfg(test)]
mod tests {
    use scopeon_core::money::PicoUsd;

    use super::{dollars, short_id, tenths};

    #[test]
    fn amounts_and_multiples_at_their_edges() {
        let usd = |text: &str| text.parse::<PicoUsd>().map(dollars).unwrap_or_default();
        let amounts = ["0", "0.00000001", "0.0312", "0.1", "9.754", "12345.678", "-0.5"].map(usd);
        assert_eq!(amounts, ["$0.00", "<$0.0001", "$0.0312", "$0.10", "$9.75", "$12,345.68", "-$0.50"]);
        assert_eq!([12_000, 20_949, 99_499, 123_456].map(tenths), ["1.2", "2.1", "9.9", "12"]);
        assert_eq!(short_id("aa5e63be-11d4-4c4f-9e41-000000000000"), "aa5e63be");
        assert_eq!(short_id("019fa149-1c5e-7a3b-8d7a-000000000001"), "019fa149-1c5e");
        assert_eq!(short_id("navigation"), "navigation");
    }
}
