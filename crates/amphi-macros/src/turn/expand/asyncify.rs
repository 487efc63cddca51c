//! What is special about `asyncify`: the body goes to another thread.

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote, quote_spanned};
use syn::ext::IdentExt;
use syn::{Receiver, ReceiverKind};

use super::super::attributes;
use super::super::function::Function;
use super::{Direction, Outer};
use crate::turn::output;

impl Outer<'_> {
    /// Offloads a call of `path`, or one of it with a clone of `self`.
    pub(super) fn offloads(&self, path: &TokenStream, call: &TokenStream) -> TokenStream {
        let krate = &self.options.krate;
        let passed = self.arguments.passed();
        match (self.this(), self.options.self_by_clone) {
            (Some(this), Some(by_clone)) if self.clones_self() => {
                // A `Self` that is not `Clone` is an error at the option.
                let span = self.span.located_at(by_clone);
                let clone = quote_spanned!(span=> ::core::clone::Clone::clone(#this));
                quote_spanned! {self.span=>
                    let this = #clone;
                    #krate::__generated::offload(move || #path(&this, #(#passed),*)).await
                }
            }
            _ => quote_spanned! {self.span=>
                #krate::__generated::offload(move || #call).await
            },
        }
    }

    pub(super) fn offloads_the_body(&self) -> TokenStream {
        let krate = &self.options.krate;
        let taken_over = self.takes_over();
        let gives = output::named(&self.function.sig.output).map(|ty| quote!(-> #ty));
        let body = &self.function.body;
        quote_spanned! {self.span=>
            #krate::__generated::offload(move || #gives { #taken_over #body }).await
        }
    }

    /// The original becomes a hidden method beside it, which runs on a clone.
    pub(super) fn around_a_sibling(&self) -> TokenStream {
        let Function {
            attrs,
            vis,
            sig,
            body,
            ..
        } = self.function;
        let outer = self.signature(&sig.ident);
        let mut inner = sig.clone();
        inner.ident = format_ident!("__amphi_{}", sig.ident.unraw(), span = sig.ident.span());
        let calls = self.calls(&self.path(&inner.ident));
        let hidden = attributes::for_hidden(attrs);
        let owns = self.owns();
        quote_spanned! {self.span=>
            #(#hidden)*
            #[doc(hidden)]
            #owns
            #inner #body
            #(#attrs)*
            #vis #outer { #calls }
        }
    }

    /// For a function whose arguments are owned because `asyncify` wants it, not because it
    /// consumes them.
    pub(super) fn owns(&self) -> Option<TokenStream> {
        (self.options.direction == Direction::Asyncify)
            .then(|| quote!(#[allow(clippy::needless_pass_by_value)]))
    }

    /// Whether a clone of `self` goes to the other thread.
    pub(super) fn clones_self(&self) -> bool {
        let borrows = |receiver: &Receiver| matches!(receiver.kind, ReceiverKind::Reference(..));
        self.options.self_by_clone.is_some() && self.function.receiver().is_some_and(borrows)
    }
}

pub(super) fn note(original: &Ident) -> String {
    format!("The async twin of `{original}`: it calls that on a thread where blocking is welcome.")
}
