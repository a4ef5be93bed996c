//! Each call of every agent, as it is made.
#![expect(clippy::print_stdout, reason = "an example shows what it found")]

use chrono::{DateTime, Utc};
use scopeon_app::{Change, Scopeon};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let home = std::env::home_dir().ok_or("there is no home directory")?;
    let scopeon = Scopeon::open(home.join(".my-tool/scopeon.db"))?.home(home).read()?;
    println!("following");
    for followed in scopeon.follow()? {
        let followed = followed?;
        let (call, is_new) = (&followed.call, followed.change == Change::New);
        let cost = call.cost_usd.map_or("unpriced".to_owned(), |usd| format!("{} USD", usd.rounded(4)));
        let what = if is_new { "new" } else { "grown" };
        let at: DateTime<Utc> = call.at.into();
        let (time, tokens) = (at.format("%H:%M:%S"), call.usage.total());
        println!("{what} {time} {} {} {tokens} tokens {cost}", call.session, call.model);
    }
    Ok(())
}
