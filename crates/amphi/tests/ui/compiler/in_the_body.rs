//! Errors and warnings in a body point at the user's own code.
#![deny(warnings)]

struct Store;

#[amphi::asyncify]
fn wrong(number: u32) -> u32 {
    let text: String = number;
    "no number"
}

#[amphi::syncify]
async fn wrong_too(number: u32) -> u32 {
    number.no_such_method()
}

impl Store {
    #[amphi::asyncify]
    fn method(self, number: u32) -> String {
        number + 1
    }

    #[amphi::syncify(replace)]
    async fn waits(&self) -> u8 {
        let text: &str = 7;
        "no number"
    }
}

fn main() {}
