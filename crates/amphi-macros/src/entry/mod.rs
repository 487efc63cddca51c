//! `main` and `test`: async functions that nobody calls from async code.

mod backend;
mod duration;
mod main;
mod options;
mod root;
mod test;

use proc_macro2::TokenStream;
use quote::quote;
use syn::{Error, Result, ReturnType, Safety};

use crate::turn::Function;

/// What `amphi::main` makes of a function, or the errors and the function.
pub(crate) fn main_attribute(options: TokenStream, item: &TokenStream) -> TokenStream {
    let expanded = options::Main::parse(options)
        .and_then(|options| Ok(main::expand(async_function(item, "main")?, &options)));
    expanded.unwrap_or_else(|error| {
        let error = error.into_compile_error();
        // The compiler has more to say about an async `main`, and about none.
        let stand_in = syn::parse2::<Function>(item.clone()).ok().map(|function| {
            let name = &function.sig.ident;
            quote! {
                fn #name() {}
                #[allow(dead_code)]
                const _: () = { #item };
            }
        });
        quote!(#error #stand_in)
    })
}

/// What `amphi::test` makes of a function, or the errors and the function.
pub(crate) fn test_attribute(options: TokenStream, item: &TokenStream) -> TokenStream {
    let expanded = options::Test::parse(options)
        .and_then(|options| test::expand(async_function(item, "test")?, &options));
    expanded.unwrap_or_else(|error| {
        let error = error.into_compile_error();
        quote!(#error #[allow(dead_code)] #item)
    })
}

/// The function, where it is one that can be run by itself.
fn async_function(item: &TokenStream, name: &str) -> Result<Function> {
    let refuse = |place: TokenStream, text: String| Err(Error::new_spanned(place, text));
    let Ok(function) = syn::parse2::<Function>(item.clone()) else {
        return refuse(quote!(), format!("`amphi::{name}` is for an `async fn`"));
    };
    let sig = &function.sig;
    if sig.asyncness.is_none() {
        let fn_token = sig.fn_token;
        let without = match name {
            "main" => "without it no attribute is needed".to_owned(),
            _ => format!("a synchronous one is a plain `#[{name}]`"),
        };
        let text = format!("`amphi::{name}` is for an `async fn`: {without}");
        return refuse(quote!(#fn_token), text);
    }
    if !sig.inputs.is_empty() {
        let inputs = &sig.inputs;
        let text = "this function takes no arguments: nobody is there to pass them".to_owned();
        return refuse(quote!(#inputs), text);
    }
    if !sig.generics.params.is_empty() {
        let params = &sig.generics.params;
        let text = "this function has no generics: nobody is there to choose them".to_owned();
        return refuse(quote!(#params), text);
    }
    if let Safety::Unsafe(unsafety) = &sig.safety {
        let text = "this function is a safe one: nobody is there to answer for it".to_owned();
        return refuse(quote!(#unsafety), text);
    }
    if let Some(abi) = &sig.abi {
        let text = format!("`amphi::{name}` is for Rust's own functions");
        return refuse(quote!(#abi), text);
    }
    Ok(function)
}

/// Whether a function is said to give nothing.
fn gives_nothing(output: &ReturnType) -> bool {
    matches!(output, ReturnType::Default)
}
