//! Functions that an attribute cannot stand on.

use quote::ToTokens;
use syn::{Error, Result, ReturnType, Safety, Signature, Type, TypeParamBound};

use crate::Direction;
use crate::borrow;
use crate::options::Options;

/// Says what is wrong, and what to do.
pub(crate) fn check(sig: &Signature, options: &Options) -> Result<()> {
    match options.direction {
        Direction::Asyncify => {
            if let Some(asyncness) = &sig.asyncness {
                return refuse(
                    asyncness,
                    "this function is async already: await it; `asyncify` is for functions that block",
                );
            }
            if let ReturnType::Type(_, ty) = &sig.output {
                if gives_future(ty) {
                    return refuse(
                        ty,
                        "this function gives a future: await that; `asyncify` is for functions that block",
                    );
                }
            }
        }
        Direction::Syncify => {
            if sig.asyncness.is_none() {
                return refuse(
                    sig.fn_token,
                    "this function is synchronous already; `syncify` is for `async fn`",
                );
            }
        }
    }
    let name = options.direction.name();
    if let Some(constness) = &sig.constness {
        return refuse(
            constness,
            format!("a `const fn` neither blocks nor waits; take `{name}` or `const` away"),
        );
    }
    if let Safety::Unsafe(unsafety) = &sig.safety {
        return refuse(
            unsafety,
            format!(
                "`{name}` is for safe functions: wrap the `unsafe fn` in one that answers for its conditions"
            ),
        );
    }
    if let Some(abi) = &sig.abi {
        return refuse(
            abi,
            format!("`{name}` is for Rust's own functions: wrap the `extern` one in one of them"),
        );
    }
    if options.direction == Direction::Asyncify {
        borrow::refuse(sig, options.self_by_clone.is_some())?;
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

fn refuse(place: impl ToTokens, text: impl std::fmt::Display) -> Result<()> {
    Err(Error::new_spanned(place, text))
}
