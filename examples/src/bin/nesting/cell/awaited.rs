//! The futures that are waited for.

use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;
use std::{io, thread};

use futures::channel::oneshot;
use futures::future::{BoxFuture, FutureExt, LocalBoxFuture};

use super::host::{Host, Message};
use crate::matrix::{Awaited, Cell};

/// The value of each of them.
pub(crate) const ANSWER: u64 = 42;

/// Makes the future, before the wait for it begins.
///
/// Its tasks are those of the table's runtime, whoever waits: `tasks`. Its timers and sockets are those of the
/// runtime that waits innermost.
pub(crate) fn prepare(
    cell: &Cell,
    levels: &[Arc<dyn Host>],
    tasks: &Arc<dyn Host>,
) -> LocalBoxFuture<'static, u64> {
    let waiting = levels.last().expect("there is at least one level").clone();
    match cell.awaited {
        Awaited::Ready => async { ANSWER }.boxed(),
        Awaited::Cpu => compute().boxed(),
        Awaited::Timer => async move {
            waiting.sleep(MOMENT).await;
            ANSWER
        }
        .boxed(),
        Awaited::Socket => through_socket(waiting).boxed(),
        Awaited::Outside => join_earlier(&**tasks),
        Awaited::Inside => join_inner(tasks.clone()).boxed(),
        Awaited::Channel => receive(&**tasks),
    }
}

/// Adds up numbers, and lets others go first between the steps.
async fn compute() -> u64 {
    let mut sum = 0;
    for step in 0..100_u64 {
        sum += (step * 1000..(step + 1) * 1000).sum::<u64>();
        yield_now().await;
    }
    if sum == 4_999_950_000 { ANSWER } else { 0 }
}

/// Sends the answer to a server and takes it back.
async fn through_socket(host: Arc<dyn Host>) -> u64 {
    let address = serve().expect("a server on the loopback interface");
    let echo = host.echo(address, ANSWER.to_be_bytes()).await;
    u64::from_be_bytes(echo.expect("the server answers"))
}

/// A task that was spawned before the wait, and ends only when the wait has begun.
fn join_earlier(tasks: &dyn Host) -> BoxFuture<'static, u64> {
    let (begin, begun) = oneshot::channel();
    let task = tasks.spawn(async { begun.await.expect("the wait begins") }.boxed());
    let join = async move {
        // A task that has ended needs no start.
        let _ = begin.send(ANSWER);
        task.await
    };
    join.boxed()
}

async fn join_inner(tasks: Arc<dyn Host>) -> u64 {
    let task = async {
        yield_now().await;
        ANSWER
    };
    tasks.spawn(task.boxed()).await
}

/// As [`join_earlier`], but the runtime has no part in the way back.
fn receive(tasks: &dyn Host) -> BoxFuture<'static, u64> {
    let (begin, begun) = oneshot::channel();
    let (send, received) = oneshot::channel();
    let sender = async {
        let answer = begun.await.expect("the wait begins");
        send.send(answer).map_or(0, |()| 1)
    };
    let task = tasks.spawn(sender.boxed());
    let receive = async move {
        let _ = begin.send(ANSWER);
        let answer = received.await.expect("the task sends");
        drop(task);
        answer
    };
    receive.boxed()
}

/// Serves one client: sends back what it receives, after a moment.
fn serve() -> io::Result<SocketAddr> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
    let address = listener.local_addr()?;
    thread::spawn(move || -> io::Result<()> {
        use io::{Read, Write};

        let (mut socket, _) = listener.accept()?;
        let mut message = Message::default();
        socket.read_exact(&mut message)?;
        // The client is to wait for it.
        thread::sleep(MOMENT);
        socket.write_all(&message)
    });
    Ok(address)
}

/// Lets others go first, once.
pub(crate) fn yield_now() -> impl Future<Output = ()> {
    YieldNow(false)
}

struct YieldNow(bool);

impl Future for YieldNow {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        if self.0 {
            return Poll::Ready(());
        }
        self.0 = true;
        cx.waker().wake_by_ref();
        Poll::Pending
    }
}

const MOMENT: Duration = Duration::from_millis(5);
