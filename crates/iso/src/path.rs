//! Paths of more than one element that views and rules follow, each with the messages that have it.
//!
//! Written once and used by name; the test below finds every one of them in the tables of every
//! version of its messages, so that a new edition that moves an element is noticed before anything
//! waits for it in the old place.

use crate::tag::Tag;

macro_rules! paths {
    ($(
        $(#[$docs:meta])*
        $name:ident = $first:ident $(/ $next:ident)+ in $($message:literal)+;
    )*) => {
        $(
            $(#[$docs])*
            pub(crate) const $name: &[Tag] = &[Tag::$first $(, Tag::$next)+];
        )*
        /// Every path with the heads of the messages in which it stands.
        #[cfg(test)]
        const ALL: &[(&[Tag], &[&str])] = &[$(($name, &[$($message),+]),)*];
    };
}

paths! {
    /// The identification of a message in its group header.
    GROUP_MESSAGE_ID = GrpHdr / MsgId in "pacs.008" "pacs.009" "pacs.010" "pacs.002" "pacs.004" "pacs.028" "camt.060";
    /// The identification of a message of cash management.
    HEADER_MESSAGE_ID = MsgHdr / MsgId in "camt.050" "camt.025";
    /// The identification of an assignment of a case.
    ASSIGNMENT_ID = Assgnmt / Id in "camt.056" "camt.029";
    /// The identifications of the first transaction.
    FIRST_PAYMENT_ID = CdtTrfTxInf / PmtId in "pacs.008" "pacs.009";
    /// The UETR of a transaction.
    PAYMENT_UETR = PmtId / UETR in "pacs.008.001.08" "pacs.009.001.08" "pacs.010.001.03";
    /// The code of a system event.
    EVENT_CODE = EvtInf / EvtCd in "admi.004";
    /// The settlement method of a group.
    SETTLEMENT_METHOD = SttlmInf / SttlmMtd in "pacs.008" "pacs.009" "pacs.004";
    /// The first reason of a status.
    STATUS_REASON = StsRsnInf / Rsn in "pacs.002.001.03+";
    /// The amount that the first transaction returns.
    RETURNED_AMOUNT = TxInf / RtrdIntrBkSttlmAmt in "pacs.004.001.02+";
    /// The first reason of a return.
    RETURN_REASON = RtrRsnInf / Rsn in "pacs.004.001.02+";
    /// The first reason of a return of a whole group.
    GROUP_RETURN_REASON = OrgnlGrpInf / RtrRsnInf / Rsn in "pacs.004.001.02+";
    /// The code of a reason.
    REASON_CODE = Rsn / Cd in "pacs.002.001.03+" "pacs.004.001.02+" "camt.056";
    /// The first reason of a request for cancellation.
    CANCELLATION_REASON = CxlRsnInf / Rsn in "camt.056.001.02+";
    /// Why a cancellation was refused.
    CANCELLATION_STATUS_REASON = CxlStsRsnInf / Rsn in "camt.029.001.04+";
    /// What became of a request for cancellation.
    CONFIRMATION = Sts / Conf in "camt.029";
    /// The BIC of a bank that is debtor itself.
    DEBTOR_BIC = Dbtr / FinInstnId / BICFI in "pacs.010" "pacs.009.001.08";
    /// The BIC of an organisation.
    ORGANISATION_BIC = Id / OrgId / AnyBIC in "pacs.008.001.08" "camt.053.001.08" "camt.056.001.08";
    /// The same in older versions.
    ORGANISATION_BIC_OR_BEI = Id / OrgId / BICOrBEI in "pacs.008.001.02" "camt.053.001.02";
    /// The identification of an organisation in a header.
    ORGANISATION = OrgId / Id / OrgId in "head.001";
    /// Another identification of an account than an IBAN.
    OTHER_ID = Othr / Id in "pacs.008.001.02+" "pacs.009.001.02+" "camt.050" "camt.053.001.02+" "camt.060";
    /// The amount of a liquidity transfer with its currency.
    TRANSFERRED_AMOUNT = TrfdAmt / AmtWthCcy in "camt.050";
    /// The institution that owns an account.
    OWNER_AGENT = AcctOwnr / Agt in "camt.060";
    /// The first day of a query.
    PERIOD_FROM = RptgPrd / FrToDt / FrDt in "camt.060";
    /// The last day of a query.
    PERIOD_TO = RptgPrd / FrToDt / ToDt in "camt.060";
    /// The amount of a liquidity transfer in the currency of the accounts.
    TRANSFERRED_NUMBER = TrfdAmt / AmtWthtCcy in "camt.050";
    /// The message that a receipt is about.
    RECEIPT_ORIGINAL = OrgnlMsgId / MsgId in "camt.025";
    /// What became of a request.
    RECEIPT_STATUS = ReqHdlg / StsCd in "camt.025.001.05" "camt.025.001.06" "camt.025.001.07";
    /// The same in newer versions.
    RECEIPT_STATUS_CODE = ReqHdlg / Sts / Cd in "camt.025.001.08+";
    /// The status of one request in newer receipts.
    HANDLING_STATUS_CODE = Sts / Cd in "camt.025.001.08+";
    /// The currency of an account.
    ACCOUNT_CURRENCY = Acct / Ccy in "camt.052" "camt.053" "camt.054";
    /// What kind of balance it is.
    BALANCE_KIND = Tp / CdOrPrtry in "camt.052.001.02+" "camt.053.001.02+";
    /// The code of the kind of a balance.
    BALANCE_CODE = Tp / CdOrPrtry / Cd in "camt.052.001.02+" "camt.053.001.02+";
    /// The status of an entry as a code.
    ENTRY_STATUS = Sts / Cd in "camt.052.001.08" "camt.053.001.08" "camt.054.001.08";
    /// The end-to-end identification of the first transaction behind an entry.
    ENTRY_END_TO_END = NtryDtls / TxDtls / Refs / EndToEndId in "camt.052.001.02+" "camt.053.001.02+" "camt.054.001.02+";
}

#[cfg(test)]
mod tests {
    use super::ALL;
    use crate::catalogue::Catalogue;
    use crate::schema::Schema;
    use crate::tag::Tag;

    /// Whether an element of the schema has the path below it.
    fn has(schema: &Schema, path: &[Tag]) -> bool {
        let step = |slot: u16, tag: &Tag| schema.child(slot, tag.name());
        schema.elements().any(|(slot, _)| path.iter().try_fold(slot, step).is_some())
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
        for (path, heads) in ALL {
            for head in *heads {
                let messages = catalogue.messages().into_iter();
                let messages: Vec<&str> = messages.filter(|name| is_named(name, head)).collect();
                assert!(!messages.is_empty(), "no message is called {head}");
                let without = |name: &&str| !has(catalogue.schema(name).unwrap(), path);
                lost.extend(messages.into_iter().filter(without).map(|name| (path, name)));
            }
        }
        assert!(lost.is_empty(), "{lost:?}");
    }
}
