//! What stands in an attribute's parentheses.

use proc_macro2::{Ident, Span, TokenStream};
use syn::ext::IdentExt;
use syn::meta::ParseNestedMeta;
use syn::parse::Parser;
use syn::spanned::Spanned;
use syn::{Attribute, Error, LitStr, Meta, Path, Result, parse_quote};

use super::Direction;
use crate::krate;

#[derive(Clone)]
pub(super) struct Options {
    pub(super) direction: Direction,
    /// The name of the second function, where the first is kept; `{}` is the first one's name.
    twin: Option<LitStr>,
    /// Where `replace` stands: the first one is not kept.
    pub(super) replace: Option<Span>,
    /// Where `self_by = "clone"` stands.
    pub(super) self_by_clone: Option<Span>,
    /// The name of the trait that has the twins of a trait's functions.
    extension: Option<LitStr>,
    /// Where the facade is.
    pub(super) krate: Path,
    pub(super) skip: bool,
}

/// What the twin of an async function is called where nobody names it.
const BLOCKING: &str = "{}_blocking";

/// What the trait of blocking twins is called, likewise.
const EXTENSION: &str = "{}Blocking";

impl Options {
    pub(super) fn new(direction: Direction) -> Self {
        Self {
            direction,
            twin: None,
            replace: None,
            self_by_clone: None,
            extension: None,
            krate: parse_quote!(::amphi),
            skip: false,
        }
    }

    /// These, as changed by what an attribute says.
    pub(super) fn with(mut self, tokens: TokenStream) -> Result<Self> {
        let (twin, replace) = (self.twin.take(), self.replace.take());
        syn::meta::parser(|meta| self.set(&meta)).parse2(tokens)?;
        match (&self.twin, self.replace) {
            (Some(name), Some(_)) => {
                let text = "`replace` leaves no twin to be named: take one of the two";
                return Err(Error::new(name.span(), text));
            }
            (None, None) => (self.twin, self.replace) = (twin, replace),
            _ => {}
        }
        Ok(self)
    }

    /// Takes the attribute's own mentions out of a function's attributes: the options as they change
    /// these, and whether there were any.
    pub(super) fn of_item(&self, attrs: &mut Vec<Attribute>) -> Result<(Self, bool)> {
        let (own, others): (Vec<_>, Vec<_>) = std::mem::take(attrs)
            .into_iter()
            .partition(|attr| is_ours(attr, self.direction));
        *attrs = others;
        let mut options = self.clone();
        for attr in &own {
            options = match &attr.meta {
                Meta::List(list) => options.with(list.tokens.clone())?,
                Meta::Path(_) => options,
                Meta::NameValue(_) => {
                    return Err(Error::new_spanned(attr, "write its options in parentheses"));
                }
            };
        }
        Ok((options, !own.is_empty()))
    }

    fn set(&mut self, meta: &ParseNestedMeta<'_>) -> Result<()> {
        let is_syncify = self.direction == Direction::Syncify;
        if meta.path.is_ident("twin") {
            self.twin = Some(meta.value()?.parse()?);
        } else if meta.path.is_ident("crate") {
            self.krate = krate::parse(meta)?;
        } else if meta.path.is_ident("skip") {
            self.skip = true;
        } else if meta.path.is_ident("replace") && is_syncify {
            self.replace = Some(meta.path.span());
        } else if meta.path.is_ident("extension") && is_syncify {
            self.extension = Some(meta.value()?.parse()?);
        } else if meta.path.is_ident("self_by") && !is_syncify {
            let how: LitStr = meta.value()?.parse()?;
            if how.value() != "clone" {
                return Err(Error::new(
                    how.span(),
                    "the one way is `self_by = \"clone\"`",
                ));
            }
            self.self_by_clone = Some(how.span());
        } else {
            return Err(meta.error(match self.direction {
                Direction::Asyncify => {
                    "no option of `asyncify`; there are `twin = \"name\"`, `self_by = \"clone\"`, \
                     `crate = \"path\"` and, inside an annotated `impl`, `skip`"
                }
                Direction::Syncify => {
                    "no option of `syncify`; there are `twin = \"name\"`, `replace`, \
                     `crate = \"path\"`, on a trait `extension = \"Name\"` and, inside an \
                     annotated `impl` or trait, `skip`"
                }
            }));
        }
        Ok(())
    }

    /// What the twin of `original` is called, where there is to be one.
    pub(super) fn twin_of(&self, original: &Ident) -> Result<Option<Ident>> {
        match &self.twin {
            Some(twin) => named_after(original, &twin.value(), twin.span(), "a function").map(Some),
            None if self.direction == Direction::Asyncify || self.replace.is_some() => Ok(None),
            None => named_after(original, BLOCKING, original.span(), "a function").map(Some),
        }
    }

    /// What the trait of the twins is called, of a trait's functions.
    pub(super) fn extension_of(&self, original: &Ident) -> Result<Ident> {
        let (name, span) = match &self.extension {
            Some(name) => (name.value(), name.span()),
            None => (EXTENSION.to_owned(), original.span()),
        };
        named_after(original, &name, span, "a trait")
    }

    /// As they hold for the functions of a trait.
    pub(super) fn without_extension(&self) -> Self {
        Self {
            extension: None,
            ..self.clone()
        }
    }

    /// Refuses what is for a trait's attribute alone.
    pub(super) fn is_for_no_trait(&self) -> Result<()> {
        self.extension.as_ref().map_or(Ok(()), |name| {
            let text = "`extension` names the trait of the twins: it is for an annotated trait";
            Err(Error::new(name.span(), text))
        })
    }
}

/// `name` with `{}` in it replaced, as what `original`'s companion is called.
fn named_after(original: &Ident, name: &str, span: Span, what: &str) -> Result<Ident> {
    let name = name.replace("{}", &original.unraw().to_string());
    let parsed = syn::parse_str::<Ident>(&name);
    let mut named =
        parsed.map_err(|_| Error::new(span, format!("`{name}` is no name of {what}")))?;
    if named == *original {
        let text = format!("the twin of `{original}` needs another name; `{{}}` stands for it");
        return Err(Error::new(span, text));
    }
    named.set_span(original.span());
    Ok(named)
}

/// `#[asyncify(..)]`, by whatever path.
fn is_ours(attr: &Attribute, direction: Direction) -> bool {
    let last = attr.path().segments.last();
    last.is_some_and(|segment| segment.ident == direction.name())
}
