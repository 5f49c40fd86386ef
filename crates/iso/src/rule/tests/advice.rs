//! Tests of the rules that weigh by policy: each alone, in each message it is for.

use super::*;
use crate::Reader;
use crate::finding::Finding;
use suftaja_base::BusinessDate;

/// A Document alone, made on 21 November 2026.
fn document(definition: &str, body: &str) -> String {
    format!("<Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:{definition}\">{body}</Document>")
}

/// The advice on a text that obeys its schema.
fn advice(text: &str, profile: &Profile) -> Vec<Finding> {
    let mut reader = Reader::new();
    let reading = reader.read(text.as_bytes());
    assert_eq!(reading.findings(), [], "{text}");
    let found = examine(&reading, profile).findings;
    for finding in &found {
        assert!(finding.text.ends_with('.') && !finding.advice.is_empty(), "{finding:?}");
    }
    found.into_iter().filter(|finding| finding.code >= rule::INSTRUCTED_AMOUNT).collect()
}

fn codes(text: &str) -> Vec<Suf> {
    advice(text, &Profile::end_to_end()).into_iter().map(|finding| finding.code).collect()
}

/// The one code that altering a sound text gives, at a path that ends so.
fn alone(text: &str, from: &str, to: &str, code: Suf, end: &str) {
    let text = altered(text, from, to);
    let found = advice(&text, &Profile::end_to_end());
    let told: Vec<(Suf, bool)> =
        found.iter().map(|finding| (finding.code, finding.path.ends_with(end))).collect();
    assert_eq!(told, [(code, true)], "{to}: {found:?}");
    assert_eq!(found[0].severity, Severity::Warning);
}

const CHARGES: &str = "<ChrgBr>SHAR</ChrgBr>";

#[test]
fn amounts_rates_and_charges_agree() {
    let text = pacs008();
    let agent = "<Agt><FinInstnId><BICFI>BKENKENA</BICFI></FinInstnId></Agt>";
    let taken = format!("<ChrgsInf><Amt Ccy=\"KES\">5</Amt>{agent}</ChrgsInf>");
    let instructed = |amount: &str| format!("<InstdAmt Ccy=\"KES\">{amount}</InstdAmt>");
    let usd = "<InstdAmt Ccy=\"USD\">9.75</InstdAmt>";
    let rate = "<XchgRate>128.25</XchgRate>";
    let bearer = |code: &str| format!("<ChrgBr>{code}</ChrgBr>");
    for sound in [
        format!("{usd}{rate}{CHARGES}"),
        format!("{}{CHARGES}", instructed("1250.5")),
        format!("{}{CHARGES}{taken}", instructed("1255.50")),
        format!("{}{}{taken}", instructed("1245.50"), bearer("DEBT")),
        format!("{}{}{taken}", instructed("1255.50"), bearer("CRED")),
    ] {
        assert_eq!(codes(&altered(&text, CHARGES, &sound)), [], "{sound}");
    }
    for (to, code, end) in [
        (format!("{usd}{CHARGES}"), rule::EXCHANGE_RATE_MISSING, "/XchgRate"),
        (format!("{rate}{CHARGES}"), rule::EXCHANGE_RATE_IDLE, "/XchgRate"),
        (
            format!("{}{rate}{CHARGES}", instructed("1250.50")),
            rule::EXCHANGE_RATE_IDLE,
            "/XchgRate",
        ),
        (format!("{CHARGES}{taken}"), rule::INSTRUCTED_AMOUNT, "/InstdAmt"),
        (format!("{}{CHARGES}", instructed("1300")), rule::INSTRUCTED_AMOUNT, "/InstdAmt"),
        (
            format!("{}{}{taken}", instructed("1300"), bearer("DEBT")),
            rule::INSTRUCTED_AMOUNT,
            "/InstdAmt",
        ),
        (format!("{}{CHARGES}{taken}", instructed("9")), rule::INSTRUCTED_AMOUNT, "/InstdAmt"),
        (bearer("CRED"), rule::CHARGES_MISSING, "/ChrgsInf"),
        (
            format!("<InstdAmt Ccy=\"UGX\">9.75</InstdAmt>{rate}{CHARGES}"),
            rule::AMOUNT_MISSTATED,
            "/InstdAmt",
        ),
    ] {
        alone(&text, CHARGES, &to, code, end);
    }
}

#[test]
fn references_keep_to_the_common_characters() {
    let text = pacs009();
    for good in ["A/B", "a.b,c'd+e f(g):h?-1"] {
        assert_eq!(codes(&altered(&text, "INSTR-1", good)), [], "{good}");
    }
    for bad in ["/A", "A/", "A//B"] {
        alone(&text, "INSTR-1", bad, rule::REFERENCE_SLASHES, "PmtId/InstrId");
    }
    alone(&text, "<TxId>TX-1", "<TxId>TX_1", rule::REFERENCE_CHARACTERS, "PmtId/TxId");
    alone(&text, "<BizMsgIdr>MSG-1", "<BizMsgIdr>MSG#1", rule::REFERENCE_CHARACTERS, "BizMsgIdr");
}

#[test]
fn codes_are_members_of_their_sets_on_the_day_of_the_message() {
    let text = altered(&pacs008(), "<RmtInf>", "<Purp><Cd>SALA</Cd></Purp><RmtInf>");
    assert_eq!(codes(&text), []);
    alone(&text, "SALA", "XYZZ", rule::CODE_BEYOND_EDITION, "Purp/Cd");
    let withdrawn = "</PmtId><PmtTpInf><LclInstrm><Cd>CTR</Cd></LclInstrm></PmtTpInf>";
    alone(&text, "</PmtId>", withdrawn, rule::CODE_NOT_VALID, "LclInstrm/Cd");
    let as_of = BusinessDate::parse("2018-10-31").ok();
    let then = Profile { as_of, ..Profile::end_to_end() };
    assert_eq!(advice(&altered(&text, "</PmtId>", withdrawn), &then), [], "valid on that day");
    alone(&text, "<Ctry>KE", "<Ctry>KX", rule::COUNTRY_UNKNOWN, "PstlAdr/Ctry");
}

#[test]
fn each_class_of_address_has_its_finding() {
    const ADDRESS: &str = "<TwnNm>Nairobi</TwnNm><Ctry>KE</Ctry>";
    let text = pacs008();
    let line = "<AdrLine>Moi Avenue 7</AdrLine>";
    for (to, code, reason) in [
        (line.to_owned(), rule::ADDRESS_UNSTRUCTURED, "BE07"),
        (format!("<Ctry>KE</Ctry>{line}"), rule::ADDRESS_UNSTRUCTURED, "BE07"),
        (format!("{ADDRESS}{line}"), rule::ADDRESS_HYBRID, "BE07"),
        ("<StrtNm>Moi Avenue</StrtNm><Ctry>KE</Ctry>".to_owned(), rule::ADDRESS_INCOMPLETE, "BE07"),
        ("<TwnNm>Nairobi</TwnNm>".to_owned(), rule::ADDRESS_INCOMPLETE, "BE07"),
    ] {
        let found = advice(&altered(&text, ADDRESS, &to), &Profile::end_to_end());
        let told: Vec<(Suf, Option<&str>)> = found.iter().map(|f| (f.code, f.reason)).collect();
        assert_eq!(told, [(code, Some(reason))], "{to}");
    }
    let hybrid = rule::ADDRESS_HYBRID;
    for (lines, lengths) in [(line.repeat(3), 1), ("<AdrLine>NAIROBI</AdrLine>".to_owned(), 1)] {
        let told = codes(&altered(&text, ADDRESS, &format!("{ADDRESS}{lines}")));
        assert_eq!(told, [[hybrid].as_slice(), &vec![rule::ADDRESS_LINES; lengths]].concat());
    }
    assert_eq!(
        codes(&altered(&text, ADDRESS, &line.repeat(4))),
        [rule::ADDRESS_UNSTRUCTURED, rule::ADDRESS_LINES]
    );
}

#[test]
fn a_scheme_refuses_from_its_day() {
    let text = altered(&pacs008(), "<TwnNm>Nairobi</TwnNm><Ctry>KE</Ctry>", "<AdrLine>x</AdrLine>");
    for (scheme, day, severity) in [
        (Scheme::Cbpr, "2026-11-21", Severity::Warning),
        (Scheme::Chaps, "2026-11-13", Severity::Warning),
        (Scheme::Chaps, "2026-11-14", Severity::Error),
    ] {
        let as_of = BusinessDate::parse(day).ok();
        let profile = Profile { policy: scheme.policy(), as_of, ..Profile::end_to_end() };
        let found = advice(&text, &profile);
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].severity, severity, "{scheme:?} {day}");
    }
    let silent =
        Policy::advice().with(BusinessDate::MIN, rule::ADDRESS_UNSTRUCTURED, Treatment::Accept);
    assert_eq!(advice(&text, &Profile { policy: silent, ..Profile::end_to_end() }), []);
}

#[test]
fn parties_and_agents_are_named() {
    let text = altered(&pacs008(), "<Nm>Wanjiru Kamau</Nm>", "");
    assert_eq!(codes(&text), [rule::PARTY_UNNAMED, rule::COMPLETENESS_DEBTOR]);
    let known = "</PstlAdr><Id><OrgId><AnyBIC>BKUGUGUG</AnyBIC></OrgId></Id></Dbtr>";
    let text = altered(&text, "</PstlAdr></Dbtr>", known);
    assert_eq!(codes(&text), [rule::NAME_MISSING]);
}

#[test]
fn agents_are_identified_and_stand_in_a_chain() {
    let text = pacs009();
    let with = |to: &str| altered(&text, "<Dbtr>", &format!("{to}<Dbtr>"));
    let agent = |name: &str, id: &str| format!("<{name}><FinInstnId>{id}</FinInstnId></{name}>");
    let bic = "<BICFI>BKUGUGUG</BICFI>";
    assert_eq!(codes(&with(&agent("IntrmyAgt1", bic))), []);
    for (to, code) in [
        (agent("IntrmyAgt2", bic), rule::AGENT_CHAIN),
        (
            "<IntrmyAgt1Acct><Id><Othr><Id>1</Id></Othr></Id></IntrmyAgt1Acct>".to_owned(),
            rule::AGENT_CHAIN,
        ),
        (agent("IntrmyAgt1", ""), rule::AGENT_UNIDENTIFIED),
        (agent("IntrmyAgt1", "<Nm>A bank</Nm>"), rule::AGENT_ADDRESS_MISSING),
        (
            agent(
                "IntrmyAgt1",
                &format!("{bic}<PstlAdr><TwnNm>x</TwnNm><Ctry>UG</Ctry></PstlAdr>"),
            ),
            rule::NAME_MISSING,
        ),
    ] {
        assert_eq!(codes(&with(&to)), [code], "{to}");
    }
}

#[test]
fn settlement_particulars_follow_the_method() {
    let text = pacs009();
    let account = "<SttlmAcct><Id><Othr><Id>1</Id></Othr></Id></SttlmAcct>";
    let agent = "<InstdRmbrsmntAgt><FinInstnId><BICFI>BKUGUGUG</BICFI></FinInstnId>\
                 </InstdRmbrsmntAgt>";
    for (method, more, told) in [
        ("CLRG", account, 1),
        ("INDA", account, 0),
        ("INDA", agent, 1),
        ("COVE", agent, 0),
        ("COVE", "", 1),
    ] {
        let to = format!("<SttlmMtd>{method}</SttlmMtd>{more}");
        let found = codes(&altered(&text, "<SttlmMtd>CLRG</SttlmMtd>", &to));
        assert_eq!(found, vec![rule::SETTLEMENT_PARTICULARS; told], "{to}");
    }
    let twice = "<IntrBkSttlmAmt Ccy=\"KES\">1250.50</IntrBkSttlmAmt>\n";
    let dated = format!("{twice}<IntrBkSttlmDt>2026-11-21</IntrBkSttlmDt>");
    alone(&text, twice, &dated, rule::STATED_TWICE, "CdtTrfTxInf[1]/IntrBkSttlmDt");
}

#[test]
fn remittance_and_instructions_have_one_meaning() {
    let text = pacs008();
    let one = "<Ustrd>School fees</Ustrd>";
    let note = |chars: usize| {
        let line = format!("<AddtlRmtInf>{}</AddtlRmtInf>", "x".repeat(140));
        format!("<Strd>{}</Strd>", line.repeat(3)).repeat(chars / 420)
    };
    let path = "CdtTrfTxInf[1]/RmtInf";
    alone(&text, one, &format!("{one}{}", note(420)), rule::REMITTANCE_EXCLUSIVE, path);
    assert_eq!(codes(&altered(&text, one, &note(8_820))), []);
    alone(&text, one, &note(9_240), rule::REMITTANCE_LENGTH, path);
    let related = "<RltdRmtInf><RmtId>R</RmtId></RltdRmtInf><RmtInf>";
    alone(&text, "<RmtInf>", related, rule::REMITTANCE_EXCLUSIVE, "RltdRmtInf[1]");
    let instruct = |codes: [&str; 2]| {
        let each = codes.map(|code| format!("<InstrForCdtrAgt><Cd>{code}</Cd></InstrForCdtrAgt>"));
        format!("{}<RmtInf>", each.concat())
    };
    for (pair, clash) in [
        (["HOLD", "TELB"], false),
        (["HOLD", "PHOB"], false),
        (["TELB", "PHOB"], true),
        (["HOLD", "HOLD"], true),
    ] {
        let found = codes(&altered(&text, "<RmtInf>", &instruct(pair)));
        assert_eq!(found, vec![rule::INSTRUCTION_COMBINATION; usize::from(clash)], "{pair:?}");
    }
}

#[test]
fn completeness_follows_the_rule_of_the_day() {
    let revised = vec![(BusinessDate::MIN, Completeness::Revision2025)];
    let revised = Policy { completeness: revised, ..Policy::advice() };
    let revised = Profile { policy: revised, ..Profile::end_to_end() };
    let in_force = Profile::end_to_end();
    let text = pacs008();
    let told = |text: &str, profile: &Profile| {
        advice(text, profile).iter().map(|finding| finding.code).collect::<Vec<Suf>>()
    };
    let (debtor, creditor) = (rule::COMPLETENESS_DEBTOR, rule::COMPLETENESS_CREDITOR);
    assert_eq!(told(&text, &in_force), []);
    assert_eq!(told(&text, &revised), [debtor, creditor], "no identifier, no address");
    let bare = altered(&text, "<PstlAdr><TwnNm>Nairobi</TwnNm><Ctry>KE</Ctry></PstlAdr>", "");
    assert_eq!(told(&bare, &in_force), [debtor]);
    let known = "<Id><PrvtId><Othr><Id>ID 7</Id></Othr></PrvtId></Id></Dbtr>";
    assert_eq!(told(&altered(&bare, "</Dbtr>", known), &in_force), []);
    let domestic = altered(
        &bare,
        "<CdtrAgt><FinInstnId><BICFI>BKTZTZTZ",
        "<CdtrAgt><FinInstnId><BICFI>BKENKENB",
    );
    assert_eq!(told(&domestic, &in_force), [], "within one country the account is enough");
    let account = "<CdtrAcct><Id><Othr><Id>9988</Id></Othr></Id></CdtrAcct>";
    let referenced = altered(&text, account, "");
    assert_eq!(told(&referenced, &in_force), [], "a unique reference stands for the account");
}

#[test]
fn accounts_have_the_form_of_their_country() {
    let text = pacs008();
    let account = "<CdtrAcct><Id><Othr><Id>9988</Id></Othr></Id></CdtrAcct>";
    assert!(text.contains(account) && text.contains("BKTZTZTZ"), "of a country without an IBAN");
    let german = altered(&text, "<CdtrAgt><FinInstnId><BICFI>BKTZTZTZ", DEUTSCH);
    assert_eq!(codes(&german), [rule::ACCOUNT_NOT_IBAN]);
    let told = advice(&german, &Profile::end_to_end());
    assert_eq!(told[0].reason, Some("AC03"));
    assert!(told[0].path.ends_with("CdtrAcct/Id/Othr/Id"), "{told:?}");
    let form = |pattern| vec![AccountForm::new("TZ", pattern).unwrap()];
    for (pattern, fits) in [("[0-9]{4,4}", true), ("[0-9]{10,14}", false)] {
        let profile = Profile { accounts: form(pattern), ..Profile::end_to_end() };
        let told: Vec<Suf> = advice(&text, &profile).iter().map(|finding| finding.code).collect();
        assert_eq!(told, vec![rule::ACCOUNT_NATIONAL_FORM; usize::from(!fits)], "{pattern}");
    }
    assert!(AccountForm::new("ZZ", "[0-9]{4,4}").is_err());
    assert!(AccountForm::new("TZ", "\\d+").is_err());
}

/// The creditor's agent in a country with IBANs.
const DEUTSCH: &str = "<CdtrAgt><FinInstnId><BICFI>BKDEDEFF";

#[test]
fn a_scheme_admits_who_bears_charges() {
    let text = altered(&pacs008(), CHARGES, "<ChrgBr>SLEV</ChrgBr>");
    assert_eq!(codes(&text), []);
    let policy = Scheme::Cbpr.policy();
    let found = advice(&text, &Profile { policy, ..Profile::end_to_end() });
    assert_eq!(found.iter().map(|f| f.code).collect::<Vec<_>>(), [rule::CHARGE_BEARER]);
    assert_eq!(found[0].severity, Severity::Error);
}

#[test]
fn names_are_written_in_scripts_that_the_profile_admits() {
    let text = altered(&pacs008(), "<Nm>Wanjiru Kamau</Nm>", "<Nm>አበበ በቂላ</Nm>");
    assert_eq!(codes(&text), [], "no list admits all");
    let told = |scripts: &[Script]| {
        let profile = Profile { scripts: scripts.to_vec(), ..Profile::end_to_end() };
        advice(&text, &profile).iter().map(|finding| finding.code).collect::<Vec<_>>()
    };
    assert_eq!(told(&[Script::Latin]), [rule::SCRIPT_NOT_ADMITTED]);
    assert_eq!(told(&[Script::Latin, Script::Ethiopic]), []);
}

#[test]
fn supplementary_data_is_registered_or_refused() {
    let text = pacs009();
    let with = |envelope: &str| {
        let data = format!("<SplmtryData><Envlp>{envelope}</Envlp></SplmtryData></FICdtTrf>");
        altered(&text, "</FICdtTrf>", &data)
    };
    let supplements = Some(vec!["urn:x".to_owned()]);
    let profile = Profile { supplements, ..Profile::end_to_end() };
    let nothing = Profile { supplements: Some(Vec::new()), ..Profile::end_to_end() };
    for (envelope, registered) in [
        ("<a xmlns=\"urn:x\"><b>1</b></a>", true),
        ("<x:a xmlns:x=\"urn:x\"/>", true),
        ("<x:a xmlns:x='urn:y' xmlns='urn:x'/>", false),
        ("<a/>", false),
    ] {
        let text = with(envelope);
        assert_eq!(codes(&text), [], "no list takes all");
        let told = |profile| advice(&text, profile).iter().map(|f| f.code).collect::<Vec<_>>();
        let refused = [rule::SUPPLEMENT_UNREGISTERED];
        assert_eq!(told(&nothing), refused, "{envelope}");
        assert_eq!(told(&profile), refused[usize::from(registered)..], "{envelope}");
    }
}

/// The codes of all findings, errors that no policy weighs among them.
fn advice_and_errors(text: &str) -> Vec<Suf> {
    let mut reader = Reader::new();
    let reading = reader.read(text.as_bytes());
    assert_eq!(reading.findings(), [], "{text}");
    let found = examine(&reading, &Profile::end_to_end()).findings;
    found.into_iter().map(|finding| finding.code).collect()
}

/// The messages beside payments.
mod other {
    use super::*;

    const GROUP: &str = "<GrpHdr><MsgId>M-1</MsgId><CreDtTm>2026-11-21T08:00:00Z</CreDtTm>";
    const ORIGINAL: &str = "<OrgnlUETR>00000000-0000-4000-8000-000000000007</OrgnlUETR>";

    #[test]
    fn a_return_sends_back_what_came() {
        let text = document(
            "pacs.004.001.09",
            &format!(
                "<PmtRtr>{GROUP}<NbOfTxs>1</NbOfTxs>\
                 <IntrBkSttlmDt>2026-11-21</IntrBkSttlmDt>\
                 <SttlmInf><SttlmMtd>CLRG</SttlmMtd></SttlmInf></GrpHdr><TxInf>{ORIGINAL}<OrgnlIntrBkSttlmAmt Ccy=\"KES\">10.00\
                 </OrgnlIntrBkSttlmAmt><RtrdIntrBkSttlmAmt Ccy=\"KES\">9.5</RtrdIntrBkSttlmAmt>\
                 <RtrRsnInf><Rsn><Cd>AC04</Cd></Rsn></RtrRsnInf></TxInf></PmtRtr>"
            ),
        );
        assert_eq!(codes(&text), []);
        alone(&text, ">9.5<", ">10.01<", rule::RETURN_AMOUNT, "/RtrdIntrBkSttlmAmt");
        let usd = "<RtrdIntrBkSttlmAmt Ccy=\"USD\">";
        let kes = "<RtrdIntrBkSttlmAmt Ccy=\"KES\">";
        alone(&text, kes, usd, rule::RETURN_AMOUNT, "/RtrdIntrBkSttlmAmt");
        alone(&text, ORIGINAL, "", rule::ORIGINAL_MISSING, "/OrgnlUETR");
        alone(&text, "AC04", "NARR", rule::NARRATIVE_MISSING, "Rsn/Cd");
        let reason = "<RtrRsnInf><Rsn><Cd>AC04</Cd></Rsn></RtrRsnInf>";
        alone(&text, reason, "", rule::RETURN_REASON_MISSING, "RtrRsnInf/Rsn");
        let day = "<IntrBkSttlmDt>2026-11-21</IntrBkSttlmDt>";
        let undated = advice_and_errors(&altered(&text, day, ""));
        assert_eq!(undated, [rule::SETTLEMENT_DATE_MISSING]);
        let nothing = advice_and_errors(&altered(&text, ">9.5<", ">0.00<"));
        assert_eq!(nothing, [rule::AMOUNT_ZERO]);
    }

    #[test]
    fn a_status_says_why_and_of_what() {
        let text = document(
            "pacs.002.001.10",
            &format!(
                "<FIToFIPmtStsRpt>{GROUP}</GrpHdr><OrgnlGrpInfAndSts>\
                 <OrgnlMsgId>M-0</OrgnlMsgId><OrgnlMsgNmId>pacs.008.001.08</OrgnlMsgNmId>\
                 <GrpSts>PART</GrpSts></OrgnlGrpInfAndSts>\
                 <TxInfAndSts>{ORIGINAL}<TxSts>RJCT</TxSts><StsRsnInf><Rsn><Cd>AM04</Cd></Rsn></StsRsnInf></TxInfAndSts></FIToFIPmtStsRpt>"
            ),
        );
        assert_eq!(codes(&text), []);
        let reason = "<StsRsnInf><Rsn><Cd>AM04</Cd></Rsn></StsRsnInf>";
        alone(&text, reason, "", rule::STATUS_REASON_MISSING, "StsRsnInf/Rsn");
        alone(&text, "AM04", "NARR", rule::NARRATIVE_MISSING, "Rsn/Cd");
        alone(&text, "AM04", "NOFR", rule::CODE_BEYOND_EDITION, "Rsn/Cd");
        alone(&text, ORIGINAL, "", rule::ORIGINAL_MISSING, "/OrgnlUETR");
        let whole = rule::STATUS_CONTRADICTION;
        alone(&text, "PART", "ACSC", whole, "TxInfAndSts[1]/TxSts");
        let group = "<GrpSts>RJCT</GrpSts>";
        let refused = altered(&text, "<GrpSts>PART</GrpSts>", group);
        let path = "OrgnlGrpInfAndSts[1]/StsRsnInf/Rsn";
        alone(&text, "<GrpSts>PART</GrpSts>", group, rule::STATUS_REASON_MISSING, path);
        let told = format!("{group}<StsRsnInf><Rsn><Cd>AM05</Cd></Rsn></StsRsnInf>");
        assert_eq!(codes(&altered(&refused, group, &told)), []);
        let silent = altered(&text, "<GrpSts>PART</GrpSts>", "");
        let own = format!("<TxSts>RJCT</TxSts>{reason}");
        alone(&silent, &own, "", whole, "TxInfAndSts[1]/TxSts");
        let start = text.find("<OrgnlGrpInfAndSts>").unwrap();
        let end = text.find("<TxInfAndSts>").unwrap();
        let group = &text[start..end];
        alone(&text, group, "", rule::ORIGINAL_MISSING, "TxInfAndSts[1]/OrgnlGrpInf");
        let start = text.find("<OrgnlGrpInfAndSts>").unwrap();
        let end = text.find("</FIToFIPmtStsRpt>").unwrap();
        alone(&text, &text[start..end], "", whole, "FIToFIPmtStsRpt/TxInfAndSts");
    }

    #[test]
    fn a_cancellation_names_one_case_and_one_payment() {
        let case = "<Case><Id>C-1</Id><Cretr><Agt><FinInstnId><BICFI>BKENKENA</BICFI>\
                    </FinInstnId></Agt></Cretr></Case>";
        let agent = "<Agt><FinInstnId><BICFI>BKENKENA</BICFI></FinInstnId></Agt>";
        let text = document(
            "camt.056.001.08",
            &format!(
                "<FIToFIPmtCxlReq><Assgnmt><Id>A-1</Id><Assgnr>{agent}</Assgnr><Assgne>{agent}\
                 </Assgne><CreDtTm>2026-11-21T08:00:00Z</CreDtTm></Assgnmt><Undrlyg><TxInf>\
                 <CxlId>X-1</CxlId>{case}{ORIGINAL}<CxlRsnInf><Rsn><Cd>DUPL</Cd></Rsn></CxlRsnInf>\
                 </TxInf></Undrlyg></FIToFIPmtCxlReq>"
            ),
        );
        assert_eq!(codes(&text), []);
        let both = format!("</Assgnmt>{case}");
        alone(&text, "</Assgnmt>", &both, rule::CASE_TWICE, "TxInf[1]/Case");
        alone(&text, ORIGINAL, "", rule::ORIGINAL_MISSING, "/OrgnlUETR");
        alone(&text, "<Id>C-1", "<Id>C-1/", rule::REFERENCE_SLASHES, "Case/Id");
        alone(&text, "<CxlId>X-1", "<CxlId>/X", rule::REFERENCE_SLASHES, "CxlId");
        let reason = "<CxlRsnInf><Rsn><Cd>DUPL</Cd></Rsn></CxlRsnInf>";
        alone(&text, reason, "", rule::CANCELLATION_REASON_MISSING, "CxlRsnInf/Rsn");
        let counted = "</Assgnmt><CtrlData><NbOfTxs>2</NbOfTxs></CtrlData>";
        let wrong = advice_and_errors(&altered(&text, "</Assgnmt>", counted));
        assert_eq!(wrong, [rule::NUMBER_OF_TRANSACTIONS]);
    }

    #[test]
    fn a_refused_cancellation_says_why() {
        let agent = "<Agt><FinInstnId><BICFI>BKENKENA</BICFI></FinInstnId></Agt>";
        let text = document(
            "camt.029.001.09",
            &format!(
                "<RsltnOfInvstgtn><Assgnmt><Id>A-1</Id><Assgnr>{agent}</Assgnr><Assgne>{agent}\
                 </Assgne><CreDtTm>2026-11-21T08:00:00Z</CreDtTm></Assgnmt><Sts><Conf>RJCR</Conf>\
                 </Sts><CxlDtls><TxInfAndSts>{ORIGINAL}<CxlStsRsnInf><Rsn><Cd>CUST</Cd></Rsn>\
                 </CxlStsRsnInf></TxInfAndSts></CxlDtls></RsltnOfInvstgtn>"
            ),
        );
        let original = altered(&text, ORIGINAL, "<OrgnlTxId>T-1</OrgnlTxId>");
        assert_eq!(codes(&original), []);
        let reason = "<CxlStsRsnInf><Rsn><Cd>CUST</Cd></Rsn></CxlStsRsnInf>";
        alone(&text, reason, "", rule::CANCELLATION_REASON_MISSING, "CxlStsRsnInf/Rsn");
        assert_eq!(codes(&altered(&altered(&text, reason, ""), "RJCR", "CNCL")), []);
    }

    #[test]
    fn a_receipt_that_refuses_says_why() {
        let text = document(
            "camt.025.001.05",
            "<Rct><MsgHdr><MsgId>R-1</MsgId></MsgHdr><RctDtls><OrgnlMsgId><MsgId>M-1</MsgId>\
             </OrgnlMsgId><ReqHdlg><StsCd>RJCT</StsCd><Desc>No account.</Desc></ReqHdlg>\
             </RctDtls></Rct>",
        );
        assert_eq!(codes(&text), []);
        let told = "<Desc>No account.</Desc>";
        alone(&text, told, "", rule::STATUS_REASON_MISSING, "ReqHdlg[1]");
        assert_eq!(codes(&altered(&altered(&text, told, ""), "RJCT", "COMP")), []);
    }

    #[test]
    fn a_statement_adds_up() {
        let balance = |kind: &str, amount: &str| {
            format!(
                "<Bal><Tp><CdOrPrtry><Cd>{kind}</Cd></CdOrPrtry></Tp><Amt Ccy=\"KES\">{amount}\
                 </Amt><CdtDbtInd>CRDT</CdtDbtInd><Dt><Dt>2026-11-21</Dt></Dt></Bal>"
            )
        };
        let entry = |amount: &str, side: &str| {
            format!(
                "<Ntry><Amt Ccy=\"KES\">{amount}</Amt><CdtDbtInd>{side}</CdtDbtInd><Sts>\
                 <Cd>BOOK</Cd></Sts><BkTxCd><Prtry><Cd>X</Cd></Prtry></BkTxCd></Ntry>"
            )
        };
        let body = [
            &format!("<BkToCstmrStmt>{GROUP}</GrpHdr><Stmt><Id>S</Id><Acct><Id><Othr>"),
            "<Id>1</Id></Othr></Id><Ccy>KES</Ccy></Acct>",
            &balance("OPBD", "100.00"),
            &balance("CLBD", "112.5"),
            "<TxsSummry><TtlNtries><NbOfNtries>2</NbOfNtries><Sum>17.5</Sum></TtlNtries>",
            "</TxsSummry>",
            &entry("15", "CRDT"),
            &entry("2.50", "DBIT"),
            "</Stmt></BkToCstmrStmt>",
        ];
        let text = document("camt.053.001.08", &body.concat());
        assert_eq!(codes(&text), []);
        alone(&text, ">112.5<", ">112.51<", rule::BALANCES, "Bal[2]");
        alone(&text, "<Sum>17.5", "<Sum>17.6", rule::BALANCES, "TtlNtries/Sum");
        alone(&text, "ries>2<", "ries>3<", rule::BALANCES, "NbOfNtries");
        alone(&text, "KES\">15<", "UGX\">15<", rule::ENTRY_CURRENCY, "Ntry[1]/Amt");
        let page = "<Id>S</Id><StmtPgntn><PgNb>1</PgNb><LastPgInd>false</LastPgInd></StmtPgntn>";
        let page = altered(&altered(&text, "<Id>S</Id>", page), ">112.5<", ">999<");
        assert_eq!(codes(&page), [], "a page does not tell the whole");
    }

    #[test]
    fn liquidity_moves_between_two_accounts_and_periods_end() {
        let account =
            |name: &str, id: &str| format!("<{name}><Id><Othr><Id>{id}</Id></Othr></Id></{name}>");
        let text = document(
            "camt.050.001.05",
            &format!(
                "<LqdtyCdtTrf><MsgHdr><MsgId>M-1</MsgId></MsgHdr><LqdtyCdtTrf>{}\
                 <TrfdAmt><AmtWthCcy Ccy=\"KES\">5</AmtWthCcy></TrfdAmt>{}</LqdtyCdtTrf>\
                 </LqdtyCdtTrf>",
                account("CdtrAcct", "1"),
                account("DbtrAcct", "2")
            ),
        );
        assert_eq!(codes(&text), []);
        alone(&text, "<Id>2</Id>", "<Id>1</Id>", rule::LIQUIDITY_ACCOUNTS, "LqdtyCdtTrf");
        alone(&text, &account("DbtrAcct", "2"), "", rule::LIQUIDITY_ACCOUNTS, "DbtrAcct");
        let query = document(
            "camt.060.001.05",
            &format!(
                "<AcctRptgReq>{GROUP}</GrpHdr><RptgReq><ReqdMsgNmId>camt.053.001.08</ReqdMsgNmId>\
                 <AcctOwnr><Agt><FinInstnId><BICFI>BKENKENA</BICFI></FinInstnId></Agt></AcctOwnr>\
                 <RptgPrd><FrToDt><FrDt>2026-11-20</FrDt><ToDt>2026-11-21</ToDt></FrToDt>\
                 <Tp>ALLL</Tp></RptgPrd></RptgReq></AcctRptgReq>"
            ),
        );
        assert_eq!(codes(&query), []);
        alone(&query, "<ToDt>2026-11-21", "<ToDt>2026-11-19", rule::PERIOD_INVERTED, "RptgPrd");
        alone(&query, "camt.053.001.08", "pacs.008.001.08", rule::REPORT_UNKNOWN, "ReqdMsgNmId");
    }
}

#[test]
fn each_document_is_judged_with_its_own_header() {
    let sound = pacs009();
    let wrong = altered(&sound, "<MsgDefIdr>pacs.009.001.08", "<MsgDefIdr>pacs.009.001.09");
    let both = format!("<a>{sound}{wrong}</a>");
    let mut reader = Reader::new();
    let reading = reader.read(both.as_bytes());
    assert_eq!(reading.findings(), []);
    let profile = Profile::v_shape([bic("SUFTKENA")]);
    let found = examine(&reading, &profile).findings;
    let told: Vec<Suf> = found.iter().map(|finding| finding.code).collect();
    assert_eq!(told, [rule::HEADER_DEFINITION]);
    assert!(found[0].offset > sound.len(), "the second message is at fault");
}
