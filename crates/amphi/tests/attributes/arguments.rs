//! Arguments: patterns, names (B2), and what holds them for how long.

use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender, channel};

use amphi::{asyncify, syncify};
use futures_lite::future::poll_once;

use crate::ground::{BOUND, on_each};

struct Point {
    x: i32,
    y: i32,
}

#[asyncify]
fn patterns(
    mut sum: i32,
    (a, mut b): (i32, i32),
    Point { x, y }: Point,
    [first, .., last]: [i32; 4],
    _: String,
    whole @ (c, _): (i32, i32),
    #[allow(unused_variables)] unused: i32,
) -> i32 {
    b += 1;
    sum += a + b + x + y + first + last + whole.1 + c;
    sum
}

/// Names that the attribute's code might use, and the function's own.
#[asyncify]
fn body(call: u8, this: u8, arg0: u8, arg1: u8, body: u8, krate: u8, amphi: u8) -> [u8; 7] {
    [call, this, arg0, arg1, body, krate, amphi]
}

#[asyncify(twin = "{}_async")]
fn twice(twice: u8, twice_async: u8) -> u8 {
    twice * twice_async
}

struct Named;

impl Named {
    #[asyncify]
    fn method(self, method: u8, _arg1: u8, (this, call): (u8, u8), arg2: u8) -> [u8; 5] {
        let Self = self;
        [method, _arg1, this, call, arg2]
    }

    #[syncify]
    async fn waits(&self, waits: u8, (this, _): (u8, u8)) -> [u8; 2] {
        [waits, this]
    }
}

/// Tells when it is dropped.
struct Tells(&'static str, Sender<&'static str>);

impl Drop for Tells {
    fn drop(&mut self) {
        self.1.send(self.0).unwrap();
    }
}

#[asyncify]
fn holds(_: Tells, _named: Tells, (_part, ..): (Tells, Tells), told: Sender<&'static str>) {
    told.send("end of the body").unwrap();
}

/// The first is held for no other reason.
struct Holder(#[expect(dead_code)] Tells, Tells);

impl Holder {
    #[asyncify]
    fn uses_a_part(self, _: Tells, (_part, ..): (Tells, Tells)) {
        self.1.1.send("end of the body").unwrap();
    }

    #[asyncify]
    fn is_given_up(self, _: Tells, (_part, ..): (Tells, Tells), go_on: Receiver<()>) {
        self.1.1.send("start of the body").unwrap();
        go_on.recv().unwrap();
        self.1.1.send("end of the body").unwrap();
    }
}

#[test]
fn b02_patterns_bind_as_ever() {
    on_each(|_| async {
        let point = Point { x: 1, y: 2 };
        let sum = patterns(1000, (1, 1), point, [1, 9, 9, 2], String::new(), (5, 6), 0).await;
        assert_eq!(sum, 1000 + 1 + 2 + 3 + 3 + 11);
    });
}

#[test]
fn b02_names_that_the_wrapper_uses_collide_with_nothing() {
    on_each(|_| async {
        assert_eq!(body(1, 2, 3, 4, 5, 6, 7).await, [1, 2, 3, 4, 5, 6, 7]);
        assert_eq!((twice(2, 3), twice_async(2, 3).await), (6, 6));
        assert_eq!(Named.method(1, 2, (3, 4), 5).await, [1, 2, 3, 4, 5]);
        assert_eq!(
            Named.waits_blocking(1, (2, 0)),
            Named.waits(1, (2, 0)).await
        );
    });
}

#[test]
fn arguments_that_the_body_does_not_use_are_held_to_its_end() {
    on_each(|_| async {
        let (told, is_told) = channel();
        let tells = |name| Tells(name, told.clone());
        holds(
            tells("_"),
            tells("_named"),
            (tells("a"), tells("b")),
            told.clone(),
        )
        .await;
        assert_eq!(is_told.try_recv(), Ok("end of the body"));
        assert_eq!(is_told.try_iter().count(), 4, "and no longer");
        let holder = Holder(tells("c"), tells("d"));
        holder
            .uses_a_part(tells("_"), (tells("a"), tells("b")))
            .await;
        assert_eq!(is_told.try_recv(), Ok("end of the body"));
        assert_eq!(is_told.try_iter().count(), 5);
    });
}

#[test]
fn arguments_stay_with_a_body_whose_caller_has_gone() {
    on_each(|_| async {
        let (told, is_told) = channel();
        let tells = |name| Tells(name, told.clone());
        let (go_on, goes_on) = channel();
        let holder = Holder(tells("c"), tells("d"));
        let mut call = Box::pin(holder.is_given_up(tells("_"), (tells("a"), tells("b")), goes_on));
        assert!(poll_once(&mut call).await.is_none());
        assert_eq!(is_told.recv_timeout(BOUND), Ok("start of the body"));
        drop(call);
        assert_eq!(is_told.try_iter().count(), 0, "the body has them all");
        go_on.send(()).unwrap();
        assert_eq!(is_told.recv_timeout(BOUND), Ok("end of the body"));
        for _ in 0..5 {
            assert!(is_told.recv_timeout(BOUND).is_ok());
        }
    });
}

#[test]
fn b15_arguments_go_with_the_call() {
    #[asyncify]
    fn count(shared: Arc<()>) -> usize {
        Arc::strong_count(&shared)
    }
    on_each(|_| async {
        let shared = Arc::new(());
        assert_eq!(count(shared.clone()).await, 2);
        assert_eq!(Arc::strong_count(&shared), 1);
    });
}
