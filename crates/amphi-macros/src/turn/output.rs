//! What a function is said to give.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};
use syn::visit::{self, Visit};
use syn::{
    GenericArgument, PathArguments, ReturnType, TraitBound, Type, TypeImplTrait, TypeNever,
    TypeParamBound,
};

/// The type that a body is said to give, where it has a name.
pub(super) fn named(output: &ReturnType) -> Option<TokenStream> {
    struct Unnamed(bool);
    impl<'ast> Visit<'ast> for Unnamed {
        fn visit_type_impl_trait(&mut self, _: &'ast TypeImplTrait) {
            self.0 = true;
        }
        fn visit_type_never(&mut self, _: &'ast TypeNever) {
            self.0 = true;
        }
    }
    let mut unnamed = Unnamed(false);
    visit::visit_return_type(&mut unnamed, output);
    match output {
        _ if unnamed.0 => None,
        ReturnType::Default => Some(quote!(())),
        ReturnType::Type(_, ty) => Some(ty.to_token_stream()),
    }
}

/// It, where it is `impl Future`.
pub(super) fn future(output: &ReturnType) -> Option<&Type> {
    let ReturnType::Type(_, ty) = output else {
        return None;
    };
    bound_of(ty).map(|_| &**ty)
}

/// `T`, where it is `impl Future<Output = T>`.
pub(super) fn of_future(output: &ReturnType) -> Option<&Type> {
    let last = bound_of(future(output)?)?.path.segments.last()?;
    let PathArguments::AngleBracketed(arguments) = &last.arguments else {
        return None;
    };
    arguments.args.iter().find_map(|argument| match argument {
        GenericArgument::AssocType(assoc) if assoc.ident == "Output" => Some(&assoc.ty),
        _ => None,
    })
}

fn bound_of(ty: &Type) -> Option<&TraitBound> {
    let Type::ImplTrait(ty) = ty else {
        return None;
    };
    ty.bounds.iter().find_map(|bound| match bound {
        TypeParamBound::Trait(bound) => {
            let last = bound.path.segments.last()?;
            (last.ident == "Future").then_some(bound)
        }
        _ => None,
    })
}
