//! A library that knows the facade by another name, and exports it to its users.

pub use facade as border;

/// A client with both faces.
#[derive(Debug, Default)]
pub struct Client(());

#[facade::syncify(crate = facade)]
impl Client {
    /// What is asked, and how long that is.
    pub async fn ask<'a>(&self, question: &'a str) -> (&'a str, usize) {
        border::yield_now().await;
        (question, question.len())
    }
}

/// Whatever can be asked.
#[border::syncify(crate = border)]
#[expect(async_fn_in_trait, reason = "nobody spawns it")]
pub trait Asked {
    /// The answer.
    async fn answer(&self) -> usize;
}

impl Asked for Client {
    async fn answer(&self) -> usize {
        self.ask("why?").await.1
    }
}
