//! `test`: the function stays, and a module of its name has a test for each runtime.

use proc_macro2::{Span, TokenStream};
use quote::{format_ident, quote, quote_spanned};
use syn::{Attribute, Error, Ident, Path, PathSegment, Result};

use super::options::Test;
use super::root::Root;
use super::{duration, gives_nothing};
use crate::turn::Function;

pub(super) fn expand(function: Function, options: &Test) -> Result<TokenStream> {
    let attrs = Attrs::of(&function)?;
    let Function { vis, sig, body, .. } = function;
    let name = &sig.ident;
    let span = Span::mixed_site().located_at(name.span());
    let inside = inside(&options.krate);
    let import = is_relative(&options.krate).then(|| {
        quote! {
            #[allow(unused_imports)]
            use super::*;
        }
    });
    let made = Made {
        body: name,
        attrs: &attrs,
        options,
        krate: &inside,
        span,
    };
    let tests = options.roots.iter().map(|root| made.test(root));
    let none = made.none();
    let (conditions, of_body) = (&attrs.conditions, &attrs.of_body);
    Ok(quote_spanned! {span=>
        #(#conditions)*
        #[cfg(test)]
        #(#of_body)*
        #[allow(dead_code)]
        #vis #sig #body

        #(#conditions)*
        #[cfg(test)]
        mod #name {
            #import
            #(#tests)*
            #none
        }
    })
}

/// A function's attributes, by what of the expansion gets them.
struct Attrs {
    /// All of it.
    conditions: Vec<Attribute>,
    /// The function: docs and lints.
    of_body: Vec<Attribute>,
    /// Each test.
    of_tests: Vec<Attribute>,
    should_panic: bool,
}

impl Attrs {
    fn of(function: &Function) -> Result<Self> {
        let is = |attr: &Attribute, names: &[&str]| names.iter().any(|it| attr.path().is_ident(it));
        let mut sorted = Self {
            conditions: Vec::new(),
            of_body: Vec::new(),
            of_tests: Vec::new(),
            should_panic: false,
        };
        for attr in function.attrs.iter().cloned() {
            let last = attr.path().segments.last();
            if last.is_some_and(|segment| segment.ident == "test") {
                let text = "`amphi::test` makes tests by itself: take this attribute away";
                return Err(Error::new_spanned(attr, text));
            }
            if is(&attr, &["should_panic"]) {
                if !gives_nothing(&function.sig.output) {
                    let text = "a test that is to panic gives nothing";
                    return Err(Error::new_spanned(&function.sig.output, text));
                }
                sorted.should_panic = true;
            }
            let place = if is(&attr, &["cfg"]) {
                &mut sorted.conditions
            } else if is(&attr, &["doc", "allow", "warn", "deny", "forbid", "expect"]) {
                &mut sorted.of_body
            } else {
                &mut sorted.of_tests
            };
            place.push(attr);
        }
        Ok(sorted)
    }
}

/// What makes the tests of one function.
struct Made<'a> {
    body: &'a Ident,
    attrs: &'a Attrs,
    options: &'a Test,
    /// The facade, from inside the tests' module.
    krate: &'a Path,
    span: Span,
}

impl Made<'_> {
    /// The test on one runtime, where that is compiled in.
    fn test(&self, root: &Root) -> TokenStream {
        let Some(backend) = root.backend else {
            return TokenStream::new();
        };
        let flavor = root.flavor.map(|flavor| format!("_{}", flavor.ident()));
        let text = format!("{}{}", backend.ident(), flavor.unwrap_or_default());
        let name = format_ident!("{text}", span = self.body.span());
        let (krate, body, of_tests) = (self.krate, self.body, &self.attrs.of_tests);
        let spec = root.spec(krate);
        let timeout = duration::expand(self.options.timeout, krate);
        let should_panic = self.attrs.should_panic;
        let call = quote_spanned! {self.span=>
            #krate::__entry::test(
                #krate::__entry::Test {
                    name: ::core::concat!(::core::module_path!(), "::", #text),
                    spec: #spec,
                    timeout: #timeout,
                    should_panic: #should_panic,
                },
                super::#body,
            )
        };
        let function = if should_panic {
            quote_spanned!(self.span=> fn #name() { let _ = #call; })
        } else {
            quote_spanned!(self.span=> fn #name() -> #krate::__entry::ExitCode { #call })
        };
        let test = quote_spanned! {self.span=>
            #[::core::prelude::v1::test]
            #(#of_tests)*
            #function
        };
        backend.either(krate, &test, &quote!())
    }

    /// A test that says that there is none, where no backend is compiled in.
    fn none(&self) -> TokenStream {
        let mut backends: Vec<_> = self
            .options
            .roots
            .iter()
            .filter_map(|it| it.backend)
            .collect();
        backends.dedup();
        let features: Vec<_> = backends.iter().map(|backend| backend.feature()).collect();
        let text = format!("needs one of amphi's features: {}", features.join(", "));
        let none = quote_spanned! {self.span=>
            #[::core::prelude::v1::test]
            #[ignore = #text]
            fn no_backend_is_compiled_in() {}
        };
        let either =
            |none, backend: &super::backend::Backend| backend.either(self.krate, &quote!(), &none);
        backends.iter().fold(none, either)
    }
}

/// Whether a path depends on where it stands.
fn is_relative(path: &Path) -> bool {
    let first = path.segments.first();
    path.leading_colon.is_none() && first.is_some_and(|segment| segment.ident != "crate")
}

/// The path from inside a module: what begins with another name is imported there.
fn inside(path: &Path) -> Path {
    let mut path = path.clone();
    let first = path.segments.first().map(|segment| segment.ident.clone());
    match first {
        Some(first) if path.leading_colon.is_none() && first == "self" => {
            path.segments[0].ident = Ident::new("super", first.span());
        }
        Some(first) if path.leading_colon.is_none() && first == "super" => {
            let outer = PathSegment::from(Ident::new("super", first.span()));
            path.segments.insert(0, outer);
        }
        _ => {}
    }
    path
}
