//! Blocking calls on threads of their own: how many there are, and how many calls wait, is set here.
//!
//! It runs on the runtime that `AMPHI_RUNTIME` names.

use std::time::Duration;

use amphi::{Handle, Pool, asyncify_on};

fn main() -> std::io::Result<()> {
    // Two threads named `db-0` and `db-1`; at most eight calls wait for one of them.
    let pool = Pool::builder()
        .name("db")
        .max_threads(2)
        .queue_limit(8)
        .idle_timeout(Duration::from_secs(5))
        .build()?;
    let thread = || std::thread::current().name().map(String::from);
    let is_ours = |name: Option<String>| name.is_some_and(|name| name.starts_with("db-"));

    amphi::block_on(async {
        println!("runtime: {}", Handle::current().backend());

        // One function that always goes there.
        let lookup = asyncify_on(pool.clone(), |key: u64| key * key);
        println!("lookup: {}", lookup(12).await);

        // One closure, which waits for room where the queue is full.
        let name = pool.offload(thread).await.expect("it does not panic");
        println!("on the pool: {}", is_ours(name));

        // A handle whose closures go there, for code that knows nothing of pools: also in its tasks.
        let handle = Handle::current().with_pool(&pool);
        let task = handle.spawn(async move { amphi::spawn_blocking(thread).await });
        let name = task.await.expect("the task ends");
        println!("from a task: {}", is_ours(name.expect("it does not panic")));

        // Nothing queued, nothing running; then the threads are joined.
        pool.idle().await;
        let report = pool.shutdown(Duration::from_secs(5))?.await;
        println!("completed: {}", pool.stats().completed);
        println!("nothing left behind: {}", report.is_clean());
        Ok(())
    })
}
