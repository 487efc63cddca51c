//! An async function is awaited, not offloaded: nothing of it would run there (B8).

async fn fetch(id: u32) -> u32 {
    id
}

type Boxed = std::pin::Pin<Box<dyn std::future::Future<Output = u32> + Send>>;

#[amphi::asyncify]
fn boxed(id: u32) -> Boxed {
    Box::pin(fetch(id))
}

fn main() {
    let _ = amphi::asyncify(fetch)(1);
    let _ = amphi::Handle::current().asyncify(fetch)(1);
}
