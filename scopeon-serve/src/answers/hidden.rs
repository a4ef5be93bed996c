//! Who knows projects and branches by pseudonyms asks for them by these: the names behind them are found here.

use scopeon_app::ask::{self, Order};
use scopeon_app::{App, By, QueryArgs};
use scopeon_core::shape::{is_mark, is_pseudonym};

use crate::problem::Problem;
use crate::question::{Params, forbidden, problem};
use crate::redact::Names;
use crate::tier::Tier;

/// What names a project or a branch.
const NAMING: [(&str, By); 2] = [("project", By::Project), ("branch", By::Branch)];

/// Puts names in place of pseudonyms, wherever a question names a project or a branch. A name itself is not understood: who
/// may not be told of it may not ask whether it is there.
///
/// # Errors
///
/// When a name is stated, or nothing has that pseudonym.
pub(crate) fn uncover(params: &mut Params, app: &App, tier: Tier) -> Result<(), Problem> {
    if tier == Tier::Calls {
        return Ok(());
    }
    for (name, by) in NAMING {
        let stated = params.texts(name).to_vec();
        if !stated.is_empty() {
            let found =
                stated.iter().map(|text| find(text, (name, by), app, tier)).collect::<Result<_, _>>()?;
            params.set(name, found);
        }
    }
    path(params, app, tier)?;
    for side in ["a", "b"] {
        // As the question will read it: without what stands around it.
        let stated = params
            .text(side)
            .and_then(|text| text.trim().split_once(':'))
            .map(|(kind, rest)| (kind.to_owned(), rest.trim().to_owned()));
        // No answer below tells tags, so that none says whether one is there.
        if stated.as_ref().is_some_and(|(kind, _)| kind == "tag") {
            return Err(forbidden(Tier::Calls, "a tag"));
        }
        if let Some((kind, rest)) = stated
            && let Some(naming) = NAMING.into_iter().find(|(name, _)| *name == kind)
        {
            let found = find(&rest, (side, naming.1), app, tier)?;
            params.set(side, vec![format!("{kind}:{found}")]);
        }
    }
    Ok(())
}

/// The second word of a way down is a project, the third a branch.
fn path(params: &mut Params, app: &App, tier: Tier) -> Result<(), Problem> {
    let mut words = params.texts("path").to_vec();
    for (word, by) in words.iter_mut().skip(1).zip([By::Project, By::Branch]) {
        *word = find(word, ("path", by), app, tier)?;
    }
    if !words.is_empty() {
        params.set("path", words);
    }
    Ok(())
}

/// What a row's key names: of branches that share their name it is the project, too, while sessions name the branch alone.
fn named_by(key: &str, by: By) -> impl Iterator<Item = &str> {
    let branches = key.match_indices(':').filter(move |_| by == By::Branch);
    std::iter::once(key).chain(branches.filter_map(move |(at, _)| key.get(at + 1..)))
}

fn find(text: &str, (name, by): (&'static str, By), app: &App, tier: Tier) -> Result<String, Problem> {
    // As a filter states it.
    let text = text.strip_prefix(':').unwrap_or(text);
    // What an explanation calls a row without a name.
    if is_mark(text) {
        // The name itself was never kept.
        return Ok(text.to_owned());
    }
    if !is_pseudonym(text) {
        let detail = format!("at tier {tier} {name} takes the pseudonyms that answers give, and no names");
        return Err(Problem::parameter(name, detail).tier(Tier::Calls));
    }
    let question = ask::Usage {
        keys: vec![by],
        args: QueryArgs::default(),
        order: Order::default(),
        limit: None,
        describes_sessions: false,
    };
    let told = |error| problem(&error, tier, false);
    let rows = app.ask_kept(&question).map_err(told)?.rows;
    let names = Names::of(app).map_err(|error| told(error.into()))?;
    let keys = rows.iter().map(|row| row.key.as_str());
    let found = keys.flat_map(|key| named_by(key, by)).find(|name| names.pseudonym(name) == text);
    found
        .map(str::to_owned)
        .ok_or_else(|| Problem::parameter(name, format!("nothing has the pseudonym {text}")))
}
