//! Finds arguments that borrow, which may not go to another thread.

use std::fmt::Display;

use quote::ToTokens;
use syn::visit::{self, Visit};
use syn::{
    Error, FnArg, Lifetime, ParenthesizedGenericArguments, Receiver, ReceiverKind, Signature,
    TraitBound, Type, TypeFnPtr, TypeReference,
};

const ARGUMENT: &str = "this argument borrows, and the thread that uses it may outlive what it \
    borrows from; take it by value (`String` for `&str`), or share it as an `Arc`";
const SELF: &str = "`self` is borrowed, and the thread that uses it may outlive it; take `self: \
    Arc<Self>` or `self`, or, where `Self` is `Clone` and cheap to clone, write \
    `#[asyncify(self_by = \"clone\")]` to run on a clone";
const MUT_SELF: &str = "`self` is borrowed mutably, and the thread that uses it may outlive it; \
    take `self` and give it back, or keep what changes in an `Arc<Mutex<_>>` and take `self: \
    Arc<Self>`";

/// All the arguments that borrow, as one error.
pub(super) fn refuse(sig: &Signature, self_by_clone: bool) -> syn::Result<()> {
    let mut found = Found(None);
    for input in &sig.inputs {
        match input {
            FnArg::Typed(argument) => found.visit_type(&argument.ty),
            FnArg::Receiver(receiver) => found.receiver(receiver, self_by_clone),
        }
    }
    found.0.map_or(Ok(()), Err)
}

struct Found(Option<Error>);

impl Found {
    fn receiver(&mut self, receiver: &Receiver, self_by_clone: bool) {
        match &receiver.kind {
            ReceiverKind::Reference(_, _, Some(_)) => self.add(receiver, MUT_SELF),
            ReceiverKind::Reference(..) if !self_by_clone => self.add(receiver, SELF),
            ReceiverKind::Typed(_, ty) => match &**ty {
                Type::Reference(_) => self.add(ty, SELF),
                ty => self.visit_type(ty),
            },
            _ => {}
        }
    }

    fn add(&mut self, place: impl ToTokens, text: impl Display) {
        let error = Error::new_spanned(place, text);
        match &mut self.0 {
            Some(errors) => errors.combine(error),
            none => *none = Some(error),
        }
    }
}

impl<'ast> Visit<'ast> for Found {
    fn visit_type_reference(&mut self, reference: &'ast TypeReference) {
        if reference.lifetime.as_ref().is_some_and(is_static) {
            visit::visit_type(self, &reference.elem);
        } else {
            self.add(reference, ARGUMENT);
        }
    }

    fn visit_lifetime(&mut self, lifetime: &'ast Lifetime) {
        if !is_static(lifetime) {
            self.add(lifetime, ARGUMENT);
        }
    }

    // What a function borrows when it is called is its own affair: `fn(&str)`, `Fn(&str)`,
    // `for<'a> Parse<'a>`.
    fn visit_type_fn_ptr(&mut self, _: &'ast TypeFnPtr) {}
    fn visit_parenthesized_generic_arguments(&mut self, _: &'ast ParenthesizedGenericArguments) {}
    fn visit_trait_bound(&mut self, bound: &'ast TraitBound) {
        if bound.lifetimes.is_none() {
            visit::visit_trait_bound(self, bound);
        }
    }
}

fn is_static(lifetime: &Lifetime) -> bool {
    lifetime.ident == "static"
}
