//! Each call of every agent, as it is made.
#![expect(clippy::print_stdout, reason = "an example shows what it found")]

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
        println!("{what} {} {} {} {} tokens {cost}", call.at, call.session, call.model, call.usage.total());
    }
    Ok(())
}
