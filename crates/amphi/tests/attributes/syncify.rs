//! `#[syncify(replace)]`: async bodies of synchronous functions.

use std::cell::Cell;
use std::rc::Rc;
use std::sync::mpsc::{Sender, channel};

use amphi::syncify;

use crate::ground::on_each;

#[syncify(replace)]
async fn longest<'a, const N: usize>(
    words: [&'a str; N],
    (least, _): (usize, &u8),
) -> Option<&'a str> {
    amphi::yield_now().await;
    let longest = words.into_iter().max_by_key(|word| word.len())?;
    if longest.len() < least {
        return None;
    }
    Some(longest)
}

#[syncify(replace)]
async fn stays_here<T: Clone>(value: &T, by: impl Fn(&T) -> usize) -> impl Iterator<Item = T> {
    let shared = Rc::new(Cell::new(0));
    amphi::yield_now().await;
    shared.set(by(value));
    std::iter::repeat_n(value.clone(), shared.get())
}

#[syncify]
async fn nests(depth: u32) -> u32 {
    amphi::yield_now().await;
    if depth == 0 {
        0
    } else {
        1 + nests_blocking(depth - 1)
    }
}

struct Connection {
    log: Sender<&'static str>,
    left: u8,
}

impl Connection {
    async fn close(&mut self) {
        amphi::yield_now().await;
        self.log.send("closed").unwrap();
    }

    #[syncify(replace)]
    async fn into_left(mut self) -> Result<u8, u8> {
        self.close().await;
        let left = Err::<u8, _>(self.left);
        left?;
        unreachable!("it was an error")
    }
}

impl Drop for Connection {
    #[syncify(replace)]
    async fn drop(&mut self) {
        self.close().await;
    }
}

impl Iterator for Connection {
    type Item = u8;

    #[syncify(replace)]
    async fn next(&mut self) -> Option<u8> {
        amphi::yield_now().await;
        self.left = self.left.checked_sub(1)?;
        Some(self.left)
    }
}

#[syncify(replace)]
#[test]
async fn a_test_may_be_async() {
    amphi::yield_now().await;
}

#[test]
fn arguments_borrow_and_nothing_need_be_send() {
    on_each(|_| async {
        let word = String::from("longest");
        assert_eq!(longest([&word, "a"], (2, &0)), Some("longest"));
        assert_eq!(longest(["a"], (2, &0)), None);
        assert_eq!(longest([], (0, &0)), None);
        let all: Vec<_> = stays_here(&word, String::len).collect();
        assert_eq!(all.len(), 7);
    });
}

#[test]
fn b93_it_nests_in_its_own_runtime() {
    on_each(|_| async {
        assert_eq!(nests_blocking(8), 8);
        assert_eq!(nests(8).await, 8);
    });
}

#[test]
fn methods_of_traits_may_await() {
    on_each(|_| async {
        let (log, logged) = channel();
        let mut connection = Connection {
            log: log.clone(),
            left: 3,
        };
        let left: Vec<_> = connection.by_ref().collect();
        assert_eq!(left, [2, 1, 0]);
        drop(connection);
        assert_eq!(logged.try_iter().count(), 1);
        assert_eq!(Connection { log, left: 7 }.into_left(), Err(7));
        assert_eq!(logged.try_iter().count(), 2);
    });
}

/// Every way out of a method's body, and one that has none.
struct Exits;

impl Exits {
    #[syncify(replace)]
    async fn boxed(&self, early: bool) -> Box<dyn Fn(u8) -> u8> {
        if early {
            return Box::new(|number| number);
        }
        amphi::yield_now().await;
        Box::new(|number| number + 1)
    }

    #[syncify(replace)]
    async fn unnamed(&self, bound: u8) -> impl Iterator<Item = u8> + use<> {
        amphi::yield_now().await;
        0..bound
    }

    #[syncify(replace)]
    async fn never(&self) -> ! {
        std::panic::panic_any(7)
    }

    #[syncify(replace)]
    async fn fails(self) -> Result<Self, std::num::ParseIntError> {
        "no number".parse::<u8>()?;
        Ok(self)
    }
}

#[test]
fn methods_end_as_they_did() {
    on_each(|_| async {
        assert_eq!((Exits.boxed(true)(7), Exits.boxed(false)(7)), (7, 8));
        assert_eq!(Exits.unnamed(3).count(), 3);
        assert!(Exits.fails().is_err());
        let raised = std::panic::catch_unwind(|| Exits.never()).unwrap_err();
        assert_eq!(*raised.downcast::<i32>().unwrap(), 7);
    });
}
