//! Chosen faults, each the smallest that a real sender might make. Takes a sound draft, gives the
//! bytes to send and what the system must make of them. Must never make a message that could also
//! be taken as sound: a fault that passes unnoticed has to be a defect of the system.

use crate::chance::Chance;
use crate::message::Draft;
use suftaja_base::{Bic, Currency};

/// What is wrong with a message, or unusual about it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Fault {
    /// Not well-formed: cut off, a wrong end tag, or a document type, which is never allowed.
    Malformed,
    /// Well-formed, but not what the schema allows.
    SchemaBroken,
    /// More decimals than the currency has.
    WrongDecimals,
    /// The receiving bank is no participant.
    UnknownAgent,
    /// A currency in which nobody holds an account.
    WrongCurrency,
    /// The same bytes as an earlier message.
    Duplicate,
    /// The identification of an earlier message with another amount.
    OtherContent,
    /// Sound, but more than the payer can have: it waits for cover.
    WithoutCover,
}

impl Fault {
    /// Every fault, in the order in which summaries list them.
    pub const ALL: [Fault; 8] = [
        Fault::Malformed,
        Fault::SchemaBroken,
        Fault::WrongDecimals,
        Fault::UnknownAgent,
        Fault::WrongCurrency,
        Fault::Duplicate,
        Fault::OtherContent,
        Fault::WithoutCover,
    ];
}

/// What the system must make of a message that arrives in its turn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Expectation {
    /// Settles at once: the payer has the cover whatever becomes of payments that wait.
    Settles,
    /// Settles or waits for cover, which depends on what else has settled.
    QueuesOrSettles,
    /// Waits: the payer cannot have the cover.
    Queues,
    /// Cannot be read: admi.002.
    RefusedUnreadable,
    /// Readable, but refused: pacs.002 RJCT.
    RefusedBusiness,
    /// Changes nothing; the answer to the message with this number comes again.
    Duplicate {
        /// `Planned::number` of the original.
        of: u64,
    },
}

/// What a faulty message says, and its text; `None` for a fault that lies elsewhere.
pub(crate) fn spoil(fault: Fault, draft: &Draft, chance: &mut Chance) -> Option<(Draft, String)> {
    let mut draft = draft.clone();
    let text = match fault {
        Fault::Malformed => malform(&draft.write(), chance),
        Fault::SchemaBroken => break_schema(&draft.write(), chance),
        Fault::WrongDecimals => {
            draft.amount_text = too_many_decimals(&draft.amount_text, draft.currency);
            draft.write()
        }
        Fault::UnknownAgent => {
            draft.payee = stranger(draft.payee);
            draft.write()
        }
        Fault::WrongCurrency => {
            // Whole units are right in every currency, so that only the currency is wrong.
            draft.amount_text = draft.amount_text.split('.').next().unwrap_or("1").to_owned();
            draft.currency = unused_currency(chance);
            draft.write()
        }
        Fault::Duplicate | Fault::OtherContent | Fault::WithoutCover => return None,
    };
    Some((draft, text))
}

fn malform(text: &str, chance: &mut Chance) -> String {
    let cut = text.find("</CdtTrfTxInf>").unwrap_or(text.len());
    match chance.below(3) {
        0 => text.get(..cut).unwrap_or(text).to_owned(),
        1 => text.replacen("</GrpHdr>", "</GrpHeader>", 1),
        _ => text.replacen("<BizMsg", "<!DOCTYPE BizMsg [<!ENTITY a \"b\">]>\n<BizMsg", 1),
    }
}

/// Pairs of what a sound message holds and what the schema does not allow in its place.
const BREAKS: [(&str, &str); 7] = [
    ("<NbOfTxs>1</NbOfTxs>", ""),
    ("<NbOfTxs>1</NbOfTxs>", "<NbOfTxs>one</NbOfTxs>"),
    ("<SttlmMtd>CLRG</SttlmMtd>", "<SttlmMtd>CASH</SttlmMtd>"),
    ("</GrpHdr>", "<Colour>blue</Colour></GrpHdr>"),
    ("<SttlmPrty>", "<SttlmPrty>NORM</SttlmPrty><SttlmPrty>"),
    ("<IntrBkSttlmDt>", "<IntrBkSttlmDt>2026-02-30</IntrBkSttlmDt><IntrBkSttlmDt>"),
    ("</EndToEndId>", " and a good deal more than thirty-five characters</EndToEndId>"),
];

fn break_schema(text: &str, chance: &mut Chance) -> String {
    let (sound, broken) = *chance.pick(&BREAKS);
    text.replacen(sound, broken, 1)
}

fn too_many_decimals(amount_text: &str, currency: Currency) -> String {
    let point = if currency.minor_units() == 0 { "." } else { "" };
    format!("{amount_text}{point}1")
}

/// A test BIC of the same country that the scenario does not know.
fn stranger(known: Bic) -> Bic {
    let country = known.country();
    match Bic::parse(&format!("NOWH{country}X0")) {
        Ok(bic) => bic,
        Err(error) => unreachable!("a BIC in {country}: {error}"),
    }
}

fn unused_currency(chance: &mut Chance) -> Currency {
    let code = *chance.pick(&["USD", "EUR", "ZAR"]);
    match Currency::parse(code) {
        Ok(currency) => currency,
        Err(error) => unreachable!("{code}: {error}"),
    }
}
