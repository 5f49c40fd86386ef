//! tmp
use suftaja_iso::*;
#[allow(clippy::all)]
fn main() {
    let files: Vec<Vec<u8>> = std::env::args()
        .skip(1)
        .filter_map(|f| {
            let b = std::fs::read(&f).ok()?;
            let mut r = Reader::new();
            let ok = {
                let rd = r.read(&b);
                rd.document()
                    .is_some_and(|d| view::Family::of(d.message()).is_some() && d.is_valid())
                    && rule::check(&rd, &rule::Profile::end_to_end(), &[]).findings.is_empty()
            };
            ok.then_some(b)
        })
        .collect();
    println!(
        "{} files mean {} B",
        files.len(),
        files.iter().map(|f| f.len()).sum::<usize>() / files.len()
    );
    let mut r = Reader::new();
    let p = rule::Profile::end_to_end();
    for round in 0..3 {
        let t = std::time::Instant::now();
        let mut n = 0;
        while t.elapsed().as_millis() < 700 {
            for f in &files {
                let rd = r.read(f);
                n += rd.findings().len();
                n += 1;
            }
        }
        let a = t.elapsed().as_nanos() as f64 / n as f64;
        let t = std::time::Instant::now();
        let mut m = 0;
        while t.elapsed().as_millis() < 700 {
            for f in &files {
                let rd = r.read(f);
                let c = rule::check(&rd, &p, &[]);
                m += c.transfers.len();
            }
        }
        let b = t.elapsed().as_nanos() as f64 / m as f64;
        let t = std::time::Instant::now();
        let mut m = 0;
        while t.elapsed().as_millis() < 700 {
            for f in &files {
                let rd = r.read(f);
                let c = view::instructions(&rd);
                m += c.0.len();
            }
        }
        let c = t.elapsed().as_nanos() as f64 / m as f64;
        println!("round {round} read {a:.0} ns, read+view {c:.0}, read+check {b:.0} ns");
    }
}
