//! Attributes that speak to callers still do, and so do the lints of a body.
#![deny(warnings)]

#[amphi::asyncify]
fn unused(argument: u32, mut not_changed: u32, (part, _): (u8, u8)) -> u32 {
    let variable = 7;
    not_changed
}

#[amphi::asyncify(twin = "{}_async")]
#[must_use = "it is said"]
fn important() -> u8 {
    7
}

#[amphi::asyncify]
#[deprecated = "it is said too"]
fn old() {}

#[amphi::syncify]
#[must_use = "it is said again"]
async fn important_too() -> u8 {
    7
}

struct Store;

impl Store {
    #[amphi::asyncify]
    fn method(self, argument: u32) {}
}

fn main() {
    amphi::block_on(async {
        important();
        important_async().await;
        old().await;
        important_too_blocking();
        unused(1, 2, (3, 4)).await;
        amphi::asyncify(important)();
        Store.method(7).await;
    });
}
