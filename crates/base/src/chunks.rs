//! A long column in chunks that are shared with snapshots and copied when they are written to.
//!
//! Taking a snapshot clones one pointer per chunk; the first write to a shared chunk afterwards
//! copies that chunk alone. So whoever writes on is never kept waiting for the whole column, and
//! two snapshots tell by their pointers what did not change between them.

use alloc::sync::Arc;
use alloc::vec::Vec;

/// A column of `T` in chunks of `N`; all chunks but the last are full.
#[derive(Clone, Debug)]
pub struct Chunks<T, const N: usize> {
    full: Vec<Arc<Vec<T>>>,
    /// The chunk that grows.
    last: Arc<Vec<T>>,
}

impl<T, const N: usize> Default for Chunks<T, N> {
    fn default() -> Self {
        Self { full: Vec::new(), last: Arc::default() }
    }
}

impl<T: Clone, const N: usize> Chunks<T, N> {
    /// Number of values.
    #[must_use]
    pub fn len(&self) -> usize {
        self.full.len() * N + self.last.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The value at a place.
    #[must_use]
    #[inline]
    pub fn get(&self, at: usize) -> Option<&T> {
        self.full.get(at / N).unwrap_or(&self.last).get(at % N).filter(|_| at < self.len())
    }

    /// The value at a place, to be written to; its chunk is copied where a snapshot shares it.
    #[inline]
    pub fn get_mut(&mut self, at: usize) -> Option<&mut T> {
        if at >= self.len() {
            return None;
        }
        Arc::make_mut(self.full.get_mut(at / N).unwrap_or(&mut self.last)).get_mut(at % N)
    }

    /// Adds a value behind the last.
    #[inline]
    pub fn push(&mut self, value: T) {
        let last = Arc::get_mut(&mut self.last).filter(|last| last.len() < last.capacity());
        match last {
            Some(last) => last.push(value),
            None => self.last = Arc::new(self.with_room(value)),
        }
        if self.last.len() == N {
            self.full.push(core::mem::take(&mut self.last));
        }
    }

    /// The last chunk with one value more, in a place of its own: where a snapshot shares it, and
    /// where its place is full. Growth where it stands would take memory that was never touched,
    /// and wait for it. The first chunk grows with what there is; each behind it has its whole
    /// room at once, so that those of a column are as large as each other and the allocator need
    /// not look for a place that fits.
    #[cold]
    fn with_room(&self, value: T) -> Vec<T> {
        let room = if self.full.is_empty() { (self.last.len() * 2).max(4).min(N) } else { N };
        let mut larger = Vec::with_capacity(room);
        larger.extend_from_slice(&self.last);
        larger.push(value);
        larger
    }

    /// The values from a place on.
    pub fn from(&self, start: usize) -> impl Iterator<Item = &T> {
        let chunks = self.full.iter().chain([&self.last]).skip((start / N).min(self.full.len()));
        let skipped = start.saturating_sub((start / N).min(self.full.len()) * N);
        chunks.flat_map(|chunk| chunk.iter()).skip(skipped)
    }

    /// Number of the values, all in front, that the test holds for; it must hold for a front part
    /// alone.
    #[must_use]
    pub fn partition_point(&self, test: impl Fn(&T) -> bool) -> usize {
        let before = self.full.partition_point(|chunk| chunk.last().is_some_and(&test));
        let chunk = self.full.get(before).unwrap_or(&self.last);
        before * N + chunk.partition_point(test)
    }

    /// The chunks as they are shared; an empty one is not among them.
    pub fn shared(&self) -> impl Iterator<Item = &Arc<Vec<T>>> {
        self.full.iter().chain([&self.last]).filter(|chunk| !chunk.is_empty())
    }

    /// The column of chunks that [`Self::shared`] gave. None where one but the last is not full.
    #[must_use]
    pub fn of_shared(mut chunks: Vec<Arc<Vec<T>>>) -> Option<Self> {
        let last = match chunks.last() {
            Some(chunk) if chunk.len() < N => chunks.pop().unwrap_or_default(),
            _ => Arc::default(),
        };
        chunks.iter().all(|chunk| chunk.len() == N).then_some(Self { full: chunks, last })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn reads_as_a_vector_does(
            values in prop::collection::vec(0_u32..9, 0..40),
            at in 0_usize..45,
        ) {
            let mut sorted = values.clone();
            sorted.sort_unstable();
            let mut column = Chunks::<u32, 4>::default();
            sorted.iter().for_each(|value| column.push(*value));
            prop_assert_eq!(column.len(), sorted.len());
            prop_assert_eq!(column.get(at), sorted.get(at));
            let rest: Vec<u32> = column.from(at).copied().collect();
            prop_assert_eq!(&rest[..], sorted.get(at..).unwrap_or_default());
            let test = |value: &u32| *value < 5;
            prop_assert_eq!(column.partition_point(test), sorted.partition_point(test));
            let again = Chunks::<u32, 4>::of_shared(column.shared().cloned().collect()).unwrap();
            let all: Vec<u32> = again.from(0).copied().collect();
            prop_assert_eq!(all, sorted);
        }

        #[test]
        fn a_snapshot_stays_as_it_was(count in 1_usize..40, at in 0_usize..40, more in 0_u32..9) {
            let mut column = Chunks::<u32, 4>::default();
            (0..count).for_each(|_| column.push(7));
            let taken = column.clone();
            (0..more).for_each(|value| column.push(value));
            if let Some(value) = column.get_mut(at) {
                *value = 8;
            }
            prop_assert_eq!(taken.len(), count);
            prop_assert!(taken.from(0).all(|value| *value == 7));
        }
    }
}
