//! How values of long columns are stored in snapshots: field behind field, integers little-endian.
//!
//! A column has a value for every payment, and a general encoder asks at each field how long it is
//! and whether there is room; here the compiler knows both. What is read is checked like any other
//! text from outside: a byte that stands for nothing, or a date that is none, makes no value.

use crate::width::to_usize;
use crate::{BusinessDate, Instant, Suf};
use alloc::collections::BTreeMap;
use alloc::vec::Vec;

/// A value with a form of its own in snapshots.
pub trait Packed: Sized {
    /// Adds the value's bytes.
    fn put(&self, to: &mut Vec<u8>);

    /// Takes the value's bytes off the front; none where they are no value.
    fn take(from: &mut &[u8]) -> Option<Self>;
}

macro_rules! integers {
    ($($name:ident),*) => {
        $(
            impl Packed for $name {
                #[inline]
                fn put(&self, to: &mut Vec<u8>) {
                    to.extend_from_slice(&self.to_le_bytes());
                }

                #[inline]
                fn take(from: &mut &[u8]) -> Option<Self> {
                    let (bytes, rest) = from.split_first_chunk()?;
                    *from = rest;
                    Some(Self::from_le_bytes(*bytes))
                }
            }
        )*
    };
}
integers!(u8, u16, u32, u64, i32);

impl Packed for bool {
    #[inline]
    fn put(&self, to: &mut Vec<u8>) {
        u8::from(*self).put(to);
    }

    #[inline]
    fn take(from: &mut &[u8]) -> Option<Self> {
        match u8::take(from)? {
            0 => Some(false),
            1 => Some(true),
            _ => None,
        }
    }
}

impl<T: Packed> Packed for Option<T> {
    #[inline]
    fn put(&self, to: &mut Vec<u8>) {
        self.is_some().put(to);
        if let Some(value) = self {
            value.put(to);
        }
    }

    #[inline]
    fn take(from: &mut &[u8]) -> Option<Self> {
        Some(if bool::take(from)? { Some(T::take(from)?) } else { None })
    }
}

impl<T: Packed> Packed for [T; 2] {
    #[inline]
    fn put(&self, to: &mut Vec<u8>) {
        self.iter().for_each(|value| value.put(to));
    }

    #[inline]
    fn take(from: &mut &[u8]) -> Option<Self> {
        Some([T::take(from)?, T::take(from)?])
    }
}

/// How many there are, in 32 bits, and the values.
impl<T: Packed> Packed for Vec<T> {
    fn put(&self, to: &mut Vec<u8>) {
        to.reserve(size_of_val(self.as_slice()));
        put_count(self.len(), to);
        self.iter().for_each(|value| value.put(to));
    }

    fn take(from: &mut &[u8]) -> Option<Self> {
        let count = take_count(from)?;
        let mut values = Self::with_capacity(count);
        for _ in 0..count {
            values.push(T::take(from)?);
        }
        Some(values)
    }
}

/// How many there are, in 32 bits, and the pairs in the order of their keys.
impl<K: Packed + Ord, V: Packed> Packed for BTreeMap<K, V> {
    fn put(&self, to: &mut Vec<u8>) {
        put_count(self.len(), to);
        for (key, value) in self {
            key.put(to);
            value.put(to);
        }
    }

    fn take(from: &mut &[u8]) -> Option<Self> {
        let pairs = (0..take_count(from)?).map(|_| Some((K::take(from)?, V::take(from)?)));
        pairs.collect()
    }
}

fn put_count(count: usize, to: &mut Vec<u8>) {
    let count = u32::try_from(count);
    count.unwrap_or_else(|_| unreachable!("a chunk is bounded")).put(to);
}

/// A count that the bytes behind it can be: no value takes less than one.
fn take_count(from: &mut &[u8]) -> Option<usize> {
    let count = to_usize(u32::take(from)?);
    (count <= from.len()).then_some(count)
}

impl Packed for Instant {
    #[inline]
    fn put(&self, to: &mut Vec<u8>) {
        self.nanos().put(to);
    }

    #[inline]
    fn take(from: &mut &[u8]) -> Option<Self> {
        u64::take(from).map(Self::from_nanos)
    }
}

impl Packed for BusinessDate {
    #[inline]
    fn put(&self, to: &mut Vec<u8>) {
        self.days().put(to);
    }

    #[inline]
    fn take(from: &mut &[u8]) -> Option<Self> {
        i32::take(from).and_then(Self::from_days)
    }
}

impl Packed for Suf {
    #[inline]
    fn put(&self, to: &mut Vec<u8>) {
        self.0.put(to);
    }

    #[inline]
    fn take(from: &mut &[u8]) -> Option<Self> {
        u16::take(from).map(Self)
    }
}

/// Packs a struct: the fields in the order given, which must be all there are.
#[macro_export]
macro_rules! packed_struct {
    ($name:ident { $($field:ident),* $(,)? }) => {
        impl $crate::Packed for $name {
            #[inline]
            fn put(&self, to: &mut $crate::packed::Bytes) {
                let Self { $($field),* } = self;
                $($crate::Packed::put($field, to);)*
            }

            #[inline]
            fn take(from: &mut &[u8]) -> Option<Self> {
                Some(Self { $($field: $crate::Packed::take(from)?),* })
            }
        }
    };
}

/// Packs an enum: the byte that stands for each variant, and behind it what the variant holds, of
/// which each part is named.
#[macro_export]
macro_rules! packed_enum {
    ($name:ident {
        $($byte:literal => $variant:ident
            $({ $($field:ident),* $(,)? })?
            $(( $($inner:ident),* ))?
        ),* $(,)?
    }) => {
        impl $crate::Packed for $name {
            #[inline]
            fn put(&self, to: &mut $crate::packed::Bytes) {
                match self {
                    $(Self::$variant $({ $($field),* })? $(($($inner),*))? => {
                        let byte: u8 = $byte;
                        $crate::Packed::put(&byte, to);
                        $($($crate::Packed::put($field, to);)*)?
                        $($($crate::Packed::put($inner, to);)*)?
                    })*
                }
            }

            #[inline]
            fn take(from: &mut &[u8]) -> Option<Self> {
                let byte: u8 = $crate::Packed::take(from)?;
                Some(match byte {
                    $($byte => {
                        $($(let $field = $crate::Packed::take(from)?;)*)?
                        $($(let $inner = $crate::Packed::take(from)?;)*)?
                        Self::$variant $({ $($field),* })? $(($($inner),*))?
                    })*
                    _ => return None,
                })
            }
        }
    };
}

/// What bytes are added to; named for the macros.
pub type Bytes = Vec<u8>;

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::vec;
    use proptest::prelude::*;

    #[derive(Clone, Copy, PartialEq, Debug)]
    struct Small {
        at: Instant,
        code: Option<Suf>,
        ends: [u32; 2],
        kind: Kind,
    }

    #[derive(Clone, Copy, PartialEq, Debug)]
    enum Kind {
        Plain,
        Dated { date: BusinessDate, last: bool },
        Code(u16),
    }

    packed_struct!(Small { at, code, ends, kind });
    packed_enum!(Kind { 0 => Plain, 1 => Dated { date, last }, 7 => Code(code) });

    prop_compose! {
        fn small()(nanos: u64, code: Option<u16>, ends: [u32; 2], kind in 0..3, days in 0..9_999,
            last: bool) -> Small {
            let date = BusinessDate::from_days(days).unwrap();
            let kind = match kind {
                0 => Kind::Plain,
                1 => Kind::Dated { date, last },
                _ => Kind::Code(ends[0].to_le_bytes()[0].into()),
            };
            Small { at: Instant::from_nanos(nanos), code: code.map(Suf), ends, kind }
        }
    }

    proptest! {
        #[test]
        fn a_column_is_read_as_it_was_written(
            values in prop::collection::vec(small(), 0..9),
            late in prop::collection::btree_map(any::<u32>(), any::<u64>(), 0..9),
        ) {
            let mut bytes = Vec::new();
            values.put(&mut bytes);
            late.put(&mut bytes);
            let from = &mut &bytes[..];
            prop_assert_eq!(Vec::take(from), Some(values));
            prop_assert_eq!(BTreeMap::take(from), Some(late));
            prop_assert!(from.is_empty());
        }

        #[test]
        fn a_column_that_was_cut_is_none(values in prop::collection::vec(small(), 0..9), cut: u8) {
            let mut bytes = Vec::new();
            values.put(&mut bytes);
            let end = usize::from(cut) % bytes.len();
            prop_assert_eq!(Vec::<Small>::take(&mut &bytes[..end]), None);
        }
    }

    #[test]
    fn bytes_that_stand_for_nothing_are_no_value() {
        for bytes in [vec![2], vec![1, 255, 255, 255, 127, 1], vec![1, 0, 0, 0, 0, 2]] {
            assert_eq!(Kind::take(&mut &bytes[..]), None, "{bytes:?}");
        }
        let mut bytes = Vec::new();
        Kind::Code(258).put(&mut bytes);
        assert_eq!(bytes, [7, 2, 1]);
        // More values than there are bytes.
        assert_eq!(Vec::<Kind>::take(&mut &[255, 255, 255, 255, 0][..]), None);
    }
}
