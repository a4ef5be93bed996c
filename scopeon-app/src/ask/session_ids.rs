//! A session's id in a question: what may stand there, and which one was meant, perhaps.

use scopeon_store::StoreError;

use crate::error::AppError;

/// Refuses an empty id, which every session's begins with.
pub(super) fn check(id: &str) -> Result<(), AppError> {
    if id.trim().is_empty() {
        return Err(AppError::refused("the session's id is empty")
            .with_hint("give the id or the start of it, or latest; scopeon sessions lists them"));
    }
    Ok(())
}

/// Says which session was meant, perhaps.
pub(super) fn explain(error: StoreError, id: &str) -> AppError {
    match error {
        StoreError::UnknownSession { .. } if id == "latest" => AppError::refused("there are no sessions yet")
            .with_hint("scopeon doctor says where logs were looked for and what was found"),
        StoreError::UnknownSession { near } if near.is_empty() => {
            AppError::refused(format_args!("no session starts with {id}"))
                .with_hint("scopeon sessions lists them")
        }
        StoreError::UnknownSession { near } => AppError::refused(format_args!("no session starts with {id}"))
            .with_hint(format_args!("did you mean {}?", near.join(" or "))),
        StoreError::AmbiguousSession { candidates } => {
            AppError::refused(format_args!("several sessions start with {id}: {}", candidates.join(", ")))
                .with_hint("give more of the id")
        }
        error => error.into(),
    }
}
