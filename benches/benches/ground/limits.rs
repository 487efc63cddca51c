//! What the machine itself takes: nothing that changes threads, or locks, or allocates, can do with less.

use std::hint::black_box;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::channel;
use std::thread::{park, spawn};

use amphi_benches::Group;

pub(crate) fn measure() {
    let main = std::thread::current();
    let asked: &'static AtomicBool = Box::leak(Box::default());
    let other = spawn(move || {
        loop {
            while !asked.swap(false, Ordering::Acquire) {
                park();
            }
            main.unpark();
        }
    });
    let (ask, questions) = channel::<()>();
    let (tell, answers) = channel::<()>();
    spawn(
        move || {
            while questions.recv().is_ok() && tell.send(()).is_ok() {}
        },
    );
    let lock = Mutex::new(7);
    Group::new("limits of the machine")
        .with("a thread asked and back, by park", || {
            asked.store(true, Ordering::Release);
            other.thread().unpark();
            park();
        })
        .with("a thread asked and back, by channels", move || {
            ask.send(()).expect("it listens");
            answers.recv().expect("it answers");
        })
        .with("a thread started and joined", || {
            spawn(|| 7).join().expect("it ends")
        })
        .with("a lock that nobody wants", || {
            *lock.lock().expect("no panic")
        })
        .with("an allocation", || black_box(Box::new(7_u64)))
        .run();
}
