//! Names as agents log them.

use scopeon_core::shape::Role;

/// Every model that the price table knows.
const PRICES: &str = include_str!("../../../data/prices.tsv");
/// Models as routes name them, and all other names, each with its role.
const NAMES: &str = include_str!("names.tsv");

/// Every name, with its role.
pub(super) fn names() -> Vec<(Role, String)> {
    let rows = |table: &'static str| table.lines().filter(|line| !line.starts_with('#'));
    let models = rows(PRICES).filter_map(|row| Some((Role::Model, row.split('\t').next()?.to_owned())));
    let role = |name: &str| *Role::ALL.iter().find(|role| role.as_str() == name).expect("a role");
    let others = rows(NAMES).map(|row| {
        let (kind, name) = row.split_once('\t').expect("two columns");
        (role(kind), name.to_owned())
    });
    let mut names: Vec<_> = models.chain(others).collect();
    names.sort_unstable();
    names.dedup();
    names
}
