//! The board for Grafana, as `docs/operations/grafana.json` keeps it: a row of panels per group.

use super::list::METRICS;
use super::{Group, Kind, Metric, Unit};
use serde_json::{Value, json};

/// Width of a panel; the board is 24 wide.
const WIDTH: usize = 8;
const HEIGHT: usize = 7;
const PER_ROW: usize = 3;

/// The board.
#[must_use]
pub fn board() -> Value {
    let mut panels = Vec::new();
    let mut top = 0;
    for group in Group::ALL {
        let drawn: Vec<(&Metric, (&str, &str))> = METRICS
            .iter()
            .filter(|metric| metric.group == group)
            .filter_map(|metric| Some((metric, metric.drawn?)))
            .collect();
        let place = json!({ "x": 0, "y": top, "w": 24, "h": 1 });
        panels.push(json!({
            "id": panels.len() + 1, "type": "row", "title": group.title(), "collapsed": false,
            "gridPos": place, "panels": [],
        }));
        top += 1;
        for (at, (metric, drawn)) in drawn.iter().enumerate() {
            let (x, y) = (at % PER_ROW * WIDTH, top + at / PER_ROW * HEIGHT);
            let place = json!({ "x": x, "y": y, "w": WIDTH, "h": HEIGHT });
            panels.push(panel(metric, *drawn, panels.len() + 1, &place));
        }
        top += drawn.len().div_ceil(PER_ROW) * HEIGHT;
    }
    json!({
        "title": "Suftaja", "uid": "suftaja", "tags": ["suftaja"], "schemaVersion": 39,
        "editable": true, "refresh": "30s", "timezone": "browser",
        "time": { "from": "now-6h", "to": "now" },
        "templating": { "list": [{
            "name": "datasource", "label": "Prometheus", "type": "datasource",
            "query": "prometheus", "hide": 0,
        }] },
        "panels": panels,
    })
}

fn panel(metric: &Metric, (expression, legend): (&str, &str), id: usize, place: &Value) -> Value {
    let source = json!({ "type": "prometheus", "uid": "${datasource}" });
    json!({
        "id": id, "type": "timeseries", "title": metric.name, "description": metric.help,
        "gridPos": place, "datasource": source,
        "fieldConfig": { "defaults": { "unit": unit(metric), "min": 0 }, "overrides": [] },
        "options": {
            "legend": { "showLegend": true, "displayMode": "list", "placement": "bottom" },
            "tooltip": { "mode": "multi", "sort": "desc" },
        },
        "targets": [{
            "refId": "A", "datasource": source, "expr": expression, "legendFormat": legend,
        }],
    })
}

/// The unit as Grafana names it.
fn unit(metric: &Metric) -> &'static str {
    match (metric.unit, metric.kind) {
        (Unit::Bytes, _) => "bytes",
        (Unit::Seconds, _) => "s",
        (Unit::Flag, _) => "bool_on_off",
        (Unit::Number | Unit::MinorUnits, Kind::Counter) => "short",
        (Unit::Number | Unit::MinorUnits, _) => "none",
    }
}
