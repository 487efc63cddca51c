//! Functions that neither attribute can stand on.

use amphi::{asyncify, syncify};

#[asyncify]
async fn is_async() {}

#[asyncify(twin = "given_async")]
fn gives_a_future() -> impl std::future::Future<Output = u8> + Send {
    async { 7 }
}

#[asyncify]
const fn is_const() {}

#[asyncify]
unsafe fn is_unsafe() {}

#[asyncify]
extern "C" fn is_extern() {}

#[asyncify]
fn conditional(#[cfg(unix)] _argument: u8) {}

#[asyncify]
struct IsNoFunction;

trait Load {
    #[asyncify]
    fn load(key: u8) -> u8;
}

#[syncify]
fn is_synchronous() {}

#[syncify]
unsafe fn is_unsafe_and_synchronous() {}

#[syncify]
async unsafe fn is_unsafe_too() {}

#[syncify]
enum IsNoFunctionEither {}

#[syncify(replace)]
fn gives_a_future_and_cannot_change() -> impl std::future::Future<Output = u8> {
    async { 7 }
}

#[syncify]
fn gives_who_knows_what() -> impl std::future::Future {
    async { 7 }
}

mod inner {
    #[amphi::syncify]
    async fn main() {}
}

#[syncify]
#[std::prelude::v1::test]
async fn is_a_test() {}

fn main() {}
