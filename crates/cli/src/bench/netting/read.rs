//! Instance files of the netting kernels: queues, flows and items of several currencies, plain or
//! compressed.
//!
//! docs/netting.md tells the formats. What a file is, its name and its length say. Every number is
//! held against its range; a finding names the byte or the line. Nothing is mended or skipped.

use super::{bytes, items, text};
use std::fs::File;
use std::io::Read;
use std::path::Path;
use suftaja_base::width::to_u64;
use suftaja_netting::Queue;
use suftaja_netting::flow::Network;
use suftaja_netting::linked::Linked;

/// The most bytes of a file, and of what a compressed one holds.
const BYTES_MAX: u64 = 1 << 31;

/// What a file holds.
#[derive(Debug)]
pub(crate) enum Instance {
    /// Payments that wait in one currency: P1 and P2.
    Queue(Queue),
    /// Debts or another network: P3.
    Flow(Network),
    /// Items of several currencies: P4.
    Linked(Linked),
}

/// Why a file gives no instance.
#[derive(Debug)]
pub(crate) enum ReadError {
    /// It cannot be read at all.
    File(std::io::Error),
    /// It is read and makes no sense; with the place.
    Content(String),
}

/// Reads one instance.
pub(crate) fn read(path: &Path) -> Result<Instance, ReadError> {
    let mut packed = Vec::new();
    let file = File::open(path).map_err(ReadError::File)?;
    file.take(BYTES_MAX + 1).read_to_end(&mut packed).map_err(ReadError::File)?;
    within(&packed, BYTES_MAX, "file").map_err(ReadError::Content)?;
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned());
    let mut name = name.unwrap_or_default();
    let bytes = if packed.starts_with(&[0x28, 0xB5, 0x2F, 0xFD]) {
        name = name.strip_suffix(".zst").map_or(name.clone(), str::to_owned);
        unpacked(&packed, BYTES_MAX).map_err(ReadError::Content)?
    } else {
        packed
    };
    parse(&name, &bytes).map_err(ReadError::Content)
}

/// Reads what a file of this name holds.
fn parse(name: &str, bytes: &[u8]) -> Result<Instance, String> {
    if name.ends_with(".min") {
        return text::network(bytes).map(Instance::Flow);
    }
    if name.ends_with(".csv") {
        return items::linked(bytes).map(Instance::Linked);
    }
    if bytes::is_flow(bytes) && (name.starts_with("flow") || !bytes::is_queue(bytes)) {
        return bytes::network(bytes).map(Instance::Flow);
    }
    bytes::queue(bytes).map(Instance::Queue)
}

/// The bytes of all frames of a compressed file, at most so many together.
fn unpacked(mut packed: &[u8], most: u64) -> Result<Vec<u8>, String> {
    let mut bytes = Vec::new();
    while !packed.is_empty() {
        let at = bytes.len();
        let mut frame = ruzstd::decoding::StreamingDecoder::new(&mut packed)
            .map_err(|error| format!("the compressed file is damaged: {error}"))?;
        let room = most + 1 - to_u64(at);
        let read = frame.by_ref().take(room).read_to_end(&mut bytes);
        read.map_err(|error| format!("the compressed file is damaged behind byte {at}: {error}"))?;
        within(&bytes, most, "content of the compressed file")?;
        let stated = frame.decoder.get_checksum_from_data();
        if stated.is_some() && stated != frame.decoder.get_calculated_checksum() {
            return Err(format!(
                "the compressed file is damaged: what stands behind byte {at} has another checksum"
            ));
        }
    }
    Ok(bytes)
}

fn within(bytes: &[u8], most: u64, what: &str) -> Result<(), String> {
    if to_u64(bytes.len()) > most {
        return Err(format!("the {what} is longer than {most} bytes"));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn numbers(values: &[i64]) -> Vec<u8> {
        values.iter().flat_map(|value| value.to_le_bytes()).collect()
    }

    fn short(values: &[i32]) -> Vec<u8> {
        values.iter().flat_map(|value| value.to_le_bytes()).collect()
    }

    /// Two accounts, two payments, one limit.
    fn queue(change: impl FnOnce(&mut [Vec<u8>])) -> Vec<u8> {
        let mut parts = [
            numbers(&[2, 2, 1]),
            numbers(&[7, 0]),
            short(&[0, 1]),
            short(&[1, 0]),
            numbers(&[9, 3]),
            short(&[100, 200]),
            short(&[1, 0]),
            numbers(&[0]),
            numbers(&[1]),
            numbers(&[5]),
        ];
        change(&mut parts);
        parts.concat()
    }

    /// A frame as every compressor makes it.
    fn frame(content: &[u8]) -> Vec<u8> {
        use ruzstd::encoding::{CompressionLevel, compress_to_vec};
        compress_to_vec(content, CompressionLevel::Fastest)
    }

    /// A frame of 13 bytes without a checksum, one byte 128 KiB long.
    fn blown_up(byte: u8) -> Vec<u8> {
        let (magic, flags, length) = (0xFD2F_B528_u32, 0b1010_0000_u8, 1_u32 << 17);
        let block = (length << 3 | 0b011).to_le_bytes();
        let head: [&[u8]; 3] = [&magic.to_le_bytes(), &[flags], &length.to_le_bytes()];
        [&head.concat()[..], &block[..3], &[byte]].concat()
    }

    #[test]
    fn frames_behind_one_another_are_one_content() {
        let whole = queue(|_| {});
        for cut in [0, 1, 50, whole.len()] {
            let frames = [frame(&whole[..cut]), frame(&[]), frame(&whole[cut..])].concat();
            assert_eq!(unpacked(&frames, BYTES_MAX), Ok(whole.clone()), "cut at {cut}");
        }
        let long: Vec<u8> = (0..300_000_u32).flat_map(u32::to_le_bytes).collect();
        let frames = [frame(&long), blown_up(7), frame(&long)].concat();
        let content = unpacked(&frames, BYTES_MAX).unwrap();
        assert!(content == [long.clone(), vec![7; 1 << 17], long].concat());
    }

    #[test]
    fn what_frames_hold_together_is_limited() {
        let three = [frame(&[1; 40]), frame(&[2; 40]), frame(&[3; 20])].concat();
        assert_eq!(unpacked(&three, 100).map(|bytes| bytes.len()), Ok(100));
        let refused = |packed: &[u8], most| unpacked(packed, most).unwrap_err();
        for most in [0, 39, 40, 79, 80, 99] {
            let said = format!("the content of the compressed file is longer than {most} bytes");
            assert_eq!(refused(&three, most), said);
        }
        // Full to the last byte, and then a frame without any.
        let full = [three, frame(&[])].concat();
        assert_eq!(unpacked(&full, 100).map(|bytes| bytes.len()), Ok(100));
        // Many small frames that blow up: what lies behind the limit is never unpacked, and so the
        // damage there is not seen.
        let bombs = [blown_up(9).repeat(2), vec![0; 9]].concat();
        assert!(refused(&bombs, 1 << 17).contains("longer than 131072 bytes"));
        assert!(refused(&bombs, 1 << 18).contains("damaged"));
        // Nor behind the limit within a frame: two blocks, and a third that is said to follow.
        let mut open = blown_up(9);
        open[9] &= !1;
        let block = open[9..13].to_vec();
        open.splice(9..9, block);
        let bombs = [blown_up(9), open].concat();
        assert!(refused(&bombs, (1 << 17) + 10).contains("longer than 131082 bytes"));
        assert!(refused(&bombs, 1 << 19).contains("damaged"));
    }

    #[test]
    fn a_frame_that_states_a_checksum_is_held_to_it() {
        // XXH64 of "abc" is 44BC2CF5AD770999; a frame keeps the low half.
        let sound = [&[0x28, 0xB5, 0x2F, 0xFD, 0x24, 3, 0x19, 0, 0][..], b"abc"].concat();
        let sound = [&sound[..], &[0x99, 0x09, 0x77, 0xAD]].concat();
        assert_eq!(unpacked(&sound, 100), Ok(b"abc".to_vec()));
        let mut turned = sound;
        turned[10] ^= 1;
        assert!(unpacked(&turned, 100).unwrap_err().contains("has another checksum"));
    }

    #[test]
    fn damage_behind_a_good_frame_is_told() {
        let good = frame(&[5; 40]);
        let second = frame(&(0..200).collect::<Vec<u8>>());
        for cut in 1..second.len() {
            let told = unpacked(&[&good, &second[..cut]].concat(), BYTES_MAX).unwrap_err();
            assert!(told.contains("the compressed file is damaged"), "cut at {cut}: {told}");
        }
        let cut = [&good[..], &second[..second.len() - 1]].concat();
        assert!(unpacked(&cut, BYTES_MAX).unwrap_err().contains("behind byte 40"));
        assert!(unpacked(&[&good[..], b"more"].concat(), BYTES_MAX).is_err());
    }

    #[test]
    fn a_compressed_file_of_several_frames_is_read() {
        let place = std::env::temp_dir().join(format!("suftaja-frames-{}", std::process::id()));
        std::fs::create_dir_all(&place).unwrap();
        let path = place.join("b2.bin.zst");
        let whole = queue(|_| {});
        std::fs::write(&path, [frame(&whole[..30]), frame(&whole[30..])].concat()).unwrap();
        let Ok(Instance::Queue(queue)) = read(&path) else { panic!("queue") };
        assert_eq!(queue.amount, [9, 3]);
        std::fs::remove_dir_all(&place).unwrap();
    }

    #[test]
    fn a_queue_is_read() {
        let Ok(Instance::Queue(queue)) = parse("b2.bin", &queue(|_| {})) else { panic!("queue") };
        assert_eq!((queue.balance, queue.amount), (vec![7, 0], vec![9, 3]));
        assert_eq!((queue.source, queue.target), (vec![0, 1], vec![1, 0]));
        assert_eq!(queue.class, [0, 2]);
        assert_eq!((queue.bilateral[0].to, queue.bilateral[0].amount), (1, 5));
    }

    #[test]
    fn faults_of_a_queue_name_their_byte() {
        let found = |bytes: Vec<u8>| parse("b2.bin", &bytes).unwrap_err();
        let whole = queue(|_| {});
        for cut in [0, 7, 23, 30, whole.len() - 1] {
            assert!(found(whole[..cut].to_vec()).contains("byte"), "{cut}");
        }
        let longer = [whole, vec![0]].concat();
        assert!(found(longer).contains("112 bytes"), "one byte more than it says");
        assert!(found(queue(|parts| parts[0] = numbers(&[-1, 2, 1]))).contains("byte 0"));
        assert!(found(queue(|parts| parts[0] = numbers(&[i64::MAX, 2, 1]))).contains("byte 0"));
        assert!(found(queue(|parts| parts[2] = short(&[0, -4]))).contains("byte 44"));
        assert!(found(queue(|parts| parts[6] = short(&[1, 7]))).contains("byte 84"));
        assert!(found(queue(|parts| parts[7] = numbers(&[-2]))).contains("byte 88"));
    }

    #[test]
    fn a_flow_is_read_and_its_faults_name_their_byte() {
        let parts = [numbers(&[2, 1]), numbers(&[3, -3]), numbers(&[0, 1, 8, 1])];
        let Ok(Instance::Flow(flow)) = parse("flow.bin", &parts.concat()) else { panic!("flow") };
        assert_eq!((flow.nodes, flow.supply), (2, vec![3, -3]));
        assert_eq!((flow.tail, flow.head, flow.capacity), (vec![0], vec![1], vec![8]));
        let parts = [numbers(&[2, 1]), numbers(&[3, -3]), numbers(&[0, -1, 8, 1])];
        assert!(parse("flow.bin", &parts.concat()).unwrap_err().contains("byte 40"));
    }

    #[test]
    fn a_dimacs_file_is_read_and_its_faults_name_their_line() {
        let text = "c a network\np min 3 2\nn 1 4\nn 3 -4\na 1 2 0 4 2\na 2 3 0 9 1\n";
        let Ok(Instance::Flow(flow)) = parse("a.min", text.as_bytes()) else { panic!("flow") };
        assert_eq!((flow.supply, flow.cost), (vec![4, 0, -4], vec![2, 1]));
        for (from, to, line) in [
            ("p min 3 2", "p max 3 2", 2),
            ("p min 3 2", "p min 268435456 0", 2),
            ("n 1 4", "n 4 4", 3),
            ("a 1 2 0 4 2", "a 1 2 1 4 2", 5),
            ("a 2 3 0 9 1", "a 2 3 0 9", 6),
            ("a 2 3 0 9 1", "x", 6),
            ("a 2 3 0 9 1\n", "", 5),
        ] {
            let found = parse("a.min", text.replace(from, to).as_bytes()).unwrap_err();
            assert!(found.contains(&format!("line {line}")), "{found}");
        }
    }

    #[test]
    fn items_are_read_and_their_faults_name_their_line() {
        let text = "# currencies=2 banks=2 items=2; account = currency*banks+bank\n\
                    # more words\nB,0,5\nB,1,0\nB,2,7\nB,3,1\n\
                    I,0,0,1,4,-1,-1,0,40\nI,3,1,0,2,2,3,6,20\n";
        let Ok(Instance::Linked(items)) = parse("mc2.csv", text.as_bytes()) else { panic!() };
        assert_eq!((items.balance, items.currency), (vec![5, 0, 7, 1], vec![0, 0, 1, 1]));
        assert_eq!(items.weight, [40, 20]);
        assert!(items.second.at(0).is_none() && items.second.at(1).unwrap().amount == 6);
        for (from, to, line) in [
            ("currencies=2 ", "", 1),
            ("banks=2", "banks=134217728", 1),
            ("B,1,0", "B,4,0", 4),
            ("B,1,0", "B,0,0", 4),
            ("I,0,0,1,4,-1,-1,0,40", "I,0,0,1,4,-1,-1,0", 7),
            ("I,3,1,0,2,2,3,6,20", "J,3", 8),
            ("I,3,1,0,2,2,3,6,20\n", "", 7),
            ("B,3,1\n", "", 7),
        ] {
            let found = parse("mc2.csv", text.replace(from, to).as_bytes()).unwrap_err();
            assert!(found.contains(&format!("line {line}")), "{found}");
        }
    }
}
