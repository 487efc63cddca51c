//! No span is carried.

use super::Carried;

#[inline]
pub(super) const fn is_traced() -> bool {
    false
}

pub(super) const fn span() -> Option<Box<dyn Carried>> {
    None
}
