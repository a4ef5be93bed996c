//! Which part of a filter says which calls count: what can be asked of the database with the question.

use scopeon_core::filter::{Edge, Expr, NameField, Term};

use super::names::stated;
use crate::query::QueryArgs;

/// What inputs there are of names.
const SCOPED: [NameField; 4] = [NameField::Agent, NameField::Model, NameField::Project, NameField::Branch];

/// Takes from a condition what inputs say as well, and returns that and the rest. What is said of one field in several ways
/// at once stays together in the rest.
pub(super) fn split(expr: Option<Expr>) -> (QueryArgs, Option<Expr>) {
    let parts = match expr {
        Some(Expr::And(parts)) => parts,
        other => other.into_iter().collect(),
    };
    let contested =
        SCOPED.into_iter().filter(|field| parts.iter().filter(|part| mentions(part, *field)).count() > 1);
    let contested: Vec<NameField> = contested.collect();
    let (mut args, mut rest) = (QueryArgs::default(), Vec::new());
    for part in parts {
        match field_of(&part) {
            _ if take_time(&part, &mut args) => {}
            Some(field) if !contested.contains(&field) => take_names(&part, field, &mut args),
            _ => rest.push(part),
        }
    }
    (args, Expr::and(rest))
}

/// Returns `true` if a part names something of a field anywhere.
fn mentions(part: &Expr, field: NameField) -> bool {
    let mut is_mentioned = false;
    part.visit(&mut |term| is_mentioned |= matches!(term, Term::Name(named, _) if *named == field));
    is_mentioned
}

/// Returns the field of a name, or of several of which one is meant.
fn field_of(part: &Expr) -> Option<NameField> {
    match part {
        Expr::Term(Term::Name(field, _)) => Some(*field).filter(|field| SCOPED.contains(field)),
        Expr::Or(parts) => {
            let mut fields = parts.iter().map(|part| match part {
                Expr::Term(_) => field_of(part),
                _ => None,
            });
            let first = fields.next().flatten()?;
            fields.all(|field| field == Some(first)).then_some(first)
        }
        _ => None,
    }
}

/// Takes a time that has to hold; of two the later one in the text holds, as elsewhere.
fn take_time(part: &Expr, args: &mut QueryArgs) -> bool {
    let Expr::Term(Term::Time(edge, text)) = part else { return false };
    match edge {
        Edge::Since => args.since = Some(text.clone()),
        Edge::Until => args.until = Some(text.clone()),
    }
    true
}

fn take_names(part: &Expr, field: NameField, args: &mut QueryArgs) {
    let names = match field {
        NameField::Agent => &mut args.provider,
        NameField::Model => &mut args.model,
        NameField::Project => &mut args.project,
        _ => &mut args.branch,
    };
    part.visit(&mut |term| {
        if let Term::Name(_, pattern) = term {
            names.push(stated(pattern));
        }
    });
}
