//! Field rule 9: every code that is sent is a member of the code set of its exact element.
//!
//! The walk goes over whole messages as they leave and asks the schema which element carries which
//! set: external sets by their table, enumerations by the reader. Every shape in every version is
//! walked, every code of the sets that the writers take, and every reason that our own codes name.

use super::{all_messages, finding, heading, instant, original, status_of};
use crate::Reader;
use crate::code_set::{CancellationRejection, ReturnReason, StatusReason, SystemEvent, codes};
use crate::finding::Finding;
use crate::reading::Node;
use crate::view::PartyId;
use crate::write::*;
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use suftaja_base::suf::{self, message};

/// Codes of other sets that are often put into status reasons by mistake (field rule 9).
const STRAYS: [&str; 6] = ["NOFR", "SBRN", "ISWS", "RC13", "RC16", "MINF"];

/// Every element that the system writes with a code of an external set: message, path and set.
const CARRIERS: [(&str, &str, &str); 14] = [
    (
        "camt.029.001",
        "/RsltnOfInvstgtn/CxlDtls/TxInfAndSts/CxlStsRsnInf/Rsn/Cd",
        CancellationRejection::SET,
    ),
    (
        "camt.029.001",
        "/RsltnOfInvstgtn/Sts/Conf",
        "ExternalInvestigationExecutionConfirmation1Code",
    ),
    ("camt.052.001", "/BkToCstmrAcctRpt/Rpt/Bal/Tp/CdOrPrtry/Cd", "ExternalBalanceType1Code"),
    ("camt.052.001", "/BkToCstmrAcctRpt/Rpt/Ntry/Sts/Cd", "ExternalEntryStatus1Code"),
    ("camt.053.001", "/BkToCstmrStmt/Stmt/Bal/Tp/CdOrPrtry/Cd", "ExternalBalanceType1Code"),
    ("camt.053.001", "/BkToCstmrStmt/Stmt/Ntry/Sts/Cd", "ExternalEntryStatus1Code"),
    ("camt.054.001", "/BkToCstmrDbtCdtNtfctn/Ntfctn/Ntry/Sts/Cd", "ExternalEntryStatus1Code"),
    ("head.001.001", "/Fr/FIId/FinInstnId/ClrSysMmbId/ClrSysId/Cd", CLEARING_SYSTEM),
    (
        "pacs.002.001",
        "/FIToFIPmtStsRpt/OrgnlGrpInfAndSts/GrpSts",
        "ExternalPaymentGroupStatus1Code",
    ),
    (
        "pacs.002.001",
        "/FIToFIPmtStsRpt/OrgnlGrpInfAndSts/NbOfTxsPerSts/DtldSts",
        "ExternalPaymentTransactionStatus1Code",
    ),
    ("pacs.002.001", "/FIToFIPmtStsRpt/OrgnlGrpInfAndSts/StsRsnInf/Rsn/Cd", StatusReason::SET),
    ("pacs.002.001", "/FIToFIPmtStsRpt/TxInfAndSts/StsRsnInf/Rsn/Cd", StatusReason::SET),
    ("pacs.002.001", "/FIToFIPmtStsRpt/TxInfAndSts/TxSts", "ExternalPaymentTransactionStatus1Code"),
    ("pacs.004.001", "/PmtRtr/TxInf/RtrRsnInf/Rsn/Cd", ReturnReason::SET),
];

const CLEARING_SYSTEM: &str = "ExternalClearingSystemIdentification1Code";

/// The elements that carried codes: message without version, path, set; with the codes.
type Seen = BTreeMap<(String, String, String), BTreeSet<String>>;

/// Walks a message; gives what is wrong and notes what was seen.
fn walk(bytes: &[u8], seen: &mut Seen) -> Vec<String> {
    let mut reader = Reader::new();
    let reading = reader.read(bytes);
    assert_eq!(reading.findings(), []);
    let mut wrong = Vec::new();
    for leaf in leaves(&reading) {
        let set = leaf.node.element().unwrap().type_name();
        if !set.starts_with("External") {
            continue;
        }
        let code = leaf.node.text().into_owned();
        if !codes(set).any(|member| member == code) {
            wrong.push(format!("{} {}: {code} is not in {set}", leaf.message, leaf.path));
        }
        seen.entry((leaf.message, leaf.path, set.to_owned())).or_default().insert(code);
    }
    wrong
}

/// An element of a message that holds text.
struct Leaf<'r> {
    /// The message without its version.
    message: String,
    /// The path below the root.
    path: String,
    node: Node<'r>,
}

fn leaves<'r>(reading: &crate::Reading<'r>) -> Vec<Leaf<'r>> {
    let mut leaves = Vec::new();
    for part in reading.parts() {
        let message = part.message().rsplit_once('.').unwrap().0;
        let mut open = vec![(String::new(), part.root().unwrap())];
        while let Some((path, node)) = open.pop() {
            let below = |child: Node<'r>| (format!("{path}/{}", child.name()), child);
            let before = open.len();
            open.extend(node.children().map(below));
            if open.len() == before {
                leaves.push(Leaf { message: message.to_owned(), path, node });
            }
        }
    }
    leaves
}

/// Walks many messages, none of which may be wrong.
fn walk_all(messages: impl IntoIterator<Item = Vec<u8>>) -> Seen {
    let mut seen = Seen::new();
    for bytes in messages {
        assert_eq!(walk(&bytes, &mut seen), Vec::<String>::new());
    }
    seen
}

/// The base, and the newest version of everything.
fn oldest_and_newest() -> [Edition; 2] {
    let newest = Edition::offered().fold(Edition::BASE, |all, one| all.with(one).unwrap());
    [Edition::BASE, newest]
}

#[test]
fn every_code_of_every_message_is_in_the_set_of_its_element() {
    let editions = Edition::offered().map(|version| Edition::BASE.with(version).unwrap());
    let seen = walk_all(editions.flat_map(|edition| all_messages(&edition)));
    let seen: Vec<String> =
        seen.keys().map(|(message, path, set)| format!("{message}{path} {set}")).collect();
    let expected = CARRIERS.map(|(message, path, set)| format!("{message}{path} {set}"));
    assert_eq!(seen, expected);
}

#[test]
fn every_enumeration_holds_one_of_its_values() {
    let mut seen = BTreeSet::new();
    let mut reader = Reader::new();
    for bytes in oldest_and_newest().iter().flat_map(all_messages) {
        let mut spans = Vec::new();
        let reading = reader.read(&bytes);
        assert_eq!(reading.findings(), []);
        for leaf in leaves(&reading) {
            let event = leaf.node.event().unwrap();
            let span = [event.text, event.end].map(suftaja_base::width::to_usize);
            spans.push((leaf.message, leaf.path.rsplit('/').next().unwrap().to_owned(), span));
        }
        // Whatever the reader takes for one of a list it would not take if it were another text.
        for (message, element, [start, end]) in spans {
            let other = [&bytes[..start], b"~", &bytes[end..]].concat();
            let read = reader.read(&other);
            if read.findings().iter().any(|found| found.code == message::NOT_IN_ENUMERATION) {
                seen.insert(format!("{message} {element}"));
            }
        }
    }
    let expected = [
        "camt.052.001 CdtDbtInd",
        "camt.053.001 CdtDbtInd",
        "camt.054.001 CdtDbtInd",
        "pacs.004.001 SttlmMtd",
        "pacs.008.001 ChrgBr",
        "pacs.008.001 SttlmMtd",
        "pacs.008.001 SttlmPrty",
        "pacs.009.001 SttlmMtd",
        "pacs.009.001 SttlmPrty",
    ];
    assert_eq!(seen.into_iter().collect::<Vec<_>>(), expected);
}

#[test]
fn a_stray_code_is_found_and_is_in_no_set_that_is_used() {
    let reason = StatusReason::parse("AM04").unwrap();
    let verdict = Verdict::Rejected { reason, lines: &[] };
    let bytes = status_of((&heading()).into(), &original(), verdict);
    let text = String::from_utf8(bytes).unwrap();
    let mut seen = Seen::new();
    assert_eq!(walk(text.as_bytes(), &mut seen), Vec::<String>::new());
    for stray in STRAYS {
        let stray_text = text.replace("AM04", stray);
        let wrong = walk(stray_text.as_bytes(), &mut Seen::new());
        let told = format!(
            "pacs.002.001.10 /FIToFIPmtStsRpt/TxInfAndSts/StsRsnInf/Rsn/Cd: {stray} is not in \
             ExternalStatusReason1Code"
        );
        assert_eq!(wrong, [told.replace(".001.10", ".001")]);
    }
    let seen = walk_all(all_messages(&Edition::BASE));
    for (_, _, set) in seen.keys() {
        assert!(codes(set).all(|member| !STRAYS.contains(&member)), "{set}");
    }
}

#[test]
fn every_reason_of_our_own_codes_is_sent_as_it_stands() {
    let mut sent = BTreeSet::new();
    for edition in oldest_and_newest() {
        for page in suf::catalogue() {
            let found = Finding { reason: page.iso_reason, ..finding(page.code, page.title) };
            let (reason, lines) = refusal(&[found]).unwrap();
            let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
            let verdict = Verdict::Rejected { reason, lines: &lines };
            let bytes = status_of(heading().in_edition(&edition), &original(), verdict);
            let seen = walk_all([bytes]);
            let told = seen.iter().find(|((_, path, _), _)| path.ends_with("/StsRsnInf/Rsn/Cd"));
            let told: Vec<&str> = told.unwrap().1.iter().map(String::as_str).collect();
            // Without a reason of its own it is told in words.
            assert_eq!(told, [page.iso_reason.unwrap_or("NARR")], "{}", page.code);
            sent.extend(page.iso_reason);
        }
    }
    assert!(sent.len() > 20 && STRAYS.iter().all(|stray| !sent.contains(stray)), "{sent:?}");
}

#[test]
fn every_code_that_a_writer_takes_is_in_the_set_of_its_element() {
    for edition in oldest_and_newest() {
        let (heading, original) = (heading(), original());
        let head = heading.in_edition(&edition);
        let party = || PartyId::Bic(suftaja_base::Bic::parse("BKENKENA").unwrap());
        let mut written = Vec::new();
        let mut write = |write: &dyn Fn(&mut Vec<u8>)| {
            let mut out = Vec::new();
            write(&mut out);
            written.push(out);
        };
        for reason in codes(StatusReason::SET).filter_map(StatusReason::parse) {
            let verdict = Verdict::Rejected { reason, lines: &[] };
            write(&|out| out.extend(status_of(head, &original, verdict.clone())));
        }
        for reason in codes(ReturnReason::SET).filter_map(ReturnReason::parse) {
            let (amount, currency) = original.amount.unwrap();
            let body = PaymentReturn {
                return_id: None,
                original: original.clone(),
                amount,
                currency,
                settlement_date: original.settlement_date.unwrap(),
                instructing_agent: party(),
                instructed_agent: party(),
                debtor: party(),
                creditor: party(),
                reason,
                lines: &[],
            };
            write(&|out| payment_return(head, &body, out));
        }
        for reason in codes(CancellationRejection::SET).filter_map(CancellationRejection::parse) {
            let body = Resolution {
                request_id: "CXL-1",
                case: None,
                assigner: party(),
                assignee: party(),
                original: original.clone(),
                decision: Decision::Rejected { reason, lines: &[] },
            };
            write(&|out| resolution(head, &body, out));
        }
        // The schema names no set for an event; its code is of the set of events by its type.
        for code in codes(SystemEvent::SET).filter_map(SystemEvent::parse) {
            let body = Event { code, parameters: &[], description: None, time: Some(instant()) };
            write(&|out| system_event(head, &body, out));
            let body = EventAcknowledgement { reference: None, event: Some(body) };
            write(&|out| event_acknowledgement(head, &body, out));
        }
        // A clearing system stands as a code only where the set knows it.
        for system in codes(CLEARING_SYSTEM).chain(STRAYS) {
            let (system, id) = (Some(Cow::Borrowed(system)), Cow::Borrowed("1"));
            let heading = Heading { from: PartyId::Member { system, id }, ..heading.clone() };
            let body = EventAcknowledgement { reference: None, event: None };
            write(&|out| event_acknowledgement(heading.in_edition(&edition), &body, out));
        }
        assert!(written.len() > 450, "{}", written.len());
        let seen = walk_all(written);
        for (set, count) in [
            (StatusReason::SET, codes(StatusReason::SET).count()),
            (ReturnReason::SET, codes(ReturnReason::SET).count()),
            (CancellationRejection::SET, codes(CancellationRejection::SET).count()),
            (CLEARING_SYSTEM, codes(CLEARING_SYSTEM).count()),
        ] {
            let told = seen.iter().find(|((_, _, known), _)| known == set);
            assert_eq!(told.map(|(_, codes)| codes.len()), Some(count), "{set}");
        }
    }
}

/// Reasons that rules give by the place of a fault, where its code alone does not say enough.
const BY_PLACE: [&str; 6] = ["AC02", "AC03", "AM11", "BE04", "BE07", "RR01"];

/// The texts of the form AA99 in the sources of the rules, their tests aside: status reasons all
/// have it but for words such as NARR, which no rule gives.
fn reasons_in_sources() -> BTreeSet<String> {
    let mut reasons = BTreeSet::new();
    let directory = concat!(env!("CARGO_MANIFEST_DIR"), "/src/rule");
    for entry in std::fs::read_dir(directory).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() || path.file_stem().is_some_and(|stem| stem == "tests") {
            continue;
        }
        let source = std::fs::read_to_string(&path).unwrap();
        let source = source.split("#[cfg(test)]\nmod tests {").next().unwrap();
        let literals = source.split('"').filter(|literal| {
            let [first, second, third, fourth] = literal.as_bytes() else { return false };
            let letters = first.is_ascii_uppercase() && second.is_ascii_uppercase();
            letters && third.is_ascii_digit() && fourth.is_ascii_digit()
        });
        reasons.extend(literals.map(str::to_owned));
    }
    reasons
}

#[test]
fn every_reason_that_a_rule_gives_by_place_is_listed_and_sent_as_it_stands() {
    assert_eq!(reasons_in_sources().into_iter().collect::<Vec<_>>(), BY_PLACE);
    for edition in oldest_and_newest() {
        for place in BY_PLACE {
            let code = suf::rule::ADDRESS_UNSTRUCTURED;
            let found = Finding { reason: Some(place), ..finding(code, "A fault by place.") };
            let (reason, lines) = refusal(&[found]).unwrap();
            let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
            let verdict = Verdict::Rejected { reason, lines: &lines };
            let seen = walk_all([status_of(heading().in_edition(&edition), &original(), verdict)]);
            let told = seen.iter().find(|((_, path, _), _)| path.ends_with("/StsRsnInf/Rsn/Cd"));
            assert!(told.unwrap().1.iter().eq([place]), "{place}: {told:?}");
        }
    }
}
