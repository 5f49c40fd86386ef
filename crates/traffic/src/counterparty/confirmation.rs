//! The answer of a receiving bank: pacs.002.001.10 with ACCC, which only the creditor's agent may
//! send (ISO 20022 ExternalPaymentTransactionStatus1Code). Made from a forwarded pacs.008. Must
//! never report more than that the customer's account has been credited.

use crate::error::TrafficError;
use crate::message::{Escaped, open_message, put};
use std::fmt::Write as _;
use suftaja_base::{Bic, Instant};
use suftaja_iso::Part;

const TRANSACTION: &str = "FIToFICstmrCdtTrf/CdtTrfTxInf";
const MESSAGE_ID: &str = "FIToFICstmrCdtTrf/GrpHdr/MsgId";

/// The message that `bank` sends to `system` for the customer payment in `document`.
pub(super) fn write(
    bank: Bic,
    system: Bic,
    document: &Part<'_>,
    now: Instant,
) -> Result<Vec<u8>, TrafficError> {
    let transaction =
        document.find(TRANSACTION).ok_or(TrafficError::Missing { path: TRANSACTION })?;
    let original = document.value(MESSAGE_ID).ok_or(TrafficError::Missing { path: MESSAGE_ID })?;
    let identifier = confirmation_id(bank, &original);
    let mut out = String::with_capacity(1_500);
    open_message(&mut out, (bank, system), &identifier, "pacs.002.001.10", now);
    put!(out, "<FIToFIPmtStsRpt><GrpHdr><MsgId>{}</MsgId>", Escaped(&identifier));
    put!(out, "<CreDtTm>{now}</CreDtTm></GrpHdr><TxInfAndSts>");
    put!(out, "<OrgnlGrpInf><OrgnlMsgId>{}</OrgnlMsgId>", Escaped(&original));
    put!(out, "<OrgnlMsgNmId>{}</OrgnlMsgNmId></OrgnlGrpInf>", document.message());
    for (path, element) in [
        ("PmtId/InstrId", "OrgnlInstrId"),
        ("PmtId/EndToEndId", "OrgnlEndToEndId"),
        ("PmtId/TxId", "OrgnlTxId"),
        ("PmtId/UETR", "OrgnlUETR"),
    ] {
        if let Some(value) = transaction.value(path) {
            put!(out, "<{element}>{}</{element}>", Escaped(&value));
        }
    }
    put!(out, "<TxSts>ACCC</TxSts></TxInfAndSts></FIToFIPmtStsRpt></Document>\n</BizMsg>\n");
    Ok(out.into_bytes())
}

/// At most 35 characters, and one for each original: the end of an identification tells it apart.
fn confirmation_id(bank: Bic, original: &str) -> String {
    let tail: Vec<char> = original.chars().rev().take(22).collect();
    format!("A-{bank}-{}", tail.into_iter().rev().collect::<String>())
}
