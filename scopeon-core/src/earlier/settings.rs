//! What a configuration of Scopeon 0.x says, by what becomes of it here.

use toml::{Table, Value};

use crate::budget::BudgetPeriod;

/// Its budgets, by their keys.
const BUDGETS: [(&str, BudgetPeriod); 3] = [
    ("daily_usd", BudgetPeriod::Daily),
    ("weekly_usd", BudgetPeriod::Weekly),
    ("monthly_usd", BudgetPeriod::Monthly),
];
const PRICES: [&str; 4] = ["input", "output", "cache_read", "cache_write"];

/// What a configuration of Scopeon 0.x says that has a place here, and what has none.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct EarlierSettings {
    /// Its budgets, in dollars.
    pub budgets: Vec<(BudgetPeriod, f64)>,
    /// Models with their prices for a million tokens: input, output, read from a cache, written to one.
    pub prices: Vec<(String, [Option<f64>; 4])>,
    /// Logs of OpenAI-compatible responses.
    pub generic_paths: Vec<String>,
    /// What has no place here: the key, and why or what does it instead. No value is repeated.
    pub left_out: Vec<String>,
}

impl EarlierSettings {
    /// Reads a configuration; none of what is no TOML, which 0.x does not read either.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let table: Table = text.parse().ok()?;
        let mut settings = Self::default();
        let at = |name: &str| table.get(name).and_then(Value::as_table).cloned().unwrap_or_default();
        let budgets = at("budget");
        let budget = |(key, period): (&str, BudgetPeriod)| Some((period, number(budgets.get(key)?)?));
        settings.budgets = BUDGETS.into_iter().filter_map(budget).filter(|(_, usd)| *usd > 0.0).collect();
        let overrides = at("pricing").get("overrides").and_then(Value::as_table).cloned();
        for (model, prices) in overrides.unwrap_or_default() {
            let prices = PRICES.map(|key| prices.get(key).and_then(number));
            if prices.iter().any(Option::is_some) {
                settings.prices.push((model, prices));
            }
        }
        let paths = at("providers").get("generic_paths").and_then(Value::as_array).cloned();
        let path = |path: &Value| path.as_str().map(str::to_owned);
        settings.generic_paths = paths.unwrap_or_default().iter().filter_map(path).collect();
        settings.left_out = left_out(&at("alerts"), &at("general"), &at("storage"), &at("optimizer"));
        Some(settings)
    }
}

/// A number above or at zero, whole or not.
fn number(value: &Value) -> Option<f64> {
    #[expect(clippy::cast_precision_loss, reason = "no price and no budget is that large")]
    let number = value.as_float().or_else(|| value.as_integer().map(|whole| whole as f64))?;
    (number.is_finite() && number >= 0.0).then_some(number)
}

fn left_out(alerts: &Table, general: &Table, storage: &Table, optimizer: &Table) -> Vec<String> {
    let webhooks = alerts.get("webhooks").and_then(Value::as_array).map_or(0, Vec::len);
    let theme = general.get("theme").and_then(Value::as_str);
    let presets = optimizer.get("applied_presets").and_then(Value::as_table).map_or(0, Table::len);
    let has = [
        (webhooks > 0, "alerts.webhooks: this version sends nothing anywhere"),
        (alerts.contains_key("daily_cost_usd"), "alerts.daily_cost_usd: a budget for the day does that"),
        (alerts.contains_key("cache_hit_rate_min"), "alerts.cache_hit_rate_min: there is no such alert"),
        (theme.is_some_and(|theme| theme != "standard"), "general.theme: there are no themes"),
        (
            storage.contains_key("retain_days"),
            "storage.retain_days: nothing is deleted unless asked; see scopeon db compact --delete-before",
        ),
        (presets > 0, "optimizer.applied_presets: what presets wrote for agents stays as it is"),
    ];
    has.into_iter().filter(|(is_there, _)| *is_there).map(|(_, why)| why.to_owned()).collect()
}
