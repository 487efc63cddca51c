//! Nor is a closure that gives a future (B8).

fn main() {
    let _ = amphi::asyncify(|id: u32| async move { id })(1);
}
