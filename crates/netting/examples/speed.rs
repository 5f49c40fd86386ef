//! tmp
use std::io::Read;
use suftaja_netting::circulation::*;
use suftaja_netting::flow::*;
use suftaja_netting::*;
fn bytes(path: &str) -> Vec<u8> {
    let file = std::fs::File::open(path).unwrap();
    let mut bytes = Vec::new();
    ruzstd::decoding::StreamingDecoder::new(file).unwrap().read_to_end(&mut bytes).unwrap();
    bytes
}
fn cpu() -> u64 {
    let s = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap();
    s.split_whitespace().next().unwrap().parse().unwrap()
}
fn flow(path: &str) -> Network {
    let b = bytes(path);
    let words: Vec<i64> =
        b.chunks_exact(8).map(|w| i64::from_le_bytes(w.try_into().unwrap())).collect();
    let nodes = words[0] as usize;
    let mut network = Network::new(nodes as u32);
    network.supply.copy_from_slice(&words[2..2 + nodes]);
    for arc in words[2 + nodes..].chunks_exact(4) {
        network.add(arc[0] as u32, arc[1] as u32, arc[2], arc[3]);
    }
    network
}
fn queue(path: &str) -> Queue {
    let b = bytes(path);
    let w = |at: usize| i64::from_le_bytes(b[at..at + 8].try_into().unwrap());
    let (n, m, k) = (w(0) as usize, w(8) as usize, w(16) as usize);
    let mut at = 24;
    let mut longs = |count: usize, at: &mut usize| -> Vec<i64> {
        let v = (0..count).map(|i| w(*at + 8 * i)).collect();
        *at += 8 * count;
        v
    };
    let ints = |count: usize, at: &mut usize| -> Vec<u32> {
        let v = (0..count)
            .map(|i| u32::from_le_bytes(b[*at + 4 * i..*at + 4 * i + 4].try_into().unwrap()))
            .collect();
        *at += 4 * count;
        v
    };
    let balance = longs(n, &mut at);
    let source = ints(m, &mut at);
    let target = ints(m, &mut at);
    let amount = longs(m, &mut at);
    let _time = ints(m, &mut at);
    let urgent = ints(m, &mut at);
    let li = longs(k, &mut at);
    let lj = longs(k, &mut at);
    let l = longs(k, &mut at);
    Queue {
        balance,
        source,
        target,
        amount,
        class: urgent.iter().map(|u| if *u == 1 { 0 } else { 2 }).collect(),
        bilateral: (0..k)
            .map(|i| Limit { from: li[i] as u32, to: lj[i] as u32, amount: l[i] })
            .collect(),
        ..Queue::default()
    }
}
fn main() {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let rounds: usize = args[1].parse().unwrap();
    for path in &args[2..] {
        let mut best = u64::MAX;
        let mut say = String::new();
        match args[0].as_str() {
            "p3" | "fair" => {
                let debts = debts_of(&flow(path)).unwrap();
                let fairness =
                    if args[0] == "fair" { Fairness::Lexicographic } else { Fairness::First };
                for _ in 0..rounds {
                    let t = cpu();
                    let c = clear(&debts, &Options { fairness, ..Options::default() }).unwrap();
                    best = best.min(cpu() - t);
                    say = format!("{} {} fair {}", c.gross - c.total, c.total == c.bound, c.fair);
                }
            }
            "bypass" => {
                let q = queue(path);
                for _ in 0..rounds {
                    let t = cpu();
                    let s = plain::bypass(&q, plain::Turn::Class);
                    best = best.min(cpu() - t);
                    say = format!("{}", s.iter().filter(|s| **s).count());
                }
            }
            "proof" => {
                let q = queue(path);
                let s = gridlock::resolve(&q);
                let case = proof::Case::gridlock(&q);
                let t = cpu();
                let claim = proof::Claim::of_bound(&clearing::bound(&q, &clearing::Weights::Value));
                let t1 = cpu();
                let p = case.proof(proof::Solution::Whole(s.settled()), s.value(), claim);
                let t2 = cpu();
                for _ in 0..rounds {
                    let t = cpu();
                    let v = proof::verify(&case, &p);
                    best = best.min(cpu() - t);
                    say = format!(
                        "holds {} bound ms {} proof ms {} price of fairness {}",
                        v.holds(),
                        (t1 - t) / 1000000,
                        (t2 - t1) / 1000000,
                        p.price_of_fairness()
                    );
                }
            }
            _ => {
                let q = queue(path);
                for _ in 0..rounds {
                    let t = cpu();
                    let s = gridlock::resolve(&q);
                    best = best.min(cpu() - t);
                    say = format!("{} {}", s.count(), s.value());
                }
            }
        }
        println!("{} {:.3} ms {}", path.rsplit('/').next().unwrap(), best as f64 / 1e6, say);
    }
}
