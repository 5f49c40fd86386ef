//! Lists of formats that are not at hand whole, made in the shape of the true files: OFAC's
//! advanced and classic XML, the EU's 1.1, the UK's CSV. Names are invented by a counter.

use std::fmt::Write;

const SYLLABLES: [&str; 16] = [
    "ba", "ri", "mo", "ka", "de", "sho", "lu", "ni", "ta", "ghe", "zu", "pa", "ro", "fi", "ne",
    "ha",
];
const CYRILLIC: [&str; 8] = ["ба", "ри", "мо", "ка", "де", "шо", "лу", "ни"];

/// A word that a number stands for.
pub fn word(mut number: usize, syllables: &[&str]) -> String {
    let mut word = String::new();
    for _ in 0..3 {
        word.push_str(syllables[number % syllables.len()]);
        number = number / syllables.len() + 7;
    }
    word
}

fn latin(number: usize) -> String {
    word(number, &SYLLABLES)
}

/// OFAC's advanced XML; the true file of 2026 has 19,181 parties in 125.7 MB, 6.5 KB each.
pub fn ofac_advanced(parties: usize) -> String {
    let mut text = String::with_capacity(parties * 6_800);
    text.push_str(ADVANCED_HEAD);
    text.push_str("  <Locations>\n");
    for at in 0..parties {
        advanced_location(&mut text, at);
    }
    text.push_str("  </Locations>\n  <IDRegDocuments>\n");
    for at in 0..parties {
        advanced_document(&mut text, at);
    }
    text.push_str("  </IDRegDocuments>\n  <DistinctParties>\n");
    for at in 0..parties {
        advanced_party(&mut text, at);
    }
    text.push_str("  </DistinctParties>\n  <ProfileRelationships>\n");
    for at in (1..parties).step_by(3) {
        let before = at;
        writeln!(
            text,
            "    <ProfileRelationship ID=\"{at}\" From-ProfileID=\"{}\" To-ProfileID=\"{before}\" \
             RelationTypeID=\"15003\" RelationQualityID=\"1\" Former=\"false\" \
             SanctionsEntryID=\"{at}\"><Comment /></ProfileRelationship>",
            at + 1
        )
        .unwrap();
    }
    text.push_str("  </ProfileRelationships>\n  <SanctionsEntries>\n");
    for at in 0..parties {
        writeln!(
            text,
            "    <SanctionsEntry ID=\"{at}\" ProfileID=\"{}\" ListID=\"1550\">\n      <EntryEvent \
             ID=\"{at}\" EntryEventTypeID=\"1\" LegalBasisID=\"1723\"><Comment /><Date \
             CalendarTypeID=\"1\"><Year>2014</Year><Month>3</Month><Day>{}</Day></Date></EntryEvent>\n      \
             <SanctionsMeasure ID=\"{at}\" SanctionsTypeID=\"1\"><Comment>SDGT</Comment>\
             </SanctionsMeasure>\n      <SanctionsMeasure ID=\"9{at}\" SanctionsTypeID=\"3\">\
             <Comment>Blocking</Comment></SanctionsMeasure>\n    </SanctionsEntry>",
            at + 1,
            at % 28 + 1
        )
        .unwrap();
    }
    text.push_str("  </SanctionsEntries>\n  <SanctionsEntryLinks />\n</Sanctions>\n");
    text
}

fn advanced_location(text: &mut String, at: usize) {
    let part = |kind: u32, value: &str| {
        format!(
            "      <LocationPart LocPartTypeID=\"{kind}\">\n        <LocationPartValue \
             Primary=\"true\" LocPartValueTypeID=\"1\" LocPartValueStatusID=\"1\">\n          \
             <Comment />\n          <Value>{value}</Value>\n        </LocationPartValue>\n      \
             </LocationPart>\n"
        )
    };
    writeln!(
        text,
        "    <Location ID=\"{at}\">\n      <LocationCountry CountryID=\"11065\" \
         CountryRelevanceID=\"91681\" />\n{}{}{}      <FeatureVersionReference \
         FeatureVersionID=\"{at}\" />\n    </Location>",
        part(1451, &format!("{} &amp; {} Street {at}", latin(at), latin(at * 3))),
        part(1454, "Kabul"),
        part(1456, "1001")
    )
    .unwrap();
}

fn advanced_document(text: &mut String, at: usize) {
    writeln!(
        text,
        "    <IDRegDocument ID=\"{at}\" IDRegDocTypeID=\"{}\" IdentityID=\"5{at}\" \
         IssuedBy-CountryID=\"11065\" ValidityID=\"1\">\n      <Comment />\n      \
         <IDRegistrationNo>{}{:07}</IDRegistrationNo>\n      <IssuingAuthority />\n      \
         <DocumentDate IDRegDocDateTypeID=\"1480\"><DatePeriod CalendarTypeID=\"1\"><Start \
         Approximate=\"false\"><From><Year>2001</Year><Month>1</Month><Day>2</Day></From></Start>\
         </DatePeriod></DocumentDate>\n      <DocumentedNameReference DocumentedNameID=\"7{at}\" />\
         \n    </IDRegDocument>",
        if at % 4 == 2 { 1626 } else { 1571 },
        if at % 4 == 2 { "IMO " } else { "P" },
        1_000_000 + at
    )
    .unwrap();
}

/// Subtypes by turns: individual and entity (both `Unknown`), vessel, aircraft.
fn advanced_party(text: &mut String, at: usize) {
    let id = at + 1;
    let person = at.is_multiple_of(4);
    let subtype = [4, 3, 1, 2][at % 4];
    write!(
        text,
        "    <DistinctParty FixedRef=\"{id}\">\n      <Comment />\n      <Profile ID=\"{id}\" \
         PartySubTypeID=\"{subtype}\">\n        <Identity ID=\"5{at}\" FixedRef=\"{id}\" \
         Primary=\"true\" False=\"false\">\n"
    )
    .unwrap();
    for alias in 0..4 {
        advanced_alias(text, at, alias, person);
    }
    text.push_str("          <NamePartGroups>\n");
    let kinds = if person { [1520, 1521] } else { [1525, 1525] };
    for (group, kind) in [(1, kinds[0]), (2, kinds[1])] {
        writeln!(
            text,
            "            <MasterNamePartGroup>\n              <NamePartGroup ID=\"{group}\" \
             NamePartTypeID=\"{kind}\" />\n            </MasterNamePartGroup>"
        )
        .unwrap();
    }
    text.push_str("          </NamePartGroups>\n        </Identity>\n");
    advanced_evidence(text, at, person);
    advanced_feature(text, at, 25, &format!("<VersionLocation LocationID=\"{at}\" />"));
    advanced_feature(
        text,
        at,
        224,
        "<VersionDetail DetailTypeID=\"1431\" DetailReferenceID=\"91526\" />",
    );
    let risk =
        "section 1(b) of Executive Order 13224, as amended by Executive Order 13886; and more";
    advanced_feature(
        text,
        at,
        504,
        &format!("<VersionDetail DetailTypeID=\"1432\">{risk}</VersionDetail>"),
    );
    writeln!(
        text,
        "        <SanctionsEntryReference SanctionsEntryID=\"{at}\" />\n      </Profile>\n    \
         </DistinctParty>"
    )
    .unwrap();
}

/// Birth and nationality of a person, a wallet of others.
fn advanced_evidence(text: &mut String, at: usize, person: bool) {
    let date = |year: usize, month: usize, day: usize| {
        format!("<Year>{year}</Year><Month>{month}</Month><Day>{day}</Day>")
    };
    let year = 1940 + at % 50;
    let day = date(year, at % 12 + 1, at % 28 + 1);
    if person {
        advanced_feature(
            text,
            at,
            8,
            &format!(
                "<DatePeriod CalendarTypeID=\"1\" YearFixed=\"false\" MonthFixed=\"false\" \
             DayFixed=\"false\"><Start Approximate=\"{0}\"><From>{day}</From><To>{day}</To></Start>\
             <End Approximate=\"{0}\"><From>{day}</From><To>{day}</To></End></DatePeriod>",
                at % 8 == 4
            ),
        );
        advanced_feature(
            text,
            at,
            9,
            "<VersionDetail DetailTypeID=\"1432\">Kandahar, Afghanistan</VersionDetail>",
        );
        advanced_feature(text, at, 10, &format!("<VersionLocation LocationID=\"{at}\" />"));
    } else {
        advanced_feature(
            text,
            at,
            344,
            &format!("<VersionDetail DetailTypeID=\"1432\">1Kuf{at}</VersionDetail>"),
        );
    }
}

fn advanced_feature(text: &mut String, at: usize, kind: u32, body: &str) {
    writeln!(
        text,
        "        <Feature ID=\"{at}{kind}\" FeatureTypeID=\"{kind}\">\n          <FeatureVersion \
         ID=\"{at}{kind}\" ReliabilityID=\"1\">\n            <Comment />\n            {body}\n          \
         </FeatureVersion>\n          <IdentityReference IdentityID=\"5{at}\" \
         IdentityFeatureLinkTypeID=\"1\" />\n        </Feature>"
    )
    .unwrap();
}

/// The first is primary, the second in Latin and Cyrillic, the third of low quality, the fourth a
/// former one.
fn advanced_alias(text: &mut String, at: usize, alias: usize, person: bool) {
    let id = at + 1;
    let kind = [1403, 1400, 1400, 1401][alias];
    writeln!(
        text,
        "          <Alias FixedRef=\"{id}\" AliasTypeID=\"{kind}\" Primary=\"{}\" \
         LowQuality=\"{}\">",
        alias == 0,
        alias == 2
    )
    .unwrap();
    let scripts: &[u32] = if alias == 1 { &[215, 220] } else { &[215] };
    for script in scripts {
        let syllables: &[&str] = if *script == 220 { &CYRILLIC } else { &SYLLABLES };
        let (last, first) = (word(at * 5 + alias, syllables), word(at * 7 + alias, syllables));
        let last = last.to_uppercase();
        writeln!(
            text,
            "            <DocumentedName ID=\"7{at}\" FixedRef=\"{id}\" DocNameStatusID=\"1\">"
        )
        .unwrap();
        let parts = [(1, last), (2, first)];
        for (group, value) in parts.iter().take(if person { 2 } else { 1 }) {
            writeln!(
                text,
                "              <DocumentedNamePart>\n                <NamePartValue \
                 NamePartGroupID=\"{group}\" ScriptID=\"{script}\" ScriptStatusID=\"1\" \
                 Acronym=\"false\">{value}</NamePartValue>\n              </DocumentedNamePart>"
            )
            .unwrap();
        }
        text.push_str("            </DocumentedName>\n");
    }
    text.push_str("          </Alias>\n");
}

const ADVANCED_HEAD: &str = r#"<?xml version="1.0" encoding="utf-8"?>
<Sanctions xmlns="https://sanctionslistservice.ofac.treas.gov/api/PublicationPreview/exports/ADVANCED_XML" Version="1">
  <DateOfIssue CalendarTypeID="1"><Year>2026</Year><Month>7</Month><Day>30</Day></DateOfIssue>
  <ReferenceValueSets>
    <AliasTypeValues><AliasType ID="1400">A.K.A.</AliasType><AliasType ID="1401">F.K.A.</AliasType><AliasType ID="1403">Name</AliasType></AliasTypeValues>
    <CountryValues><Country ID="11065" ISO2="AF">Afghanistan</Country></CountryValues>
    <DetailReferenceValues><DetailReference ID="91526">Male</DetailReference></DetailReferenceValues>
    <FeatureTypeValues><FeatureType ID="8" FeatureTypeGroupID="1">Birthdate</FeatureType><FeatureType ID="9">Place of Birth</FeatureType><FeatureType ID="10">Nationality Country</FeatureType><FeatureType ID="25">Location</FeatureType><FeatureType ID="224">Gender</FeatureType><FeatureType ID="504">Secondary sanctions risk:</FeatureType><FeatureType ID="344">Digital Currency Address - XBT</FeatureType></FeatureTypeValues>
    <IDRegDocTypeValues><IDRegDocType ID="1571">Passport</IDRegDocType><IDRegDocType ID="1626">Vessel Registration Identification</IDRegDocType></IDRegDocTypeValues>
    <NamePartTypeValues><NamePartType ID="1520">Last Name</NamePartType><NamePartType ID="1521">First Name</NamePartType><NamePartType ID="1525">Entity Name</NamePartType></NamePartTypeValues>
    <PartySubTypeValues><PartySubType ID="1" PartyTypeID="4">Vessel</PartySubType><PartySubType ID="2" PartyTypeID="4">Aircraft</PartySubType><PartySubType ID="3" PartyTypeID="2">Unknown</PartySubType><PartySubType ID="4" PartyTypeID="1">Unknown</PartySubType></PartySubTypeValues>
    <PartyTypeValues><PartyType ID="1">Individual</PartyType><PartyType ID="2">Entity</PartyType><PartyType ID="4">Transport</PartyType></PartyTypeValues>
    <RelationTypeValues><RelationType ID="15003" Symmetrical="false">Owned or Controlled By</RelationType></RelationTypeValues>
    <SanctionsTypeValues><SanctionsType ID="1">Program</SanctionsType><SanctionsType ID="3">Block</SanctionsType></SanctionsTypeValues>
    <ScriptValues><Script ID="215" ScriptCode="Latn">Latin</Script><Script ID="220" ScriptCode="Cyrl">Cyrillic</Script></ScriptValues>
  </ReferenceValueSets>
"#;

/// OFAC's classic XML.
pub fn ofac_xml(entries: usize, stated: usize) -> String {
    let mut text = format!(
        "<?xml version=\"1.0\" standalone=\"yes\"?>\n<sdnList \
         xmlns=\"http://tempuri.org/sdnList.xsd\">\n  <publshInformation>\n    \
         <Publish_Date>07/30/2026</Publish_Date>\n    <Record_Count>{stated}</Record_Count>\n  \
         </publshInformation>\n"
    );
    for at in 0..entries {
        let (last, first) = (latin(at).to_uppercase(), latin(at * 7));
        writeln!(
            text,
            "  <sdnEntry>\n    <uid>{at}</uid>\n    <firstName>{first}</firstName>\n    \
             <lastName>{last}</lastName>\n    <sdnType>Individual</sdnType>\n    <programList>\n      \
             <program>SDGT</program>\n    </programList>\n    <idList><id><uid>1</uid>\
             <idType>Passport</idType><idNumber>A{at:06}</idNumber><idCountry>Iran</idCountry></id>\
             <id><idType>Gender</idType><idNumber>Male</idNumber></id></idList>\n    \
             <akaList><aka><uid>2</uid><type>a.k.a.</type><category>weak</category>\
             <lastName>{last}</lastName></aka><aka><uid>3</uid><type>f.k.a.</type>\
             <category>strong</category><lastName>OLD</lastName><firstName>{first}</firstName></aka>\
             </akaList>\n    <dateOfBirthList><dateOfBirthItem><uid>4</uid>\
             <dateOfBirth>circa 1951</dateOfBirth></dateOfBirthItem></dateOfBirthList>\n    \
             <placeOfBirthList><placeOfBirthItem><placeOfBirth>Tehran, Iran</placeOfBirth>\
             </placeOfBirthItem></placeOfBirthList>\n  </sdnEntry>"
        )
        .unwrap();
    }
    text.push_str("</sdnList>\n");
    text
}

/// The EU's XML 1.1; the true file of 2026 has 5,860 entities and 29,809 names.
pub fn eu(entities: usize, names: usize) -> String {
    let mut text = String::from(
        "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n<export \
         xmlns=\"http://eu.europa.ec/fpi/fsd/export\" \
         generationDate=\"2026-05-01T21:24:35.826+02:00\" globalFileId=\"1\">\n",
    );
    for at in 0..entities {
        let own = names / entities + usize::from(at < names % entities);
        let person = at % 2 == 0;
        let (code, letter) = if person { ("person", "P") } else { ("enterprise", "E") };
        writeln!(
            text,
            "    <sanctionEntity designationDate=\"2022-03-01\" designationDetails=\"\" \
             unitedNationId=\"\" euReferenceNumber=\"EU.{at}.{}\" logicalId=\"{at}\">\n        \
             <remark>One &lt;remark&gt;</remark>\n        <regulation \
             regulationType=\"regulation\" publicationDate=\"2022-03-01\" \
             entryIntoForceDate=\"2022-03-02\" programme=\"UKR\" logicalId=\"1\"/>\n        \
             <subjectType code=\"{code}\" classificationCode=\"{letter}\"/>",
            at % 100
        )
        .unwrap();
        for name in 0..own {
            let syllables: &[&str] = if name == 2 { &CYRILLIC } else { &SYLLABLES };
            let (first, last) = (word(at * 3 + name, syllables), word(at * 11 + name, syllables));
            writeln!(
                text,
                "        <nameAlias firstName=\"{first}\" middleName=\"\" lastName=\"{last}\" \
                 wholeName=\"{first} {last}\" function=\"\" gender=\"M\" title=\"\" \
                 nameLanguage=\"EN\" strong=\"{}\" regulationLanguage=\"en\" \
                 logicalId=\"{name}\">\n            <regulationSummary regulationType=\"regulation\" \
                 publicationDate=\"2022-03-01\" numberTitle=\"269/2014 (OJ L78)\" \
                 publicationUrl=\"http://eur-lex.europa.eu/LexUriServ/LexUriServ.do?uri=OJ:L:2003\"/>\
                 \n        </nameAlias>",
                name != 3
            )
            .unwrap();
        }
        writeln!(
            text,
            "        <birthdate circa=\"true\" calendarType=\"GREGORIAN\" city=\"Minsk\" \
             year=\"1960\" countryIso2Code=\"BY\" countryDescription=\"BELARUS\"/>\n        \
             <birthdate circa=\"false\" calendarType=\"ISLAMIC\" year=\"1341\"/>\n        \
             <identification number=\"MP{at:07}\" identificationTypeCode=\"passport\" \
             identificationTypeDescription=\"National passport\" countryIso2Code=\"BY\"/>\n    \
             </sanctionEntity>"
        )
        .unwrap();
    }
    text.push_str("</export>\n");
    text
}

/// The UK's CSV with its 58 columns: two addresses and two names of each listing, in four lines.
pub fn uk(listings: usize) -> String {
    let heads = "Last Updated,Unique ID,OFSI Group ID,UN Reference Number,Name 6,Name 1,Name 2,\
        Name 3,Name 4,Name 5,Name type,Alias strength,Title,Name non-latin script,Non-latin script \
        type,Non-latin script language,Regime Name,Designation Type,Designation source,Sanctions \
        Imposed,Other Information,UK Statement of Reasons,Address Line 1,Address Line 2,Address \
        Line 3,Address Line 4,Address Line 5,Address Line 6,Address Postal Code,Address \
        Country,Phone number,Website,Email address,Date Designated,D.O.B,Nationality(/ies),National \
        Identifier number,National Identifier additional information,Passport number,Passport \
        additional information,Position,Gender,Town of birth,Country of birth,Type of \
        entity,Subsidiaries,Parent company,Business registration number (s),IMO number,Current \
        owner/operator (s),Previous owner/operator (s),Current believed flag of ship,Previous \
        flags,Type of ship,Tonnage of ship,Length of ship,Year Built,Hull identification number \
        (HIN)";
    let columns: Vec<&str> = heads.split(',').map(str::trim).collect();
    let mut text = format!("Report Date: 08-Oct-2026\n{heads}\n");
    for at in 0..listings {
        for line in 0..4 {
            let mut fields = vec![String::new(); columns.len()];
            let mut set = |head: &str, value: String| {
                let place = columns.iter().position(|column| *column == head).unwrap();
                fields[place] = value;
            };
            set("Unique ID", format!("RUS{at:04}"));
            let (name, weak) = (line / 2, line / 2 == 1);
            set("Name 6", latin(at * 3 + name).to_uppercase());
            set("Name 1", latin(at * 5 + name));
            set("Name type", if weak { "Alias" } else { "Primary Name" }.to_owned());
            set("Alias strength", if weak { "Low quality a.k.a" } else { "" }.to_owned());
            set("Name non-latin script", word(at, &CYRILLIC));
            set("Designation Type", "Individual".to_owned());
            set("Regime Name", "The Russia (Sanctions) (EU Exit) Regulations 2019".to_owned());
            set(
                "Address Line 1",
                format!("\"{} Street\n{}, flat \"\"{line}\"\"\"", latin(at), line % 2),
            );
            set("Address Country", "Russia".to_owned());
            set("D.O.B", "dd/mm/1965".to_owned());
            set("Nationality(/ies)", "Russia|Belarus".to_owned());
            set("Passport number", format!("75{at:07}"));
            set("Date Designated", "31/07/2024".to_owned());
            text.push_str(&fields.join(","));
            text.push('\n');
        }
    }
    text
}
