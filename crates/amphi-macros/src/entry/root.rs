//! The runtime that an attribute asks for.

use proc_macro2::{Span, TokenStream};
use quote::quote;
use syn::meta::ParseNestedMeta;
use syn::{Error, LitInt, Path, Result};

use super::backend::{Backend, Flavor};

/// One runtime; what is not said is left to the facade.
#[derive(Clone, Copy, Default)]
pub(super) struct Root {
    pub(super) backend: Option<Backend>,
    pub(super) flavor: Option<Flavor>,
    pub(super) worker_threads: Option<usize>,
}

impl Root {
    /// The facade's `Spec` of it.
    pub(super) fn spec(&self, krate: &Path) -> TokenStream {
        let backend = self.backend.map(|backend| {
            let name = backend.name(krate);
            quote!(.backend(#name))
        });
        let flavor = self.flavor.map(|flavor| {
            let name = flavor.name(krate);
            quote!(.flavor(#name))
        });
        let threads = self
            .worker_threads
            .map(|threads| quote!(.worker_threads(#threads)));
        quote!(#krate::__entry::Spec::current() #backend #flavor #threads)
    }
}

/// `worker_threads = 2`.
pub(super) fn worker_threads(meta: &ParseNestedMeta<'_>) -> Result<(usize, Span)> {
    let literal: LitInt = meta.value()?.parse()?;
    match literal.base10_parse()? {
        0 => Err(Error::new(
            literal.span(),
            "a runtime needs at least one thread",
        )),
        threads => Ok((threads, literal.span())),
    }
}
