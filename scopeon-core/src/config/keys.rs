//! The list of all keys: what the documentation shows.

/// One key a configuration may hold.
#[derive(Clone, Copy, Debug)]
pub struct Key {
    /// Its table; `<…>` stands for a name, `[…]` for a table that may be given many times.
    pub table: &'static str,
    /// Its name in the table.
    pub name: &'static str,
    /// What it may be set to.
    pub allowed: &'static str,
    /// What holds without it.
    pub default: &'static str,
    /// What it does.
    pub meaning: &'static str,
    /// A line that sets it.
    pub example: &'static str,
}

const fn key(
    (table, name): (&'static str, &'static str),
    (allowed, default): (&'static str, &'static str),
    meaning: &'static str,
    example: &'static str,
) -> Key {
    Key { table, name, allowed, default, meaning, example }
}

const DOLLARS: &str = "dollars: `3`, `0.25` or `\"0.075\"`";

/// Every key, by table.
pub const KEYS: &[Key] = &[
    key(
        ("privacy", "paths"),
        ("`\"full\"`, `\"basename\"`, `\"hash\"`", "`\"full\"`"),
        "How project paths are kept in the local file: as logged, only the last component, or a pseudonym that only this machine can connect with the path. It holds for what is read from then on.",
        "paths = \"full\"",
    ),
    key(
        ("time", "zone"),
        ("an IANA name", "the system's zone"),
        "The time zone in which days, weeks and months begin. `--zone` goes before it.",
        "zone = \"Europe/Berlin\"",
    ),
    key(
        ("time", "week_start"),
        ("`\"monday\"`, `\"sunday\"`, `\"saturday\"`", "`\"monday\"`"),
        "The day that weeks begin with. `--week-start` overrides it.",
        "week_start = \"sunday\"",
    ),
    key(
        ("display", "currency"),
        ("a code of three letters", "`\"USD\"`"),
        "The currency that amounts are shown in; it needs `rate`. `--currency` overrides it. Everything is kept, compared and answered in JSON in dollars.",
        "currency = \"EUR\"",
    ),
    key(
        ("display", "rate"),
        ("a number above 0, with at most 6 decimals", "none"),
        "How much of that currency a dollar is: your own rate, none is looked up. `--rate` overrides it.",
        "rate = 0.92",
    ),
    key(
        ("display", "locale"),
        ("a language and region", "`\"en\"`"),
        "Whose separators numbers have: `1.234,5` with `\"de-DE\"`. `--locale` overrides it; JSON, CSV and TSV are the same everywhere.",
        "locale = \"de-DE\"",
    ),
    key(
        ("providers", "enabled"),
        ("a list of agents' ids", "every agent"),
        "The only agents that are read. `scopeon providers` lists the ids.",
        "enabled = [\"claude-code\", \"codex\", \"generic\"]",
    ),
    key(
        ("providers", "disabled"),
        ("a list of agents' ids", "none"),
        "Agents that are not read, even where `enabled` names them: none of their files and directories is opened, and `--root` may not name one. What was read before stays.",
        "disabled = [\"cursor\"]",
    ),
    key(
        ("providers.<id>", "roots"),
        ("a list of directories", "the agent's own places"),
        "Where this agent keeps its logs, instead of in the places its own environment variables name and its default places; `~/` stands for the home directory. `--root` goes before it.",
        "roots = [\"~/.claude\", \"/mnt/old-laptop/.claude\"]",
    ),
    key(
        ("providers.generic", "roots"),
        ("a list of files and directories", "none"),
        "Logs of OpenAI-compatible responses that proxies, gateways and your own programs write: files, or directories with `.jsonl`, `.ndjson` and `.json` files. Such logs have no place of their own, so none is looked for.",
        "roots = [\"~/logs/proxy.jsonl\"]",
    ),
    key(
        ("providers.generic", "time"),
        ("a list of names", "the usual names"),
        "The members that say when a response was, in such logs that call it something else; a dot leads into an object. They go before the usual names: `created`, `timestamp`, `time`, `startTime`, `date`, `logged_at` and the like. A record with none of them is counted at its file's last change, and `scopeon doctor` says so. When the list changes, the logs are read again.",
        "time = [\"finished\", \"meta.sent_at\"]",
    ),
    key(
        ("read", "max_line_mib"),
        ("1 to 1024", "`64`"),
        "The longest line that is read, in MiB; longer ones are passed over and reported.",
        "max_line_mib = 64",
    ),
    key(
        ("read", "threads"),
        ("1 to 256", "the number of cores"),
        "How many threads read logs.",
        "threads = 2",
    ),
    key(
        ("read", "wait_ms"),
        ("0 to 600000", "`500`"),
        "How long an answer waits for another process that is writing, in milliseconds. Then it comes from what is known, and says so; `--fresh` waits longer. A database that another process fills for the first time is waited for as long as that goes on, and for 8 seconds where it stands still.",
        "wait_ms = 2000",
    ),
    key(
        ("[prices]", "model"),
        ("text", "required"),
        "The model, as logs or price lists name it. From `from` on, this price stands instead of every other of that name.",
        "model = \"acme-internal-7b\"",
    ),
    key(("[prices]", "input"), (DOLLARS, "required"), "A million uncached prompt tokens.", "input = 0.60"),
    key(("[prices]", "output"), (DOLLARS, "required"), "A million generated tokens.", "output = \"2.20\""),
    key(
        ("[prices]", "cache_read"),
        (DOLLARS, "derived from `input`"),
        "A million prompt tokens read from a cache.",
        "cache_read = 0.06",
    ),
    key(
        ("[prices]", "cache_write_5m"),
        (DOLLARS, "derived from `input`"),
        "A million prompt tokens written to a cache for five minutes.",
        "cache_write_5m = 0.75",
    ),
    key(
        ("[prices]", "cache_write_1h"),
        (DOLLARS, "derived from `input`"),
        "A million prompt tokens written to a cache for an hour.",
        "cache_write_1h = 1.20",
    ),
    key(
        ("[prices]", "from"),
        ("a day, `\"YYYY-MM-DD\"` (UTC)", "since ever"),
        "The first day the price holds.",
        "from = \"2026-01-01\"",
    ),
    key(
        ("[prices]", "window"),
        ("tokens", "unknown"),
        "The capacity of the model's context window.",
        "window = 200000",
    ),
    key(
        ("prices.alias", "<name>"),
        ("a model's name", "none"),
        "The model to price a name as: a name as logs have it, in any case, on the left, and one as a log or a price list may have it on the right. It goes before every other price of that name. The table stands behind all `[[prices]]`.",
        "\"custom:our-opus\" = \"claude-opus-5\"",
    ),
    key(
        ("projects.alias", "<name>"),
        ("a directory or a list of directories", "none"),
        "A name for the project in these directories and below them: they are one row of that name, and `--project` takes it. Spellings of one directory (case and slashes on Windows, UNC, WSL, URIs, `~`) are one project without it.",
        "shop = [\"~/work/shop\", \"/mnt/old-laptop/shop\"]",
    ),
    key(
        ("blocks", "week_reset"),
        ("an instant with its offset", "the first day of the week, 00:00"),
        "An instant, past or future, at which your plan's week resets; `scopeon blocks` counts weeks of seven days from it instead of those of the calendar.",
        "week_reset = \"2026-11-16T09:00:00+01:00\"",
    ),
    key(
        ("[budgets]", "period"),
        ("`\"daily\"`, `\"weekly\"`, `\"monthly\"`", "required"),
        "When the budget resets: at midnight, on the first day of the week (`[time] week_start`), on the first of the month, in your zone.",
        "period = \"monthly\"",
    ),
    key(
        ("[budgets]", "usd"),
        ("dollars above 0: `200`, `12.5` or `\"12.50\"`", "required"),
        "What should not be exceeded in a period, at API list prices.",
        "usd = \"200\"",
    ),
    key(
        ("[budgets]", "project"),
        ("a directory, or its last component", "everything"),
        "The project it holds for, with all that lies below it.",
        "project = \"~/work/shop\"",
    ),
    key(
        ("[budgets]", "warn_percent"),
        ("1 to 100", "`80`"),
        "From which share on it warns. It also warns when the likely sum at the end of the period exceeds it.",
        "warn_percent = 80",
    ),
    key(
        ("[tags]", "tag"),
        ("text", "required"),
        "The tag that sessions get to which all conditions of the rule apply. What was set by hand goes before every rule.",
        "tag = \"review\"",
    ),
    key(
        ("[tags]", "branch_prefix"),
        ("text", "any branch"),
        "What the session's branch begins with.",
        "branch_prefix = \"review/\"",
    ),
    key(
        ("[tags]", "project"),
        ("a directory, or its last component", "any project"),
        "The session's project, with all that lies below it.",
        "project = \"~/work/shop\"",
    ),
    key(
        ("[tags]", "tool"),
        ("text", "any tools"),
        "A tool the session uses, as `scopeon session` names it.",
        "tool = \"Read\"",
    ),
    key(
        ("[tags]", "tool_percent"),
        ("1 to 100", "a single use is enough"),
        "The least share of the session's tool uses that is this tool's.",
        "tool_percent = 60",
    ),
    key(
        ("tui", "theme"),
        (
            "`\"dark\"`, `\"light\"`, `\"contrast\"`, `\"colorblind\"`, `\"ansi\"`",
            "what fits the terminal's background",
        ),
        "How the terminal dashboard looks. `--theme` overrides it.",
        "theme = \"light\"",
    ),
    key(
        ("tui", "ascii"),
        ("`true`, `false`", "`false`"),
        "Whether only signs of ASCII are drawn. `--ascii` does the same.",
        "ascii = true",
    ),
    key(
        ("tui", "mouse"),
        ("`true`, `false`", "`true`"),
        "Whether the mouse is taken: most terminals select text with Shift then.",
        "mouse = false",
    ),
    key(
        ("tui", "title"),
        ("`true`, `false`", "`true`"),
        "Whether the window's title says how full the context is and what today costs.",
        "title = false",
    ),
    key(
        ("tui", "progress"),
        ("`true`, `false`", "`true`"),
        "Whether the taskbar shows how full the fullest context is (OSC 9;4).",
        "progress = false",
    ),
    key(
        ("tui", "bell"),
        ("`true`, `false`", "`false`"),
        "Whether the bell rings at an alert, once a crossing.",
        "bell = true",
    ),
    key(
        ("tui", "notify"),
        ("`true`, `false`", "`false`"),
        "Whether the terminal notifies of an alert, once a crossing (OSC 9, 99 and 777).",
        "notify = true",
    ),
    key(
        ("tui.colors", "<name>"),
        ("`\"#rrggbb\"`", "the theme's"),
        "Colours of one's own, by what they are for; `scopeon tui --print-theme` prints all of them.",
        "accent = \"#5aa9ff\"",
    ),
    key(
        ("tui.keys", "<action>"),
        ("a key or a list of keys", "the usual keys"),
        "Keys of the terminal dashboard by action; `scopeon tui --print-keys` prints all of them.",
        "quit = [\"q\", \"ctrl-q\"]",
    ),
];
