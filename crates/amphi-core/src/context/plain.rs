//! No span is carried.

use super::Carried;

#[inline]
pub(super) const fn span() -> Option<Box<dyn Carried>> {
    None
}
