//! `crate = ..`: where the facade is, for those who rename or re-export it.

use syn::meta::ParseNestedMeta;
use syn::{LitStr, Path, Result};

/// A path, in quotes or not.
pub(crate) fn parse(meta: &ParseNestedMeta<'_>) -> Result<Path> {
    let value = meta.value()?;
    if value.peek(LitStr) {
        let path: LitStr = value.parse()?;
        return path.parse_with(Path::parse_mod_style);
    }
    Path::parse_mod_style(value)
}
