//! The page about the filter language, made from its fields.

use std::fmt::Write as _;

use scopeon_core::filter::{Edge, Filter, MAX_BYTES, MAX_DEPTH, MAX_TERMS, NameField, NumberField, State};

const START: &str = "# Filters

One text finds sessions, the same at every door: `scopeon sessions --filter TEXT`, `GET /api/v1/sessions?filter=TEXT`, `/` in
the terminal dashboard. Made from the program's own tables.

```sh
scopeon sessions --filter 'agent:codex cost>$1'
scopeon sessions --filter 'today (context>80% or is:compacted)'
scopeon sessions --filter 'branch=fix/* not tool:github duration=30m..2h'
```

* **Words** are looked for in what a session is called: its id, agent, version, models, project and branch. Quotes hold
  together: `\"two words\"`; two quotes within them are one. What stands in quotes is never taken for anything else.
* **Conditions** stand side by side or are joined by `and`, `or`, `not` and parentheses; *and* is meant where nothing stands,
  and binds more than *or*: `a or b c` is `a or (b c)`.
* **Two names of one kind side by side mean either**, as a call has one agent, model, project and branch: `model:opus
  model:haiku`. Written with `and` both have to be there: `model:opus and model:haiku`.
* **Which calls count.** Names of agents, models, projects and branches, and times, that all have to hold, say which calls
  count, as `--agent`, `--model`, `--project`, `--branch`, `--since` and `--until` do: `model:opus cost>1` finds sessions
  whose calls of Opus cost more than a dollar. Everything else chooses sessions as wholes: comparisons, words, tags, tools,
  and what is denied or stands in an *or*. The other routes of the server take the first kind alone.
* **What is not known fits no comparison**: neither `cost>1` nor `cost<=1` finds a session without a price, `not cost>1` does.
* **Names that are hidden are not found.** Where projects and branches go by pseudonyms, these are looked for.
";

/// Writes the page.
pub(super) fn filter() -> String {
    let mut page = START.to_owned();
    names(&mut page);
    numbers(&mut page);
    others(&mut page);
    let _ = write!(
        page,
        "\n## Limits\n\nA filter has at most {MAX_BYTES} bytes and {MAX_TERMS} words and conditions, and parentheses and `not` lie \
         at most {MAX_DEPTH} deep\nin one another. What is not understood is said with its place, what could stand there and what \
         is nearest.\n"
    );
    page
}

/// Writes a row; its example has to be a filter.
fn row(page: &mut String, name: &str, about: &str, example: &str) {
    assert!(example.parse::<Filter>().is_ok(), "{example}");
    let _ = writeln!(page, "| `{name}` | {about} | `{example}` |");
}

fn names(page: &mut String) {
    page.push_str(
        "\n## Names\n\n`name:part` finds what is called so or, where nothing is, what holds the part, whatever its case; \
         `name=whole` what is called\nexactly so. A `*` stands for anything. A project is a directory and what lies in it, too.\n\n\
         | name | what it is | such as |\n|---|---|---|\n",
    );
    for field in NameField::ALL {
        row(page, field.name(), field.about(), field.example());
    }
}

fn numbers(page: &mut String) {
    page.push_str(
        "\n## Figures\n\nCompared by `>`, `>=`, `<`, `<=`, `=` and `=low..high`, both included; `=low..` and `=..high` are open. \
         Counts and dollars\ntake `k`, `m` and `b`, shares `%`, times `s`, `m`, `h`, `d` and `w`.\n\n\
         | figure | what it is | such as |\n|---|---|---|\n",
    );
    for field in NumberField::ALL {
        row(page, field.name(), field.about(), field.example());
    }
}

fn others(page: &mut String) {
    page.push_str("\n## Times and states\n\n| condition | what it says | such as |\n|---|---|---|\n");
    for edge in Edge::ALL {
        row(page, &format!("{}:", edge.name()), edge.about(), &format!("{}:7d", edge.name()));
    }
    for state in State::ALL {
        let name = format!("is:{}", state.name());
        row(page, &name, state.about(), &name);
    }
    row(page, "today", "The same as `since:today`.", "today");
    row(page, "anomaly", "The same as `is:anomaly`.", "anomaly cost>1");
    page.push_str(
        "\nIn an *or*, or denied, `since:` finds sessions that were last active then or later, and `until:` those that had begun by \
         then.\n",
    );
}
