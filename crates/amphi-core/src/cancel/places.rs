//! [`Places`]: values that come and go.

/// Values, each in a place that is used again when it is free: no more room is kept than the most
/// values that there were at a time.
#[derive(Debug)]
pub(super) struct Places<T> {
    values: Vec<Option<T>>,
    free: Vec<usize>,
}

impl<T> Places<T> {
    pub(super) const fn new() -> Self {
        Self {
            values: Vec::new(),
            free: Vec::new(),
        }
    }

    /// Gives the place.
    pub(super) fn add(&mut self, value: T) -> usize {
        if let Some(place) = self.free.pop() {
            self.values[place] = Some(value);
            return place;
        }
        self.values.push(Some(value));
        self.values.len() - 1
    }

    pub(super) fn get(&self, place: usize) -> Option<&T> {
        self.values.get(place)?.as_ref()
    }

    /// Gives the value that was there.
    pub(super) fn replace(&mut self, place: usize, value: T) -> Option<T> {
        self.values[place].replace(value)
    }

    /// Frees the place.
    pub(super) fn remove(&mut self, place: usize) -> Option<T> {
        let removed = self.values.get_mut(place)?.take();
        if removed.is_some() {
            self.free.push(place);
        }
        removed
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = &T> {
        self.values.iter().flatten()
    }

    /// Gives all values; the places mean nothing from then on.
    pub(super) fn take_all(&mut self) -> impl Iterator<Item = T> + use<T> {
        self.free = Vec::new();
        std::mem::take(&mut self.values).into_iter().flatten()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_used_again() {
        let mut places = Places::new();
        for round in 0..100 {
            let (one, other) = (places.add(round), places.add(-round));
            assert_eq!(places.get(one), Some(&round));
            assert_eq!(places.replace(one, 7), Some(round));
            assert_eq!(places.iter().sum::<i32>(), 7 - round);
            assert_eq!(places.remove(one), Some(7));
            assert_eq!(places.remove(one), None);
            assert_eq!(places.remove(other), Some(-round));
        }
        assert_eq!((places.values.len(), places.free.len()), (2, 2));
        assert_eq!(places.get(9), None);
    }

    #[test]
    fn what_was_taken_is_no_longer_there() {
        let mut places = Places::new();
        let place = places.add(7);
        assert_eq!(places.take_all().collect::<Vec<_>>(), [7]);
        assert_eq!(places.remove(place), None);
        assert_eq!(places.add(8), 0);
    }
}
