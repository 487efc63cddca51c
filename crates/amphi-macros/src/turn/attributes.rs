//! Which of a function's attributes its companions get.

use syn::Attribute;

/// Those for a twin: what it is for, when there is one, and lints. The rest (`inline`, `no_mangle`,
/// `test`, ..) is about the original alone.
pub(super) fn for_twin(attrs: &[Attribute]) -> impl Iterator<Item = &Attribute> {
    attrs.iter().filter(|attr| {
        is_condition_or_lint(attr) || is_one_of(attr, &["doc", "deprecated", "must_use"])
    })
}

/// Those for a function that nobody sees.
pub(super) fn for_hidden(attrs: &[Attribute]) -> impl Iterator<Item = &Attribute> {
    attrs.iter().filter(|attr| is_condition_or_lint(attr))
}

fn is_condition_or_lint(attr: &Attribute) -> bool {
    is_one_of(
        attr,
        &["cfg", "cfg_attr", "allow", "warn", "deny", "forbid"],
    )
}

fn is_one_of(attr: &Attribute, names: &[&str]) -> bool {
    names.iter().any(|name| attr.path().is_ident(name))
}
