//! What stands in an attribute's parentheses.

use proc_macro2::{Ident, Span, TokenStream};
use syn::ext::IdentExt;
use syn::meta::ParseNestedMeta;
use syn::parse::Parser;
use syn::{Error, LitStr, Path, Result, parse_quote};

use crate::Direction;

#[derive(Clone)]
pub(crate) struct Options {
    pub(crate) direction: Direction,
    /// The name of the second function, where the first is kept; `{}` is the first one's name.
    twin: Option<LitStr>,
    /// Where `self_by = "clone"` stands.
    pub(crate) self_by_clone: Option<Span>,
    /// Where the facade is.
    pub(crate) krate: Path,
    pub(crate) skip: bool,
}

impl Options {
    pub(crate) fn new(direction: Direction) -> Self {
        Self {
            direction,
            twin: None,
            self_by_clone: None,
            krate: parse_quote!(::amphi),
            skip: false,
        }
    }

    /// These, as changed by what an attribute says.
    pub(crate) fn with(mut self, tokens: TokenStream) -> Result<Self> {
        syn::meta::parser(|meta| self.set(&meta)).parse2(tokens)?;
        Ok(self)
    }

    fn set(&mut self, meta: &ParseNestedMeta<'_>) -> Result<()> {
        if meta.path.is_ident("twin") {
            self.twin = Some(meta.value()?.parse()?);
        } else if meta.path.is_ident("crate") {
            let path: LitStr = meta.value()?.parse()?;
            self.krate = path.parse_with(Path::parse_mod_style)?;
        } else if meta.path.is_ident("skip") {
            self.skip = true;
        } else if meta.path.is_ident("self_by") && self.direction == Direction::Asyncify {
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
                    "no option of `syncify`; there are `twin = \"name\"`, `crate = \"path\"` and, \
                     inside an annotated `impl`, `skip`"
                }
            }));
        }
        Ok(())
    }

    /// What the twin of `original` is called, where there is to be one.
    pub(crate) fn twin_of(&self, original: &Ident) -> Result<Option<Ident>> {
        let Some(literal) = &self.twin else {
            return Ok(None);
        };
        let name = literal.value().replace("{}", &original.unraw().to_string());
        let mut twin = syn::parse_str::<Ident>(&name).map_err(|_| {
            Error::new(literal.span(), format!("`{name}` is no name of a function"))
        })?;
        if twin == *original {
            let text = format!("the twin of `{original}` needs another name; `{{}}` stands for it");
            return Err(Error::new(literal.span(), text));
        }
        twin.set_span(original.span());
        Ok(Some(twin))
    }
}
