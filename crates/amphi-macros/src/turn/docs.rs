//! Tests of what is written above a twin: the original's docs, and a line on what it does with its caller.

use syn::{Attribute, Expr, ExprLit, File, ImplItem, Item, Lit, Meta, TraitItem};

use super::{Direction, TokenStream, attribute, quote};

/// The names and the docs of what the attribute makes of this, those inside of it included.
fn docs(direction: Direction, item: &TokenStream) -> Vec<(String, String)> {
    let made = attribute(direction, TokenStream::new(), item);
    let file: File = syn::parse2(made).expect("it makes items");
    let mut all = Vec::new();
    for item in file.items {
        match item {
            Item::Fn(it) => all.push((it.sig.ident.to_string(), text(&it.attrs))),
            Item::Trait(it) => {
                all.push((it.ident.to_string(), text(&it.attrs)));
                for item in it.items {
                    if let TraitItem::Fn(it) = item {
                        all.push((it.sig.ident.to_string(), text(&it.attrs)));
                    }
                }
            }
            Item::Impl(it) => {
                for item in it.items {
                    if let ImplItem::Fn(it) = item {
                        all.push((it.sig.ident.to_string(), text(&it.attrs)));
                    }
                }
            }
            _ => {}
        }
    }
    all
}

/// The lines of a doc comment.
fn text(attrs: &[Attribute]) -> String {
    let line = |attr: &Attribute| match &attr.meta {
        Meta::NameValue(meta) if meta.path.is_ident("doc") => match &meta.value {
            Expr::Lit(ExprLit {
                lit: Lit::Str(text),
                ..
            }) => Some(text.value()),
            _ => None,
        },
        _ => None,
    };
    let lines: Vec<_> = attrs.iter().filter_map(line).collect();
    lines.join("\n")
}

/// Asserts that these are the names, and that the docs of each have this in them, in this order.
#[track_caller]
fn assert_docs(made: &[(String, String)], expected: &[(&str, &[&str])]) {
    let names = |(name, _): &(String, String)| name.clone();
    let made_names: Vec<_> = made.iter().map(names).collect();
    let expected_names: Vec<_> = expected.iter().map(|(name, _)| *name).collect();
    assert_eq!(made_names, expected_names);
    for ((name, docs), (_, parts)) in made.iter().zip(expected) {
        let mut rest = docs.as_str();
        for part in *parts {
            let found = rest.find(part);
            let found =
                found.unwrap_or_else(|| panic!("{part:?} is not in that of {name}: {docs}"));
            rest = &rest[found + part.len()..];
        }
    }
}

const WAITS: &str = "it waits for that on the calling thread";

#[test]
fn a_blocking_twin_says_so_below_the_docs() {
    let function = quote! {
        /// Fetches.
        ///
        /// # Errors
        /// None.
        pub async fn fetch() {}
    };
    assert_docs(
        &docs(Direction::Syncify, &function),
        &[
            ("fetch", &["Fetches", "# Errors"]),
            (
                "fetch_blocking",
                &["Fetches", "# Errors", "twin of `fetch`", WAITS],
            ),
        ],
    );
    let block = quote! {
        impl Client {
            /// Fetches.
            pub async fn fetch(&self) {}
            pub async fn bare(&self) {}
        }
    };
    assert_docs(
        &docs(Direction::Syncify, &block),
        &[
            ("fetch", &["Fetches"]),
            ("fetch_blocking", &["Fetches", "twin of `fetch`", WAITS]),
            ("bare", &[]),
            ("bare_blocking", &["twin of `bare`", WAITS]),
        ],
    );
}

#[test]
fn so_do_the_trait_of_the_twins_and_each_of_them() {
    let interface = quote! {
        /// A store.
        pub trait Store {
            /// Fetches.
            async fn fetch(&self);
        }
    };
    assert_docs(
        &docs(Direction::Syncify, &interface),
        &[
            ("Store", &["A store"]),
            ("fetch", &["Fetches"]),
            (
                "StoreBlocking",
                &["A store", "twins of [`Store`]'s async functions"],
            ),
            ("fetch_blocking", &["Fetches", "twin of `fetch`", WAITS]),
        ],
    );
}
