//! `asyncify` and `syncify`: functions, `impl` blocks and traits, turned around or given twins.

mod arguments;
mod attributes;
mod block;
mod borrow;
mod check;
#[cfg(test)]
mod docs;
mod expand;
mod function;
mod interface;
mod options;
mod output;

use proc_macro2::{Ident, Span, TokenStream, TokenTree};
use quote::quote;
use syn::{Error, ItemImpl, ItemTrait, Result, Signature};

pub(crate) use function::Function;
use options::Options;

/// Which way an attribute goes.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Direction {
    Asyncify,
    Syncify,
}

impl Direction {
    const fn name(self) -> &'static str {
        match self {
            Self::Asyncify => "asyncify",
            Self::Syncify => "syncify",
        }
    }

    /// Whether it is for such a function, of those in an `impl` or trait.
    fn is_for(self, sig: &Signature) -> bool {
        let is_async = sig.asyncness.is_some();
        match self {
            Self::Asyncify => !is_async && sig.constness.is_none(),
            Self::Syncify => is_async || output::of_future(&sig.output).is_some(),
        }
    }
}

/// What the attribute makes of an item, or the errors and the item.
pub(crate) fn attribute(
    direction: Direction,
    options: TokenStream,
    item: &TokenStream,
) -> TokenStream {
    match expand_item(direction, options, item.clone()) {
        Ok(expanded) => expanded,
        Err(error) => {
            // The item stays, so that what uses it adds no errors of its own.
            let error = error.into_compile_error();
            quote!(#error #item)
        }
    }
}

fn expand_item(
    direction: Direction,
    options: TokenStream,
    item: TokenStream,
) -> Result<TokenStream> {
    let options = Options::new(direction).with(options)?;
    if options.skip {
        let text = "`skip` is for a function inside an annotated `impl` or trait";
        return Err(Error::new(Span::call_site(), text));
    }
    let kinds = ["impl", "trait", "fn"];
    let kind = words(item.clone()).find_map(|word| kinds.into_iter().find(|kind| word == kind));
    match kind {
        Some("impl") => block::expand_impl(syn::parse2::<ItemImpl>(item)?, &options),
        Some("trait") => interface::expand_trait(syn::parse2::<ItemTrait>(item)?, &options),
        Some(_) => expand::expand(&syn::parse2::<Function>(item)?, &options),
        None => {
            let text = match direction {
                Direction::Asyncify => "`asyncify` is for functions and `impl` blocks",
                Direction::Syncify => "`syncify` is for functions, `impl` blocks and traits",
            };
            Err(Error::new(Span::call_site(), text))
        }
    }
}

/// An item's own words, without those inside its brackets and braces.
fn words(item: TokenStream) -> impl Iterator<Item = Ident> {
    item.into_iter().filter_map(|token| match token {
        TokenTree::Ident(word) => Some(word),
        _ => None,
    })
}
