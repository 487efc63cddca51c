//! Waits inside async code that do wait: amphi beside the ways that each runtime has without it.
//!
//! Each group is measured inside one task, or one closure, of the runtime that it names; the task
//! itself is no part of the time. All backends are in use before the first group, so that every
//! wait of amphi asks all of them, as it does in a program that mixes them.

mod async_std_tasks;
mod current_thread;
mod free;
mod offloads;
mod peers;
mod smol_tasks;
mod waits;
mod workers;

use amphi::async_std::AsyncStdRuntime;
use amphi::smol::OwnedRuntime as OwnedSmol;
use amphi::tokio::OwnedRuntime as OwnedTokio;

fn main() {
    let tokio = OwnedTokio::multi_thread(2).expect("a runtime");
    let smol = OwnedSmol::new(2).expect("a runtime");
    let async_std = AsyncStdRuntime::global();

    workers::measure(1);
    workers::measure(2);
    current_thread::measure(tokio.handle());
    smol_tasks::measure(1);
    smol_tasks::measure(2);
    async_std_tasks::measure(async_std);
    free::measure(tokio.handle(), smol.handle(), async_std);
    offloads::measure(tokio.handle(), smol.handle(), async_std);
}
