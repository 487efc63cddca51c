//! Functions that an attribute cannot stand on.

use std::fmt::Display;

use quote::ToTokens;
use syn::{Error, Result, ReturnType, Safety, Signature, Type, TypeParamBound};

use crate::Direction;
use crate::borrow;
use crate::options::Options;

/// Says what is wrong, and what to do.
pub(crate) fn check(sig: &Signature, options: &Options) -> Result<()> {
    match options.direction {
        Direction::Asyncify => blocks(sig)?,
        Direction::Syncify => waits(sig)?,
    }
    is_plain(sig, options.direction.name())?;
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
    match &sig.output {
        ReturnType::Type(_, ty) if gives_future(ty) => {
            let text =
                "this function gives a future: await that; `asyncify` is for those that block";
            refuse(ty, text)
        }
        _ => Ok(()),
    }
}

fn waits(sig: &Signature) -> Result<()> {
    if sig.asyncness.is_some() {
        return Ok(());
    }
    let text = "this function is synchronous already; `syncify` is for `async fn`";
    refuse(sig.fn_token, text)
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

/// Whether it is `impl Future`.
fn gives_future(ty: &Type) -> bool {
    let Type::ImplTrait(ty) = ty else {
        return false;
    };
    ty.bounds.iter().any(|bound| match bound {
        TypeParamBound::Trait(bound) => {
            let last = bound.path.segments.last();
            last.is_some_and(|segment| segment.ident == "Future")
        }
        _ => false,
    })
}

fn refuse(place: impl ToTokens, text: impl Display) -> Result<()> {
    Err(Error::new_spanned(place, text))
}
