//! What message files say, read naively, and the union that is made from it.
//!
//! Reading goes by element names alone and shares no code with the product's reader, so that a
//! mistake of one is not repeated by the other. What a file does not say stays empty; whether that
//! is right is for the product to say.

use crate::door::central_bank;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::path::{Path, PathBuf};
use suftaja_base::{Bic, Currency};

/// Sends the files whose instructing agent is no participant that a BIC could name.
pub const STRAY: &str = "STRYKENA";

/// One message file as it can be understood without knowing the rules.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct File {
    pub currency: String,
    /// `IntrBkSttlmDt`; empty where the file has none.
    pub date: String,
    /// Name below the directory of the samples.
    pub name: String,
    /// BIC of the instructing agent, or [`STRAY`].
    pub sender: String,
    /// BIC of the instructed agent; empty where the file has none.
    pub receiver: String,
    /// Minor units; 0 where the amount is none of the currency.
    pub minor: u128,
    pub path: PathBuf,
}

impl File {
    pub fn read(root: &Path, name: &str) -> Self {
        let path = root.join(name);
        let text = std::fs::read_to_string(&path).unwrap();
        let transaction = inside(&text, "CdtTrfTxInf").unwrap_or_default();
        let bic = |agent: &str| {
            let agent = inside(transaction, agent)?;
            let bic = Bic::parse(inside(agent, "BICFI")?.trim()).ok()?;
            Some(bic.as_str().to_owned())
        };
        let amount = inside(transaction, "IntrBkSttlmAmt").unwrap_or_default().trim();
        let currency = attribute(transaction, "IntrBkSttlmAmt", "Ccy").unwrap_or_default();
        let date = inside(transaction, "IntrBkSttlmDt").or_else(|| inside(&text, "IntrBkSttlmDt"));
        Self {
            date: date.unwrap_or_default().trim().to_owned(),
            name: name.to_owned(),
            sender: bic("InstgAgt").unwrap_or_else(|| STRAY.to_owned()),
            receiver: bic("InstdAgt").unwrap_or_default(),
            minor: minor(amount, places(&currency)).unwrap_or(0),
            currency,
            path,
        }
    }

    /// The business day of the currency on which it settles.
    pub fn day(&self) -> (&str, &str) {
        (&self.currency, &self.date)
    }

    /// Whether the union keeps money in its currency; the product knows no commodities.
    pub fn is_money(&self) -> bool {
        Currency::parse(&self.currency).is_ok()
    }
}

/// Decimals of the currencies that the files use.
pub fn places(currency: &str) -> u32 {
    if matches!(currency, "JPY" | "UGX" | "RWF") { 0 } else { 2 }
}

/// The union of all agents that the files name, each with an account in every currency in which it
/// pays or is paid, and a central bank invented for each currency.
pub fn union_of(files: &[File]) -> String {
    let mut banks: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    let mut currencies = BTreeSet::new();
    for file in files.iter().filter(|file| file.is_money()) {
        currencies.insert(file.currency.as_str());
        for bank in [&file.sender, &file.receiver].into_iter().filter(|bank| !bank.is_empty()) {
            banks.entry(bank).or_default().insert(&file.currency);
        }
    }
    for file in files {
        banks.entry(&file.sender).or_default();
    }
    let mut text = String::from(
        "name = \"Published messages\"\nsystem_bic = \"SUFTKENA\"\n\
         [rules]\ntopology = \"end-to-end\"\n",
    );
    for currency in &currencies {
        let bank = central_bank(currency);
        write!(
            text,
            "[[member]]\ncode = \"{currency}\"\nname = \"Area of {currency}\"\n\
             currency = \"{currency}\"\ncentral_bank = \"{bank}\"\n"
        )
        .unwrap();
    }
    let first = currencies.first().unwrap();
    for (bank, held) in &banks {
        let member = held.first().unwrap_or(first);
        write!(
            text,
            "[[participant]]\nbic = \"{bank}\"\nname = \"Bank {bank}\"\nmember = \"{member}\"\n\
             currencies = {held:?}\n"
        )
        .unwrap();
    }
    // A set prints with braces and a list of TOML with brackets.
    text.replace('{', "[").replace('}', "]")
}

/// The Document element of a message, with its tags.
pub fn document(text: &str) -> &str {
    let (start, _, _) = open(text, "Document").unwrap();
    let end = text.rfind("Document>").unwrap() + "Document>".len();
    &text[start..end]
}

/// What stands between the first start tag of this name and the next end tag of it.
pub fn inside<'t>(text: &'t str, name: &str) -> Option<&'t str> {
    let (_, _, content) = open(text, name)?;
    let end = content.match_indices("</").find(|(at, _)| {
        let tag = &content[at + 2..];
        local(tag.split(['>', ' ', '\n', '\r', '\t']).next().unwrap_or_default()) == name
    });
    Some(&content[..end?.0])
}

fn attribute(text: &str, element: &str, name: &str) -> Option<String> {
    let (_, tag, _) = open(text, element)?;
    let value = tag.split_once(&format!("{name}=\""))?.1;
    Some(value.split('"').next()?.to_owned())
}

/// The first start tag of this name: where it stands, its inside, and what follows it.
fn open<'t>(text: &'t str, name: &str) -> Option<(usize, &'t str, &'t str)> {
    text.match_indices('<').find_map(|(at, _)| {
        let tag = text[at + 1..].split('>').next()?;
        let qualified = tag.split(char::is_whitespace).next()?;
        let is = local(qualified) == name && !tag.ends_with('/') && !tag.starts_with('/');
        is.then(|| (at, tag, &text[at + tag.len() + 2..]))
    })
}

fn local(qualified: &str) -> &str {
    qualified.rsplit(':').next().unwrap_or(qualified)
}

fn minor(amount: &str, places: u32) -> Option<u128> {
    let (whole, part) = amount.split_once('.').unwrap_or((amount, ""));
    let part = part.trim_end_matches('0');
    let width = usize::try_from(places).unwrap();
    if part.len() > width {
        return None;
    }
    format!("{whole}{part:0<width$}").parse().ok()
}
