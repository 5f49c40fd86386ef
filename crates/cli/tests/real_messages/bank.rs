//! Banks of one country for tests of processes, and the payments that they write.

#![allow(dead_code, reason = "each test binary uses a part")]

use crate::door::{central_bank, decimal};
use std::fmt::Write;

pub const DATE: &str = "2026-11-23";
pub const BANKS: [&str; 4] = ["ANNAKENA", "BENOKENA", "CAROKENA", "DINAKENA"];
pub const SYSTEM: &str = "SUFTKENA";

/// The union of these banks, in shillings.
pub fn union_text() -> String {
    let mut text = format!(
        "name = \"One country\"\nsystem_bic = \"{SYSTEM}\"\n[[member]]\ncode = \"KE\"\n\
         name = \"Kenya\"\ncurrency = \"KES\"\ncentral_bank = \"{}\"\n",
        central_bank("KES")
    );
    for bank in BANKS {
        write!(
            text,
            "[[participant]]\nbic = \"{bank}\"\nname = \"Bank {bank}\"\nmember = \"KE\"\n\
             currencies = [\"KES\"]\n"
        )
        .unwrap();
    }
    text
}

/// A pacs.009 core between two of them.
#[derive(Clone, Debug)]
pub struct Transfer {
    pub from: &'static str,
    pub to: &'static str,
    /// Minor units of the shilling.
    pub minor: u128,
    pub id: String,
}

impl Transfer {
    pub fn write(&self) -> String {
        let Self { from, to, minor, id } = self;
        let agent = |bic: &str| format!("<FinInstnId><BICFI>{bic}</BICFI></FinInstnId>");
        let (payer, payee, system) = (agent(from), agent(to), agent(SYSTEM));
        let amount = decimal(*minor, 2);
        let digest = id.bytes().fold(7_u64, |sum, byte| {
            sum.wrapping_mul(0x0100_0000_01b3).wrapping_add(u64::from(byte))
        });
        let (four, twelve) = (digest >> 48, digest & 0xffff_ffff_ffff);
        format!(
            "<BizMsg xmlns=\"urn:suftaja:envelope:1\">\n<AppHdr \
             xmlns=\"urn:iso:std:iso:20022:tech:xsd:head.001.001.02\"><Fr><FIId>{payer}</FIId>\
             </Fr><To><FIId>{system}</FIId></To><BizMsgIdr>{id}</BizMsgIdr>\
             <MsgDefIdr>pacs.009.001.08</MsgDefIdr><CreDt>{DATE}T08:00:00Z</CreDt></AppHdr>\n\
             <Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:pacs.009.001.08\"><FICdtTrf>\
             <GrpHdr><MsgId>{id}</MsgId><CreDtTm>{DATE}T08:00:00Z</CreDtTm><NbOfTxs>1</NbOfTxs>\
             <SttlmInf><SttlmMtd>CLRG</SttlmMtd></SttlmInf></GrpHdr><CdtTrfTxInf><PmtId>\
             <InstrId>{id}</InstrId><EndToEndId>{id}</EndToEndId><TxId>{id}</TxId>\
             <UETR>00000000-{four:04x}-4000-8000-{twelve:012x}</UETR></PmtId>\
             <IntrBkSttlmAmt Ccy=\"KES\">{amount}</IntrBkSttlmAmt>\
             <IntrBkSttlmDt>{DATE}</IntrBkSttlmDt><InstgAgt>{payer}</InstgAgt>\
             <InstdAgt>{payee}</InstdAgt><Dbtr>{payer}</Dbtr><Cdtr>{payee}</Cdtr></CdtTrfTxInf>\
             </FICdtTrf></Document></BizMsg>"
        )
    }
}
