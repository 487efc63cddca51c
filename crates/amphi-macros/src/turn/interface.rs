//! A trait: a second one has the blocking twins of its async functions, for all that implements the
//! first.

use proc_macro2::{Span, TokenStream};
use quote::{format_ident, quote};
use syn::ext::IdentExt;
use syn::{
    Error, Generics, ItemTrait, Receiver, ReceiverKind, Result, Signature, TraitItem, TraitItemFn,
    WherePredicate, parse_quote,
};

use super::Direction;
use super::attributes;
use super::expand::twin;
use super::function::Function;
use super::options::Options;

/// The trait, the one of the twins, and its implementation. A function that has no twin is an error
/// in its own place.
pub(super) fn expand_trait(mut original: ItemTrait, options: &Options) -> Result<TokenStream> {
    refuse(&original, options)?;
    let extension = options.extension_of(&original.ident)?;
    let (_, arguments, _) = original.generics.split_for_impl();
    let original_name = &original.ident;
    let implemented = quote!(#original_name #arguments);
    let options = options.without_extension();
    let mut twins = Vec::new();
    for item in &mut original.items {
        if let TraitItem::Fn(function) = item {
            let twin = twin_in(&implemented, function, &options);
            twins.extend(twin.unwrap_or_else(|error| Some(error.into_compile_error())));
        }
    }
    if twins.is_empty() {
        let text = "no function of this trait is async: there is none to wait for";
        return Err(Error::new_spanned(original_name, text));
    }
    let attrs: Vec<_> = attributes::for_twin(&original.attrs).collect();
    let conditions = attributes::for_hidden(&original.attrs);
    let vis = &original.vis;
    let (declared, bounds) = (&original.generics, &original.generics.where_clause);
    let note = format!(
        "The blocking twins of [`{name}`]'s async functions. Whatever implements `{name}` has them.",
        name = original_name.unraw()
    );
    // Types have no hygiene: no user calls a parameter so.
    let everything = format_ident!("__AmphiImplementor", span = Span::mixed_site());
    let mut generics = declared.clone();
    generics
        .params
        .push(parse_quote!(#everything: #implemented + ?::core::marker::Sized));
    let (parameters, _, _) = generics.split_for_impl();
    Ok(quote! {
        #original
        #(#attrs)*
        #[doc = ""]
        #[doc = #note]
        #[allow(deprecated)]
        #vis trait #extension #declared: #implemented #bounds { #(#twins)* }
        #(#conditions)*
        #[allow(deprecated)]
        impl #parameters #extension #arguments for #everything #bounds {}
    })
}

fn refuse(original: &ItemTrait, options: &Options) -> Result<()> {
    if options.direction == Direction::Asyncify {
        let text = "annotate the methods of the trait's implementation: what a trait promises is \
                    written out";
        return Err(Error::new_spanned(original.trait_token, text));
    }
    keeps(options)
}

fn keeps(options: &Options) -> Result<()> {
    options.replace.map_or(Ok(()), |replace| {
        let text = "a trait keeps its async functions: the twins are in a trait of their own";
        Err(Error::new(replace, text))
    })
}

/// The twin of an async function, by way of the trait that has the original.
fn twin_in(
    implemented: &TokenStream,
    function: &mut TraitItemFn,
    options: &Options,
) -> Result<Option<TokenStream>> {
    let (options, is_marked) = options.of_item(&mut function.attrs)?;
    if options.skip || !(is_marked || options.direction.is_for(&function.sig)) {
        return Ok(None);
    }
    keeps(&options)?;
    let mut function = Function::from(function.clone());
    needs_a_size(&mut function.sig);
    twin(&function, &options, quote!(<Self as #implemented>)).map(Some)
}

/// Who passes `self` on by value knows its size.
fn needs_a_size(sig: &mut Signature) {
    let is_value = |receiver: &Receiver| matches!(receiver.kind, ReceiverKind::Value);
    if sig.receiver().is_some_and(is_value) {
        let sized: WherePredicate = parse_quote!(Self: ::core::marker::Sized);
        Generics::make_where_clause(&mut sig.generics)
            .predicates
            .push(sized);
    }
}
