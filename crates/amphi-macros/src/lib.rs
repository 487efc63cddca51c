//! The attribute macros of amphi. Use them by way of the facade (`amphi::asyncify`), which exports them
//! with its feature `macros`: what they generate calls it.

/// `main` and `test`: async functions that run by themselves.
mod entry;
mod krate;
/// `asyncify` and `syncify`: functions on the other side.
mod turn;

use proc_macro::TokenStream;

use turn::Direction;

#[doc = include_str!("../docs/asyncify.md")]
#[proc_macro_attribute]
pub fn asyncify(options: TokenStream, item: TokenStream) -> TokenStream {
    turn::attribute(Direction::Asyncify, options.into(), &item.into()).into()
}

#[doc = include_str!("../docs/syncify.md")]
#[proc_macro_attribute]
pub fn syncify(options: TokenStream, item: TokenStream) -> TokenStream {
    turn::attribute(Direction::Syncify, options.into(), &item.into()).into()
}

#[doc = include_str!("../docs/main.md")]
#[proc_macro_attribute]
pub fn main(options: TokenStream, item: TokenStream) -> TokenStream {
    entry::main_attribute(options.into(), &item.into()).into()
}

#[doc = include_str!("../docs/test.md")]
#[proc_macro_attribute]
pub fn test(options: TokenStream, item: TokenStream) -> TokenStream {
    entry::test_attribute(options.into(), &item.into()).into()
}
