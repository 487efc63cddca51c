//! The attributes where the facade has another name, and where it is another library's.

use std::process::Command;

use amphi_renamed::border;
use amphi_renamed::{Asked, AskedBlocking, Client};

#[facade::test(crate = facade)]
async fn by_the_name_of_the_dependency() {
    assert_eq!(Client::default().ask_blocking("why?"), ("why?", 4));
}

#[border::test(crate = "amphi_renamed::border")]
async fn by_another_library() {
    assert_eq!(Client::default().answer().await, 4);
    assert_eq!(Client::default().answer_blocking(), 4);
}

#[border::asyncify(crate = ::amphi_renamed::border)]
fn offloaded(number: u8) -> u8 {
    number + 1
}

#[border::syncify(crate = border)]
async fn twice(number: u8) -> u8 {
    offloaded(number).await * 2
}

#[border::main(crate = amphi_renamed::border)]
async fn run() -> u8 {
    twice(6).await
}

#[test]
fn functions_too() {
    assert_eq!((run(), twice_blocking(6)), (14, 14));
}

#[test]
fn a_program_of_its_own() {
    let program = Command::new(env!("CARGO_BIN_EXE_amphi-renamed")).output();
    let output = program.unwrap();
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{errors}");
}
