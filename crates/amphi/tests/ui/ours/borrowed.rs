//! Arguments that may not go to another thread. Each is named, and what to do.

use std::borrow::Cow;
use std::sync::Arc;

use amphi::asyncify;

#[asyncify]
fn borrows(_path: &str, _owned: String, _part: &'static str, _names: Vec<Cow<'_, str>>) {}

#[asyncify(twin = "named_async")]
fn named<'a>(_value: Option<&'a u8>, _write: &mut [u8], _object: Box<dyn Send + 'a>) {}

struct Store;

impl Store {
    #[asyncify]
    fn by_reference(&self) {}

    #[asyncify]
    fn by_mutable_reference(&mut self) {}

    #[asyncify(self_by = "clone")]
    fn by_mutable_clone(&mut self) {}

    #[asyncify]
    fn by_arc_reference(self: &Arc<Self>) {}

    #[asyncify(self_by = "clone")]
    fn cloned_but(&self, _path: &str) {}
}

/// What borrows only while it is called is no argument that borrows.
#[asyncify]
fn functions(_: fn(&str) -> &str, _: impl for<'a> Fn(&'a str) + Send + 'static) {}

fn main() {}
