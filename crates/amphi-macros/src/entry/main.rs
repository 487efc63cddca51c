//! `main`: the function becomes an item inside a synchronous one of the same name.

use proc_macro2::{Span, TokenStream};
use quote::{quote, quote_spanned};

use super::backend::Backend;
use super::duration;
use super::options::Main;
use crate::turn::Function;

pub(super) fn expand(function: Function, options: &Main) -> TokenStream {
    let Function {
        attrs,
        vis,
        sig,
        body,
        ..
    } = function;
    let mut outer = sig.clone();
    outer.asyncness = None;
    let (name, krate) = (&sig.ident, &options.krate);
    let span = Span::mixed_site().located_at(name.span());
    let is_compiled_in = options
        .root
        .backend
        .map(|backend| is_compiled_in(backend, options));
    let spec = options.root.spec(krate);
    let shutdown = duration::expand(options.shutdown, krate);
    quote_spanned! {span=>
        #(#attrs)*
        #vis #outer {
            #is_compiled_in
            #sig #body
            #krate::__entry::main(#spec, #shutdown, #name())
        }
    }
}

/// An error at the backend's name, where the build leaves it out.
fn is_compiled_in(backend: Backend, options: &Main) -> TokenStream {
    let feature = backend.feature();
    let text = format!(
        "the backend `{feature}` is not compiled in: enable the feature `{feature}` of amphi in \
         Cargo.toml"
    );
    let error = quote_spanned!(options.backend=> ::core::compile_error! { #text });
    backend.either(&options.krate, &quote!(), &error)
}
