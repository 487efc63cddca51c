//! A runtime with a name of its own on top of another.

use std::future::Future;

use amphi::{BlockOn, BlockOnError, Handle};
use amphi_core::Named;

use crate::wrapped::wraps;

#[derive(Clone, Debug)]
pub(crate) struct Stranger(pub(crate) Handle);

wraps!(Stranger, this => this.0, this.0);

impl BlockOn for Stranger {
    fn try_block_on<F: Future>(&self, future: F) -> Result<F::Output, BlockOnError> {
        Ok(amphi_core::park::block_on(future))
    }
    fn block_in_place<F: FnOnce() -> R, R>(&self, f: F) -> R {
        f()
    }
}

impl Named for Stranger {
    fn name(&self) -> &str {
        "stranger"
    }
}
