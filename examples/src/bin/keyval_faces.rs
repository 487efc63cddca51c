//! `keyval_faces`: one client library, called by blocking code wherever that may run.
//!
//! [`shop`] knows nothing of async. It is called from plain `main`, from an offloaded closure, and from
//! inside tasks of tokio, smol and async-std, which run their own way. The same client is then awaited.
//! The runtime of `main` is the one that `AMPHI_RUNTIME` names.

use std::collections::BTreeMap;
use std::error::Error;
use std::net::SocketAddr;

use amphi::{Handle, syncify};
use amphi_examples::keyval::{self, Client, Server};

/// Whatever counts: the trait is async, and has blocking twins too.
#[syncify]
trait Count {
    type Error: Error + 'static;

    async fn count(&mut self, word: &str) -> Result<i64, Self::Error>;
}

impl Count for Client {
    type Error = keyval::Error;

    async fn count(&mut self, word: &str) -> Result<i64, keyval::Error> {
        self.add(word, 1).await
    }
}

impl Count for BTreeMap<String, i64> {
    type Error = std::convert::Infallible;

    async fn count(&mut self, word: &str) -> Result<i64, Self::Error> {
        let count = self.entry(word.to_owned()).or_default();
        *count += 1;
        Ok(*count)
    }
}

/// Blocking code for all that counts.
fn count_all(words: &str, mut by: impl CountBlocking) -> Result<i64, Box<dyn Error>> {
    let mut last = 0;
    for word in words.split(' ') {
        last = by.count_blocking(word)?;
    }
    Ok(last)
}

/// Blocking code, as it was before there was any async: gives how often it was called.
fn shop(address: SocketAddr) -> Result<i64, keyval::Error> {
    let mut client = Client::connect_blocking(address)?;
    let visits = client.add_blocking("visits", 1)?;
    client.set_blocking("visit:last", &visits.to_string())?;
    let keys = client.keys_blocking("visit")?;
    assert_eq!(keys, ["visit:last", "visits"]);
    assert!(client.add_blocking("visit:last", 0).is_ok());
    Ok(visits)
}

fn main() -> Result<(), Box<dyn Error>> {
    println!("runtime: {}", Handle::current().backend());
    let server = Server::start()?;
    let address = server.address();

    println!("main: visit {}", shop(address)?);
    let closure = amphi::spawn_blocking(move || shop(address));
    println!("offloaded closure: visit {}", closure.join()??);

    let many = tokio::runtime::Runtime::new()?;
    let task = many.spawn(async move { shop(address) });
    println!("task of tokio: visit {}", many.block_on(task)??);
    let one = tokio::runtime::Builder::new_current_thread().build()?;
    let task = one.spawn(async move { shop(address) });
    println!(
        "task of one thread of tokio: visit {}",
        one.block_on(task)??
    );
    let task = Handle::smol().spawn(async move { shop(address) });
    println!("task of smol: visit {}", task.join()??);
    let task = async_std::task::spawn(async move { shop(address) });
    println!(
        "task of async-std: visit {}",
        async_std::task::block_on(task)?
    );

    let visits = amphi::block_on(async {
        let mut client = Client::connect(address).await?;
        client.get("visits").await
    })?;
    println!("awaited: {}", visits.unwrap_or_default());

    let words = "tea cake tea";
    let here = count_all(words, BTreeMap::new())?;
    let there = count_all(words, Client::connect_blocking(address)?)?;
    println!("counted: {here} here, {there} there");
    Ok(())
}
