//! Says of a model without a price which one was meant, perhaps.

use scopeon_core::pricing::PriceBook;
use scopeon_store::{Reader, near_names};

use crate::context::Context;
use crate::error::CliError;

/// Says that a model has no price, with up to three like it that have one: those in use, then those that carry no
/// vendor's or region's name before their own, then the rest.
pub(super) fn unknown(model: &str, book: &PriceBook, context: &Context) -> CliError {
    let error = CliError::usage(format_args!("no price is known for the model {model}"));
    let used = used(book, context);
    let priced = book.rows().map(|row| row.key.as_ref());
    let known = used
        .iter()
        .map(|name| (0, name.as_str()))
        .chain(priced.map(|key| (1 + u8::from(is_routed(key)), key)));
    let near = near_names(model, known);
    let error = match near.as_slice() {
        [] => {
            error.hint("`scopeon prices list TEXT` finds names; [[prices]] in the configuration adds a model")
        }
        near => error.hint(format_args!("did you mean {}?", near.join(" or "))),
    };
    if is_users_own(model) {
        return error.hint(format_args!(
            "the name is your own: [prices.alias] in the configuration says which model it is, such as {model:?} = \
             \"claude-opus-5\""
        ));
    }
    error
}

/// Tells whether a name is one that a user gave to a model, as some agents mark it.
fn is_users_own(model: &str) -> bool {
    model.trim_start().to_ascii_lowercase().starts_with("custom:")
}

/// The models in use that have a price. Where none can be read there are none to tell of.
fn used(book: &PriceBook, context: &Context) -> Vec<String> {
    let models = Reader::open(&context.db()).and_then(|reader| reader.models()).unwrap_or_default();
    let has_price = |model: &String| book.lookup("", model, context.now).is_some();
    models.into_iter().map(|used| used.model).filter(has_price).collect()
}

/// Tells whether something stands before a model's own name: a vendor's list (`vertex_ai/`), a cloud's region and
/// the maker (`us.anthropic.`).
fn is_routed(key: &str) -> bool {
    key.contains('/') || key.contains("anthropic.")
}
