//! What `amphi::main` refuses. (A `main` that is refused stands in for itself: no error follows.)

#[amphi::main(backend = "tokyo")]
async fn unknown_backend() {}

#[amphi::main(backend = "tokio", flavor = "threaded")]
async fn unknown_flavor() {}

#[amphi::main(backends(tokio))]
async fn unknown_option() {}

#[amphi::main(worker_threads = 0)]
async fn no_threads() {}

#[amphi::main(backend = "tokio", flavor = "current_thread", worker_threads = 2)]
async fn too_many_threads() {}

#[amphi::main(backend = "async-std", flavor = "current_thread")]
async fn one_thread_of_async_std() {}

#[amphi::main(backend = async_std, worker_threads = 2)]
async fn two_threads_of_async_std() {}

#[amphi::main(shutdown = "soon")]
async fn no_duration() {}

#[amphi::main(crate = 7)]
async fn no_path() {}

#[amphi::main]
fn is_synchronous() {}

#[amphi::main]
async fn has_arguments(_first: u8) {}

#[amphi::main]
async fn has_generics<T>() {}

#[amphi::main]
async unsafe fn is_unsafe() {}

#[amphi::main]
struct IsNoFunction;

#[amphi::main(backend = "")]
async fn main() {}
