//! `impl` blocks: what cannot be turned is an error in its own place, and the rest is turned.

use amphi::{asyncify, syncify};

struct Store;

#[asyncify(twin = "{}_async")]
impl Store {
    pub fn borrowed(&self) {}
    pub fn fine() {}
    #[asyncify(twins = "no option")]
    pub fn option() {}
    pub unsafe fn is_unsafe() {}
    #[asyncify]
    pub async fn is_async() {}
}

#[asyncify]
impl Default for Store {
    fn default() -> Self {
        Self
    }
}

#[syncify]
impl Iterator for Store {
    type Item = ();
    fn next(&mut self) -> Option<()> {
        None
    }
}

fn main() {
    let _ = Store::fine_async();
}
