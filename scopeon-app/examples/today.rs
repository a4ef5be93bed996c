//! What today has cost, by model.
#![expect(clippy::print_stdout, reason = "an example shows what it found")]

use scopeon_app::{By, Period, PicoUsd, Scopeon};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let home = std::env::home_dir().ok_or("there is no home directory")?;
    let scopeon = Scopeon::open(home.join(".my-tool/scopeon.db"))?.home(home).read()?;
    let today = scopeon.usage(By::Model).this(Period::Day).answer()?;
    let usd = |cost: Option<PicoUsd>| cost.map_or("unpriced".into(), |usd| format!("${}", usd.rounded(2)));
    for row in &today.rows {
        println!("{}: {}", row.key, usd(row.figures.known_usd()));
    }
    println!("today: {}", usd(today.total.known_usd()));
    Ok(())
}
