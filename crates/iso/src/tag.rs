//! The element names that views and rules look for, as numbers.
//!
//! A schema's declarations get their tag when its tables are built; from then on looking for an
//! element compares small integers. A name that stands in no table is found by the test below, so
//! that a misspelt one never waits for an element that cannot come.

use std::collections::HashMap;
use std::fmt;
use std::sync::LazyLock;

macro_rules! tags {
    ($($name:ident,)*) => {
        /// The local name of an element that views or rules look for.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[expect(missing_docs, reason = "the names are those of ISO 20022")]
        #[non_exhaustive]
        pub enum Tag {
            $($name,)*
            /// Any name that nothing looks for.
            Other,
        }

        impl Tag {
            /// Every tag that stands for a name.
            pub const ALL: &[Self] = &[$(Self::$name,)*];

            /// The local name; empty for [`Tag::Other`].
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self {
                    $(Self::$name => stringify!($name),)*
                    Self::Other => "",
                }
            }
        }
    };
}

tags! {
    Acct, AcctOwnr, AcctRptgReq, AcctSvcrRef, AddtlInf, AdrLine, AdrTp, Agt, Amt, AmtWthCcy,
    AmtWthtCcy, AnyBIC, Assgne, Assgnmt, Assgnr, BIC, BICFI, BICOrBEI, Bal, BizMsgIdr, BizSvc,
    BkToCstmrAcctRpt, BkToCstmrDbtCdtNtfctn, BkToCstmrStmt, BldgNm, CLSTm, Case, Ccy, Cd, CdOrPrtry,
    CdtDbtInd, CdtId, CdtInstr, CdtTrfTxInf, Cdtr, CdtrAcct, CdtrAgt, CdtrAgtAcct, ChrgBr, ChrgsInf,
    ClrSys, ClrSysId, ClrSysMmbId, ClrSysRef, Conf, CpyDplct, CreDt, CreDtTm, Cretr, CtrlData,
    CtrlSum, Ctry, CtrySubDvsn, CxlDtls, CxlId, CxlRsnInf, CxlStsId, CxlStsRsnInf, Dbtr, DbtrAcct,
    DbtrAgt, DbtrAgtAcct, Desc, DrctDbtTxInf, DstrctNm, EndToEndId, Envlp, EvtCd, EvtInf, FICdtTrf,
    FIDrctDbt, FIId, FIToFICstmrCdtTrf, FIToFIPmtCxlReq, FIToFIPmtStsReq, FIToFIPmtStsRpt,
    FinInstnId, Fr, FrDt, FrTm, FrToDt, GrpHdr, GrpSts, IBAN, Id, InitgPty, InstdAgt, InstdAmt,
    InstdRmbrsmntAgt, InstdRmbrsmntAgtAcct, InstgAgt, InstgRmbrsmntAgt, InstgRmbrsmntAgtAcct,
    InstrForCdtrAgt, InstrId, IntrBkSttlmAmt, IntrBkSttlmDt, IntrmyAgt1, IntrmyAgt1Acct, IntrmyAgt2,
    IntrmyAgt2Acct, IntrmyAgt3, IntrmyAgt3Acct, LEI, LastPgInd, LqdtyCdtTrf, LqdtyTrfId, MmbId,
    MsgDefIdr, MsgHdr, MsgId, NbOfNtries, NbOfTxs, Nm, Ntfctn, NtfctnPgntn, Ntry, NtryDtls, OrgId,
    OrgnlClrSysRef, OrgnlEndToEndId, OrgnlGrpInf, OrgnlGrpInfAndCxl, OrgnlGrpInfAndSts,
    OrgnlInstrId, OrgnlIntrBkSttlmAmt, OrgnlIntrBkSttlmDt, OrgnlMsgId, OrgnlMsgNmId, OrgnlTxId,
    OrgnlUETR, Orgtr, Othr, PgNb, PmtId, PmtRtr, PmtTpInf, Prtry, PrvsInstgAgt1, PrvsInstgAgt1Acct,
    PrvsInstgAgt2, PrvsInstgAgt2Acct, PrvsInstgAgt3, PrvsInstgAgt3Acct, PrvtId, PssblDplct, PstlAdr,
    Pty, Rct, RctDtls, Refs, ReqHdlg, ReqdBalTp, ReqdMsgNmId, ReqdTxTp, RjctTm, RltdRmtInf, RmtInf,
    Rpt, RptPgntn, RptgPrd, RptgReq, RsltnOfInvstgtn, RslvdCase, Rsn, RtrChain, RtrId, RtrInf,
    RtrRsnInf, RtrdIntrBkSttlmAmt, SplmtryData, Stmt, StmtPgntn, Strd, StrtNm, Sts, StsCd, StsId,
    StsReqId, StsRsn, StsRsnInf, SttlmAcct, SttlmDt, SttlmInf, SttlmMtd, SttlmPrty, SttlmTmReq,
    SubTp, Sum, SysEvtNtfctn, ThrdRmbrsmntAgt, ThrdRmbrsmntAgtAcct, TillTm, To, ToDt, Tp, TrfdAmt,
    TtlCdtNtries, TtlDbtNtries, TtlIntrBkSttlmAmt, TtlNtries, TtlRtrdIntrBkSttlmAmt, TwnLctnNm,
    TwnNm, TxCxlSts, TxDtls, TxId, TxInf, TxInfAndSts, TxSts, TxsSummry, UETR, UltmtCdtr, UltmtDbtr,
    Undrlyg, UndrlygCstmrCdtTrf, Ustrd, XchgRate,
}

impl Tag {
    /// The tag of a local name.
    #[must_use]
    pub fn of(name: &str) -> Self {
        static BY_NAME: LazyLock<HashMap<&str, Tag>> =
            LazyLock::new(|| Tag::ALL.iter().map(|tag| (tag.name(), *tag)).collect());
        BY_NAME.get(name).copied().unwrap_or(Self::Other)
    }
}

/// A set of tags, for asking many times which children an element has.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct TagSet([u64; 4]);

impl TagSet {
    /// Where a tag stands: which word, and its bit.
    #[expect(
        clippy::as_conversions,
        reason = "a tag is a small number; the test holds that it fits"
    )]
    const fn place(tag: Tag) -> (usize, u64) {
        let number = tag as usize;
        (number / 64, 1 << (number % 64))
    }

    pub fn insert(&mut self, tag: Tag) {
        let (word, bit) = Self::place(tag);
        if let Some(word) = self.0.get_mut(word) {
            *word |= bit;
        }
    }

    pub fn contains(&self, tag: Tag) -> bool {
        let (word, bit) = Self::place(tag);
        self.0.get(word).is_some_and(|word| word & bit != 0)
    }
}

impl FromIterator<Tag> for TagSet {
    fn from_iter<I: IntoIterator<Item = Tag>>(tags: I) -> Self {
        let mut set = Self::default();
        for tag in tags {
            set.insert(tag);
        }
        set
    }
}

impl fmt::Display for Tag {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::{Tag, TagSet};
    use crate::catalogue::Catalogue;

    #[test]
    fn a_set_holds_every_tag_apart() {
        for tag in Tag::ALL {
            let set: TagSet = std::iter::once(*tag).collect();
            assert!(Tag::ALL.iter().all(|other| set.contains(*other) == (other == tag)), "{tag}");
        }
    }

    #[test]
    fn every_tag_is_the_name_of_a_declared_element() {
        let catalogue = Catalogue::builtin();
        let schemas = catalogue.messages().into_iter().filter_map(|name| catalogue.schema(name));
        let declared: HashSet<&str> = schemas
            .flat_map(|schema| schema.elements().map(|(_, element)| element.name()))
            .collect();
        let strange: Vec<&Tag> =
            Tag::ALL.iter().filter(|tag| !declared.contains(tag.name())).collect();
        assert!(strange.is_empty(), "{strange:?}");
        assert!(Tag::ALL.iter().all(|tag| Tag::of(tag.name()) == *tag));
        assert_eq!(Tag::of("NoSuchElement"), Tag::Other);
    }
}
