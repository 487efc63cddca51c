//! The backends and flavors that can be named.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{format_ident, quote};
use syn::ext::IdentExt;
use syn::parse::ParseStream;
use syn::{Error, LitStr, Path, Result};

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Backend {
    Tokio,
    Smol,
    AsyncStd,
}

impl Backend {
    pub(super) const ALL: [Self; 3] = [Self::Tokio, Self::Smol, Self::AsyncStd];

    /// As features are written.
    pub(super) const fn feature(self) -> &'static str {
        match self {
            Self::Tokio => "tokio",
            Self::Smol => "smol",
            Self::AsyncStd => "async-std",
        }
    }

    /// As functions are written.
    pub(super) fn ident(self) -> String {
        self.feature().replace('-', "_")
    }

    /// The facade's name of it.
    pub(super) fn name(self, krate: &Path) -> TokenStream {
        let variant = match self {
            Self::Tokio => quote!(Tokio),
            Self::Smol => quote!(Smol),
            Self::AsyncStd => quote!(AsyncStd),
        };
        quote!(#krate::__entry::Name::#variant)
    }

    /// `compiled_in` where it is, else `left_out`: the facade's macro knows.
    pub(super) fn either(
        self,
        krate: &Path,
        compiled_in: &TokenStream,
        left_out: &TokenStream,
    ) -> TokenStream {
        let decide = format_ident!("if_{}", self.ident());
        quote!(#krate::__entry::#decide! { { #compiled_in } { #left_out } })
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Flavor {
    MultiThread,
    CurrentThread,
}

impl Flavor {
    pub(super) const ALL: [Self; 2] = [Self::MultiThread, Self::CurrentThread];

    pub(super) const fn ident(self) -> &'static str {
        match self {
            Self::MultiThread => "multi_thread",
            Self::CurrentThread => "current_thread",
        }
    }

    /// The facade's name of it.
    pub(super) fn name(self, krate: &Path) -> TokenStream {
        let variant = match self {
            Self::MultiThread => quote!(MultiThread),
            Self::CurrentThread => quote!(CurrentThread),
        };
        quote!(#krate::__entry::Flavor::#variant)
    }
}

/// What can be named in an attribute.
pub(super) trait Named: Copy {
    fn parse(input: ParseStream<'_>) -> Result<(Self, Span)>;
}

impl Named for Backend {
    fn parse(input: ParseStream<'_>) -> Result<(Self, Span)> {
        let (text, span) = word(input)?;
        let named = Self::ALL
            .into_iter()
            .find(|backend| text == backend.feature() || text == backend.ident());
        let named = named.ok_or_else(|| {
            let text =
                format!("`{text}` is no backend of amphi; there are `tokio`, `smol`, `async-std`");
            Error::new(span, text)
        });
        Ok((named?, span))
    }
}

impl Named for Flavor {
    fn parse(input: ParseStream<'_>) -> Result<(Self, Span)> {
        let (text, span) = word(input)?;
        let named = Self::ALL.into_iter().find(|flavor| text == flavor.ident());
        let named = named.ok_or_else(|| {
            let text =
                format!("`{text}` is no flavor; there are `multi_thread` and `current_thread`");
            Error::new(span, text)
        });
        Ok((named?, span))
    }
}

/// A name, in quotes or not.
fn word(input: ParseStream<'_>) -> Result<(String, Span)> {
    if input.peek(LitStr) {
        let text: LitStr = input.parse()?;
        return Ok((text.value(), text.span()));
    }
    let ident = input.call(Ident::parse_any)?;
    Ok((ident.to_string(), ident.span()))
}
