//! `queue_bridge` prints the same on every runtime.

#[expect(dead_code, reason = "it is told how many orders there are")]
mod printed;

use printed::prints_for;

fn prints(orders: &str, lines: &str) {
    prints_for(env!("CARGO_BIN_EXE_queue_bridge"), Some(orders), lines);
}

#[test]
fn b111_orders_go_through_both_queues_on_every_runtime() {
    prints("0", "total: 0\n");
    prints(
        "4",
        "order 1: tea for 5\norder 2: coffee for 8\norder 3: cake for 6\norder 4: tea for 5\n\
         total: 24\n",
    );
    let menu = ["tea for 5", "coffee for 8", "cake for 6"];
    let orders = menu.iter().cycle().zip(1..=1000);
    let many =
        String::from_iter(orders.map(|(order, number)| format!("order {number}: {order}\n")));
    prints("1000", &format!("{many}total: 6332\n"));
}
