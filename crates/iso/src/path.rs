//! Paths of more than one element that views and rules follow, each with the messages that have it.
//!
//! Written once and used by name, with the places below which they are followed: steps from the
//! root, where `*` is the element of the message. The test below goes each of these ways in the
//! tables of every version of its messages, so that a new edition that moves an element is noticed
//! before anything waits for it in the old place.

use crate::tag::Tag;

macro_rules! paths {
    ($(
        $(#[$docs:meta])*
        $name:ident = $first:ident $(/ $next:ident)+
            $(below $($place:literal)+ in $($message:literal)+),+;
    )*) => {
        $(
            $(#[$docs])*
            pub(crate) const $name: &[Tag] = &[Tag::$first $(, Tag::$next)+];
        )*
        /// Every path with the places below which it stands, and the heads of the messages.
        #[cfg(test)]
        const ALL: &[(&[Tag], &[&str], &[&str])] =
            &[$($(($name, &[$($place),+], &[$($message),+])),+,)*];
    };
}

paths! {
    /// The identification of a message in its group header.
    GROUP_MESSAGE_ID = GrpHdr / MsgId
        below "*" in "pacs.008" "pacs.009" "pacs.010" "pacs.002" "pacs.004" "pacs.028" "camt.060";
    /// The identification of a message of cash management.
    HEADER_MESSAGE_ID = MsgHdr / MsgId
        below "*" in "camt.050" "camt.025";
    /// The identification of an assignment of a case.
    ASSIGNMENT_ID = Assgnmt / Id
        below "*" in "camt.056" "camt.029";
    /// The identifications of the first transaction.
    FIRST_PAYMENT_ID = CdtTrfTxInf / PmtId
        below "*" in "pacs.008" "pacs.009";
    /// The identifications of the first debit.
    FIRST_DEBIT_ID = CdtInstr / DrctDbtTxInf / PmtId
        below "*" in "pacs.010";
    /// The UETR of a transaction.
    PAYMENT_UETR = PmtId / UETR
        below "*/CdtTrfTxInf" in "pacs.008.001.08+" "pacs.009.001.08+",
        below "*/CdtInstr/DrctDbtTxInf" in "pacs.010.001.03+";
    /// The code of a system event.
    EVENT_CODE = EvtInf / EvtCd
        below "*" in "admi.004";
    /// The settlement method of a group.
    SETTLEMENT_METHOD = SttlmInf / SttlmMtd
        below "*/GrpHdr" in "pacs.008" "pacs.009" "pacs.004";
    /// The first reason of a status.
    STATUS_REASON = StsRsnInf / Rsn
        below "*/TxInfAndSts" in "pacs.002.001.03+";
    /// The amount that the first transaction returns.
    RETURNED_AMOUNT = TxInf / RtrdIntrBkSttlmAmt
        below "*" in "pacs.004.001.02+";
    /// The first reason of a return.
    RETURN_REASON = RtrRsnInf / Rsn
        below "*/TxInf" in "pacs.004.001.02+";
    /// The first reason of a return of a whole group.
    GROUP_RETURN_REASON = OrgnlGrpInf / RtrRsnInf / Rsn
        below "*" in "pacs.004.001.02+";
    /// The code of a reason.
    REASON_CODE = Rsn / Cd
        below "*/TxInfAndSts/StsRsnInf" in "pacs.002.001.03+",
        below "*/TxInf/RtrRsnInf" in "pacs.004.001.02+",
        below "*/Undrlyg/TxInf/CxlRsnInf" in "camt.056.001.02+",
        below "*/CxlDtls/TxInfAndSts/CxlStsRsnInf" in "camt.029.001.04+";
    /// The first reason of a request for cancellation.
    CANCELLATION_REASON = CxlRsnInf / Rsn
        below "*/Undrlyg/TxInf" in "camt.056.001.02+";
    /// Why a cancellation was refused.
    CANCELLATION_STATUS_REASON = CxlStsRsnInf / Rsn
        below "*/CxlDtls/TxInfAndSts" in "camt.029.001.04+";
    /// What became of a request for cancellation.
    CONFIRMATION = Sts / Conf
        below "*" in "camt.029";
    /// The BIC of a bank that is debtor itself.
    DEBTOR_BIC = Dbtr / FinInstnId / BICFI
        below "*/CdtInstr/DrctDbtTxInf" in "pacs.010",
        below "*/CdtTrfTxInf" in "pacs.009.001.08+";
    /// The BIC of an organisation.
    ORGANISATION_BIC = Id / OrgId / AnyBIC
        below "*/CdtTrfTxInf/Dbtr" "*/CdtTrfTxInf/Cdtr" in "pacs.008.001.08+",
        below "*/CdtTrfTxInf/UndrlygCstmrCdtTrf/Dbtr" in "pacs.009.001.08+",
        below "*/Stmt/Acct/Ownr" in "camt.053.001.08+",
        below "*/Undrlyg/TxInf/Case/Cretr/Pty" in "camt.056.001.08+";
    /// The same in older versions.
    ORGANISATION_BIC_OR_BEI = Id / OrgId / BICOrBEI
        below "*/CdtTrfTxInf/Dbtr" "*/CdtTrfTxInf/Cdtr" in "pacs.008.001.02",
        below "*/Stmt/Acct/Ownr" in "camt.053.001.02";
    /// The identification of an organisation in a header.
    ORGANISATION = OrgId / Id / OrgId
        below "Fr" "To" in "head.001";
    /// Another identification of an account than an IBAN.
    OTHER_ID = Othr / Id
        below "*/CdtTrfTxInf/DbtrAcct/Id" "*/CdtTrfTxInf/CdtrAcct/Id"
            in "pacs.008.001.02+" "pacs.009.001.02+",
        below "*/LqdtyCdtTrf/DbtrAcct/Id" "*/LqdtyCdtTrf/CdtrAcct/Id" in "camt.050",
        below "*/Stmt/Acct/Id" in "camt.053.001.02+",
        below "*/RptgReq/Acct/Id" in "camt.060";
    /// The amount of a liquidity transfer with its currency.
    TRANSFERRED_AMOUNT = TrfdAmt / AmtWthCcy
        below "*/LqdtyCdtTrf" in "camt.050";
    /// The institution that owns an account.
    OWNER_AGENT = AcctOwnr / Agt
        below "*/RptgReq" in "camt.060";
    /// The first day of a query.
    PERIOD_FROM = RptgPrd / FrToDt / FrDt
        below "*/RptgReq" in "camt.060";
    /// The last day of a query.
    PERIOD_TO = RptgPrd / FrToDt / ToDt
        below "*/RptgReq" in "camt.060";
    /// The amount of a liquidity transfer in the currency of the accounts.
    TRANSFERRED_NUMBER = TrfdAmt / AmtWthtCcy
        below "*/LqdtyCdtTrf" in "camt.050";
    /// The message that a receipt is about.
    RECEIPT_ORIGINAL = OrgnlMsgId / MsgId
        below "*/RctDtls" in "camt.025";
    /// What became of a request.
    RECEIPT_STATUS = ReqHdlg / StsCd
        below "*/RctDtls" in "camt.025.001.05" "camt.025.001.06" "camt.025.001.07";
    /// The same in newer versions.
    RECEIPT_STATUS_CODE = ReqHdlg / Sts / Cd
        below "*/RctDtls" in "camt.025.001.08+";
    /// The status of one request in newer receipts.
    HANDLING_STATUS_CODE = Sts / Cd
        below "*/RctDtls/ReqHdlg" in "camt.025.001.08+";
    /// The currency of an account.
    ACCOUNT_CURRENCY = Acct / Ccy
        below "*/Rpt" in "camt.052",
        below "*/Stmt" in "camt.053",
        below "*/Ntfctn" in "camt.054";
    /// What kind of balance it is.
    BALANCE_KIND = Tp / CdOrPrtry
        below "*/Rpt/Bal" in "camt.052.001.02+",
        below "*/Stmt/Bal" in "camt.053.001.02+";
    /// The code of the kind of a balance.
    BALANCE_CODE = Tp / CdOrPrtry / Cd
        below "*/Rpt/Bal" in "camt.052.001.02+",
        below "*/Stmt/Bal" in "camt.053.001.02+";
    /// The status of an entry as a code.
    ENTRY_STATUS = Sts / Cd
        below "*/Rpt/Ntry" in "camt.052.001.08+",
        below "*/Stmt/Ntry" in "camt.053.001.08+",
        below "*/Ntfctn/Ntry" in "camt.054.001.08+";
    /// The end-to-end identification of the first transaction behind an entry.
    ENTRY_END_TO_END = NtryDtls / TxDtls / Refs / EndToEndId
        below "*/Rpt/Ntry" in "camt.052.001.02+",
        below "*/Stmt/Ntry" in "camt.053.001.02+",
        below "*/Ntfctn/Ntry" in "camt.054.001.02+";
}

#[cfg(test)]
mod tests {
    use super::ALL;
    use crate::catalogue::Catalogue;
    use crate::schema::Schema;
    use crate::tag::Tag;

    /// Follows a place from the root, whose only child is `*`, and the path below it.
    fn has(schema: &Schema, place: &str, path: &[Tag]) -> bool {
        let root = schema.elements().find(|(_, element)| element.name() == schema.root_name());
        let step = |slot: u16, name: &str| match (name, schema.element(slot)) {
            ("*", Some(root)) => match schema.children(root.content()) {
                [message] => schema.child(slot, message.name()),
                _ => None,
            },
            _ => schema.child(slot, name),
        };
        let mut steps = place.split('/').chain(path.iter().map(|tag| tag.name()));
        root.and_then(|(slot, _)| steps.try_fold(slot, step)).is_some()
    }

    /// Whether a message begins so, or with a `+` is this version or a newer one.
    fn is_named(message: &str, head: &str) -> bool {
        match head.strip_suffix('+') {
            Some(first) => message.get(..12) == first.get(..12) && message >= first,
            None => message.starts_with(head),
        }
    }

    #[test]
    fn every_path_stands_in_every_version_of_its_messages() {
        let catalogue = Catalogue::builtin();
        let mut lost = Vec::new();
        for (path, places, heads) in ALL {
            for head in *heads {
                let messages = catalogue.messages().into_iter();
                let messages: Vec<&str> = messages.filter(|name| is_named(name, head)).collect();
                assert!(!messages.is_empty(), "no message is called {head}");
                for name in messages {
                    let schema = catalogue.schema(name).unwrap();
                    let without = places.iter().filter(|place| !has(schema, place, path));
                    lost.extend(without.map(|place| format!("{name} {place} {path:?}")));
                }
            }
        }
        // The same elements somewhere else do not count.
        let schema = catalogue.schema("pacs.008.001.08").unwrap();
        assert!(has(schema, "*/CdtTrfTxInf", super::PAYMENT_UETR));
        assert!(!has(schema, "*/GrpHdr", super::PAYMENT_UETR));
        assert!(!has(schema, "CdtTrfTxInf", super::PAYMENT_UETR));
        assert!(lost.is_empty(), "{}", lost.join("\n"));
    }
}
