//! One function, turned around or given its twin.
//!
//! The body stays as it is. A free function becomes an item inside the outer one, so all that its
//! body may do (call itself, return early, give `impl Trait`) means what it meant. A method cannot
//! move into an item, where its `Self` is unknown: its body goes into a closure, or beside it where
//! `self` is cloned.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, format_ident, quote, quote_spanned};
use syn::ext::IdentExt;
use syn::visit::{self, Visit};
use syn::{FnArg, Result, ReturnType, Signature, TypeImplTrait, TypeNever, parse_quote_spanned};

use crate::Direction;
use crate::arguments::{Arguments, turbofish};
use crate::attributes;
use crate::check::check;
use crate::function::Function;
use crate::options::Options;

/// The function, or functions, in place of `function`.
pub(crate) fn expand(function: &Function, options: &Options) -> Result<TokenStream> {
    check(&function.sig, options)?;
    let outer = Outer {
        function,
        options,
        arguments: Arguments::of(&function.sig)?,
        span: Span::mixed_site().located_at(function.sig.ident.span()),
    };
    Ok(match options.twin_of(&function.sig.ident)? {
        Some(twin) => outer.beside(&twin),
        None if outer.clones_self() => outer.around_a_sibling(),
        None if function.is_associated => outer.around_a_closure(),
        None => outer.around_an_item(),
    })
}

/// The function that is made.
struct Outer<'a> {
    function: &'a Function,
    options: &'a Options,
    arguments: Arguments,
    /// Of generated code: errors in it point at the function's name.
    span: Span,
}

impl Outer<'_> {
    /// The original stays, and the twin calls it.
    fn beside(&self, twin: &Ident) -> TokenStream {
        let Function {
            attrs, vis, sig, ..
        } = self.function;
        let original = self.function;
        let name = &sig.ident;
        let attrs = attributes::for_twin(attrs);
        let note = self.note(&name.unraw());
        let outer = self.signature(twin);
        let body = self.calls(&self.path(name));
        let owns = self.owns();
        quote_spanned! {self.span=>
            #owns
            #original
            #(#attrs)*
            #[doc = ""]
            #[doc = #note]
            #[allow(deprecated)]
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

    /// The original becomes a hidden method beside it, which runs on a clone.
    fn around_a_sibling(&self) -> TokenStream {
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

    /// The original's body goes into a closure.
    fn around_a_closure(&self) -> TokenStream {
        let Function {
            attrs,
            vis,
            sig,
            body,
            ..
        } = self.function;
        let outer = self.signature(&sig.ident);
        // The whole of `self` goes into the closure, not only the fields that the body uses.
        let whole_self = sig.receiver().map(|receiver| {
            let this = &receiver.self_token;
            quote!(let _ = &#this;)
        });
        let bound = self.arguments.bound();
        let krate = &self.options.krate;
        let gives = given(&sig.output);
        let call = match (self.options.direction, gives) {
            (Direction::Asyncify, gives) => {
                let gives = gives.map(|ty| quote!(-> #ty));
                quote_spanned! {self.span=>
                    #krate::__generated::offload(move || #gives { #whole_self #bound #body }).await
                }
            }
            (Direction::Syncify, None) => quote_spanned! {self.span=>
                #krate::block_on(async move { #whole_self #bound #body })
            },
            // The first `return` tells the type, which an async block cannot say of itself.
            (Direction::Syncify, Some(ty)) => quote_spanned! {self.span=>
                #krate::block_on(async move {
                    let typed: ::core::option::Option<#ty> = ::core::option::Option::None;
                    if let ::core::option::Option::Some(typed) = typed {
                        return typed;
                    }
                    #whole_self
                    #bound
                    let value: #ty = #body;
                    #[allow(unreachable_code)]
                    value
                })
            },
        };
        quote_spanned! {self.span=> #(#attrs)* #vis #outer { #call } }
    }

    /// The signature of the function that is made.
    fn signature(&self, name: &Ident) -> Signature {
        let mut sig = self.function.sig.clone();
        sig.ident = name.clone();
        sig.asyncness = match self.options.direction {
            Direction::Asyncify => Some(parse_quote_spanned!(self.span=> async)),
            Direction::Syncify => None,
        };
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
        let passed = self.arguments.passed();
        let krate = &self.options.krate;
        let this = self
            .function
            .receiver()
            .map(|receiver| &receiver.self_token);
        let self_argument = this.map(|this| quote!(#this,));
        match (self.options.direction, this, self.options.self_by_clone) {
            (Direction::Syncify, ..) => quote_spanned! {self.span=>
                #krate::block_on(#path(#self_argument #(#passed),*))
            },
            (Direction::Asyncify, Some(this), Some(by_clone)) if self.clones_self() => {
                // A `Self` that is not `Clone` is an error at the option.
                let span = self.span.located_at(by_clone);
                let clone = quote_spanned!(span=> ::core::clone::Clone::clone(#this));
                quote_spanned! {self.span=>
                    let this = #clone;
                    #krate::__generated::offload(move || #path(&this, #(#passed),*)).await
                }
            }
            (Direction::Asyncify, ..) => quote_spanned! {self.span=>
                #krate::__generated::offload(move || #path(#self_argument #(#passed),*)).await
            },
        }
    }

    /// For a function whose arguments are owned because `asyncify` wants it, not because it
    /// consumes them.
    fn owns(&self) -> Option<TokenStream> {
        (self.options.direction == Direction::Asyncify)
            .then(|| quote!(#[allow(clippy::needless_pass_by_value)]))
    }

    /// The original, or its hidden sibling, from inside another function.
    fn path(&self, name: &Ident) -> TokenStream {
        let turbofish = turbofish(&self.function.sig);
        if self.function.is_associated {
            quote_spanned!(self.span=> Self::#name #turbofish)
        } else {
            // An argument may have this name; it cannot be meant where the span is not the user's.
            let mut name = name.clone();
            name.set_span(self.span);
            quote!(#name #turbofish)
        }
    }

    /// Whether a clone of `self` goes to the other thread.
    fn clones_self(&self) -> bool {
        let borrows =
            |receiver: &syn::Receiver| matches!(receiver.kind, syn::ReceiverKind::Reference(..));
        self.options.self_by_clone.is_some() && self.function.receiver().is_some_and(borrows)
    }

    /// What the twin's docs say besides the original's.
    fn note(&self, original: &Ident) -> String {
        match self.options.direction {
            Direction::Asyncify => format!(
                "The async twin of `{original}`: it calls that on a thread where blocking is \
                 welcome."
            ),
            Direction::Syncify => format!(
                "The blocking twin of `{original}`: it waits for that on the calling thread."
            ),
        }
    }
}

/// The type that a body is said to give, where it has a name.
fn given(output: &ReturnType) -> Option<TokenStream> {
    struct Unnamed(bool);
    impl<'ast> Visit<'ast> for Unnamed {
        fn visit_type_impl_trait(&mut self, _: &'ast TypeImplTrait) {
            self.0 = true;
        }
        fn visit_type_never(&mut self, _: &'ast TypeNever) {
            self.0 = true;
        }
    }
    let mut unnamed = Unnamed(false);
    visit::visit_return_type(&mut unnamed, output);
    match output {
        _ if unnamed.0 => None,
        ReturnType::Default => Some(quote!(())),
        ReturnType::Type(_, ty) => Some(ty.to_token_stream()),
    }
}
