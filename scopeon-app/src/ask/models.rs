//! Says of a model without a price which one was meant, perhaps.

use scopeon_store::suggest_names;

use crate::app::App;
use crate::error::AppError;
use crate::query::Query;

/// Says that a model has no price, with up to three like it that have one: those in use, then those that carry no
/// vendor's or region's name before their own, then the rest.
pub(super) fn unknown(model: &str, query: &Query, app: &App) -> AppError {
    let error = AppError::refused(format_args!("no price is known for the model {model}"));
    let used = used(query, app);
    let priced = query.book.rows().map(|row| row.key.as_ref());
    let known = used
        .iter()
        .map(|name| (0, name.as_str()))
        .chain(priced.map(|key| (1 + u8::from(is_routed(key)), key)));
    let near = suggest_names(model, known);
    let error = match near.as_slice() {
        [] => error.with_hint(
            "`scopeon prices list TEXT` finds names; [[prices]] in the configuration adds a model",
        ),
        near => error.with_hint(format_args!("did you mean {}?", near.join(" or "))),
    };
    if is_users_own(model) {
        return error.with_hint(format_args!(
            "the name is your own: [prices.alias] in the configuration says which model it is, such as {model:?} = \
             \"claude-opus-5\""
        ));
    }
    error
}

/// Returns `true` if a name is one that a user gave to a model, as some agents mark it.
fn is_users_own(model: &str) -> bool {
    model.trim_start().to_ascii_lowercase().starts_with("custom:")
}

/// The models in use that have a price. Where none can be read there are none to tell of.
fn used(query: &Query, app: &App) -> Vec<String> {
    let models = app.reader().and_then(|reader| reader.models()).unwrap_or_default();
    let has_price = |model: &String| query.book.lookup("", model, query.now).is_some();
    models.into_iter().map(|used| used.model).filter(has_price).collect()
}

/// Returns `true` if something stands before a model's own name: a vendor's list (`vertex_ai/`), a cloud's region and
/// the maker (`us.anthropic.`).
fn is_routed(key: &str) -> bool {
    key.contains('/') || key.contains("anthropic.")
}
