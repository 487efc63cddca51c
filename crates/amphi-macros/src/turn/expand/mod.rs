//! One function, turned around or given its twin.
//!
//! The body stays as it is. A free function becomes an item inside the outer one, so all that its
//! body may do (call itself, return early, give `impl Trait`) means what it meant. A method cannot
//! move into an item, where its `Self` is unknown: its body goes into a closure, or beside it where
//! `self` is cloned.

mod asyncify;
mod syncify;

use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, quote, quote_spanned};
use syn::ext::IdentExt;
use syn::{FnArg, Receiver, Result, Signature, parse_quote_spanned};

use super::Direction;
use super::arguments::{Arguments, turbofish};
use super::attributes;
use super::check::check;
use super::function::Function;
use super::options::Options;

/// The function, or functions, in place of `function`.
pub(super) fn expand(function: &Function, options: &Options) -> Result<TokenStream> {
    let outer = Outer::new(function, options, quote!(Self))?;
    Ok(match options.twin_of(&function.sig.ident)? {
        Some(twin) => outer.beside(&twin),
        None if outer.clones_self() => outer.around_a_sibling(),
        None if function.is_associated => outer.around_a_closure(),
        None => outer.around_an_item(),
    })
}

/// The twin alone, of a function that `home` has.
pub(super) fn twin(
    function: &Function,
    options: &Options,
    home: TokenStream,
) -> Result<TokenStream> {
    let outer = Outer::new(function, options, home)?;
    let twin = options.twin_of(&function.sig.ident)?;
    Ok(twin.map(|twin| outer.twin(&twin)).unwrap_or_default())
}

/// The function that is made.
struct Outer<'a> {
    function: &'a Function,
    options: &'a Options,
    arguments: Arguments,
    /// What has the original, where it is associated.
    home: TokenStream,
    /// Of generated code: errors in it point at the function's name.
    span: Span,
}

impl<'a> Outer<'a> {
    fn new(function: &'a Function, options: &'a Options, home: TokenStream) -> Result<Self> {
        check(function, options)?;
        Ok(Self {
            function,
            options,
            arguments: Arguments::of(&function.sig)?,
            home,
            span: Span::mixed_site().located_at(function.sig.ident.span()),
        })
    }

    /// The original stays, and the twin calls it.
    fn beside(&self, twin: &Ident) -> TokenStream {
        let original = self.function;
        let owns = self.owns();
        let twin = self.twin(twin);
        quote!(#owns #original #twin)
    }

    fn twin(&self, twin: &Ident) -> TokenStream {
        let Function {
            attrs, vis, sig, ..
        } = self.function;
        let attrs = attributes::for_twin(attrs);
        let mut outer = self.signature(twin);
        if let Some(FnArg::Receiver(receiver)) = outer.inputs.first_mut() {
            // The original changes it, the twin passes it on.
            receiver.mutability = None;
        }
        let name = &sig.ident;
        let body = self.calls(&self.path(name));
        let note = self.note(&name.unraw());
        let tells_its_caller = self.tells_its_caller();
        quote_spanned! {self.span=>
            #(#attrs)*
            #[doc = ""]
            #[doc = #note]
            #[allow(deprecated)]
            #tells_its_caller
            #vis #outer { #body }
        }
    }

    /// The original becomes an item inside.
    fn around_an_item(&self) -> TokenStream {
        let Function {
            attrs,
            vis,
            sig,
            body,
            ..
        } = self.function;
        let outer = self.signature(&sig.ident);
        let name = &sig.ident;
        let turbofish = turbofish(sig);
        let call = Ident::new("call", self.span);
        let calls = self.calls(&call.to_token_stream());
        let owns = self.owns();
        quote_spanned! {self.span=>
            #(#attrs)*
            #vis #outer {
                // The item is in sight of nothing but itself: an argument may bear its name.
                let #call = {
                    #owns
                    #sig #body
                    #name #turbofish
                };
                #calls
            }
        }
    }

    /// The original's body goes into a closure.
    fn around_a_closure(&self) -> TokenStream {
        let Function {
            attrs, vis, sig, ..
        } = self.function;
        let outer = self.signature(&sig.ident);
        let call = match self.options.direction {
            Direction::Asyncify => self.offloads_the_body(),
            Direction::Syncify => self.waits_for_the_body(),
        };
        quote_spanned! {self.span=> #(#attrs)* #vis #outer { #call } }
    }

    /// The signature of the function that is made.
    fn signature(&self, name: &Ident) -> Signature {
        let mut sig = self.function.sig.clone();
        sig.ident = name.clone();
        match self.options.direction {
            Direction::Asyncify => sig.asyncness = Some(parse_quote_spanned!(self.span=> async)),
            Direction::Syncify => syncify::turn(&mut sig),
        }
        let receiver = self.function.receiver().cloned().map(FnArg::Receiver);
        let declared = self.arguments.declared().into_iter();
        let span = self.span;
        sig.inputs = receiver
            .into_iter()
            .chain(declared.map(|argument| parse_quote_spanned!(span=> #argument)))
            .collect();
        sig
    }

    /// Calls `path` with the arguments, on the other side.
    fn calls(&self, path: &TokenStream) -> TokenStream {
        let this = self.this();
        let self_argument = this.map(|this| quote!(#this,));
        let passed = self.arguments.passed();
        let call = quote_spanned!(self.span=> #path(#self_argument #(#passed),*));
        match self.options.direction {
            Direction::Asyncify => self.offloads(path, &call),
            Direction::Syncify => self.waits(&call),
        }
    }

    /// Takes over, whole, what the body of the original may use in part.
    fn takes_over(&self) -> TokenStream {
        // The whole of `self` goes into the closure, not only the fields that the body uses.
        let whole_self = self.this().map(|this| quote!(let _ = &#this;));
        let bound = self.arguments.bound();
        quote!(#whole_self #bound)
    }

    fn this(&self) -> Option<&syn::Token![self]> {
        let receiver: Option<&Receiver> = self.function.receiver();
        receiver.map(|receiver| &receiver.self_token)
    }

    /// The original, or its hidden sibling, from inside another function.
    fn path(&self, name: &Ident) -> TokenStream {
        let turbofish = turbofish(&self.function.sig);
        if self.function.is_associated {
            let home = &self.home;
            quote_spanned!(self.span=> #home::#name #turbofish)
        } else {
            // An argument may have this name; it cannot be meant where the span is not the user's.
            let mut name = name.clone();
            name.set_span(self.span);
            quote!(#name #turbofish)
        }
    }

    /// What the twin's docs say besides the original's.
    fn note(&self, original: &Ident) -> String {
        match self.options.direction {
            Direction::Asyncify => asyncify::note(original),
            Direction::Syncify => syncify::note(original),
        }
    }
}
