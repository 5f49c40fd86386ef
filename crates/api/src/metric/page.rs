//! The page for people, as `docs/operations/metrics.md` keeps it: every metric, then every alert
//! with what to do.

use super::Group;
use super::list::METRICS;

/// The page.
#[must_use]
pub fn page() -> String {
    let mut page = String::from(
        "# Metrics and alerts\n\nMade by `suftaja metrics --page`. How to use it: [README.md](README.md). Counters begin at 0 with the \
         process unless the line says otherwise; money is in minor units. Names and labels are a \
         contract.\n",
    );
    for group in Group::ALL {
        page.push_str(&format!("\n## {}\n\n", group.title()));
        page.push_str("| metric | kind | unit | labels | what it says |\n|---|---|---|---|---|\n");
        for metric in METRICS.iter().filter(|metric| metric.group == group) {
            let labels: Vec<String> =
                metric.labels.iter().map(|label| format!("`{label}`")).collect();
            page.push_str(&format!(
                "| `{}` | {} | {} | {} | {} |\n",
                metric.name,
                metric.kind.word(),
                metric.unit.word(),
                labels.join(", "),
                metric.help
            ));
        }
    }
    page.push_str(
        "\n## Alerts\n\n`critical`: look at once, at any hour. `warning`: within the working day.\n",
    );
    for alert in METRICS.iter().flat_map(|metric| metric.alerts) {
        page.push_str(&format!(
            "\n### {}\n\n{} ({}, for {})\n\n```promql\n{}\n```\n\n{}\n",
            alert.name,
            alert.summary,
            alert.severity.word(),
            alert.lasting,
            alert.expression,
            alert.runbook
        ));
    }
    page
}
