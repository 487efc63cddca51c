//! `#[syncify]`: blocking twins of async functions.

use std::cell::{Cell, RefCell};
use std::future::Future;
use std::panic;
use std::pin::Pin;
use std::sync::{Arc, Once};

use amphi::{Handle, syncify, tokio};

use crate::ground::on_each;

#[syncify]
async fn trimmed<'a>(text: &'a str, ends: &[char]) -> Result<&'a str, usize> {
    amphi::yield_now().await;
    let text = text.trim_matches(ends);
    if text.is_empty() {
        return Err(ends.len());
    }
    Ok(text)
}

/// The longest of them, by a function that is not `Send` either.
#[syncify]
async fn most<T, const N: usize>(items: [T; N], by: impl Fn(&T) -> usize) -> Option<T>
where
    T: Clone,
{
    amphi::yield_now().await;
    items.iter().max_by_key(|item| by(item)).cloned()
}

/// What is counted at the call, not at the first poll.
#[syncify]
fn later(by: u8) -> impl Future<Output = u8> + Send {
    let more = by + 1;
    async move {
        amphi::yield_now().await;
        more
    }
}

#[syncify(twin = "wait_for_{}")]
#[must_use]
async fn named() -> u8 {
    7
}

mod inner {
    #[amphi::syncify]
    pub(super) async fn visible(r#type: &mut u8) {
        *r#type += 1;
    }

    #[amphi::syncify]
    pub(super) async fn r#match(number: u8) -> u8 {
        number
    }
}

struct Account<T> {
    balance: T,
}

#[syncify]
impl<T> Account<T>
where
    T: Copy + std::ops::AddAssign,
{
    pub(crate) async fn open(balance: T) -> Self {
        Self { balance }
    }

    pub(crate) async fn pay_in(&mut self, sum: T) -> T {
        amphi::yield_now().await;
        self.balance += sum;
        self.balance
    }

    pub(crate) fn later(&self) -> impl Future<Output = T> {
        let balance = self.balance;
        async move { balance }
    }

    /// The twin need not change what it passes on.
    pub(crate) async fn close(mut self, last: T) -> T {
        self.balance += last;
        self.balance
    }

    #[syncify(twin = "of_both")]
    async fn private(self: &Self, (one, other): (T, T)) -> T {
        let mut sum = one;
        sum += other;
        sum
    }

    pub(crate) async fn pinned(mut self: Pin<&mut Self>, balance: T) -> T
    where
        T: Unpin,
    {
        amphi::yield_now().await;
        std::mem::replace(&mut self.balance, balance)
    }

    pub(crate) async fn shared(self: &Arc<Self>) -> usize {
        Arc::strong_count(self)
    }

    /// Synchronous from now on.
    #[syncify(replace)]
    pub(crate) async fn peek(&self) -> T {
        amphi::yield_now().await;
        self.balance
    }

    #[syncify(skip)]
    pub(crate) async fn skipped(&self) {}

    pub(crate) fn is_synchronous(&self) -> bool {
        true
    }
}

#[test]
fn b103_the_twin_is_called_blocking() {
    on_each(|_| async {
        assert_eq!(trimmed("-a-", &['-']).await, Ok("a"));
        assert_eq!(trimmed_blocking("-a-", &['-']), Ok("a"));
        assert_eq!((named().await, wait_for_named()), (7, 7));
        assert_eq!((later(6).await, later_blocking(6)), (7, 7));
        assert_eq!((inner::r#match(7).await, inner::match_blocking(7)), (7, 7));
    });
}

#[test]
fn twins_borrow_and_keep_generics() {
    on_each(|_| async {
        let text = String::from(" a ");
        let borrowed = {
            let ends = vec![' '];
            trimmed_blocking(&text, &ends)
        };
        assert_eq!(borrowed, Ok("a"));
        assert_eq!(trimmed_blocking("  ", &[' ', '-']), Err(2));
        let asked = Cell::new(0);
        let longest = most_blocking(["a", "abc", "ab"], |text| {
            asked.set(asked.get() + 1);
            text.len()
        });
        assert_eq!((longest, asked.get()), (Some("abc"), 3));
        assert_eq!(most_blocking([] as [u8; 0], |_| 0), None);
        let mut number = 6;
        inner::visible_blocking(&mut number);
        inner::visible(&mut number).await;
        assert_eq!(number, 8);
    });
}

#[test]
fn each_async_method_has_a_twin() {
    on_each(|_| async {
        let mut account = Account::open_blocking(1);
        assert_eq!(account.pay_in_blocking(2), 3);
        assert_eq!(account.pay_in(1).await, 4);
        assert_eq!((account.later().await, account.later_blocking()), (4, 4));
        assert_eq!(account.of_both((1, 2)), account.private((1, 2)).await);
        assert_eq!((account.peek(), account.is_synchronous()), (4, true));
        account.skipped().await;
        assert_eq!(Pin::new(&mut account).pinned_blocking(6), 4);
        assert_eq!(Pin::new(&mut account).pinned(4).await, 6);
        let account = Arc::new(account);
        assert_eq!((account.shared_blocking(), account.shared().await), (1, 1));
        let account = Arc::into_inner(account).unwrap();
        assert_eq!(account.close_blocking(1), 5);
        assert_eq!(Account::open(b'a').await.close(1).await, b'b');
    });
}

thread_local! {
    static PANICKED_AT: RefCell<Option<(String, u32)>> = const { RefCell::new(None) };
}

#[syncify]
async fn never() {
    std::future::pending::<()>().await;
}

#[test]
fn an_impossible_wait_panics_where_the_twin_is_called() {
    static HOOK: Once = Once::new();
    HOOK.call_once(|| {
        let before = panic::take_hook();
        panic::set_hook(Box::new(move |info| {
            let at = info.location().map(|at| (at.file().into(), at.line()));
            PANICKED_AT.set(at);
            before(info);
        }));
    });
    let gone = Handle::from(tokio::OwnedRuntime::current_thread().unwrap().handle());
    let _entered = gone.enter();
    let line = line!() + 1;
    let raised = panic::catch_unwind(|| never_blocking());
    assert!(raised.is_err());
    assert_eq!(PANICKED_AT.take(), Some((file!().into(), line)));
}
