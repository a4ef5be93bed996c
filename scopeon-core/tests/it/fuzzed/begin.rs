//! Words and settings that changes begin with.

/// Texts to begin with.
pub(super) const WORDS: &[&str] = &[
    "claude-opus-5",
    "  red\u{1b}[31m\u{202e}x ",
    "please look into this customer's order",
    "2026-09-14T10:00:03.000Z",
    "2026-03-28T23:30:00+05:45",
    "9999-12-31T23:59:59.999Z",
    "1970-01-01T00:00:00Z",
    "7d",
    "100000w",
    "24h",
    "this-week",
    "last-month",
    "20260301",
    "2026-03",
    "9999-12-31",
    "Europe/Berlin",
    "america/argentina/buenos_aires",
    "123456789.10",
    "-0.000000000001",
    "file:///c%3A/work/shop/",
    r"\\wsl$\Ubuntu\home\dev\shop",
    r"\\?\UNC\server\share",
    "/mnt/c/Work/Shop/./api//x",
    "vscode-remote://wsl%2Bubuntu/home/dev",
    "~/work/shop",
    "us.anthropic.claude-sonnet-4-5-20250929-v1:0",
    "openrouter/google/gemini-2.5-pro-preview-05-06[1m]",
    "gpt-5-codex (high)",
    "\u{1}\u{0}\u{7}\u{0}\u{0}\u{0}\u{0}\u{0}\u{0}\u{0}",
];

/// Configurations and price lists to begin with.
pub(super) const SETTINGS: &[&str] = &[
    "[privacy]\npaths = \"hash\"\n[time]\nzone = \"Europe/Berlin\"\n[read]\nmax_line_mib = 64\nthreads = 4\n",
    "[[prices]]\nmodel = \"acme-1\"\ninput = 1.25\noutput = 10\ncache_read = 0.125\ncache_write_5m = 1.5\ncache_write_1h = 2\nfrom = \"2026-01-01\"\nwindow = 200000\n[prices.alias]\n\"my-model\" = \"acme-1\"\n",
    "[prices.alias]\n\"a\" = \"b\"\n\"c\" = \"d\"\n",
    "[projects.alias]\nshop = [\"~/work/shop\", \"C:\\\\Work\\\\Shop\"]\nother = \"/srv/x\"\n",
    "[[tags]]\ntag = \"review\"\nbranch_prefix = \"review/\"\ntool = \"Read\"\ntool_percent = 60\n[[tags]]\ntag = \"fix\"\nproject = \"shop\"\n",
    "[[budgets]]\nusd = \"50\"\nperiod = \"monthly\"\nwarn_percent = 80\n[blocks]\nweek_reset = \"2026-11-16T09:00:00+01:00\"\n",
    "[providers]\nenabled = [\"codex\", \"claude-code\"]\ndisabled = [\"kimi\"]\n[providers.generic]\nroots = [\"~/x\"]\ntime = [\"at.when\"]\n",
    r#"{"acme/coder": {"mode": "chat", "litellm_provider": "acme", "input_cost_per_token": 2e-07, "output_cost_per_token": 1.5e-06, "max_input_tokens": 200000, "cache_read_input_token_cost": 2e-08, "input_cost_per_token_above_200k_tokens": 4e-07}}"#,
    r#"{"acme": {"id": "acme", "models": {"coder": {"id": "coder", "cost": {"input": 0.2, "output": 1.5, "cache_read": 0.02}, "limit": {"context": 200000, "output": 8192}, "modalities": {"input": ["text"], "output": ["text"]}}}}}"#,
];
