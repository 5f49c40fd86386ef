//! `suftaja metrics`: the list of metrics, and the files that are made of it: the board for
//! Grafana, the alert rules for Prometheus, the page for people. Asks no node.

use crate::error::CliError;
use crate::output;
use clap::Args;

/// Which form.
#[derive(Debug, Args)]
pub(crate) struct MetricsArgs {
    #[command(flatten)]
    form: Form,
}

#[derive(Debug, Args)]
#[group(required = true, multiple = false)]
struct Form {
    /// Print the list: name, kind, unit, labels, meaning.
    #[arg(long)]
    list: bool,
    /// Print the board for Grafana, as docs/operations/grafana.json has it.
    #[arg(long)]
    grafana: bool,
    /// Print the alert rules for Prometheus, as docs/operations/alerts.yml has them.
    #[arg(long)]
    rules: bool,
    /// Print the page for people, as docs/operations/metrics.md has it.
    #[arg(long)]
    page: bool,
}

/// Prints the form that was asked for.
pub(crate) fn run(args: &MetricsArgs) -> Result<(), CliError> {
    let Form { grafana, rules, page, .. } = args.form;
    if grafana {
        output::json(&suftaja_api::metric::board())
    } else if rules {
        output::line(suftaja_api::metric::rules().trim_end())
    } else if page {
        output::line(suftaja_api::metric::page().trim_end())
    } else {
        let rows: Vec<[String; 5]> = suftaja_api::metric::rows().collect();
        output::table(["METRIC", "KIND", "UNIT", "LABELS", "WHAT IT SAYS"], &rows)
    }
}
