//! Types and signatures as people write them.

use quote::ToTokens;
use syn::punctuated::Punctuated;
use syn::{Attribute, FnArg, ItemMacro, Path, Signature, Token};

/// What tokens are written with no space before them, and with none after them.
const TIGHT: ([&str; 11], [&str; 9]) = (
    [" ,", " ;", " :", " >", " )", " ]", " .", " ?", " (", " <", " !"],
    [":: ", "( ", "[ ", "< ", "& ", "' ", "# ", "! ", "* "],
);

/// Returns tokens with few spaces: `Option<&str>`.
pub(super) fn text(tokens: &impl ToTokens) -> String {
    let mut text = tokens.to_token_stream().to_string().replace("-> ", "\u{1}").replace("=> ", "\u{2}");
    text = text.replace(":: <", "::<");
    for tight in TIGHT.0 {
        text = text.replace(tight, tight.trim_start());
    }
    for tight in TIGHT.1 {
        text = text.replace(tight, tight.trim_end());
    }
    text.replace('\u{1}', "-> ").replace('\u{2}', "=> ").replace(",)", ")").replace(". len", ".len")
}

/// Returns a function's signature without the names of its parameters, which are no promise.
pub(super) fn signature(of: &Signature) -> String {
    let inputs: Vec<String> = of
        .inputs
        .iter()
        .map(|input| match input {
            FnArg::Receiver(receiver) => text(receiver),
            FnArg::Typed(typed) => text(&typed.ty),
        })
        .collect();
    let constant = if of.constness.is_some() { "const " } else { "" };
    let (generics, bounds) = (text(&of.generics), of.generics.where_clause.as_ref().map(text));
    let bounds = bounds.map(|bounds| format!(" {bounds}")).unwrap_or_default();
    format!("{constant}fn{generics}({}) {}{bounds}", inputs.join(", "), text(&of.output))
        .trim_end()
        .to_owned()
}

/// Returns the traits that attributes derive, also those of a feature.
pub(super) fn derives(attributes: &[Attribute]) -> String {
    let mut derived: Vec<String> = Vec::new();
    for attribute in attributes.iter().filter(|attribute| attribute.path().is_ident("derive")) {
        let paths = attribute.parse_args_with(Punctuated::<Path, Token![,]>::parse_terminated).unwrap();
        derived.extend(paths.iter().map(text));
    }
    derived.sort();
    derived.join(", ")
}

/// Returns what of a macro may be public: a call of one as it stands, and what the body of one declares.
pub(super) fn macro_parts(item: &ItemMacro) -> impl Iterator<Item = String> {
    let name = item.ident.as_ref().map(ToString::to_string);
    let body = text(&item.mac);
    let parts: Vec<String> = match name {
        None => vec![without_docs(&body)],
        Some(name) => body
            .split("pub ")
            .skip(1)
            .filter_map(|part| part.split(['{', ';']).next())
            .map(|part| format!("macro {name}: pub {}", part.trim()))
            .collect(),
    };
    parts.into_iter()
}

/// Documentation is no promise.
fn without_docs(text: &str) -> String {
    let mut parts = text.split("#[doc = ");
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |shown, part| shown + part.split_once("\"] ").map_or("", |(_, rest)| rest))
}
