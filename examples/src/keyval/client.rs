//! [`Client`]: what users of the library have.

use std::io;
use std::net::SocketAddr;
use std::time::Duration;

use super::Error;
use super::connection::Connection;

/// A client of one server.
///
/// Every request has an async name and a blocking one. A request that is dropped half-way, or takes too
/// long, takes its connection with it: the next one opens another.
///
/// ```
/// use amphi_examples::keyval::{Client, Server};
///
/// let server = Server::start()?;
/// let mut client = Client::connect_blocking(server.address())?;
/// client.set_blocking("tea", "5")?;
/// assert_eq!(client.add_blocking("tea", 2)?, 7);
///
/// // The same client in async code, where the blocking face works just as well.
/// amphi::block_on(async {
///     assert_eq!(client.get("tea").await?.as_deref(), Some("7"));
///     assert_eq!(client.get_blocking("coffee")?, None);
///     Ok::<(), amphi_examples::keyval::Error>(())
/// })?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
pub struct Client {
    address: SocketAddr,
    /// Nothing while a request is under way.
    connection: Option<Connection>,
    patience: Duration,
}

#[amphi::syncify]
impl Client {
    /// Connects to a server.
    ///
    /// # Errors
    /// Nobody listens there.
    pub async fn connect(address: SocketAddr) -> Result<Self, Error> {
        Ok(Self {
            address,
            connection: Some(Connection::open(address).await?),
            patience: Duration::from_secs(30),
        })
    }

    /// The same client, which waits so long for each answer: half a minute, if nothing is said.
    #[must_use]
    pub fn with_patience(self, patience: Duration) -> Self {
        Self { patience, ..self }
    }

    /// The value of a key, where it has one.
    ///
    /// # Errors
    /// See [`Error`]; so it is with every request.
    pub async fn get(&mut self, key: &str) -> Result<Option<String>, Error> {
        let lines = self.request(&["GET", key]).await?;
        Ok(lines.into_iter().next())
    }

    /// Gives a key a value.
    ///
    /// # Errors
    /// See [`Error`].
    pub async fn set(&mut self, key: &str, value: &str) -> Result<(), Error> {
        self.request(&["SET", key, value]).await?;
        Ok(())
    }

    /// Adds to a number, which is zero where the key has no value, and gives the sum.
    ///
    /// # Errors
    /// See [`Error`]; the server refuses it where the value is no number.
    pub async fn add(&mut self, key: &str, number: i64) -> Result<i64, Error> {
        let lines = self.request(&["ADD", key, &number.to_string()]).await?;
        let sum = lines.first().map(|line| line.parse());
        match sum {
            Some(Ok(sum)) => Ok(sum),
            _ => Err(Error::Garbled(lines.concat())),
        }
    }

    /// The keys that begin with `prefix`, sorted.
    ///
    /// # Errors
    /// See [`Error`].
    pub async fn keys(&mut self, prefix: &str) -> Result<Vec<String>, Error> {
        self.request(&["KEYS", prefix]).await
    }

    async fn request(&mut self, words: &[&str]) -> Result<Vec<String>, Error> {
        let line = words.join(" ");
        if line.contains('\n') {
            let text = "a request is one line";
            return Err(io::Error::new(io::ErrorKind::InvalidInput, text).into());
        }
        let exchanged = amphi::timeout(self.patience, self.exchange(&line)).await;
        exchanged.unwrap_or(Err(Error::TimedOut(self.patience)))
    }

    async fn exchange(&mut self, line: &str) -> Result<Vec<String>, Error> {
        // It goes with this future, unless the answer has come to its end.
        let mut connection = match self.connection.take() {
            Some(connection) => connection,
            None => Connection::open(self.address).await?,
        };
        let lines = connection.exchange(line).await;
        if matches!(lines, Ok(_) | Err(Error::Refused(_))) {
            self.connection = Some(connection);
        }
        lines
    }
}
