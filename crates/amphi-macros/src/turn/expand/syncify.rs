//! What is special about `syncify`: the calling thread waits for the future.

use proc_macro2::{Ident, TokenStream};
use quote::{quote, quote_spanned};
use syn::{ReturnType, Signature};

use super::{Direction, Outer};
use crate::turn::output;

impl Outer<'_> {
    /// Waits for the future that `call` gives.
    pub(super) fn waits(&self, call: &TokenStream) -> TokenStream {
        let krate = &self.options.krate;
        quote_spanned!(self.span=> #krate::block_on(#call))
    }

    pub(super) fn waits_for_the_body(&self) -> TokenStream {
        let krate = &self.options.krate;
        let taken_over = self.takes_over();
        let body = &self.function.body;
        let Some(ty) = output::named(&self.function.sig.output) else {
            return quote_spanned! {self.span=>
                #krate::block_on(async move { #taken_over #body })
            };
        };
        // The first `return` tells the type, which an async block cannot say of itself.
        quote_spanned! {self.span=>
            #krate::block_on(async move {
                let typed: ::core::option::Option<#ty> = ::core::option::Option::None;
                if let ::core::option::Option::Some(typed) = typed {
                    return typed;
                }
                #taken_over
                let value: #ty = #body;
                #[allow(unreachable_code)]
                value
            })
        }
    }

    /// A wait that is impossible panics, and one that stalls is reported, where the twin is called.
    pub(super) fn tells_its_caller(&self) -> Option<TokenStream> {
        (self.options.direction == Direction::Syncify).then(|| quote!(#[track_caller]))
    }
}

/// The signature of what waits.
pub(super) fn turn(sig: &mut Signature) {
    if sig.asyncness.take().is_some() {
        return;
    }
    if let Some(ty) = output::of_future(&sig.output).cloned() {
        if let ReturnType::Type(_, output) = &mut sig.output {
            **output = ty;
        }
    }
}

pub(super) fn note(original: &Ident) -> String {
    format!(
        "The blocking twin of `{original}`: it waits for that on the calling thread, and may be \
         called from anywhere, from async code too. It panics where `amphi::block_on` does."
    )
}
