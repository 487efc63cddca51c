//! [`Function`]: what an attribute stands on. Its body stays what the user wrote, unparsed.

use proc_macro2::{TokenStream, TokenTree};
use quote::{ToTokens, quote};
use syn::parse::{Parse, ParseStream};
use syn::{
    Attribute, Error, ImplItemFn, Receiver, Result, Signature, Token, TraitItemFn, Visibility,
};

#[derive(Clone)]
pub(crate) struct Function {
    pub(crate) attrs: Vec<Attribute>,
    pub(crate) vis: Visibility,
    pub(crate) sig: Signature,
    /// With its braces.
    pub(crate) body: TokenStream,
    /// Whether it certainly stands in an `impl`.
    pub(crate) is_associated: bool,
}

impl Function {
    pub(crate) fn receiver(&self) -> Option<&Receiver> {
        self.sig.receiver()
    }
}

impl Parse for Function {
    fn parse(input: ParseStream<'_>) -> Result<Self> {
        let attrs = input.call(Attribute::parse_outer)?;
        let vis = input.parse()?;
        let sig: Signature = input.parse()?;
        if input.peek(Token![;]) {
            let text = "a function with a body is needed: of a trait, annotate the implementation, \
                        or with `syncify` the trait itself";
            return Err(Error::new(sig.ident.span(), text));
        }
        let body: TokenStream = input.parse()?;
        let is_associated = sig.receiver().is_some()
            || names_self(sig.to_token_stream())
            || names_self(body.clone());
        Ok(Self {
            attrs,
            vis,
            sig,
            body,
            is_associated,
        })
    }
}

impl From<ImplItemFn> for Function {
    fn from(function: ImplItemFn) -> Self {
        Self {
            attrs: function.attrs,
            vis: function.vis,
            sig: function.sig,
            body: function.block.into_token_stream(),
            is_associated: true,
        }
    }
}

/// Without a body, which the trait may leave to others.
impl From<TraitItemFn> for Function {
    fn from(function: TraitItemFn) -> Self {
        Self {
            attrs: function.attrs,
            vis: Visibility::Inherited,
            sig: function.sig,
            body: TokenStream::new(),
            is_associated: true,
        }
    }
}

impl ToTokens for Function {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        let Self {
            attrs,
            vis,
            sig,
            body,
            ..
        } = self;
        tokens.extend(quote!(#(#attrs)* #vis #sig #body));
    }
}

/// Whether `Self` is mentioned, which only an `impl` has.
fn names_self(tokens: TokenStream) -> bool {
    tokens.into_iter().any(|token| match token {
        TokenTree::Ident(ident) => ident == "Self",
        TokenTree::Group(group) => names_self(group.stream()),
        _ => false,
    })
}
