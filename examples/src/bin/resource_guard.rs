//! Connections whose goodbye is async, and comes whatever happens: `using` and `AsyncGuard`.
//!
//! It runs on the runtime that `AMPHI_RUNTIME` names.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use amphi::{AsyncGuard, Handle, UsingError, using};

/// What the server has seen, in order.
type Log = Arc<Mutex<Vec<String>>>;

/// A connection to a server that wants a goodbye.
struct Connection {
    name: &'static str,
    log: Log,
}

impl Connection {
    async fn open(name: &'static str, log: &Log) -> Result<Self, String> {
        amphi::sleep(Duration::from_millis(1)).await;
        if name == "nobody" {
            return Err(format!("{name} is not at home"));
        }
        log.lock().unwrap().push(format!("{name}: hello"));
        let log = log.clone();
        Ok(Self { name, log })
    }

    async fn ask(&mut self, question: &str) -> Result<usize, String> {
        amphi::sleep(Duration::from_millis(1)).await;
        let answer = question.len();
        self.log
            .lock()
            .unwrap()
            .push(format!("{}: {question}", self.name));
        (answer < 10).then_some(answer).ok_or("too long".into())
    }

    async fn close(self) -> Result<(), String> {
        amphi::sleep(Duration::from_millis(1)).await;
        self.log
            .lock()
            .unwrap()
            .push(format!("{}: goodbye", self.name));
        Ok(())
    }
}

/// One call: opened, asked, closed.
async fn asked(name: &'static str, question: &str, log: &Log) -> Result<usize, String> {
    let ask = async |connection: &mut Connection| connection.ask(question).await;
    let used = using(Connection::open(name, log), ask, Connection::close);
    used.await.map_err(UsingError::into_first)
}

fn main() {
    println!("runtime: {}", Handle::current().backend());
    let log = Log::default();
    let told = || std::mem::take(&mut *log.lock().unwrap()).join(", ");

    // The body may fail; the goodbye comes all the same. The same call from both sides.
    println!("asked: {:?}", amphi::block_on(asked("ann", "tea?", &log)));
    println!("  {}", told());
    let failed = amphi::block_on(asked("bob", "anything at all?", &log));
    println!("asked: {failed:?}");
    println!("  {}", told());
    let failed = amphi::block_on(asked("nobody", "tea?", &log));
    println!("asked: {failed:?}");
    println!("  {}", told());

    // A panic inside.
    let (runtime, patient) = (Handle::current(), log.clone());
    let task = runtime.spawn(async move {
        let open = Connection::open("cid", &patient);
        let body = async |connection: &mut Connection| match connection.ask("tea?").await {
            Ok(4) => std::panic::resume_unwind(Box::new("spilled")),
            other => other,
        };
        using(open, body, Connection::close).await.is_ok()
    });
    println!("panicked: {}", task.join().unwrap_err().is_panic());
    println!("  {}", told());

    // Kept for long, in a synchronous object: its drop waits for the goodbye.
    let keeper = Keeper::new("dan", &log);
    println!("kept: {}", keeper.connection.name);
    drop(keeper);
    println!("  {}", told());
}

/// An old synchronous object with an async connection inside.
struct Keeper {
    connection: AsyncGuard<Connection, Result<(), String>>,
}

impl Keeper {
    fn new(name: &'static str, log: &Log) -> Self {
        let connection = amphi::block_on(Connection::open(name, log)).expect("at home");
        Self {
            connection: AsyncGuard::new(connection, Connection::close),
        }
    }
}
