//! What a message says, in a few words: statuses, reasons, amounts and identifications out of the
//! places where each kind has them. Names and accounts of customers are in no such place.

use suftaja_client::Message;
use suftaja_iso::{Node, Reader};

/// A kind of message, where it tells its facts, and which.
struct Kind {
    definition: &'static str,
    place: &'static str,
    facts: &'static [&'static str],
}

const fn kind(
    definition: &'static str,
    place: &'static str,
    facts: &'static [&'static str],
) -> Kind {
    Kind { definition, place, facts }
}

const SENDER: &str = "InstgAgt/FinInstnId/BICFI";
const INSTRUCTION: &str = "PmtId/InstrId";

const KINDS: &[Kind] = &[
    kind("pacs.008", "FIToFICstmrCdtTrf/CdtTrfTxInf", &["IntrBkSttlmAmt", SENDER, INSTRUCTION]),
    kind("pacs.009", "FICdtTrf/CdtTrfTxInf", &["IntrBkSttlmAmt", SENDER, INSTRUCTION]),
    kind("pacs.002", "FIToFIPmtStsRpt/TxInfAndSts", &["TxSts", "StsRsnInf/Rsn/Cd", "OrgnlInstrId"]),
    kind("pacs.002", "FIToFIPmtStsRpt/OrgnlGrpInfAndSts", &["GrpSts", "OrgnlMsgId"]),
    kind("pacs.004", "PmtRtr/TxInf", &["RtrdIntrBkSttlmAmt", "RtrRsnInf/Rsn/Cd", "OrgnlInstrId"]),
    kind("pacs.010", "FIDrctDbt/CdtInstr/DrctDbtTxInf", &["IntrBkSttlmAmt", INSTRUCTION]),
    kind("pacs.028", "FIToFIPmtStsReq/TxInf", &["OrgnlInstrId"]),
    kind("camt.056", "FIToFIPmtCxlReq/Undrlyg/TxInf", &["CxlRsnInf/Rsn/Cd", "OrgnlInstrId"]),
    kind(
        "camt.029",
        "RsltnOfInvstgtn",
        &[
            "Sts/Conf",
            "CxlDtls/TxInfAndSts/CxlStsRsnInf/Rsn/Cd",
            "CxlDtls/TxInfAndSts/OrgnlInstrId",
        ],
    ),
    kind(
        "camt.054",
        "BkToCstmrDbtCdtNtfctn/Ntfctn/Ntry",
        &["CdtDbtInd", "Amt", "NtryDtls/TxDtls/Refs/InstrId"],
    ),
    kind("camt.053", "BkToCstmrStmt/Stmt", &["Acct/Ccy", "Acct/Id/Othr/Id"]),
    kind("camt.052", "BkToCstmrAcctRpt/Rpt", &["Acct/Ccy", "Acct/Id/Othr/Id"]),
    kind("camt.025", "Rct/RctDtls", &["ReqHdlg/StsCd", "OrgnlMsgId/MsgId"]),
    kind("admi.002", "admi.002.001.01", &["Rsn/RjctgPtyRsn", "RltdRef/Ref"]),
    kind("admi.004", "SysEvtNtfctn/EvtInf", &["EvtCd", "EvtParam"]),
    kind("admi.007", "RctAck/Rpt", &["ReqHdlg/StsCd", "RltdRef/Ref"]),
];

/// Reads messages to tell what they say.
pub(crate) struct Teller {
    reader: Reader<'static>,
}

impl Teller {
    /// A reader of its own.
    pub(crate) fn new() -> Self {
        Self { reader: Reader::new() }
    }

    /// The facts of a message, in one line; nothing of a message that is not known here.
    pub(crate) fn says(&mut self, message: &Message) -> String {
        let reading = self.reader.read(message.text.as_bytes());
        let Some(document) = reading.document() else { return String::new() };
        let own = KINDS.iter().filter(|kind| message.definition.starts_with(kind.definition));
        let found = own.filter_map(|kind| Some((kind, document.find(kind.place)?))).next();
        let Some((kind, node)) = found else { return String::new() };
        let facts = kind.facts.iter().flat_map(|path| all(node, path)).map(|fact| {
            let currency = fact.currency().map(|code| format!(" {code}"));
            // An identification is foreign text, and a terminal must not obey it.
            let text = fact.text().replace(char::is_control, " ");
            format!("{text}{}", currency.unwrap_or_default())
        });
        facts.collect::<Vec<_>>().join("  ")
    }
}

/// Every element at `path` below a node: the parameters of an event are several of one name.
fn all<'r>(node: Node<'r>, path: &'static str) -> impl Iterator<Item = Node<'r>> {
    let (above, name) = path.rsplit_once('/').unwrap_or(("", path));
    let above = if above.is_empty() { Some(node) } else { node.find(above) };
    let children = above.into_iter().flat_map(|above| above.children());
    children.filter(move |child| child.name() == name)
}
