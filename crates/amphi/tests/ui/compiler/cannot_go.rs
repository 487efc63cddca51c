//! What may not go to another thread.

use std::rc::Rc;

fn shared(value: Rc<u8>) -> u8 {
    *value
}

#[amphi::asyncify]
fn turned(value: Rc<u8>) -> u8 {
    *value
}

struct NotClone;

impl NotClone {
    #[amphi::asyncify(self_by = "clone")]
    fn method(&self) {}
}

fn main() {
    let _ = amphi::asyncify(shared);
    let _ = amphi::asyncify(7);
    let _ = amphi::syncify(|number: u8| number);
}
