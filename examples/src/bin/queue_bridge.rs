//! `queue_bridge`: old blocking code with queues at both ends, and async code between them.
//!
//! A blocking thread puts orders into a bounded `std::sync::mpsc` queue, as it did before there was
//! any async code. An async pipeline reads the queue as a stream and looks prices up, several at a
//! time. A blocking printer takes the results as an ordinary iterator. Each side waits for the
//! next one where that is behind. The runtime is the one that `AMPHI_RUNTIME` names.

use std::io::{self, Write};
use std::sync::mpsc::{SyncSender, sync_channel};
use std::thread;
use std::time::Duration;

use amphi::Handle;
use amphi::prelude::*;
use futures::{Stream, StreamExt};

struct Order {
    number: u64,
    item: &'static str,
}

fn main() -> io::Result<()> {
    let orders = std::env::args().nth(1).map_or(Ok(6), |count| count.parse());
    let orders = orders.map_err(io::Error::other)?;
    println!("runtime: {}", Handle::current().backend());

    // At most two orders wait in the queue.
    let (sender, queue) = sync_channel(2);
    let shop = thread::spawn(move || take_orders(&sender, orders));

    // From the queue into async code, and out of it again.
    let priced = priced(queue.into_stream_blocking().with_capacity(2));
    let total = print(priced.into_blocking_iter())?;
    println!("total: {total}");
    let taken = shop.join().expect("the shop does not panic");
    assert_eq!(taken, orders, "all orders were taken");
    Ok(())
}

/// Blocking code that knows nothing of async: gives how many orders it got rid of.
fn take_orders(queue: &SyncSender<Order>, orders: u64) -> u64 {
    let items = ["tea", "coffee", "cake"].into_iter().cycle();
    let orders = (1..=orders).zip(items);
    let sent = orders.map(|(number, item)| queue.send(Order { number, item }));
    sent.take_while(Result::is_ok).count() as u64
}

/// Async code: three look-ups at a time, in order.
fn priced(orders: impl Stream<Item = Order>) -> impl Stream<Item = (Order, u64)> {
    orders
        .map(|order| async move {
            // A request to some service.
            amphi::sleep(Duration::from_millis(1)).await;
            let price = 2 + order.item.len() as u64;
            (order, price)
        })
        .buffered(3)
}

/// Blocking code again.
fn print(priced: impl Iterator<Item = (Order, u64)>) -> io::Result<u64> {
    let mut out = io::stdout().lock();
    let mut total = 0;
    for (order, price) in priced {
        writeln!(out, "order {}: {} for {price}", order.number, order.item)?;
        total += price;
    }
    Ok(total)
}
