//! Wrappers are values: shared, sent, and kept in structs.

use std::sync::{Arc, Mutex};

use amphi::{Offloaded, asyncify, syncify};

fn is_shared<T: Send + Sync + 'static>(value: T) -> T {
    value
}

#[test]
fn wrappers_are_shared_and_kept_in_structs() {
    type Next = fn(u8) -> u8;
    type Call = Offloaded<Next, (u8,), u8>;
    struct Client {
        call: Box<dyn Fn(u8) -> Call + Send + Sync>,
        wait: Box<dyn Fn(u8) -> u8 + Send + Sync>,
    }
    async fn next(number: u8) -> u8 {
        number + 1
    }
    let function: Next = |number| number + 1;
    let client = Arc::new(is_shared(Client {
        call: asyncify(function),
        wait: syncify(next),
    }));
    let task = amphi::spawn(async move { (client.call)(1).await + (client.wait)(2) });
    assert_eq!(task.join().unwrap(), 5);
}

#[test]
fn a_closure_shares_what_it_cannot_clone() {
    let log = Arc::new(Mutex::new(Vec::new()));
    let shared = log.clone();
    let push = is_shared(asyncify(move |number: u8| {
        shared.lock().unwrap().push(number);
    }));
    for number in 0..3 {
        push(number).join();
    }
    assert_eq!(*log.lock().unwrap(), [0, 1, 2]);
}
