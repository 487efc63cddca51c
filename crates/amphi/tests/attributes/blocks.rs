//! The attributes on a whole `impl`.

use std::sync::Arc;

use amphi::{asyncify, syncify};

use crate::ground::on_each;

#[derive(Clone)]
struct Table<T>(Arc<[T]>);

#[asyncify(self_by = "clone", twin = "{}_async")]
impl<T: Clone + Send + Sync + 'static> Table<T> {
    pub const EMPTY: usize = 0;

    /// No twin is made of what is skipped, private, `const` or async.
    #[asyncify(skip)]
    pub fn new(values: Vec<T>) -> Self {
        Self(values.into())
    }

    pub fn get(&self, index: usize) -> Option<T> {
        self.inner(index)
    }

    /// Another name than the others', and another `self`.
    #[amphi::asyncify(twin = "last_later")]
    pub(crate) fn last(self) -> Option<T> {
        self.0.last().cloned()
    }

    /// The generics are those of the `impl`, and `Self` is not named.
    pub fn first_of(values: Vec<T>) -> Option<T> {
        values.into_iter().next()
    }

    fn inner(&self, index: usize) -> Option<T> {
        self.0.get(index).cloned()
    }

    #[asyncify]
    fn private(&self) -> usize {
        self.0.len()
    }

    pub const fn constant() -> usize {
        Self::EMPTY
    }

    pub async fn is_async() -> usize {
        Self::EMPTY
    }
}

struct Plain;

#[asyncify]
impl Plain {
    pub fn turned(self, by: u8) -> u8 {
        by
    }

    pub fn made<T: Send + 'static>(value: T) -> (Self, T) {
        (Self, value)
    }
}

struct Client {
    asked: usize,
}

#[syncify]
impl Client {
    pub fn new() -> Self {
        Self { asked: 0 }
    }

    /// Borrowed both ways.
    pub async fn ask<'a>(&mut self, question: &'a str) -> &'a str {
        amphi::yield_now().await;
        self.asked += 1;
        question.trim()
    }

    pub async fn count(&self) -> usize {
        self.asked
    }

    #[syncify(skip)]
    pub async fn nothing(&self) {}

    async fn private(&self) {}
}

#[test]
fn each_visible_function_is_turned() {
    on_each(|_| async {
        let table = Table::new(vec!['a', 'b']);
        assert_eq!(
            (table.get(1), table.get_async(1).await),
            (Some('b'), Some('b'))
        );
        assert_eq!(
            (table.clone().last(), table.clone().last_later().await),
            (Some('b'), Some('b'))
        );
        assert_eq!(
            Table::first_of(vec![1]),
            Table::first_of_async(vec![1]).await
        );
        assert_eq!((table.private(), table.private_async().await), (2, 2));
        assert_eq!(Table::<u8>::constant(), Table::<u8>::is_async().await);
        assert_eq!(Plain.turned(7).await, 7);
        assert_eq!(Plain::made('a').await.1, 'a');
    });
}

#[test]
fn each_visible_async_function_is_turned() {
    on_each(|_| async {
        let mut client = Client::new();
        let question = String::from(" why ");
        assert_eq!(client.ask_blocking(&question), "why");
        assert_eq!(client.ask(&question).await, "why");
        assert_eq!((client.count_blocking(), client.count().await), (2, 2));
        client.nothing().await;
        client.private().await;
    });
}
