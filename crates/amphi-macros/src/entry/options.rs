//! What stands in the parentheses of `main` and `test`.

use std::time::Duration;

use proc_macro2::{Span, TokenStream};
use syn::meta::ParseNestedMeta;
use syn::parse::Parser;
use syn::{Error, Path, Result, Token, parenthesized, parse_quote};

use super::backend::{Backend, Flavor, Named};
use super::duration;
use super::root::{Root, worker_threads};
use crate::krate;

/// Those of `main`.
pub(super) struct Main {
    pub(super) root: Root,
    /// Where the backend is named.
    pub(super) backend: Span,
    /// How long the runtime may take to end.
    pub(super) shutdown: Duration,
    pub(super) krate: Path,
}

/// Those of `test`.
pub(super) struct Test {
    /// Where the test runs.
    pub(super) roots: Vec<Root>,
    pub(super) timeout: Duration,
    pub(super) krate: Path,
}

const NO_THREADS: &str =
    "`worker_threads` is for the flavor `multi_thread`: `current_thread` has one";
const ONE_SHAPE: &str = "async-std has one runtime in a process, with many threads, whose number the \
    environment variable ASYNC_STD_THREAD_COUNT says; leave this away, or take another backend";

impl Main {
    pub(super) fn parse(tokens: TokenStream) -> Result<Self> {
        let (mut backend, mut flavor, mut threads) = (None, None, None);
        let mut shutdown = Duration::from_secs(10);
        let mut krate = parse_quote!(::amphi);
        let set = |meta: ParseNestedMeta<'_>| {
            if meta.path.is_ident("backend") {
                backend = Some(Backend::parse(meta.value()?)?);
            } else if meta.path.is_ident("flavor") {
                flavor = Some(Flavor::parse(meta.value()?)?);
            } else if meta.path.is_ident("worker_threads") {
                threads = Some(worker_threads(&meta)?);
            } else if meta.path.is_ident("shutdown") {
                shutdown = duration::parse(&meta)?.0;
            } else if meta.path.is_ident("crate") {
                krate = krate::parse(&meta)?;
            } else {
                return Err(meta.error(
                    "no option of `main`; there are `backend = \"name\"`, `flavor = \"name\"`, \
                     `worker_threads = 2`, `shutdown = \"10s\"` and `crate = \"path\"`",
                ));
            }
            Ok(())
        };
        syn::meta::parser(set).parse2(tokens)?;
        fits(backend, flavor, threads)?;
        Ok(Self {
            root: Root {
                backend: backend.map(|(backend, _)| backend),
                flavor: flavor.map(|(flavor, _)| flavor),
                worker_threads: threads.map(|(threads, _)| threads),
            },
            backend: backend.map_or_else(Span::call_site, |(_, span)| span),
            shutdown,
            krate,
        })
    }
}

/// Whether there is such a runtime.
fn fits(
    backend: Option<(Backend, Span)>,
    flavor: Option<(Flavor, Span)>,
    threads: Option<(usize, Span)>,
) -> Result<()> {
    let is_current_thread = matches!(flavor, Some((Flavor::CurrentThread, _)));
    if let (true, Some((_, span))) = (is_current_thread, threads) {
        return Err(Error::new(span, NO_THREADS));
    }
    if !matches!(backend, Some((Backend::AsyncStd, _))) {
        return Ok(());
    }
    match (flavor, threads) {
        (Some((Flavor::CurrentThread, span)), _) | (_, Some((_, span))) => {
            Err(Error::new(span, ONE_SHAPE))
        }
        _ => Ok(()),
    }
}

impl Test {
    pub(super) fn parse(tokens: TokenStream) -> Result<Self> {
        let (mut backends, mut flavors, mut threads) = (Vec::new(), Vec::new(), None);
        let mut timeout = Duration::from_secs(60);
        let mut krate = parse_quote!(::amphi);
        let set = |meta: ParseNestedMeta<'_>| {
            if meta.path.is_ident("backends") {
                backends = list(&meta)?;
            } else if meta.path.is_ident("backend") {
                backends = vec![Backend::parse(meta.value()?)?];
            } else if meta.path.is_ident("flavors") {
                flavors = list(&meta)?;
            } else if meta.path.is_ident("flavor") {
                flavors = vec![Flavor::parse(meta.value()?)?];
            } else if meta.path.is_ident("worker_threads") {
                threads = Some(worker_threads(&meta)?);
            } else if meta.path.is_ident("timeout") {
                let (duration, span) = duration::parse(&meta)?;
                if duration.is_zero() {
                    let text = "no test ends within no time";
                    return Err(Error::new(span, text));
                }
                timeout = duration;
            } else if meta.path.is_ident("crate") {
                krate = krate::parse(&meta)?;
            } else {
                return Err(meta.error(
                    "no option of `test`; there are `backends(tokio, smol)`, \
                     `flavors(multi_thread, current_thread)`, `worker_threads = 2`, \
                     `timeout = \"5s\"` and `crate = \"path\"`",
                ));
            }
            Ok(())
        };
        syn::meta::parser(set).parse2(tokens)?;
        Ok(Self {
            roots: roots(&backends, &flavors, threads)?,
            timeout,
            krate,
        })
    }
}

/// `backends(tokio, smol)`.
fn list<T: Named>(meta: &ParseNestedMeta<'_>) -> Result<Vec<(T, Span)>> {
    let content;
    let paren = parenthesized!(content in meta.input);
    let list = content.parse_terminated(T::parse, Token![,])?;
    if list.is_empty() {
        return Err(Error::new(
            paren.span.join(),
            "name one at least, or leave this away",
        ));
    }
    Ok(list.into_iter().collect())
}

/// How many threads run the tasks where nobody says: the same on every machine.
const THREADS: usize = 2;

/// Each backend in each flavor that it has.
fn roots(
    backends: &[(Backend, Span)],
    flavors: &[(Flavor, Span)],
    threads: Option<(usize, Span)>,
) -> Result<Vec<Root>> {
    let is_in =
        |flavor: Flavor| flavors.is_empty() || flavors.iter().any(|(named, _)| *named == flavor);
    if let (false, Some((_, span))) = (is_in(Flavor::MultiThread), threads) {
        return Err(Error::new(span, NO_THREADS));
    }
    let mut roots = Vec::new();
    for backend in Backend::ALL {
        if !backends.is_empty() && backends.iter().all(|(named, _)| *named != backend) {
            continue;
        }
        for flavor in Flavor::ALL.into_iter().filter(|flavor| is_in(*flavor)) {
            roots.extend(root(
                backend,
                flavor,
                threads.map_or(THREADS, |(threads, _)| threads),
            ));
        }
    }
    match flavors {
        [(_, span), ..] if roots.is_empty() => Err(Error::new(*span, ONE_SHAPE)),
        _ => Ok(roots),
    }
}

fn root(backend: Backend, flavor: Flavor, threads: usize) -> Option<Root> {
    let (flavor, worker_threads) = match (backend, flavor) {
        // It has this one and no name for it.
        (Backend::AsyncStd, Flavor::MultiThread) => (None, None),
        (Backend::AsyncStd, Flavor::CurrentThread) => return None,
        (_, Flavor::MultiThread) => (Some(flavor), Some(threads)),
        (_, Flavor::CurrentThread) => (Some(flavor), None),
    };
    Some(Root {
        backend: Some(backend),
        flavor,
        worker_threads,
    })
}
