//! Writes generated messages into a directory, one file each, with a table of what to expect of
//! them: `cargo run -p suftaja-traffic --example write_messages -- DIR COUNT SEED`. The files can
//! be sent with `suftaja send` or checked with any schema validator. Must never be taken for data
//! of real banks.

use std::path::Path;
use std::process::ExitCode;
use suftaja_base::{BusinessDate, Instant};
use suftaja_traffic::{Generator, Options, Scenario};

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [directory, count, seed] = arguments.as_slice() else {
        eprintln!("Usage: write_messages DIR COUNT SEED");
        return ExitCode::FAILURE;
    };
    let (Ok(count), Ok(seed)) = (count.parse(), seed.parse()) else {
        eprintln!("COUNT and SEED are whole numbers, got `{count}` and `{seed}`.");
        return ExitCode::FAILURE;
    };
    match write(Path::new(directory), count, seed) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{directory}: {error}. Name a directory that may be written.");
            ExitCode::FAILURE
        }
    }
}

fn write(directory: &Path, count: usize, seed: u64) -> std::io::Result<()> {
    let (Some(date), Ok(start)) =
        (BusinessDate::from_ymd(2026, 11, 23), Instant::parse("2026-11-23T06:00:00Z"))
    else {
        unreachable!("a Monday in November that exists")
    };
    std::fs::create_dir_all(directory)?;
    let union = Scenario::east_africa();
    let traffic = Generator::new(seed, &union, Options::with_faults(date, start));
    for (kind, planned) in [("funding", traffic.funding()), ("day", traffic.take(count).collect())]
    {
        for item in planned {
            let name = format!("{kind}-{:06}.xml", item.number);
            std::fs::write(directory.join(&name), &item.bytes)?;
            println!("{name}\t{}\t{:?}\t{:?}", item.sender, item.expectation, item.fault);
        }
    }
    Ok(())
}
