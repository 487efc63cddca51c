//! The attribute macros of amphi. Use them as `amphi::asyncify` and `amphi::syncify`: the facade
//! exports them with its feature `macros`, and what they generate calls it.

mod arguments;
mod attributes;
mod block;
mod borrow;
mod check;
mod expand;
mod function;
mod options;

use proc_macro::TokenStream;
use proc_macro2::{Ident, Span, TokenTree};
use quote::quote;
use syn::{Error, ItemImpl, Result};

use function::Function;
use options::Options;

/// Which way an attribute goes.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Direction {
    Asyncify,
    Syncify,
}

impl Direction {
    const fn name(self) -> &'static str {
        match self {
            Self::Asyncify => "asyncify",
            Self::Syncify => "syncify",
        }
    }
}

/// Makes a blocking function async: its body runs on a thread where blocking is welcome.
///
/// `fn name(args) -> R` becomes `async fn name(args) -> R`, of the same visibility, generics, docs
/// and attributes. What holds of [`asyncify`](https://docs.rs/amphi/latest/amphi/fn.asyncify.html)
/// the function holds here: nothing happens before the first poll; then the current runtime runs
/// the body; dropping the future gives the call up; a panic goes on in the awaiter, payload
/// unchanged.
///
/// ```
/// /// How many lines a file has.
/// #[amphi::asyncify]
/// fn count_lines(path: String) -> std::io::Result<usize> {
///     Ok(std::fs::read_to_string(path)?.lines().count())
/// }
///
/// # amphi::block_on(async {
/// assert!(count_lines("Cargo.toml".to_string()).await.unwrap() > 0);
/// # });
/// ```
///
/// # Options
/// - `twin = "name_async"` keeps the function and adds the async one under that name. In it `{}`
///   stands for the function's own name: `twin = "{}_async"`. The twin gets the docs, and the
///   attributes that are about its callers: `cfg`, `deprecated`, `must_use` and lints.
/// - `self_by = "clone"` runs a method that takes `&self` on a clone of it.
/// - `crate = "path"` says where `amphi` is: for those who re-export or rename it.
/// - `skip`, inside an annotated `impl`, leaves a function as it is.
///
/// # Arguments
/// The thread may outlive the caller, so arguments own what they hold: one that borrows is an error
/// that says what to do. Generic ones and `impl Trait` need the bounds `Send + 'static`, and so
/// does the result. Patterns (`mut x`, `(a, b)`, `_`) may be used as ever.
///
/// # Methods
/// `self` and `self: Arc<Self>` go to the thread as they are. `&self` needs `self_by = "clone"`;
/// `&mut self` is an error.
///
/// ```
/// use std::sync::Arc;
///
/// #[derive(Clone)]
/// struct Store { root: Arc<str> }
///
/// impl Store {
///     #[amphi::asyncify(twin = "read_async", self_by = "clone")]
///     fn read(&self, name: String) -> std::io::Result<String> {
///         std::fs::read_to_string(format!("{}/{name}", self.root))
///     }
/// }
///
/// let store = Store { root: ".".into() };
/// assert!(store.read("Cargo.toml".into()).is_ok());
/// # amphi::block_on(async {
/// assert!(store.read_async("Cargo.toml".into()).await.is_ok());
/// # });
/// ```
///
/// It works on a method of a trait's implementation too, where the trait wants an `async fn`
/// (without `self_by`, which makes a second method: put that on a method of the type's own, and
/// call it).
///
/// # A whole `impl`
/// On an `impl` block it turns every function that is not private, async or `const`. A function's
/// own `#[asyncify(..)]` overrides the options; it also turns a private one.
///
/// ```
/// struct Files;
///
/// #[amphi::asyncify(twin = "{}_async")]
/// impl Files {
///     pub fn exists(path: String) -> bool {
///         std::path::Path::new(&path).exists()
///     }
///     #[asyncify(skip)]
///     pub fn new() -> Self {
///         Self
///     }
/// }
///
/// assert!(Files::exists("Cargo.toml".into()));
/// # amphi::block_on(async {
/// assert!(Files::exists_async("Cargo.toml".into()).await);
/// # });
/// # Files::new();
/// ```
///
/// A function without `self` that uses the `impl`'s generics needs the attribute on the `impl`:
/// from the function alone the macro cannot tell where it stands.
///
/// # What is refused
/// `async fn` and functions that give a future (await them), `const fn`, `unsafe fn`, `extern`
/// functions, `impl` blocks of traits.
#[proc_macro_attribute]
pub fn asyncify(options: TokenStream, item: TokenStream) -> TokenStream {
    attribute(Direction::Asyncify, options, item)
}

/// Makes an async function synchronous: it waits for its body, on the calling thread, from
/// anywhere.
///
/// `async fn name(args) -> R` becomes `fn name(args) -> R`. It is the mirror of [`macro@asyncify`],
/// with the same options but for `self_by`, and with less to ask: arguments may borrow, and nothing
/// need be `Send`. The wait is that of `amphi::block_on`, so it works inside a task of the same
/// runtime too.
///
/// ```
/// struct Client;
///
/// #[amphi::syncify(twin = "{}_blocking")]
/// impl Client {
///     pub async fn ask(&self, question: &str) -> usize {
///         amphi::yield_now().await;
///         question.len()
///     }
/// }
///
/// assert_eq!(Client.ask_blocking("why?"), 4);
/// # amphi::block_on(async {
/// assert_eq!(Client.ask("why?").await, 4);
/// # });
/// ```
///
/// Without a twin it gives async bodies to what is synchronous: `main`, tests, the methods of a
/// trait.
///
/// ```
/// struct Connection { log: std::sync::mpsc::Sender<&'static str> }
///
/// impl Connection {
///     async fn close(&mut self) {
///         amphi::yield_now().await;
///         self.log.send("closed").unwrap();
///     }
/// }
///
/// impl Drop for Connection {
///     #[amphi::syncify]
///     async fn drop(&mut self) {
///         self.close().await;
///     }
/// }
///
/// let (log, logged) = std::sync::mpsc::channel();
/// drop(Connection { log });
/// assert_eq!(logged.recv(), Ok("closed"));
/// ```
///
/// # Panics
/// The function that is made panics where the wait is impossible, as `amphi::block_on` does. A
/// panic of the body goes on to the caller.
#[proc_macro_attribute]
pub fn syncify(options: TokenStream, item: TokenStream) -> TokenStream {
    attribute(Direction::Syncify, options, item)
}

fn attribute(direction: Direction, options: TokenStream, item: TokenStream) -> TokenStream {
    let item = proc_macro2::TokenStream::from(item);
    match expand_item(direction, options.into(), item.clone()) {
        Ok(expanded) => expanded.into(),
        Err(error) => {
            // The item stays, so that what uses it adds no errors of its own.
            let error = error.into_compile_error();
            quote!(#error #item).into()
        }
    }
}

fn expand_item(
    direction: Direction,
    options: proc_macro2::TokenStream,
    item: proc_macro2::TokenStream,
) -> Result<proc_macro2::TokenStream> {
    let options = Options::new(direction).with(options)?;
    if options.skip {
        let text = "`skip` is for a function inside an annotated `impl`";
        return Err(Error::new(Span::call_site(), text));
    }
    match words(item.clone()).find(|word| word == "impl" || word == "fn") {
        Some(word) if word == "impl" => {
            return block::expand_impl(syn::parse2::<ItemImpl>(item)?, &options);
        }
        Some(_) => {}
        None => {
            let text = format!("`{}` is for functions and `impl` blocks", direction.name());
            return Err(Error::new(Span::call_site(), text));
        }
    }
    let function = syn::parse2::<Function>(item)?;
    expand::expand(&function, &options)
}

/// An item's own words, without those inside its brackets and braces.
fn words(item: proc_macro2::TokenStream) -> impl Iterator<Item = Ident> {
    item.into_iter().filter_map(|token| match token {
        TokenTree::Ident(word) => Some(word),
        _ => None,
    })
}
