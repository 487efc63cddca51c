//! A call is checked as the function's own would be.

fn double(number: u32) -> u32 {
    number * 2
}

#[amphi::asyncify]
fn half(number: u32) -> u32 {
    number / 2
}

async fn next(number: u32) -> u32 {
    number + 1
}

fn main() {
    let _ = amphi::asyncify(double)("no number");
    let _ = amphi::asyncify(double)(1, 2);
    let _ = amphi::syncify(next)("no number");
    let _ = half("no number");
}
