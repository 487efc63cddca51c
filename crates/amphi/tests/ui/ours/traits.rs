//! Traits: what cannot have a twin is an error in its own place, and the rest has one.

use amphi::{asyncify, syncify};

#[asyncify]
trait Load {
    fn load(key: u8) -> u8;
}

#[syncify]
trait Nothing {
    fn load(key: u8) -> u8;
}

#[syncify(replace)]
trait Replaced {
    async fn load(key: u8) -> u8;
}

#[syncify(extension = "Same")]
trait Same {
    async fn load(key: u8) -> u8;
}

#[syncify(extension = "No Name")]
trait Named {
    async fn load(key: u8) -> u8;
}

#[syncify(skip)]
trait Skipped {
    async fn load(key: u8) -> u8;
}

#[syncify]
trait Fetch {
    async fn fetch(&self, key: u8) -> u8;
    #[syncify]
    fn is_synchronous(&self);
    #[syncify(replace)]
    async fn is_replaced(&self);
    #[syncify(extension = "Other")]
    async fn is_no_trait(&self);
    async unsafe fn is_unsafe(&self);
}

fn fetches(from: &impl FetchBlocking) -> u8 {
    from.fetch_blocking(7)
}

fn main() {}
