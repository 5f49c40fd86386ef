//! Metrics: what a scraper reads is well-formed, true, and the same as the kept files say.

use crate::given::*;
use std::collections::{BTreeMap, BTreeSet};
use std::net::{Ipv4Addr, SocketAddr};
use std::path::Path;
use suftaja_api::{ApiError, Options, Serving, metric};

/// Samples by name with labels, as `name{label="value"}`.
type Samples = BTreeMap<String, f64>;

/// Reads a page strictly: every sample stands under the HELP and TYPE of its metric.
fn read(page: &str) -> Samples {
    assert!(page.ends_with('\n'));
    let (mut name, mut kind) = (String::new(), String::new());
    let (mut seen, mut samples) = (BTreeSet::new(), Samples::new());
    for line in page.lines() {
        if let Some(help) = line.strip_prefix("# HELP ") {
            name = help.split(' ').next().unwrap().to_owned();
            assert!(seen.insert(name.clone()), "{name} stands once");
        } else if let Some(rest) = line.strip_prefix("# TYPE ") {
            let (of, is) = rest.split_once(' ').unwrap();
            assert_eq!(of, name);
            kind = is.to_owned();
        } else {
            let (key, figure) = line.rsplit_once(' ').unwrap();
            let own = key.split('{').next().unwrap();
            let base = match kind.as_str() {
                "histogram" => ["_bucket", "_sum", "_count"]
                    .iter()
                    .find_map(|end| own.strip_suffix(end))
                    .unwrap(),
                "counter" | "gauge" => own,
                other => panic!("no kind: {other}"),
            };
            assert_eq!(base, name);
            assert!(samples.insert(key.to_owned(), figure.parse().unwrap()).is_none(), "{key}");
        }
    }
    samples
}

fn scraped(given: &Given) -> Samples {
    let answer = given.read("operator-a", "/v1/metrics");
    assert_eq!(answer.status, 200, "{}", answer.text());
    assert_eq!(answer.header("content-type"), Some("text/plain; version=0.0.4; charset=utf-8"));
    read(&answer.text())
}

#[test]
fn what_happened_is_counted() {
    let given = open();
    given.fund(ANNA, "100.00", "day-1");
    given.send(ANNA, &anna_pays("1.50", "m1"));
    given.send(ANNA, &anna_pays("1.50", "m1"));
    given.send(ANNA, &anna_pays("2.50", "m2"));
    given.send(ANNA, &anna_pays("500.00", "m3"));
    given.send(ANNA, "<nothing/>");
    given.read(ANNA, "/v1/nowhere");
    let samples = scraped(&given);
    for (key, figure) in [
        ("suftaja_writer_stopped", 0.0),
        ("suftaja_messages_total{definition=\"pacs.009.001.08\",outcome=\"settled\"}", 2.0),
        ("suftaja_messages_total{definition=\"pacs.009.001.08\",outcome=\"repeated\"}", 1.0),
        ("suftaja_messages_total{definition=\"pacs.009.001.08\",outcome=\"queued\"}", 1.0),
        ("suftaja_messages_total{definition=\"other\",outcome=\"unreadable\"}", 1.0),
        ("suftaja_payments_total{currency=\"KES\",outcome=\"settled\"}", 2.0),
        ("suftaja_payment_minor_units_total{currency=\"KES\",outcome=\"settled\"}", 400.0),
        ("suftaja_payment_minor_units_total{currency=\"KES\",outcome=\"queued\"}", 50_000.0),
        ("suftaja_payments_total{currency=\"UGX\",outcome=\"settled\"}", 0.0),
        ("suftaja_queue_length{currency=\"KES\"}", 1.0),
        ("suftaja_queue_length{currency=\"UGX\"}", 0.0),
        ("suftaja_day_state{currency=\"KES\",state=\"open\"}", 1.0),
        ("suftaja_day_state{currency=\"KES\",state=\"closed\"}", 0.0),
        ("suftaja_requests_total{route=\"/v1/messages\",method=\"post\",status=\"200\"}", 3.0),
        ("suftaja_requests_total{route=\"none\",method=\"none\",status=\"404\"}", 1.0),
        ("suftaja_request_seconds_count{route=\"/v1/messages\",method=\"post\"}", 5.0),
        ("suftaja_connections_open", 1.0),
    ] {
        assert_eq!(samples.get(key), Some(&figure), "{key}");
    }
    assert_eq!(samples["suftaja_entries_total"], given.node.health().as_of as f64);
    // Anna has not read her answers, Caro has nothing to read but the day.
    assert!(samples["suftaja_outbox_unread{participant=\"ANNAKENA\"}"] >= 4.0);
    assert!(samples["suftaja_flush_seconds_count"] >= 5.0);
    assert!(samples["suftaja_journal_bytes"] > 0.0);
    assert!(samples.keys().any(|key| key.starts_with("suftaja_findings_total{code=\"SUF-")));
    let text = given.read("operator-a", "/v1/metrics").text();
    for name in ["Anna", "Beno", "suf_"] {
        assert!(!text.contains(name), "no name and no token: {name}");
    }
}

#[test]
fn buckets_rise_to_the_number_of_all() {
    let given = open();
    let samples = scraped(&given);
    let of = |bound: &str| samples[&format!("suftaja_flush_seconds_bucket{{le=\"{bound}\"}}")];
    let bounds = ["0.00025", "0.001", "0.01", "0.1", "1", "10", "+Inf"].map(of);
    assert!(bounds.is_sorted(), "{bounds:?}");
    assert_eq!(bounds.last(), samples.get("suftaja_flush_seconds_count"));
}

#[test]
fn only_the_operator_reads_volumes_at_the_door() {
    let given = open();
    given.read(ANNA, "/v1/metrics").is_problem(403, "SUF-4008");
    given.read(&format!("{CENTRAL}-a"), "/v1/metrics").is_problem(403, "SUF-4008");
    let asked = b"GET /v1/metrics HTTP/1.1\r\nHost: door\r\nConnection: close\r\n\r\n";
    given.raw(asked).is_problem(401, "SUF-5001");
}

#[test]
fn a_scraper_reads_on_this_machine_alone_and_nothing_but_metrics() {
    let loopback = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
    let given = open_with(Options { metrics_at: Some(loopback), ..Options::default() });
    let at = given.serving.metrics_at().unwrap();
    let ask = |path: &str| {
        let head = format!("GET {path} HTTP/1.1\r\nHost: door\r\nConnection: close\r\n\r\n");
        ask_at(at, head.as_bytes())
    };
    let answer = ask("/metrics");
    assert_eq!(answer.status, 200);
    assert_eq!(read(&answer.text())["suftaja_writer_stopped"], 0.0);
    ask("/v1/accounts").is_problem(404, "SUF-5007");
    let anywhere = SocketAddr::from((Ipv4Addr::UNSPECIFIED, 0));
    let open = Options { metrics_at: Some(anywhere), ..Options::default() };
    let refused = Serving::start(given.node.clone(), loopback, open).err().unwrap();
    assert!(matches!(refused, ApiError::MetricsOpen { .. }), "{refused}");
}

#[test]
fn everything_on_the_list_is_scraped_and_nothing_else() {
    let given = open();
    let text = given.read("operator-a", "/v1/metrics").text();
    let typed: Vec<&str> = text.lines().filter_map(|line| line.strip_prefix("# TYPE ")).collect();
    let listed: Vec<String> =
        metric::rows().map(|[name, kind, ..]| format!("{name} {kind}")).collect();
    assert_eq!(typed, listed);
    for [name, _, _, labels, _] in metric::rows() {
        let samples = read(&text);
        let own = samples.keys().filter(|key| key.split('{').next() == Some(&*name));
        for key in own {
            let held = key.split(['{', ',']).skip(1).map(|part| part.split('=').next().unwrap());
            assert_eq!(held.collect::<Vec<_>>().join(", "), labels, "{key}");
        }
    }
}

/// Names of metrics in an expression.
fn named(expression: &str) -> Vec<&str> {
    let words = expression.split(|at: char| !(at.is_ascii_alphanumeric() || at == '_'));
    words.filter(|word| word.starts_with("suftaja_") || word.starts_with("process_")).collect()
}

#[test]
fn board_and_alerts_ask_for_metrics_that_there_are() {
    let known: BTreeMap<String, String> =
        metric::rows().map(|[name, kind, ..]| (name, kind)).collect();
    let is_known = |word: &str| {
        let base = ["_bucket", "_sum", "_count"].iter().find_map(|end| word.strip_suffix(end));
        known.contains_key(word)
            || base.is_some_and(|base| known.get(base).is_some_and(|kind| kind == "histogram"))
    };
    let board = metric::board();
    let panels = board["panels"].as_array().unwrap();
    let drawn = panels.iter().filter_map(|panel| panel["targets"][0]["expr"].as_str());
    let rules = metric::rules();
    let asked = rules.lines().filter_map(|line| line.trim().strip_prefix("expr: "));
    let all: Vec<&str> = drawn.chain(asked).collect();
    assert!(all.len() > 30);
    for expression in all {
        let words = named(expression);
        assert!(!words.is_empty(), "{expression}");
        for word in words {
            assert!(is_known(word), "{word} in {expression}");
        }
        let count = |at: char| expression.matches(at).count();
        assert_eq!((count('('), count('[')), (count(')'), count(']')), "{expression}");
    }
    let ids: BTreeSet<u64> = panels.iter().map(|panel| panel["id"].as_u64().unwrap()).collect();
    assert_eq!(ids.len(), panels.len(), "every panel has a number of its own");
}

#[test]
fn the_kept_files_are_what_the_list_says() {
    let kept = |name: &str| {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/operations");
        std::fs::read_to_string(folder.join(name)).unwrap()
    };
    assert!(kept("metrics.md") == metric::page(), "suftaja metrics --page");
    assert!(kept("alerts.yml") == metric::rules(), "suftaja metrics --rules");
    let board: serde_json::Value = serde_json::from_str(&kept("grafana.json")).unwrap();
    assert!(board == metric::board(), "suftaja metrics --grafana");
}
