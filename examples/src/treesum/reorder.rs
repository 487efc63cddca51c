//! [`Reorder`]: puts numbered values that come in any order back in order.

use std::collections::VecDeque;

/// Holds values from the first missing number on.
#[derive(Debug)]
pub(super) struct Reorder<T> {
    first: usize,
    values: VecDeque<Option<T>>,
}

impl<T> Reorder<T> {
    pub(super) fn new() -> Self {
        Self {
            first: 0,
            values: VecDeque::new(),
        }
    }

    /// Adds the value of `number`, each at most once.
    pub(super) fn insert(&mut self, number: usize, value: T) {
        let index = number - self.first;
        if index >= self.values.len() {
            self.values.resize_with(index + 1, || None);
        }
        self.values[index] = Some(value);
    }

    /// Whether the value is there that comes next.
    pub(super) fn is_ready(&self) -> bool {
        self.values.front().is_some_and(Option::is_some)
    }

    /// Takes out the value that comes next.
    pub(super) fn pop(&mut self) -> Option<T> {
        let value = self.values.front_mut()?.take()?;
        self.values.pop_front();
        self.first += 1;
        Some(value)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_order_in_right_order_out() {
        let mut reorder = Reorder::new();
        reorder.insert(2, 'c');
        assert!(!reorder.is_ready());
        assert_eq!(reorder.pop(), None);
        reorder.insert(0, 'a');
        assert!(reorder.is_ready());
        assert_eq!(reorder.pop(), Some('a'));
        assert_eq!(reorder.pop(), None);
        reorder.insert(1, 'b');
        assert_eq!(
            [reorder.pop(), reorder.pop(), reorder.pop()],
            [Some('b'), Some('c'), None]
        );
    }
}
