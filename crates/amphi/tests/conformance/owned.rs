//! What the mounts share.

use std::any::Any;

use amphi::Handle;

/// Whatever keeps the handle's runtime alive.
pub(crate) type Owner = Box<dyn Any + Send>;

/// The same type for every mount, so that they share their compiled tests.
pub(crate) fn owned(handle: impl Into<Handle>, owner: impl Any + Send) -> (Handle, Owner) {
    (handle.into(), Box::new(owner))
}
