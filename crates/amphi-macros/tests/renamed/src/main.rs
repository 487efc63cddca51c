//! A program whose facade has another name.

use amphi_renamed::Client;

#[facade::main(crate = facade, backend = "smol", worker_threads = 1)]
async fn main() -> Result<(), String> {
    let client = Client::default();
    let asked = client.ask("why?").await;
    assert_eq!(client.ask_blocking("why?"), asked);
    let backend = facade::Handle::current().backend().to_string();
    (backend == "smol").then_some(()).ok_or(backend)
}
