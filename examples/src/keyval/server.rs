//! [`Server`]: something to talk to, on plain threads.

use std::collections::BTreeMap;
use std::io::{self, BufRead, BufReader, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

type Values = Arc<Mutex<BTreeMap<String, String>>>;

/// A server on the loopback interface, which keeps its values in memory. Dropping it closes the door; who
/// is in already is served on.
#[derive(Debug)]
pub struct Server {
    address: SocketAddr,
    closed: Arc<AtomicBool>,
}

impl Server {
    /// Starts it, on a port that is free.
    ///
    /// # Errors
    /// What the system says about the socket, or the thread.
    pub fn start() -> io::Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
        let server = Self {
            address: listener.local_addr()?,
            closed: Arc::default(),
        };
        let closed = server.closed.clone();
        let name = || thread::Builder::new().name("keyval".into());
        name().spawn(move || {
            let values = Values::default();
            for socket in listener.incoming().map_while(Result::ok) {
                if closed.load(Ordering::Acquire) {
                    break;
                }
                let values = values.clone();
                // Without a thread the socket closes, which the client sees.
                drop(name().spawn(move || serve(&socket, &values)));
            }
        })?;
        Ok(server)
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.closed.store(true, Ordering::Release);
        // It looks when somebody knocks.
        drop(TcpStream::connect(self.address));
    }
}

fn serve(socket: &TcpStream, values: &Values) -> io::Result<()> {
    let mut answers = socket;
    for line in BufReader::new(socket).lines() {
        let answer = match answer(&line?, values) {
            Ok(lines) => {
                let head = [format!("OK {}", lines.len())];
                head.into_iter()
                    .chain(lines)
                    .map(|line| line + "\n")
                    .collect()
            }
            Err(text) => format!("ERR {text}\n"),
        };
        answers.write_all(answer.as_bytes())?;
    }
    Ok(())
}

/// The lines of the answer, or what is wrong with the request.
fn answer(request: &str, values: &Values) -> Result<Vec<String>, &'static str> {
    let mut values = values.lock().unwrap_or_else(PoisonError::into_inner);
    let mut words = request.splitn(3, ' ');
    match (words.next(), words.next(), words.next()) {
        (Some("GET"), Some(key), None) => Ok(values.get(key).cloned().into_iter().collect()),
        (Some("SET"), Some(key), Some(value)) => {
            values.insert(key.to_owned(), value.to_owned());
            Ok(Vec::new())
        }
        (Some("ADD"), Some(key), Some(number)) => {
            let parse = |text: &str| text.parse::<i64>().map_err(|_| "this is no number");
            let old = values.get(key).map_or(Ok(0), |value| parse(value))?;
            let sum = old
                .checked_add(parse(number)?)
                .ok_or("the sum is too large")?;
            values.insert(key.to_owned(), sum.to_string());
            Ok(vec![sum.to_string()])
        }
        (Some("KEYS"), Some(prefix), None) => {
            let keys = values.keys().filter(|key| key.starts_with(prefix));
            Ok(keys.cloned().collect())
        }
        _ => Err("there are GET, SET, ADD and KEYS"),
    }
}
