//! The table of quality, for people and for programs.
//!
//! Figures come from `quality`, `must` and `peers`; text goes to the output. Nothing is computed.

use super::figures::decimal;
use super::must::{self, Must};
use super::peers;
use super::quality::{Figures, Quality};
use serde_json::{Value, json};
use suftaja_screen::settings::THRESHOLD;

const HEADS: [&str; 13] = [
    "set",
    "script",
    "match",
    "other",
    "threshold",
    "recall",
    "precision",
    "F1",
    "alerted",
    "alerts/1000",
    "at proposed",
    "logic-v2",
    "Watchman",
];

/// The table for people.
pub fn text(quality: &Quality) -> String {
    let mut rows = vec![HEADS.map(str::to_owned).to_vec()];
    rows.extend(quality.lines.iter().map(cells));
    let mut text = aligned(&rows);
    text.push_str(
        "\nalerts/1000: payments of six names out of 1,000 with an alert, at that threshold\n",
    );
    let proposed = decimal(Some(u64::from(THRESHOLD)));
    for (file, alerts) in &quality.payments {
        let alerts = alerts.map_or_else(|| "-".to_owned(), |alerts| alerts.to_string());
        text.push_str(&format!(
            "{file} against UN and OFAC at {proposed}: {alerts} in 1,000 payments, worse half\n"
        ));
    }
    text.push('\n');
    let mut rows = vec![["must", "bound", "measured", "best peer", ""].map(str::to_owned).to_vec()];
    rows.extend(must::all(quality).iter().map(must_cells));
    text.push_str(&aligned(&rows));
    for file in &quality.missing {
        text.push_str(&format!("left out: {file} is not in the folder\n"));
    }
    text
}

/// The same for programs.
pub fn json(quality: &Quality) -> Value {
    let lines = quality.lines.iter().map(|line| {
        let (counts, peer) = (&line.counts, peers::of(line.set, line.script));
        json!({
            "set": line.set,
            "script": line.script,
            "positives": counts.positives,
            "negatives": counts.negatives,
            "threshold": number(Some(u64::from(line.threshold))),
            "recall": number(counts.recall()),
            "precision": number(counts.precision()),
            "f1": number(counts.f1()),
            "alert_rate": number(counts.alert_rate()),
            "alerts_per_1000_payments": line.alerts_per_1000,
            "recall_at_proposed": number(line.at_proposed.recall()),
            "logic_v2": number(peer.and_then(|peer| peer.logic_v2)),
            "watchman": number(peer.and_then(|peer| peer.watchman)),
        })
    });
    let musts = must::all(quality);
    let musts = musts.iter().map(|must| {
        json!({
            "what": must.what,
            "bound": number(Some(must.bound)),
            "is_ceiling": must.is_ceiling,
            "measured": number(must.measured),
            "best_peer": number(must.peer),
            "met": must.met,
        })
    });
    let payments = quality.payments.iter().map(|(file, alerts)| (*file, *alerts));
    json!({
        "sets": lines.collect::<Vec<_>>(),
        "alerts_per_1000_payments": payments.collect::<std::collections::BTreeMap<_, _>>(),
        "musts": musts.collect::<Vec<_>>(),
        "missing": quality.missing,
    })
}

fn cells(line: &Figures) -> Vec<String> {
    let (counts, peer) = (&line.counts, peers::of(line.set, line.script));
    vec![
        line.set.to_owned(),
        line.script.to_owned(),
        counts.positives.to_string(),
        counts.negatives.to_string(),
        decimal(Some(u64::from(line.threshold))),
        decimal(counts.recall()),
        decimal(counts.precision()),
        decimal(counts.f1()),
        decimal(counts.alert_rate()),
        line.alerts_per_1000.map_or_else(String::new, |alerts| alerts.to_string()),
        decimal(line.at_proposed.recall()),
        decimal(peer.and_then(|peer| peer.logic_v2)),
        decimal(peer.and_then(|peer| peer.watchman)),
    ]
}

fn must_cells(must: &Must) -> Vec<String> {
    let sign = if must.is_ceiling { "<=" } else { ">=" };
    let met = match must.met {
        Some(true) => "met",
        Some(false) => "NOT MET",
        None => "not measured",
    };
    vec![
        must.what.to_owned(),
        format!("{sign} {}", decimal(Some(must.bound))),
        decimal(must.measured),
        decimal(must.peer),
        met.to_owned(),
    ]
}

fn number(figure: Option<u64>) -> Value {
    let text = decimal(figure);
    text.parse::<serde_json::Number>().map_or(Value::Null, Value::Number)
}

fn aligned(rows: &[Vec<String>]) -> String {
    let mut widths = vec![0; rows.first().map_or(0, Vec::len)];
    for row in rows {
        for (width, cell) in widths.iter_mut().zip(row) {
            *width = cell.chars().count().max(*width);
        }
    }
    let line = |row: &Vec<String>| {
        let cells = row.iter().zip(&widths).map(|(cell, width)| format!("{cell:<width$}  "));
        format!("{}\n", cells.collect::<String>().trim_end())
    };
    rows.iter().map(line).collect()
}
