//! `suftaja list import`: counts, findings and hash of a list, and the list kept.

use super::file::{Loaded, load};
use super::{ImportArgs, SourceArgs};
use crate::error::CliError;
use crate::output::{self, Format as Output, counted};
use serde::Serialize;
use std::fs::{self, File};
use std::io::{BufWriter, Write};
use std::path::Path;
use suftaja_screen::list::guard::Guard;
use suftaja_screen::list::{Finding, Format, kept};
use suftaja_screen::listing::{Kind, List, Role, Strength};

/// How many findings a person is shown; JSON has them all.
const SHOWN_MAX: usize = 20;

/// What is told of an import.
#[derive(Serialize)]
struct Report<'a> {
    list: &'a str,
    kind: &'static str,
    date: Option<&'a str>,
    /// SHA-256 of the file, which is the version of the list.
    hash: &'a str,
    bytes: Option<u64>,
    counts: Counts,
    /// Fewest listings of a whole list of this kind; stated where this one has fewer.
    #[serde(skip_serializing_if = "Option::is_none")]
    below_floor: Option<usize>,
    findings: &'a [Finding],
    findings_more: u64,
    listings_left_out: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    kept: Option<Kept>,
}

#[derive(Default, Serialize)]
struct Counts {
    listings: usize,
    individuals: usize,
    entities: usize,
    vessels: usize,
    aircraft: usize,
    names: usize,
    primary: usize,
    aliases: usize,
    former: usize,
    original_script: usize,
    weak: usize,
    births: usize,
    documents: usize,
    addresses: usize,
    programmes: usize,
    relations: usize,
}

#[derive(Serialize)]
struct Kept {
    file: String,
    /// SHA-256 of the kept form, as its last line has it.
    sha256: String,
}

pub(super) fn run(args: &ImportArgs) -> Result<(), CliError> {
    let loaded = load(&args.file, &args.source)?;
    let refused = |source| CliError::List { path: args.file.clone(), source };
    let mut guard = Guard::of(loaded.list.format.unwrap_or(Format::Json));
    guard.floor = args.floor.unwrap_or(guard.floor);
    guard.loss_percent = args.loss.unwrap_or(guard.loss_percent);
    if let Some(before) = &args.before {
        let source = SourceArgs {
            kind: args.source.kind,
            name: args.source.name.clone(),
            ..SourceArgs::default()
        };
        let before = load(before, &source)?;
        guard.not_shrunken(&before.list, &loaded.list).map_err(refused)?;
    }
    let long_enough = guard.long_enough(&loaded.list);
    let below_floor = long_enough.is_err().then_some(guard.floor);
    let kept = match &args.out {
        Some(out) => {
            long_enough.map_err(refused)?;
            Some(keep(&loaded.list, out)?)
        }
        None => None,
    };
    let report = report(&loaded, below_floor, kept);
    match args.output {
        Output::Json => output::json(&report),
        Output::Table => show(&report),
    }
}

fn report(loaded: &Loaded, below_floor: Option<usize>, kept: Option<Kept>) -> Report<'_> {
    let Loaded { list, findings, bytes } = loaded;
    Report {
        list: &list.name,
        kind: list.format.map_or("kept", Format::name),
        date: list.date.as_deref(),
        hash: &list.version,
        bytes: *bytes,
        counts: counts(list),
        below_floor,
        findings: &findings.rows,
        findings_more: findings.more,
        listings_left_out: findings.listings_left_out,
        kept,
    }
}

fn counts(list: &List) -> Counts {
    let kind = |kind| list.listings.iter().filter(|listing| listing.kind == kind).count();
    let names = || list.listings.iter().flat_map(|listing| &listing.names);
    let role = |role| names().filter(|name| name.role == role).count();
    let sum = |of: fn(&suftaja_screen::listing::Listing) -> usize| {
        list.listings.iter().map(of).sum::<usize>()
    };
    Counts {
        listings: list.listings.len(),
        individuals: kind(Kind::Individual),
        entities: kind(Kind::Entity),
        vessels: kind(Kind::Vessel),
        aircraft: kind(Kind::Aircraft),
        names: list.names(),
        primary: role(Role::Primary),
        aliases: role(Role::Alias),
        former: role(Role::Former),
        original_script: role(Role::Original),
        weak: names().filter(|name| name.strength == Strength::Weak).count(),
        births: sum(|listing| listing.births.len()),
        documents: sum(|listing| listing.documents.len()),
        addresses: sum(|listing| listing.addresses.len()),
        programmes: sum(|listing| listing.programmes.len()),
        relations: sum(|listing| listing.relations.len()),
    }
}

/// Writes the list whole or not at all; the same list again is no fault.
fn keep(list: &List, out: &Path) -> Result<Kept, CliError> {
    let failed = |error| CliError::file(out, error);
    let beside = out.with_extension(format!("new-{}", std::process::id()));
    let written = File::create(&beside).and_then(|file| {
        let mut file = BufWriter::new(file);
        let sha256 = kept::write(list, &mut file)?;
        file.flush()?;
        file.get_ref().sync_all()?;
        let mut rights = file.get_ref().metadata()?.permissions();
        rights.set_readonly(true);
        fs::set_permissions(&beside, rights)?;
        Ok(sha256)
    });
    // A link, unlike a rename, never takes the place of what is there.
    let linked = written.and_then(|sha256| {
        fs::hard_link(&beside, out).map(|()| sha256.clone()).or_else(|error| {
            let same = error.kind() == std::io::ErrorKind::AlreadyExists
                && fs::read(out)? == fs::read(&beside)?;
            if same { Ok(sha256) } else { Err(error) }
        })
    });
    // Where it was never made, there is nothing to remove.
    let _ = fs::remove_file(&beside);
    match linked {
        Ok(sha256) => Ok(Kept { file: out.display().to_string(), sha256 }),
        Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => {
            Err(CliError::KeptExists { path: out.to_owned() })
        }
        Err(error) => Err(failed(error)),
    }
}

fn show(report: &Report<'_>) -> Result<(), CliError> {
    let counts = &report.counts;
    let date = report.date.unwrap_or("without a date");
    output::line(format_args!("{} ({}), {date}", report.list, report.kind))?;
    output::line(format_args!("  version    {}", report.hash))?;
    output::line(format_args!(
        "  listings   {}: {} individuals, {} entities, {} vessels, {} aircraft",
        counts.listings, counts.individuals, counts.entities, counts.vessels, counts.aircraft
    ))?;
    output::line(format_args!(
        "  names      {}: {} primary, {} aliases, {} former, {} in the original script; {} weak",
        counts.names,
        counts.primary,
        counts.aliases,
        counts.former,
        counts.original_script,
        counts.weak
    ))?;
    output::line(format_args!(
        "  evidence   {} births, {} documents, {} addresses, {} programmes, {} relations",
        counts.births, counts.documents, counts.addresses, counts.programmes, counts.relations
    ))?;
    if let Some(floor) = report.below_floor {
        output::line(format_args!("  short      a whole list of this kind has {floor} listings"))?;
    }
    if let Some(kept) = &report.kept {
        output::line(format_args!("  kept       {}", kept.file))?;
    }
    findings(report)
}

fn findings(report: &Report<'_>) -> Result<(), CliError> {
    for row in report.findings.iter().take(SHOWN_MAX) {
        output::line(format_args!("  {row}"))?;
    }
    let more = report.findings.len().saturating_sub(SHOWN_MAX);
    if more > 0 {
        output::line(format_args!("  and {}; -o json shows them", counted(more, "more finding")))?;
    }
    Ok(())
}
