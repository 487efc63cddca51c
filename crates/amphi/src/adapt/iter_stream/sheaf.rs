//! [`Sheaf`]: items that are put on the tray together.

use super::tray::{Put, Tray};

/// The worker's way to the tray. What it holds is put when it is dropped, after a panic too.
pub(super) struct Sheaf<'a, T, R> {
    tray: &'a Tray<T, R>,
    held: Vec<T>,
    /// The most that may be held; with one nothing is.
    most: usize,
    /// The room that there is for items, at least.
    room: usize,
}

impl<'a, T, R> Sheaf<'a, T, R> {
    pub(super) fn new(tray: &'a Tray<T, R>, most: usize) -> Self {
        Self {
            tray,
            held: Vec::new(),
            most,
            room: 1,
        }
    }

    /// Puts the item: at once, or together with later ones where the consumer has not run out of items.
    #[inline]
    pub(super) fn put(&mut self, item: T) -> Put {
        if self.most == 1 {
            return self.tray.put(item);
        }
        self.held.push(item);
        if self.held.len() < self.room && !self.tray.is_wanted() {
            return Put::Room(self.room - self.held.len());
        }
        self.put_all()
    }

    fn put_all(&mut self) -> Put {
        let put = self.tray.put_all(&mut self.held);
        self.room = match put {
            Put::Room(room) => room.min(self.most),
            Put::Full | Put::Closed => 1,
        };
        put
    }
}

impl<T, R> Drop for Sheaf<'_, T, R> {
    fn drop(&mut self) {
        if !self.held.is_empty() {
            self.put_all();
        }
    }
}
