//! Functions that an attribute cannot stand on.

use std::fmt::Display;

use quote::ToTokens;
use syn::{Attribute, Error, Result, Safety, Signature};

use super::Direction;
use super::borrow;
use super::function::Function;
use super::options::Options;
use super::output;

/// Says what is wrong, and what to do.
pub(super) fn check(function: &Function, options: &Options) -> Result<()> {
    let sig = &function.sig;
    match options.direction {
        Direction::Asyncify => blocks(sig)?,
        Direction::Syncify => waits(function, options)?,
    }
    is_plain(sig, options.direction.name())?;
    options.is_for_no_trait()?;
    if options.direction == Direction::Asyncify {
        borrow::refuse(sig, options.self_by_clone.is_some())?;
    }
    Ok(())
}

fn blocks(sig: &Signature) -> Result<()> {
    if let Some(asyncness) = &sig.asyncness {
        let text = "this function is async already: await it; `asyncify` is for those that block";
        return refuse(asyncness, text);
    }
    if let Some(future) = output::future(&sig.output) {
        let text = "this function gives a future: await that; `asyncify` is for those that block";
        return refuse(future, text);
    }
    Ok(())
}

fn waits(function: &Function, options: &Options) -> Result<()> {
    let sig = &function.sig;
    let is_async = sig.asyncness.is_some();
    if !is_async && output::of_future(&sig.output).is_none() {
        let text = "this function is synchronous already; `syncify` is for `async fn`, and for what \
                    gives `impl Future<Output = ..>`";
        return refuse(sig.fn_token, text);
    }
    if let (Some(replace), false) = (options.replace, is_async) {
        let text = "`replace` is for `async fn`: call `amphi::block_on` in the body of this one";
        return Err(Error::new(replace, text));
    }
    if options.twin_of(&sig.ident)?.is_some() {
        has_callers(function)?;
    }
    Ok(())
}

/// Nobody would call the twin of what the language or the test harness calls.
fn has_callers(function: &Function) -> Result<()> {
    let name = &function.sig.ident;
    if name == "main" && !function.is_associated {
        let text = "`main` needs no twin: use `#[amphi::main]`, or `#[syncify(replace)]`";
        return refuse(name, text);
    }
    let is_test = |attr: &&Attribute| {
        let last = attr.path().segments.last();
        last.is_some_and(|segment| segment.ident == "test")
    };
    if let Some(test) = function.attrs.iter().find(is_test) {
        let text = "a test needs no twin: use `#[amphi::test]`, or `#[syncify(replace)]`";
        return refuse(test, text);
    }
    Ok(())
}

fn is_plain(sig: &Signature, name: &str) -> Result<()> {
    if let Some(constness) = &sig.constness {
        let text = format!("a `const fn` neither blocks nor waits; take `{name}` or `const` away");
        return refuse(constness, text);
    }
    if let Safety::Unsafe(unsafety) = &sig.safety {
        let text = format!(
            "`{name}` is for safe functions: wrap the `unsafe fn` in one that answers for its \
             conditions"
        );
        return refuse(unsafety, text);
    }
    if let Some(abi) = &sig.abi {
        let text =
            format!("`{name}` is for Rust's own functions: wrap the `extern` one in one of them");
        return refuse(abi, text);
    }
    Ok(())
}

fn refuse(place: impl ToTokens, text: impl Display) -> Result<()> {
    Err(Error::new_spanned(place, text))
}
