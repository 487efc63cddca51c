//! A whole `impl` block: each visible function of the kind that the attribute is for.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};
use syn::{Attribute, Error, ImplItem, ImplItemFn, ItemImpl, Meta, Result, Visibility};

use crate::Direction;
use crate::expand::expand;
use crate::function::Function;
use crate::options::Options;

/// The block with its functions turned around. A function that cannot be is an error in its own
/// place.
pub(crate) fn expand_impl(mut block: ItemImpl, options: &Options) -> Result<TokenStream> {
    if let Some((path, _)) = &block.trait_ {
        let name = options.direction.name();
        let text = format!(
            "annotate the trait's methods one by one: `{name}` on an `impl` is for a type's own"
        );
        return Err(Error::new_spanned(path, text));
    }
    let items = std::mem::take(&mut block.items);
    for item in items {
        let tokens = match item {
            ImplItem::Fn(function) => {
                expand_one(function, options).unwrap_or_else(Error::into_compile_error)
            }
            other => other.into_token_stream(),
        };
        block.items.push(ImplItem::Verbatim(tokens));
    }
    Ok(block.into_token_stream())
}

fn expand_one(mut function: ImplItemFn, options: &Options) -> Result<TokenStream> {
    let (own, others): (Vec<_>, Vec<_>) = std::mem::take(&mut function.attrs)
        .into_iter()
        .partition(|attr| is_ours(attr, options.direction));
    function.attrs = others;
    let mut options = options.clone();
    for attr in &own {
        options = match &attr.meta {
            Meta::List(list) => options.with(list.tokens.clone())?,
            Meta::Path(_) => options,
            Meta::NameValue(_) => {
                return Err(Error::new_spanned(attr, "write its options in parentheses"));
            }
        };
    }
    let is_meant = !own.is_empty() || is_of_the_kind(&function, options.direction);
    if options.skip || !is_meant {
        return Ok(quote!(#function));
    }
    expand(&Function::from(function), &options)
}

fn is_of_the_kind(function: &ImplItemFn, direction: Direction) -> bool {
    let is_visible = !matches!(function.vis, Visibility::Inherited);
    let is_async = function.sig.asyncness.is_some();
    is_visible
        && match direction {
            Direction::Asyncify => !is_async && function.sig.constness.is_none(),
            Direction::Syncify => is_async,
        }
}

/// `#[asyncify(..)]`, by whatever path.
fn is_ours(attr: &Attribute, direction: Direction) -> bool {
    let last = attr.path().segments.last();
    last.is_some_and(|segment| segment.ident == direction.name())
}
