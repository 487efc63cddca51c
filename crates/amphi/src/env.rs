//! `AMPHI_RUNTIME`: trying another runtime without a change of code.

use std::env;
use std::sync::OnceLock;

use crate::{NoRuntime, backend};

/// The backends that can be named.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Name {
    /// The embedded smol.
    Smol,
    /// tokio.
    Tokio,
    /// async-std.
    AsyncStd,
}

impl Name {
    /// In the order in which they are tried when nobody names one.
    pub(crate) const ALL: [Self; 3] = [Self::Smol, Self::AsyncStd, Self::Tokio];

    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Smol => "smol",
            Self::Tokio => "tokio",
            Self::AsyncStd => "async-std",
        }
    }

    pub(crate) const fn is_compiled_in(self) -> bool {
        match self {
            Self::Smol => backend::smol::IS_COMPILED_IN,
            Self::Tokio => backend::tokio::IS_COMPILED_IN,
            Self::AsyncStd => backend::async_std::IS_COMPILED_IN,
        }
    }

    fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|name| name.as_str() == text)
    }
}

/// What the variable says, read once in the process; empty is as good as unset.
pub(crate) fn named() -> Result<Option<Name>, NoRuntime> {
    static NAMED: OnceLock<Result<Option<Name>, NoRuntime>> = OnceLock::new();
    NAMED
        .get_or_init(|| match env::var_os("AMPHI_RUNTIME") {
            None => Ok(None),
            Some(text) if text.is_empty() => Ok(None),
            Some(text) => {
                let text = text.to_string_lossy();
                Name::parse(&text)
                    .map(Some)
                    .ok_or_else(|| NoRuntime::unknown_name(&text))
            }
        })
        .clone()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_those_of_the_features() {
        for name in Name::ALL {
            assert_eq!(Name::parse(name.as_str()), Some(name));
        }
        assert_eq!(Name::parse("Tokio"), None);
    }
}
