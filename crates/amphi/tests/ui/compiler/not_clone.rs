//! What a closure captures is cloned for each call; an `Arc` is.

#[derive(Debug)]
struct NotClone;

fn main() {
    let kept = NotClone;
    let _ = amphi::asyncify(move || println!("{kept:?}"));
}
