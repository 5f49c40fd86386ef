//! Development measurements over the shared test sets.
use std::collections::{HashMap, HashSet};
use std::sync::Arc;
use std::time::Instant;
use suftaja_screen::index::{Index, Scripts};
use suftaja_screen::listing::*;
use suftaja_screen::search::Search;
use suftaja_screen::settings::{Query, Settings};

fn csv(path: &str) -> Vec<Vec<String>> {
    let text = std::fs::read_to_string(path).unwrap();
    let (mut rows, mut row, mut cell, mut quoted) = (vec![], vec![], String::new(), false);
    let mut it = text.chars().peekable();
    while let Some(c) = it.next() {
        match c {
            '"' if quoted && it.peek() == Some(&'"') => {
                it.next();
                cell.push('"');
            }
            '"' => quoted = !quoted,
            ',' if !quoted => row.push(std::mem::take(&mut cell)),
            '\r' if !quoted => {}
            '\n' if !quoted => {
                row.push(std::mem::take(&mut cell));
                rows.push(std::mem::take(&mut row));
            }
            _ => cell.push(c),
        }
    }
    if !row.is_empty() {
        row.push(cell);
        rows.push(row);
    }
    rows
}
fn list(name: &str, rows: impl Iterator<Item = (String, String, bool)>) -> Arc<List> {
    let mut by: HashMap<String, usize> = HashMap::new();
    let mut listings: Vec<Listing> = vec![];
    for (id, text, original) in rows {
        let at = *by.entry(id.clone()).or_insert_with(|| {
            listings.push(Listing { id, ..Default::default() });
            listings.len() - 1
        });
        listings[at].names.push(ListedName {
            text,
            family: None,
            strength: Strength::Strong,
            role: if original { Role::Original } else { Role::Alias },
        });
    }
    Arc::new(List { name: name.into(), date: None, version: String::new(), listings })
}
fn cpu() -> f64 {
    let s = std::fs::read_to_string("/proc/self/stat").unwrap();
    let f: Vec<&str> = s.rsplit(')').next().unwrap().split_whitespace().collect();
    f[11].parse::<f64>().unwrap() / 100.0
}
struct Set {
    name: &'static str,
    queries: Vec<(String, Option<String>)>,
}

fn report(index: &Index, set: &Set, thresholds: &[u16], show: usize) {
    let mut search = Search::new(index, 1 << 16);
    let settings = Settings { threshold: thresholds[0], ..Default::default() };
    let mut out = vec![[0usize; 2]; thresholds.len()];
    let mut alerts = vec![[0usize; 2]; thresholds.len()];
    let mut n = [0usize; 2];
    let mut shown = 0;
    for (at, (q, id)) in set.queries.iter().enumerate() {
        let half = at % 2;
        n[half] += 1;
        let hits = search.hits(&Query::named(q), &settings);
        let best = hits.first().map_or(0, |h| h.score);
        let right = hits
            .iter()
            .filter(|h| id.as_ref().is_some_and(|id| &index.listed(h).unwrap().1.id == id))
            .map(|h| h.score)
            .max()
            .unwrap_or(0);
        for (t, th) in thresholds.iter().enumerate() {
            if right >= *th {
                out[t][half] += 1;
            }
            if best >= *th {
                alerts[t][half] += 1;
            }
        }
        let bad = if id.is_some() { right < 7700 } else { best >= 7700 };
        if bad && shown < show {
            shown += 1;
            let what = hits
                .first()
                .map(|h| {
                    let l = index.listed(h).unwrap();
                    format!("{} {} [{}]", h.score, l.2.text, l.1.id)
                })
                .unwrap_or_default();
            let want = id.as_ref().map(|id| {
                index
                    .lists()
                    .iter()
                    .flat_map(|l| l.listings.iter())
                    .find(|l| &l.id == id)
                    .map(|l| {
                        l.names
                            .iter()
                            .map(|n| n.text.as_str())
                            .take(3)
                            .collect::<Vec<_>>()
                            .join(" / ")
                    })
                    .unwrap_or_default()
            });
            println!("   {q} | {what} | want {want:?} right {right}");
        }
    }
    for (t, th) in thresholds.iter().enumerate() {
        let f = |x: usize, n: usize| x as f64 / n.max(1) as f64;
        println!(
            "{:28} t={} n={} found {:.4} (even {:.4} odd {:.4}) alerted {:.4} (even {:.4} odd {:.4})",
            set.name,
            th,
            n[0] + n[1],
            f(out[t][0] + out[t][1], n[0] + n[1]),
            f(out[t][0], n[0]),
            f(out[t][1], n[1]),
            f(alerts[t][0] + alerts[t][1], n[0] + n[1]),
            f(alerts[t][0], n[0]),
            f(alerts[t][1], n[1])
        );
    }
}

fn main() {
    let base = "../shared/screening";
    let base = if std::path::Path::new(base).exists() {
        base.to_string()
    } else {
        std::env::var("SHARED").unwrap() + "/screening"
    };
    let arg: Vec<String> = std::env::args().collect();
    let what = arg.get(1).map(String::as_str).unwrap_or("all");
    let show: usize = arg.get(2).and_then(|x| x.parse().ok()).unwrap_or(0);
    let th = [7000, 7500, 7600, 7700, 7800, 8000];
    let all = csv(&format!("{base}/lists/all_names.csv"));
    let pick = |p: &str| {
        list(
            p,
            all[1..]
                .iter()
                .filter(|r| r[0].starts_with(p))
                .map(|r| (r[1].clone(), r[4].clone(), r[3].contains("script"))),
        )
    };
    let (un, ofac, uk, eu) = (pick("UN"), pick("OFAC"), pick("UK"), pick("EU"));
    let t = |f: &str| csv(&format!("{base}/testsets/{f}"));
    let is = |x: &str| what == "all" || what.split(',').any(|w| w == x);
    let negs = t("yente_negatives_global.csv");
    if is("un") {
        let index = Index::build(&[un.clone(), ofac.clone()], Scripts::All);
        let rows = t("yente_un_treated_with_ids.csv");
        let queries = rows[1..]
            .iter()
            .filter(|r| r[2] != r[3] && !r[6].is_empty())
            .map(|r| (r[2].clone(), Some(r[6].split('|').next().unwrap().to_string())))
            .collect();
        report(&index, &Set { name: "UN altered", queries }, &th, show);
        let neg: Vec<_> = negs[1..3001].iter().map(|r| (r[0].clone(), None)).collect();
        report(&index, &Set { name: "negatives 3000", queries: neg }, &th, show);
        let us = t("yente_negatives_us.csv");
        let neg: Vec<_> = us[1..3001].iter().map(|r| (r[0].clone(), None)).collect();
        report(&index, &Set { name: "negatives us 3000", queries: neg }, &th, show);
        let neg: Vec<_> = negs[3001..].iter().step_by(5).map(|r| (r[0].clone(), None)).collect();
        report(&index, &Set { name: "negatives global 10k", queries: neg }, &th, 0);
        let rows = t("queries_1000.csv");
        for kind in ["uk-spelling", "uk-same-tokens"] {
            let queries = rows[1..]
                .iter()
                .filter(|r| r[0].starts_with(kind))
                .map(|r| (r[2].clone(), Some(r[3].clone())))
                .collect();
            report(&index, &Set { name: "1000 uk", queries }, &th, show);
        }
    }
    if is("hard") {
        let rows = t("hard_negatives_nearest_other_entity.csv");
        let mut out = vec![[0usize; 2]; th.len()];
        let mut shown = 0;
        let index = Index::build(&[un.clone(), ofac.clone(), uk.clone()], Scripts::All);
        let mut search = Search::new(&index, 1 << 16);
        let settings = Settings { threshold: 7000, ..Default::default() };
        for (at, r) in rows[1..].iter().enumerate() {
            let ids: Vec<&str> = r[6].split('|').collect();
            let other = ids[1];
            let hits = search.hits(&Query::named(&r[2]), &settings);
            let best = hits
                .iter()
                .filter(|h| {
                    let l = index.listed(h).unwrap();
                    l.1.id == other && l.2.text == r[3]
                })
                .map(|h| h.score)
                .max()
                .unwrap_or(0);
            for (t, x) in th.iter().enumerate() {
                if best >= *x {
                    out[t][at % 2] += 1;
                }
            }
            if best >= 7700 && shown < show {
                shown += 1;
                println!("   {} | {} | {}", r[2], r[3], best);
            }
        }
        for (t, x) in th.iter().enumerate() {
            println!(
                "hard negatives t={x} even {:.4} odd {:.4}",
                out[t][0] as f64 / 1386.0,
                out[t][1] as f64 / 1385.0
            );
        }
    }
    if is("ssb") {
        let cands = t("ssb_ofac2021_candidates1000.csv");
        let l = list("ssb", cands[1..].iter().map(|r| (r[0].clone(), r[2].clone(), false)));
        let index = Index::build(&[l], Scripts::All);
        let rows = t("ssb_ofac2021_individuals1000_seed0.csv");
        let kinds: HashSet<&str> = rows[1..].iter().map(|r| r[2].as_str()).collect();
        let mut kinds: Vec<&str> = kinds.into_iter().collect();
        kinds.sort();
        let neg: Vec<_> =
            rows[1..].iter().filter(|r| r[3] == "negative").map(|r| (r[0].clone(), None)).collect();
        let pos: Vec<_> = rows[1..]
            .iter()
            .filter(|r| r[3] != "negative")
            .map(|r| (r[0].clone(), Some(r[1].clone())))
            .collect();
        report(&index, &Set { name: "SSB positives", queries: pos }, &th, 0);
        report(&index, &Set { name: "SSB negatives", queries: neg }, &th, show);
        for kind in kinds {
            let q = rows[1..]
                .iter()
                .filter(|r| r[2] == kind)
                .map(|r| (r[0].clone(), (r[3] != "negative").then(|| r[1].clone())))
                .collect();
            println!("{kind}");
            report(&index, &Set { name: "  SSB", queries: q }, &[7700], show);
        }
    }
    if is("cross") {
        let index = Index::build(&[un.clone()], Scripts::LatinOnly);
        let rows = t("queries_crossscript_un.csv");
        let q = rows[1..]
            .iter()
            .filter(|r| r[0].contains("Arabic"))
            .map(|r| (r[2].clone(), Some(r[3].clone())))
            .collect();
        report(&index, &Set { name: "UN Arabic", queries: q }, &th, show);
        let index = Index::build(&[uk.clone()], Scripts::LatinOnly);
        let rows = t("queries_crossscript_uk.csv");
        for s in ["Cyrillic", "Arabic", "Han"] {
            let q = rows[1..]
                .iter()
                .filter(|r| r[0].contains(s))
                .map(|r| (r[2].clone(), Some(r[3].clone())))
                .collect();
            println!("{s}");
            report(&index, &Set { name: "UK", queries: q }, &th, show);
        }
    }
    if is("own") {
        for (l, f) in [
            (&un, "un2026_script_pairs.csv"),
            (&uk, "uk2026_script_pairs.csv"),
            (&eu, "eu2026_script_pairs.csv"),
        ] {
            // pairs are in the list's original script names where all_names has them
            let have: HashSet<(String, String)> = l
                .listings
                .iter()
                .flat_map(|x| x.names.iter().map(|n| (x.id.clone(), n.text.clone())))
                .collect();
            let index = Index::build(&[l.clone()], Scripts::All);
            let rows = t(f);
            let q: Vec<_> = rows[1..]
                .iter()
                .filter(|r| have.contains(&(r[6].clone(), r[2].clone())))
                .map(|r| (r[2].clone(), Some(r[6].clone())))
                .collect();
            report(&index, &Set { name: "own script", queries: q }, &[7700], show);
        }
    }
    if is("speed") {
        for (name, lists) in [
            ("25k", vec![un.clone(), ofac.clone()]),
            ("70k", vec![un.clone(), ofac.clone(), uk.clone(), eu.clone()]),
        ] {
            let from = cpu();
            let index = Index::build(&lists, Scripts::All);
            println!(
                "{name}: index {} names {} MB {:.0} ms",
                index.names(),
                index.bytes() / 1_000_000,
                (cpu() - from) * 1000.0
            );
            let q: Vec<&str> = negs[1..20001].iter().map(|r| r[0].as_str()).collect();
            let th: u16 = arg.get(3).and_then(|x| x.parse().ok()).unwrap_or(7700);
            for (w, cache) in [("cold", 0), ("warm", 1 << 16)] {
                let mut search = Search::new(&index, cache);
                if cache > 0 {
                    for x in &q {
                        search.scores(x, th);
                    }
                }
                let from = cpu();
                let mut us = vec![];
                for x in &q {
                    let i = Instant::now();
                    search.scores(x, th);
                    us.push(i.elapsed().as_micros());
                }
                let took = cpu() - from;
                us.sort();
                println!(
                    "  {w}: {:.0} names/s p99 {} us max {}",
                    q.len() as f64 / took,
                    us[us.len() * 99 / 100],
                    us[us.len() - 1]
                );
            }
            if what.contains("brute") || what == "speed,lost" {
                let mut search = Search::new(&index, 0);
                let (mut lost, mut total, mut differ) = (0, 0, 0);
                let rows = t("queries_1000.csv");
                for r in &rows[1..] {
                    let mut brute = search.brute_scores(&r[2], 7000);
                    brute.sort();
                    for th in [7000, 7500, 8000] {
                        let mut fast = search.scores(&r[2], th).to_vec();
                        fast.sort();
                        let b: Vec<_> = brute.iter().filter(|x| x.1 >= th).copied().collect();
                        total += b.len();
                        lost += b.iter().filter(|x| !fast.contains(x)).count();
                        differ += fast.iter().filter(|x| !b.contains(x)).count();
                    }
                }
                println!("  brute hits {total} lost {lost} more {differ}");
            }
        }
    }
}
