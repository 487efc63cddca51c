//! Methods: by value, by `Arc`, on a clone, of traits.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use std::thread::{self, ThreadId};

use amphi::asyncify;

use crate::ground::on_each;

/// Counts its clones.
struct Store {
    name: String,
    clones: Arc<AtomicUsize>,
}

impl Clone for Store {
    fn clone(&self) -> Self {
        self.clones.fetch_add(1, Relaxed);
        Self {
            name: self.name.clone(),
            clones: self.clones.clone(),
        }
    }
}

fn store(name: &str) -> Store {
    Store {
        name: name.into(),
        clones: Arc::default(),
    }
}

impl Store {
    #[asyncify]
    fn into_name(self) -> String {
        self.name
    }

    #[asyncify]
    fn renamed(mut self, name: &'static str) -> Self {
        self.name = name.into();
        self
    }

    #[asyncify]
    fn shared<T: Into<String> + Send + 'static>(
        self: Arc<Self>,
        more: T,
    ) -> Result<String, String> {
        let more = more.into();
        if more.is_empty() {
            return Err(self.name.clone());
        }
        Ok(format!("{} {more}", self.name))
    }

    #[asyncify(self_by = "clone")]
    fn cloned<const N: usize>(&self, of: impl Into<usize> + Send + 'static) -> [String; N] {
        let of = of.into();
        if of == 0 {
            return [const { String::new() }; N];
        }
        [(); N].map(|()| self.name.repeat(of))
    }

    #[asyncify(twin = "{}_async", self_by = "clone")]
    fn length(&self, more: usize) -> usize {
        self.name.len() + more
    }

    #[asyncify(twin = "{}_async")]
    fn by_arc(self: Arc<Self>) -> String {
        self.name.clone()
    }

    #[asyncify]
    fn without_self(name: &'static str) -> Self {
        store(name)
    }

    #[asyncify(twin = "{}_async")]
    fn made(name: &'static str) -> Self {
        store(name)
    }
}

#[test]
fn b09_methods_take_self_as_before() {
    on_each(|_| async {
        assert_eq!(store("a").into_name().await, "a");
        assert_eq!(store("a").renamed("b").await.name, "b");
        let shared = Arc::new(store("a"));
        assert_eq!(shared.clone().shared("b").await, Ok("a b".into()));
        assert_eq!(Store::shared(shared.clone(), "").await, Err("a".into()));
        assert_eq!(
            (shared.clone().by_arc(), shared.by_arc_async().await),
            ("a".into(), "a".into())
        );
        assert_eq!(Store::without_self("a").await.name, "a");
        assert_eq!(
            (Store::made("a").name, Store::made_async("a").await.name),
            ("a".into(), "a".into())
        );
    });
}

#[test]
fn self_by_clone_clones_once_a_call() {
    on_each(|_| async {
        let store = store("ab");
        let two: [_; 2] = store.cloned(2_usize).await;
        assert_eq!(two, ["abab", "abab"]);
        assert_eq!(store.clones.load(Relaxed), 1);
        assert_eq!((store.length(1), store.length_async(1).await), (3, 3));
        assert_eq!(store.clones.load(Relaxed), 2);
        drop(store.length_async(1));
        assert_eq!(
            store.clones.load(Relaxed),
            2,
            "nothing happens before the first poll"
        );
    });
}

/// An async interface, and a blocking implementation of it.
trait Load {
    fn load(self: Arc<Self>, key: u32) -> impl Future<Output = (String, ThreadId)> + Send;
}

impl Load for Store {
    #[asyncify]
    fn load(self: Arc<Self>, key: u32) -> (String, ThreadId) {
        (format!("{}{key}", self.name), thread::current().id())
    }
}

#[test]
fn a_method_of_a_trait_may_block() {
    on_each(|_| async {
        let (value, there) = Arc::new(store("a")).load(1).await;
        assert_eq!(value, "a1");
        assert_ne!(there, thread::current().id());
    });
}
