//! pacs.002, the status of a file of many payments.
//!
//! What came of all of them comes in, the sender gets the status of the group with how many stand
//! where, and each payment by its own identifications; in pages where there are many.

use super::heading::InEdition;
use super::original::Original;
use super::pen::{MAX_35, MAX_105, Pen, tag};
use super::status::{Verdict, reason};
use crate::code_set::{StatusReason, TransactionStatus};

/// Where the payments of a file stand together: members of `ExternalPaymentGroupStatus1Code`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum GroupVerdict {
    /// ACSC: all are settled.
    Settled,
    /// PART: not all stand alike.
    Partial,
    /// PDNG: all wait.
    Pending,
    /// RJCT: all are refused, or the file is.
    Rejected,
}

impl GroupVerdict {
    /// Every value.
    pub const ALL: [Self; 4] = [Self::Settled, Self::Partial, Self::Pending, Self::Rejected];

    /// The verdict over so many payments that settled, wait and were refused.
    #[must_use]
    pub const fn of([settled, pending, rejected]: [u32; 3]) -> Self {
        match [settled, pending, rejected] {
            [_, 0, 0] => Self::Settled,
            [0, _, 0] => Self::Pending,
            [0, 0, _] => Self::Rejected,
            _ => Self::Partial,
        }
    }

    /// The code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Settled => "ACSC",
            Self::Partial => "PART",
            Self::Pending => "PDNG",
            Self::Rejected => "RJCT",
        }
    }
}

/// The status of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GroupStatus<'a> {
    /// `MsgId` of the file.
    pub message_id: &'a str,
    /// Its message definition.
    pub definition: &'a str,
    /// How many payments it holds, where that is on record.
    pub count: Option<u32>,
    /// Where they stand together.
    pub verdict: GroupVerdict,
    /// Why the whole file is refused, where it is.
    pub refused: Option<(StatusReason, &'a str)>,
    /// How many settled, wait and were refused; nothing of a file that is refused as a whole.
    pub counts: Option<[u32; 3]>,
    /// The payments of this page.
    pub payments: &'a [(Original<'a>, Verdict<'a>)],
}

/// Appends the whole message with its envelope.
pub fn group_status<'h>(
    heading: impl Into<InEdition<'h>>,
    body: &GroupStatus<'_>,
    out: &mut Vec<u8>,
) {
    let (head, pen) = (heading.into(), &mut Pen::new(out));
    head.open(pen, head.edition.payment_status);
    pen.raw("<FIToFIPmtStsRpt><GrpHdr>");
    head.identification(pen);
    pen.raw("</GrpHdr><OrgnlGrpInfAndSts>");
    pen.text(tag!("OrgnlMsgId"), body.message_id, MAX_35);
    pen.text(tag!("OrgnlMsgNmId"), body.definition, MAX_35);
    pen.plain_if(tag!("OrgnlNbOfTxs"), body.count);
    pen.plain(tag!("GrpSts"), body.verdict.code());
    if let Some((reason, text)) = &body.refused {
        pen.raw("<StsRsnInf>");
        pen.plain(tag!("Rsn", "Cd"), *reason);
        pen.text(tag!("AddtlInf"), text, MAX_105);
        pen.raw("</StsRsnInf>");
    }
    for (status, count) in TransactionStatus::ALL.into_iter().zip(body.counts.unwrap_or([0; 3])) {
        if count > 0 {
            pen.raw("<NbOfTxsPerSts>");
            pen.plain(tag!("DtldNbOfTxs"), count);
            pen.plain(tag!("DtldSts"), status.code());
            pen.raw("</NbOfTxsPerSts>");
        }
    }
    pen.raw("</OrgnlGrpInfAndSts>");
    for (original, verdict) in body.payments {
        pen.raw("<TxInfAndSts>");
        pen.text_if(tag!("OrgnlInstrId"), original.instruction_id, MAX_35);
        pen.text_if(tag!("OrgnlEndToEndId"), original.end_to_end_id, MAX_35);
        pen.text_if(tag!("OrgnlTxId"), original.transaction_id, MAX_35);
        pen.plain_if(tag!("OrgnlUETR"), original.uetr);
        pen.plain(tag!("TxSts"), verdict.status().code());
        reason(pen, verdict);
        pen.raw("</TxInfAndSts>");
    }
    pen.raw("</FIToFIPmtStsRpt>");
    head.close(pen);
}
