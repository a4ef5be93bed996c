//! What today has cost, by model.
#![expect(clippy::print_stdout, reason = "an example shows what it found")]

use scopeon_app::{By, Period, Scopeon};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let home = std::env::home_dir().ok_or("there is no home directory")?;
    let scopeon = Scopeon::open(home.join(".my-tool/scopeon.db"))?.home(home).read()?;
    let today = scopeon.usage(By::Model).this(Period::Day).answer()?;
    for row in &today.rows {
        println!("{}: {} USD", row.key, row.figures.cost_usd.rounded(2));
    }
    println!("today: {} USD", today.total.cost_usd.rounded(2));
    Ok(())
}
