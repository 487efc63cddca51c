//! amphi's pool beside tokio's and `blocking`'s, rayon's, and plain threads.
//!
//! Every contender gets the same closures from the same thread, which waits in the same way.

mod blocker;
mod contenders;
mod idle;
mod plain;
mod sleepers;
mod throughput;

use contenders::Contenders;

fn main() {
    let arguments: Vec<_> = std::env::args().skip(1).collect();
    match &arguments[..] {
        [word, name] if word == idle::ALONE => idle::alone(name),
        _ => all(),
    }
}

fn all() {
    let contenders = Contenders::start();
    throughput::measure(&contenders, 1);
    throughput::measure(&contenders, 16);
    throughput::measure(&contenders, 256);
    blocker::measure(&contenders);
    sleepers::measure(&contenders);
    drop(contenders);
    idle::measure();
}
