//! Writers of the messages that banks send in the stories.

use crate::given::DATE;

/// The payment that a message is about, as a bank names it.
#[derive(Clone, Copy)]
pub struct Named<'n> {
    pub id: &'n str,
    pub definition: &'n str,
}

/// Names a pacs.009 of this identification.
pub fn named(id: &str) -> Named<'_> {
    Named { id, definition: "pacs.009.001.08" }
}

impl Named<'_> {
    fn write(&self) -> String {
        let Self { id, definition } = self;
        format!(
            "<OrgnlGrpInf><OrgnlMsgId>{id}</OrgnlMsgId><OrgnlMsgNmId>{definition}</OrgnlMsgNmId>\
             </OrgnlGrpInf><OrgnlInstrId>{id}</OrgnlInstrId>"
        )
    }
}

pub fn agent(bic: &str) -> String {
    format!("<FinInstnId><BICFI>{bic}</BICFI></FinInstnId>")
}

/// The whole message of a Document's content.
pub fn message(from: &str, id: &str, definition: &str, content: &str) -> String {
    let (sender, system) = (agent(from), agent("SUFTKENA"));
    format!(
        "<BizMsg xmlns=\"urn:suftaja:envelope:1\"><AppHdr \
         xmlns=\"urn:iso:std:iso:20022:tech:xsd:head.001.001.02\"><Fr><FIId>{sender}</FIId></Fr>\
         <To><FIId>{system}</FIId></To><BizMsgIdr>{id}</BizMsgIdr>\
         <MsgDefIdr>{definition}</MsgDefIdr><CreDt>{DATE}T09:00:00Z</CreDt></AppHdr>\
         <Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:{definition}\">{content}</Document>\
         </BizMsg>"
    )
}

fn group(id: &str, more: &str) -> String {
    format!("<GrpHdr><MsgId>{id}</MsgId><CreDtTm>{DATE}T09:00:00Z</CreDtTm>{more}</GrpHdr>")
}

/// pacs.004: a return.
pub struct Return<'r> {
    pub from: &'r str,
    pub to: &'r str,
    pub of: Named<'r>,
    pub currency: &'r str,
    pub amount: &'r str,
    pub id: &'r str,
    pub reason: &'r str,
}

impl Return<'_> {
    pub fn write(&self) -> String {
        let Self { from, to, of, currency, amount, id, reason } = self;
        let (payer, payee) = (agent(from), agent(to));
        let settlement = "<NbOfTxs>1</NbOfTxs><SttlmInf><SttlmMtd>CLRG</SttlmMtd></SttlmInf>";
        let (group, of) = (group(id, settlement), of.write());
        let content = format!(
            "<PmtRtr>{group}<TxInf><RtrId>{id}</RtrId>{of}\
             <RtrdIntrBkSttlmAmt Ccy=\"{currency}\">{amount}</RtrdIntrBkSttlmAmt>\
             <IntrBkSttlmDt>{DATE}</IntrBkSttlmDt><InstgAgt>{payer}</InstgAgt>\
             <InstdAgt>{payee}</InstdAgt><RtrRsnInf><Rsn><Cd>{reason}</Cd></Rsn></RtrRsnInf>\
             </TxInf></PmtRtr>"
        );
        message(from, id, "pacs.004.001.09", &content)
    }
}

fn assignment(id: &str, from: &str) -> String {
    let (from, system) = (agent(from), agent("SUFTKENA"));
    format!(
        "<Assgnmt><Id>{id}</Id><Assgnr><Agt>{from}</Agt></Assgnr><Assgne><Agt>{system}</Agt>\
         </Assgne><CreDtTm>{DATE}T09:00:00Z</CreDtTm></Assgnmt>"
    )
}

/// camt.056: that a payment be cancelled; `more` stands before the reason.
pub fn camt056(from: &str, of: Named<'_>, id: &str, more: &str) -> String {
    let (assignment, of, creator) = (assignment(id, from), of.write(), agent(from));
    let content = format!(
        "<FIToFIPmtCxlReq>{assignment}<Undrlyg><TxInf><CxlId>{id}</CxlId><Case><Id>CASE-{id}</Id>\
         <Cretr><Agt>{creator}</Agt></Cretr></Case>{of}{more}\
         <CxlRsnInf><Rsn><Cd>DUPL</Cd></Rsn></CxlRsnInf></TxInf></Undrlyg></FIToFIPmtCxlReq>"
    );
    message(from, id, "camt.056.001.08", &content)
}

/// camt.029: the receiver's answer, with a reason where it refuses.
pub fn camt029(from: &str, of: Named<'_>, id: &str, told: &str, reason: Option<&str>) -> String {
    let (assignment, of) = (assignment(id, from), of.write());
    let reason = reason.map_or(String::new(), |code| {
        format!("<CxlStsRsnInf><Rsn><Cd>{code}</Cd></Rsn></CxlStsRsnInf>")
    });
    let content = format!(
        "<RsltnOfInvstgtn>{assignment}<Sts><Conf>{told}</Conf></Sts><CxlDtls><TxInfAndSts>\
         <CxlStsId>{id}</CxlStsId>{of}{reason}</TxInfAndSts></CxlDtls></RsltnOfInvstgtn>"
    );
    message(from, id, "camt.029.001.09", &content)
}

/// pacs.002: what the receiver says of a payment.
pub fn pacs002(from: &str, of: Named<'_>, id: &str, told: &str, reason: Option<&str>) -> String {
    let (group, of) = (group(id, ""), of.write());
    let reason = reason
        .map_or(String::new(), |code| format!("<StsRsnInf><Rsn><Cd>{code}</Cd></Rsn></StsRsnInf>"));
    let content = format!(
        "<FIToFIPmtStsRpt>{group}<TxInfAndSts><StsId>{id}</StsId>{of}<TxSts>{told}</TxSts>{reason}\
         </TxInfAndSts></FIToFIPmtStsRpt>"
    );
    message(from, id, "pacs.002.001.10", &content)
}

/// pacs.028: the status of a payment is asked for.
pub fn pacs028(from: &str, of: Named<'_>, id: &str) -> String {
    let (group, of) = (group(id, ""), of.write());
    let content = format!(
        "<FIToFIPmtStsReq>{group}<TxInf><StsReqId>{id}</StsReqId>{of}</TxInf></FIToFIPmtStsReq>"
    );
    message(from, id, "pacs.028.001.03", &content)
}

/// camt.050: liquidity from one account to another, named by their numbers.
pub fn camt050(from: &str, [debit, credit]: [&str; 2], money: [&str; 2], id: &str) -> String {
    let account = |number: &str| format!("<Id><Othr><Id>{number}</Id></Othr></Id>");
    let (debit, credit) = (account(debit), account(credit));
    let [currency, amount] = money;
    let content = format!(
        "<LqdtyCdtTrf><MsgHdr><MsgId>{id}</MsgId><CreDtTm>{DATE}T09:00:00Z</CreDtTm></MsgHdr>\
         <LqdtyCdtTrf><LqdtyTrfId><InstrId>{id}</InstrId><EndToEndId>{id}</EndToEndId></LqdtyTrfId>\
         <CdtrAcct>{credit}</CdtrAcct><TrfdAmt><AmtWthCcy Ccy=\"{currency}\">{amount}</AmtWthCcy></TrfdAmt>\
         <DbtrAcct>{debit}</DbtrAcct></LqdtyCdtTrf></LqdtyCdtTrf>"
    );
    message(from, id, "camt.050.001.05", &content)
}

/// camt.060: a report of an account; `more` stands behind the owner.
pub fn camt060(from: &str, account: &str, report: &str, id: &str, more: &str) -> String {
    let owner = agent(from);
    let group = group(id, "");
    let content = format!(
        "<AcctRptgReq>{group}<RptgReq><Id>{id}</Id><ReqdMsgNmId>{report}</ReqdMsgNmId>\
         <Acct><Id><Othr><Id>{account}</Id></Othr></Id></Acct><AcctOwnr><Agt>{owner}</Agt>\
         </AcctOwnr>{more}</RptgReq></AcctRptgReq>"
    );
    message(from, id, "camt.060.001.05", &content)
}

/// The period of a camt.060: one business day.
pub fn on_day(date: &str) -> String {
    format!("<RptgPrd><FrToDt><FrDt>{date}</FrDt></FrToDt><Tp>ALLL</Tp></RptgPrd>")
}

/// admi.006: messages once more, by their cursors.
pub fn admi006(from: &str, criteria: &str, id: &str) -> String {
    let content = format!(
        "<RsndReq><MsgHdr><MsgId>{id}</MsgId></MsgHdr><RsndSchCrit>{criteria}\
         <Rcpt><Id><AnyBIC>{from}</AnyBIC></Id></Rcpt></RsndSchCrit></RsndReq>"
    );
    message(from, id, "admi.006.001.01", &content)
}

/// pacs.010: a debit that the creditor's bank asks for.
pub fn pacs010([creditor, debtor]: [&str; 2], money: [&str; 2], id: &str) -> String {
    let (paid, payer) = (agent(creditor), agent(debtor));
    let [currency, amount] = money;
    let group = group(id, "<NbOfTxs>1</NbOfTxs>");
    let content = format!(
        "<FIDrctDbt>{group}<CdtInstr><CdtId>{id}</CdtId><InstgAgt>{paid}</InstgAgt>\
         <InstdAgt>{payer}</InstdAgt><Cdtr>{paid}</Cdtr><DrctDbtTxInf><PmtId><InstrId>{id}</InstrId>\
         <EndToEndId>{id}</EndToEndId></PmtId>\
         <IntrBkSttlmAmt Ccy=\"{currency}\">{amount}</IntrBkSttlmAmt>\
         <IntrBkSttlmDt>{DATE}</IntrBkSttlmDt><Dbtr>{payer}</Dbtr></DrctDbtTxInf></CdtInstr>\
         </FIDrctDbt>"
    );
    message(creditor, id, "pacs.010.001.03", &content)
}
