//! What the layers cost over the raw runtimes, beside the crates that do the same: tasks, closures,
//! sleeps, ready waits.

mod closures;
mod limits;
mod sleeps;
mod tasks;
mod waits;

use amphi::smol::OwnedRuntime as OwnedSmol;
use amphi::tokio::OwnedRuntime as OwnedTokio;

fn main() {
    let tokio = OwnedTokio::multi_thread(2).expect("a runtime");
    let smol = OwnedSmol::new(2).expect("a runtime");
    limits::measure();
    tasks::on_tokio();
    tasks::on_smol();
    closures::measure(&tokio);
    sleeps::measure(&tokio, &smol);
    waits::measure(&tokio, &smol);
    std::mem::forget((tokio, smol));
}
