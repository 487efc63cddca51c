//! The client's requests, by both faces.

use std::future::Future;
use std::net::TcpListener;
use std::pin::pin;
use std::task::{Context, Poll};
use std::time::Duration;

use amphi_examples::keyval::{Client, Error, Server};
use futures::task::noop_waker;

#[amphi::test]
async fn every_request_by_both_faces() -> Result<(), Box<dyn std::error::Error>> {
    let server = Server::start()?;
    let mut awaited = Client::connect(server.address()).await?;
    let mut waited = Client::connect_blocking(server.address())?;
    awaited.set("a", "one two").await?;
    assert_eq!(waited.get_blocking("a")?.as_deref(), Some("one two"));
    waited.set_blocking("b", "-1")?;
    assert_eq!(awaited.get("b").await?.as_deref(), Some("-1"));
    assert_eq!(
        (awaited.add("b", 3).await?, waited.add_blocking("b", 3)?),
        (2, 5)
    );
    assert_eq!(awaited.get("c").await?, waited.get_blocking("c")?);
    assert_eq!(awaited.keys("").await?, waited.keys_blocking("")?);
    Ok(())
}

#[amphi::test]
async fn a_refusal_keeps_the_connection() -> Result<(), Error> {
    let server = Server::start()?;
    let mut client = Client::connect(server.address()).await?;
    client.set("a", "text").await?;
    let by_both = [client.add("a", 1).await, client.add_blocking("a", 1)];
    for refused in by_both {
        assert!(matches!(refused, Err(Error::Refused(text)) if text == "this is no number"));
    }
    assert!(matches!(
        client.set("a", "two\nlines").await,
        Err(Error::Io(_))
    ));
    // Nobody else is let in, so this is the connection that it was.
    drop(server);
    assert_eq!(client.get_blocking("a")?.as_deref(), Some("text"));
    Ok(())
}

#[amphi::test]
async fn a_server_that_says_nothing_is_given_up() {
    let silent = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = silent.local_addr().unwrap();
    let moment = Duration::from_millis(20);
    let client = Client::connect(address).await.unwrap();
    let mut client = client.with_patience(moment);
    assert!(matches!(client.get("a").await, Err(Error::TimedOut(time)) if time == moment));
    assert!(matches!(client.get_blocking("a"), Err(Error::TimedOut(_))));
}

#[amphi::test]
async fn a_request_that_is_dropped_leaves_no_half_an_answer() -> Result<(), Error> {
    let server = Server::start()?;
    let mut client = Client::connect(server.address()).await?;
    client.set("a", "1").await?;
    {
        let request = pin!(client.get("a"));
        let polled = request.poll(&mut Context::from_waker(&noop_waker()));
        assert!(matches!(polled, Poll::Pending | Poll::Ready(Ok(_))));
    }
    assert_eq!(client.keys("").await?, ["a"]);
    assert_eq!(client.get_blocking("b")?, None);
    Ok(())
}

#[amphi::test]
async fn many_tasks_wait_at_once() {
    let server = Server::start().unwrap();
    let address = server.address();
    let visit = move || Client::connect_blocking(address)?.add_blocking("visits", 1);
    // Tasks and closures alike block while they wait.
    let tasks: Vec<_> = (0..8)
        .map(|_| amphi::spawn(async move { visit() }))
        .collect();
    let closures: Vec<_> = (0..8).map(|_| amphi::spawn_blocking(visit)).collect();
    for handle in tasks.into_iter().chain(closures) {
        handle.await.unwrap().unwrap();
    }
    let mut client = Client::connect(address).await.unwrap();
    assert_eq!(client.add("visits", 0).await.unwrap(), 16);
}
