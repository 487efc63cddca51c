//! `"5s"`: how long something may take.

use std::time::Duration;

use proc_macro2::{Span, TokenStream};
use quote::quote;
use syn::meta::ParseNestedMeta;
use syn::{Error, Lit, Path, Result};

pub(super) fn parse(meta: &ParseNestedMeta<'_>) -> Result<(Duration, Span)> {
    let literal: Lit = meta.value()?.parse()?;
    let span = literal.span();
    let duration = match &literal {
        Lit::Str(text) => read(&text.value()),
        _ => None,
    };
    let duration = duration.ok_or_else(|| {
        let text = "this is no duration; write \"500ms\", \"5s\" or \"2m\"";
        Error::new(span, text)
    });
    Ok((duration?, span))
}

pub(super) fn expand(duration: Duration, krate: &Path) -> TokenStream {
    let millis = u64::try_from(duration.as_millis()).unwrap_or(u64::MAX);
    quote!(#krate::__entry::Duration::from_millis(#millis))
}

/// A whole number and its unit.
fn read(text: &str) -> Option<Duration> {
    let digits = text.find(|char: char| !char.is_ascii_digit())?;
    let (number, unit) = text.split_at(digits);
    let number: u64 = number.parse().ok()?;
    match unit {
        "ms" => Some(Duration::from_millis(number)),
        "s" => Some(Duration::from_secs(number)),
        "m" => number.checked_mul(60).map(Duration::from_secs),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_and_a_unit() {
        let read_all = ["500ms", "5s", "2m", "0s"].map(|text| read(text).map(|it| it.as_millis()));
        assert_eq!(read_all, [Some(500), Some(5000), Some(120_000), Some(0)]);
        for text in [
            "",
            "5",
            "s",
            "5 s",
            "-5s",
            "1.5s",
            "5h",
            "99999999999999999999s",
        ] {
            assert_eq!(read(text), None, "{text}");
        }
        assert_eq!(read(&format!("{}m", u64::MAX)), None);
    }
}
