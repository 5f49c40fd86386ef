//! Screening lists: any bytes are a list or are refused, in every format and as a kept one.
//!
//! The first byte chooses the format. What was read is kept and read back the same.

#![no_main]

use libfuzzer_sys::fuzz_target;
use suftaja_screen::list::{Format, Options, kept, read};

fuzz_target!(|data: &[u8]| {
    let Some((&first, mut bytes)) = data.split_first() else { return };
    let format = Format::ALL.get(usize::from(first) % (Format::ALL.len() + 1));
    let list = match format {
        Some(format) => read(*format, &mut bytes, &Options::default()).map(|it| it.list),
        None => kept::read(&mut bytes),
    };
    let Ok(list) = list else { return };
    assert!(!list.listings.is_empty() || format.is_none());
    let mut written = Vec::new();
    kept::write(&list, &mut written).expect("memory takes every byte");
    assert_eq!(kept::read(&mut written.as_slice()).expect("it was just written"), list);
});
