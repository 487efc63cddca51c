//! What `amphi::test` refuses.

#[amphi::test(backends(tokio, tokyo))]
async fn unknown_backend() {}

#[amphi::test(backends())]
async fn no_backend() {}

#[amphi::test(flavors("threaded"))]
async fn unknown_flavor() {}

#[amphi::test(threads = 2)]
async fn unknown_option() {}

#[amphi::test(flavors(current_thread), worker_threads = 2)]
async fn too_many_threads() {}

#[amphi::test(backends(async_std), flavors(current_thread))]
async fn one_thread_of_async_std() {}

#[amphi::test(timeout = "0s")]
async fn no_time() {}

#[amphi::test(timeout = 5)]
async fn no_unit() {}

#[amphi::test]
fn is_synchronous() {}

#[amphi::test]
async fn has_arguments(_first: u8) {}

#[amphi::test]
async fn has_generics<const N: usize>() {}

#[amphi::test]
async extern "C" fn is_extern() {}

#[amphi::test]
mod is_no_function {}

#[amphi::test]
#[std::prelude::v1::test]
async fn is_a_test_already() {}

#[amphi::test]
#[should_panic]
async fn gives_something() -> Result<(), String> {
    Ok(())
}

fn main() {}
