//! camt.054, the notice of entries on an account to its owner.
//!
//! Outcomes come in for entries whose owner saw no payment message (field rule 14): funding,
//! withdrawal, fees, results of a session, corrections, entries of an indirect participant. A
//! notice never carries a name or an address.

use super::heading::InEdition;
use super::line::{Line, account, entry};
use super::pen::{MAX_35, Pen, tag};
use crate::view::{AccountId, PartyId};
use suftaja_base::Currency;

/// The notice of one entry, or of several that were asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice<'a> {
    /// The account.
    pub account: AccountId,
    /// Its currency.
    pub currency: Currency,
    /// Who keeps the account: the central bank of the currency.
    pub servicer: Option<PartyId<'a>>,
    /// The entries.
    pub lines: &'a [Line<'a>],
}

/// Appends the whole message with its envelope.
pub fn notice<'h>(heading: impl Into<InEdition<'h>>, body: &Notice<'_>, out: &mut Vec<u8>) {
    let (head, pen) = (heading.into(), &mut Pen::new(out));
    head.open(pen, head.edition.notice);
    pen.raw("<BkToCstmrDbtCdtNtfctn><GrpHdr>");
    head.identification(pen);
    pen.raw("</GrpHdr><Ntfctn>");
    pen.text(tag!("Id"), head.heading.message_id, MAX_35);
    pen.plain(tag!("CreDtTm"), head.heading.created);
    account(pen, &body.account, body.currency, body.servicer.as_ref());
    for line in body.lines {
        entry(pen, line, body.currency);
    }
    pen.raw("</Ntfctn></BkToCstmrDbtCdtNtfctn>");
    head.close(pen);
}
