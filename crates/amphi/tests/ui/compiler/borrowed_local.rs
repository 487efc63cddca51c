//! A call may outlive the function that makes it.

fn main() {
    let word = String::from("local");
    let _ = amphi::asyncify(str::len)(&word);
}
