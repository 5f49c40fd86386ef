//! Two sound messages in a V-shape, which tests alter by replacing text.
//!
//! Written by hand for the tests of views, rules and writers; the banks are fictional. They must
//! stay free of findings as they are.
#![allow(clippy::unwrap_used, clippy::allow_attributes, reason = "tests")]

use crate::reading::Reading;
use crate::{Reader, Severity};

/// The envelope with a header from BKENKENA to SUFTKENA.
fn envelope(definition: &str, document: &str) -> String {
    format!(
        r#"<BizMsg xmlns="urn:suftaja:envelope:1">
<AppHdr xmlns="urn:iso:std:iso:20022:tech:xsd:head.001.001.02">
<Fr><FIId><FinInstnId><BICFI>BKENKENA</BICFI></FinInstnId></FIId></Fr>
<To><FIId><FinInstnId><BICFI>SUFTKENA</BICFI></FinInstnId></FIId></To>
<BizMsgIdr>MSG-1</BizMsgIdr><MsgDefIdr>{definition}</MsgDefIdr>
<CreDt>2026-11-21T11:00:00+03:00</CreDt>
</AppHdr>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:{definition}">{document}</Document></BizMsg>"#
    )
}

/// A bank-to-bank payment of KES 1,250.50 from BKENKENA to BKTZTZTZ.
pub(crate) fn pacs009() -> String {
    envelope(
        "pacs.009.001.08",
        r#"<FICdtTrf><GrpHdr><MsgId>MSG-1</MsgId>
<CreDtTm>2026-11-21T11:00:00+03:00</CreDtTm><NbOfTxs>1</NbOfTxs><CtrlSum>1250.5</CtrlSum>
<TtlIntrBkSttlmAmt Ccy="KES">1250.50</TtlIntrBkSttlmAmt><IntrBkSttlmDt>2026-11-21</IntrBkSttlmDt>
<SttlmInf><SttlmMtd>CLRG</SttlmMtd></SttlmInf>
<InstgAgt><FinInstnId><BICFI>BKENKENAXXX</BICFI></FinInstnId></InstgAgt>
<InstdAgt><FinInstnId><BICFI>BKTZTZTZ</BICFI></FinInstnId></InstdAgt></GrpHdr>
<CdtTrfTxInf><PmtId><InstrId>INSTR-1</InstrId><EndToEndId>E2E-1</EndToEndId><TxId>TX-1</TxId>
<UETR>00000000-0000-4000-8000-000000000007</UETR></PmtId>
<IntrBkSttlmAmt Ccy="KES">1250.50</IntrBkSttlmAmt>
<SttlmPrty>HIGH</SttlmPrty>
<SttlmTmReq><CLSTm>09:00:00Z</CLSTm><TillTm>15:00:00+03:00</TillTm><FrTm>12:00:00+03:00</FrTm>
<RjctTm>16:00:00+03:00</RjctTm></SttlmTmReq>
<Dbtr><FinInstnId><BICFI>BKENKENA</BICFI></FinInstnId></Dbtr>
<DbtrAcct><Id><Othr><Id>0110-22</Id></Othr></Id></DbtrAcct>
<Cdtr><FinInstnId><LEI>5493001KJTIIGC8Y1R12</LEI></FinInstnId></Cdtr>
<CdtrAcct><Id><IBAN>BI4210000100010000332045181</IBAN></Id></CdtrAcct>
</CdtTrfTxInf></FICdtTrf>"#,
    )
}

/// A customer payment of KES 1,250.50 from BKENKENA to BKTZTZTZ.
pub(crate) fn pacs008() -> String {
    envelope(
        "pacs.008.001.08",
        r#"<FIToFICstmrCdtTrf><GrpHdr><MsgId>MSG-1</MsgId>
<CreDtTm>2026-11-21T11:00:00+03:00</CreDtTm><NbOfTxs>1</NbOfTxs>
<SttlmInf><SttlmMtd>CLRG</SttlmMtd></SttlmInf></GrpHdr>
<CdtTrfTxInf><PmtId><EndToEndId>E2E-8</EndToEndId>
<UETR>00000000-0000-4000-8000-000000000007</UETR></PmtId>
<IntrBkSttlmAmt Ccy="KES">1250.50</IntrBkSttlmAmt><IntrBkSttlmDt>2026-11-21</IntrBkSttlmDt>
<ChrgBr>SHAR</ChrgBr>
<InstgAgt><FinInstnId><BICFI>BKENKENA</BICFI></FinInstnId></InstgAgt>
<InstdAgt><FinInstnId><ClrSysMmbId><ClrSysId><Prtry>KEPSS</Prtry></ClrSysId><MmbId>7</MmbId>
</ClrSysMmbId></FinInstnId></InstdAgt>
<Dbtr><Nm>Wanjiru Kamau</Nm><PstlAdr><TwnNm>Nairobi</TwnNm><Ctry>KE</Ctry></PstlAdr></Dbtr>
<DbtrAcct><Id><Othr><Id>0110-22</Id></Othr></Id></DbtrAcct>
<DbtrAgt><FinInstnId><BICFI>BKENKENA</BICFI></FinInstnId></DbtrAgt>
<CdtrAgt><FinInstnId><BICFI>BKTZTZTZ</BICFI></FinInstnId></CdtrAgt>
<Cdtr><Nm>Juma Mushi</Nm></Cdtr>
<CdtrAcct><Id><Othr><Id>9988</Id></Othr></Id></CdtrAcct>
<RmtInf><Ustrd>School fees</Ustrd></RmtInf>
</CdtTrfTxInf></FIToFICstmrCdtTrf>"#,
    )
}

/// The text with one place altered; the place must exist.
pub(crate) fn altered(text: &str, from: &str, to: &str) -> String {
    assert!(text.contains(from), "the sample has no {from}");
    text.replacen(from, to, 1)
}

/// Reads the text and hands the reading on.
pub(crate) fn read<T>(text: &str, look: impl FnOnce(&Reading<'_>) -> T) -> T {
    look(&Reader::new().read(text.as_bytes()))
}

/// Reads a text that obeys its schemas.
pub(crate) fn read_valid<T>(text: &str, look: impl FnOnce(&Reading<'_>) -> T) -> T {
    read(text, |reading| {
        let errors = reading.findings().iter().filter(|f| f.severity == Severity::Error);
        assert_eq!(errors.collect::<Vec<_>>(), Vec::<&crate::Finding>::new());
        look(reading)
    })
}
