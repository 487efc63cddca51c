//! `#[syncify]` on a trait: a second one has the twins.

use std::fmt::{Debug, Display};
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use amphi::syncify;

use crate::ground::on_each;

mod shared {
    /// What has values.
    #[amphi::syncify]
    pub(crate) trait Store {
        type Error: super::Debug;

        /// The value of `key`.
        async fn get<'a>(&'a self, key: &str) -> Result<&'a str, Self::Error>;

        async fn set(&mut self, key: &str, value: impl super::Display) -> usize;

        /// A body of its own.
        async fn both(&self, (one, other): (&str, &str)) -> Result<String, Self::Error> {
            Ok(format!(
                "{}{}",
                self.get(one).await?,
                self.get(other).await?
            ))
        }

        /// By value, and without `self`.
        async fn into_len(self) -> usize;
        async fn open(len: usize) -> Self
        where
            Self: Sized;

        /// Says that its future may be sent.
        fn len(&self) -> impl Future<Output = usize> + Send;

        fn is_empty(&self) -> bool;

        #[syncify(twin = "first_now")]
        async fn first(self: super::Arc<Self>) -> Option<String>;

        #[syncify(skip)]
        async fn skipped(&self) {}
    }
}

use shared::{Store, StoreBlocking};

struct Pairs(Vec<(String, String)>);

impl Store for Pairs {
    type Error = String;

    async fn get<'a>(&'a self, key: &str) -> Result<&'a str, String> {
        amphi::yield_now().await;
        let found = self.0.iter().find(|(known, _)| known == key);
        found
            .map(|(_, value)| &**value)
            .ok_or_else(|| key.to_owned())
    }

    async fn set(&mut self, key: &str, value: impl Display) -> usize {
        self.0.push((key.to_owned(), value.to_string()));
        self.0.len()
    }

    async fn into_len(self) -> usize {
        self.0.len()
    }

    async fn open(len: usize) -> Self {
        amphi::yield_now().await;
        Self(vec![Default::default(); len])
    }

    async fn len(&self) -> usize {
        self.0.len()
    }

    fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    async fn first(self: Arc<Self>) -> Option<String> {
        self.0.first().map(|(_, value)| value.clone())
    }
}

/// Code that knows the trait alone.
fn through<S: StoreBlocking>(mut store: S) -> (usize, usize)
where
    S::Error: PartialEq<String>,
{
    assert_eq!(store.set_blocking("a", 1), 1);
    assert_eq!(store.set_blocking("b", "c"), 2);
    assert!(matches!(store.get_blocking("b"), Ok("c")));
    let error = store.get_blocking("d").unwrap_err();
    assert!(error == "d".to_owned());
    assert_eq!(store.both_blocking(("a", "b")).unwrap(), "1c");
    (store.len_blocking(), store.into_len_blocking())
}

#[test]
fn whatever_implements_the_trait_has_the_twins() {
    on_each(|_| async {
        let pairs = Pairs::open_blocking(0);
        assert!(pairs.is_empty());
        pairs.skipped().await;
        assert_eq!(through(pairs), (2, 2));
        let pairs = Arc::new(Pairs::open(3).await);
        assert_eq!(pairs.clone().first().await, Some(String::new()));
        assert_eq!(pairs.first_now(), Some(String::new()));
    });
}

/// Generics of every sort, and another name.
#[syncify(extension = "Wait{}")]
trait Convert<'a, T: ?Sized, U = usize, const N: usize = 2>: Sized
where
    U: Clone,
{
    async fn convert<V: Into<U>>(&self, from: &'a T, or: V) -> [U; N];
}

struct Lengths;

impl<'a> Convert<'a, str> for Lengths {
    async fn convert<V: Into<usize>>(&self, from: &'a str, or: V) -> [usize; 2] {
        [from.len(), or.into()]
    }
}

impl<'a> Convert<'a, [u8], &'a u8, 1> for Lengths {
    async fn convert<V: Into<&'a u8>>(&self, from: &'a [u8], or: V) -> [&'a u8; 1] {
        [from.first().unwrap_or(or.into())]
    }
}

/// A parameter of a name that the attribute might have taken.
#[syncify]
pub(crate) trait Keep<Implementor> {
    async fn keep(&mut self, kept: Implementor) -> Option<Implementor>;
}

impl<T> Keep<T> for Option<T> {
    async fn keep(&mut self, kept: T) -> Self {
        amphi::yield_now().await;
        self.replace(kept)
    }
}

/// What macros of other crates make: an object-safe interface.
trait Ask {
    fn ask<'a>(&'a self, text: &'a str) -> Pin<Box<dyn Future<Output = usize> + Send + 'a>>;
}

/// The twin of what has no size.
#[syncify]
trait AskAll {
    async fn ask_all(&self, texts: &[&str]) -> usize;
}

impl AskAll for dyn Ask {
    async fn ask_all(&self, texts: &[&str]) -> usize {
        let mut sum = 0;
        for text in texts {
            sum += self.ask(text).await;
        }
        sum
    }
}

impl Ask for Lengths {
    fn ask<'a>(&'a self, text: &'a str) -> Pin<Box<dyn Future<Output = usize> + Send + 'a>> {
        Box::pin(async { text.len() })
    }
}

#[test]
fn generics_of_the_trait_are_kept() {
    on_each(|_| async {
        let text = String::from("abc");
        assert_eq!(Lengths.convert_blocking(&*text, 7_u8), [3, 7]);
        assert_eq!(Lengths.convert_blocking(&[][..], &7), [&7]);
        let mut place = Some(1);
        assert_eq!(
            (place.keep_blocking(2), place.keep(3).await),
            (Some(1), Some(2))
        );
    });
}

#[test]
fn a_type_without_a_size_has_twins() {
    on_each(|_| async {
        let ask: Box<dyn Ask> = Box::new(Lengths);
        assert_eq!(ask.ask_all_blocking(&["a", "bc"]), 3);
    });
}
