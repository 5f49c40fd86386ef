//! Seeded chance: xoshiro256** filled by splitmix64 (Blackman and Vigna, public domain). Every
//! draw of the generator comes from here, so one seed gives the same traffic on every machine.
//! Must never make keys or anything else that has to be unguessable.

/// A stream of pseudo-random numbers that its seed determines.
#[derive(Debug, Clone)]
pub(crate) struct Chance {
    state: [u64; 4],
}

impl Chance {
    /// The stream of `seed`.
    pub(crate) fn new(seed: u64) -> Chance {
        let mut mixed = seed;
        let state = [(); 4].map(|()| {
            mixed = mixed.wrapping_add(0x9e37_79b9_7f4a_7c15);
            let mut word = mixed;
            word = (word ^ (word >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
            word = (word ^ (word >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
            word ^ (word >> 31)
        });
        Chance { state }
    }

    /// The next 64 bits.
    pub(crate) fn bits(&mut self) -> u64 {
        let [a, b, c, d] = self.state;
        let result = b.wrapping_mul(5).rotate_left(7).wrapping_mul(9);
        let (c, d) = (c ^ a, d ^ b);
        self.state = [a ^ d, b ^ c, c ^ (b << 17), d.rotate_left(45)];
        result
    }

    /// The next 128 bits.
    pub(crate) fn wide_bits(&mut self) -> u128 {
        (u128::from(self.bits()) << 64) | u128::from(self.bits())
    }

    /// A number below `bound`, which is not 0. The bias of the remainder is below 2⁻³² here.
    pub(crate) fn below(&mut self, bound: u64) -> u64 {
        assert!(bound > 0, "nothing lies below 0");
        self.bits() % bound
    }

    /// A number from `first` to `last`, both included.
    pub(crate) fn between(&mut self, first: u64, last: u64) -> u64 {
        assert!(first <= last, "the range from {first} to {last} is empty");
        first + self.below((last - first).saturating_add(1))
    }

    /// True `share` times in 10,000.
    pub(crate) fn one_in_shares(&mut self, share: u32) -> bool {
        self.below(10_000) < u64::from(share)
    }

    /// One of `items`, all alike.
    pub(crate) fn pick<'a, T>(&mut self, items: &'a [T]) -> &'a T {
        let count = suftaja_base::width::to_u64(items.len());
        let place = usize::try_from(self.below(count)).unwrap_or(usize::MAX);
        let Some(item) = items.get(place) else { unreachable!("{place} lies below {count}") };
        item
    }

    /// One of `items`, each as often as `weight` says. The weights are not all 0.
    pub(crate) fn pick_weighted<'a, T>(&mut self, items: &[&'a T], weight: fn(&T) -> u32) -> &'a T {
        let total: u64 = items.iter().map(|item| u64::from(weight(item))).sum();
        let mut place = self.below(total);
        for item in items {
            let own = u64::from(weight(item));
            if place < own {
                return item;
            }
            place -= own;
        }
        unreachable!("the weights sum to {total}")
    }

    /// A number from `least` to `most` whose logarithm is bell-shaped: three dice choose how often
    /// `least` doubles, a fourth the place between two doublings. Sizes of payments look like this.
    pub(crate) fn log_bell(&mut self, least: u64, most: u64) -> u64 {
        assert!(0 < least && least <= most, "sizes run from {least} to {most}");
        let doublings = u64::from((most / least).ilog2());
        let dice: u64 = (0..3).map(|_| self.between(0, doublings)).sum();
        let floor = (0..dice / 3).fold(least, |size, _| size.saturating_mul(2));
        self.between(floor, floor.saturating_mul(2)).min(most)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_stream_is_the_published_one() {
        // First outputs of the reference code of xoshiro256** for the state 1, 2, 3, 4.
        let mut chance = Chance { state: [1, 2, 3, 4] };
        let drawn = [(); 4].map(|()| chance.bits());
        assert_eq!(drawn, [11_520, 0, 1_509_978_240, 1_215_971_899_390_074_240]);
    }

    #[test]
    fn draws_stay_inside_their_bounds_and_reach_them() {
        let mut chance = Chance::new(7);
        let mut seen = [false; 3];
        let mut sizes = Vec::new();
        for _ in 0..2_000 {
            seen[usize::try_from(chance.between(4, 6) - 4).unwrap()] = true;
            sizes.push(chance.log_bell(500, 5_000_000));
        }
        assert_eq!(seen, [true; 3]);
        sizes.sort_unstable();
        assert!(sizes[0] >= 500 && sizes[1_999] <= 5_000_000);
        // Logarithmic: the middle lies near the geometric mean, 50,000, far below half of the top.
        assert!((20_000..120_000).contains(&sizes[1_000]), "{}", sizes[1_000]);
    }

    #[test]
    fn weights_decide_how_often_an_item_comes() {
        let mut chance = Chance::new(1);
        let items = [0_u32, 1, 3];
        let all: Vec<&u32> = items.iter().collect();
        let mut counts = [0; 4];
        for _ in 0..4_000 {
            counts[usize::try_from(*chance.pick_weighted(&all, |item| *item)).unwrap()] += 1;
        }
        assert_eq!(counts[0], 0);
        assert!((900..1_100).contains(&counts[1]), "{counts:?}");
    }
}
