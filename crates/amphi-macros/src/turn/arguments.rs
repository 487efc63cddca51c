//! A function's arguments, as the function around it takes and passes them.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, format_ident, quote};
use syn::{Error, FnArg, GenericParam, Pat, PatType, Result, Signature};

/// Arguments apart from `self`. Those that the user named keep their names; names that are made up
/// have a span of their own, so they collide with none of the user's.
pub(super) struct Arguments {
    arguments: Vec<Argument>,
}

struct Argument {
    inner: PatType,
    outer: Ident,
}

impl Arguments {
    pub(super) fn of(sig: &Signature) -> Result<Self> {
        let typed = sig.inputs.iter().filter_map(|input| match input {
            FnArg::Typed(argument) => Some(argument),
            FnArg::Receiver(_) => None,
        });
        let arguments = typed
            .enumerate()
            .map(|(index, inner)| {
                refuse_conditional(inner)?;
                Ok(Argument {
                    inner: inner.clone(),
                    outer: outer_name(index, &inner.pat),
                })
            })
            .collect::<Result<_>>()?;
        Ok(Self { arguments })
    }

    /// As the outer function declares them.
    pub(super) fn declared(&self) -> Vec<TokenStream> {
        let declare = |Argument { inner, outer }: &Argument| {
            let ty = &inner.ty;
            quote!(#outer: #ty)
        };
        self.arguments.iter().map(declare).collect()
    }

    /// As the outer function passes them on.
    pub(super) fn passed(&self) -> Vec<&Ident> {
        self.arguments
            .iter()
            .map(|argument| &argument.outer)
            .collect()
    }

    /// Statements that take them over whole and bind the user's patterns.
    pub(super) fn bound(&self) -> TokenStream {
        let bind = |Argument { inner, outer }: &Argument| {
            let pat = &inner.pat;
            if let Pat::Ident(_) = **pat {
                return quote!(let #pat = #outer;);
            }
            // A pattern alone would take only the parts that it names.
            let whole = format_ident!("_{}", outer, span = outer.span());
            quote!(let #whole = #outer; let #pat = #whole;)
        };
        self.arguments.iter().map(bind).collect()
    }
}

/// `::<T, N>`: the generic arguments that a call of the function can name.
pub(super) fn turbofish(sig: &Signature) -> TokenStream {
    let names = sig.generics.params.iter().filter_map(|param| match param {
        GenericParam::Type(param) => Some(param.ident.to_token_stream()),
        GenericParam::Const(param) => Some(param.ident.to_token_stream()),
        _ => None,
    });
    let names: Vec<_> = names.collect();
    if names.is_empty() {
        return TokenStream::new();
    }
    quote!(::<#(#names),*>)
}

fn outer_name(index: usize, pat: &Pat) -> Ident {
    match pat {
        Pat::Ident(pat) => pat.ident.clone(),
        _ => format_ident!("arg{index}", span = Span::mixed_site()),
    }
}

fn refuse_conditional(argument: &PatType) -> Result<()> {
    let conditional = argument
        .attrs
        .iter()
        .find(|attr| attr.path().is_ident("cfg") || attr.path().is_ident("cfg_attr"));
    conditional.map_or(Ok(()), |attr| {
        Err(Error::new_spanned(
            attr,
            "an argument cannot be conditional here; write two functions",
        ))
    })
}
