//! `suftaja explain SUF-nnnn`: the page of a code; without a code, the list of all.

use crate::error::CliError;
use crate::output::{self, Format};
use clap::Args;
use suftaja_base::suf::{self, Explained, Suf};

/// Which code.
#[derive(Debug, Args)]
pub(crate) struct ExplainArgs {
    /// The code, as SUF-2005 or 2005; without it, all codes are listed.
    code: Option<String>,
    /// Format of the output.
    #[arg(short, long, default_value = "table")]
    output: Format,
}

/// Explains.
pub(crate) fn run(args: &ExplainArgs) -> Result<(), CliError> {
    let Some(text) = &args.code else { return list(args.output) };
    let page = Suf::parse(text.trim()).and_then(suf::explain);
    let page = page.ok_or_else(|| CliError::CodeUnknown { text: text.clone() })?;
    if args.output == Format::Json {
        return output::json(&value(page));
    }
    output::line(format_args!("{}: {}", page.code, page.title))?;
    output::line(format_args!("  what:  {}", page.what))?;
    output::line(format_args!("  why:   {}", page.why))?;
    output::line(format_args!("  do:    {}", page.advice))?;
    match page.iso_reason {
        Some(reason) => output::line(format_args!("  ISO:   {reason}")),
        None => Ok(()),
    }
}

fn list(format: Format) -> Result<(), CliError> {
    if format == Format::Json {
        return output::json(&suf::catalogue().map(value).collect::<Vec<_>>());
    }
    let rows: Vec<[String; 3]> = suf::catalogue()
        .map(|page| {
            let reason = page.iso_reason.unwrap_or("");
            [page.code.to_string(), reason.to_owned(), page.title.to_owned()]
        })
        .collect();
    output::table(["CODE", "ISO", "TITLE"], &rows)
}

fn value(page: &Explained) -> serde_json::Value {
    serde_json::json!({
        "code": page.code.to_string(),
        "title": page.title,
        "what": page.what,
        "why": page.why,
        "advice": page.advice,
        "iso_reason": page.iso_reason,
    })
}
