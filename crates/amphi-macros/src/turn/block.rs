//! A whole `impl` block: each visible function of the kind that the attribute is for.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};
use syn::{Error, ImplItem, ImplItemFn, ItemImpl, Result, Visibility};

use super::expand::expand;
use super::function::Function;
use super::options::Options;

/// The block with its functions turned around. A function that cannot be is an error in its own
/// place.
pub(super) fn expand_impl(mut block: ItemImpl, options: &Options) -> Result<TokenStream> {
    options.is_for_no_trait()?;
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
    let (options, is_marked) = options.of_item(&mut function.attrs)?;
    let is_visible = !matches!(function.vis, Visibility::Inherited);
    let is_meant = is_marked || is_visible && options.direction.is_for(&function.sig);
    if options.skip || !is_meant {
        return Ok(quote!(#function));
    }
    expand(&Function::from(function), &options)
}
