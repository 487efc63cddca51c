//! A backend that the build leaves out.

#[amphi::main(backend = "tokio", flavor = "current_thread")]
async fn main() {}

mod other {
    #[amphi::main(backend = "async-std")]
    async fn main() {}
}
