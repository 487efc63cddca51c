//! Closures that cannot be called again and again are for `spawn_blocking`.

#[derive(Debug)]
struct NotClone;

fn main() {
    let once = NotClone;
    let _ = amphi::asyncify(move || drop(once));
}
