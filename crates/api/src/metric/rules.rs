//! The alert rules for Prometheus, as `docs/operations/alerts.yml` keeps them.
//!
//! Texts are written as JSON strings, which YAML reads too; so nothing has to be escaped by hand.

use super::list::METRICS;
use serde_json::Value;

/// The file of rules.
#[must_use]
pub fn rules() -> String {
    let mut file = String::from(
        "# Made by `suftaja metrics --rules`. What each alert means: docs/operations/metrics.md\n\
         groups:\n  - name: suftaja\n    rules:\n",
    );
    for alert in METRICS.iter().flat_map(|metric| metric.alerts) {
        let text = |text: &str| Value::from(text).to_string();
        file.push_str(&format!("      - alert: {}\n", alert.name));
        file.push_str(&format!("        expr: {}\n", text(alert.expression)));
        file.push_str(&format!("        for: {}\n", alert.lasting));
        file.push_str(&format!("        labels:\n          severity: {}\n", alert.severity.word()));
        file.push_str(&format!(
            "        annotations:\n          summary: {}\n",
            text(alert.summary)
        ));
        file.push_str(&format!("          runbook: {}\n", text(alert.runbook)));
    }
    file
}
