//! The traps of each format, one small list each: what keepers write otherwise than one expects.
//!
//! Shapes and spellings are those of the true files; who is listed is invented.

use std::io::BufReader;
use suftaja_screen::list::{self, Format, Options, Reading};
use suftaja_screen::listing::{Birth, Kind, Listing, Strength};

fn read(format: Format, text: &str) -> Reading {
    list::read(format, &mut BufReader::new(text.as_bytes()), &Options::default()).unwrap()
}

/// `original Горин` or `weak alias Gosha`, one for each name in its order.
fn names(listing: &Listing) -> Vec<String> {
    let told = listing.names.iter().map(|name| {
        let weak = if name.strength == Strength::Weak { "weak " } else { "" };
        let role = format!("{:?}", name.role).to_lowercase();
        format!("{weak}{role} {}", name.text)
    });
    told.collect()
}

/// `1971..1972 3 5 ~`, as far as said.
fn birth(birth: &Birth) -> String {
    let part = |part: Option<u8>| part.map_or(String::new(), |part| format!(" {part}"));
    let about = if birth.approximate { " ~" } else { "" };
    let (from, to) = (birth.year_from.unwrap_or(0), birth.year_to.unwrap_or(0));
    format!("{from}..{to}{}{}{about}", part(birth.month), part(birth.day))
}

fn births(listing: &Listing) -> Vec<String> {
    listing.births.iter().map(birth).collect()
}

fn documents(listing: &Listing) -> Vec<(&str, &str, Option<&str>)> {
    let documents = listing.documents.iter();
    documents.map(|it| (it.kind.as_str(), it.number.as_str(), it.country.as_deref())).collect()
}

fn told(reading: &Reading) -> Vec<(u64, &str)> {
    reading.findings.rows.iter().map(|row| (row.line, row.field.as_str())).collect()
}

const UN: &str = "<?xml version=\"1.0\" encoding=\"utf-8\"?>
<CONSOLIDATED_LIST dateGenerated=\"2026-02-27T00:00:09.554Z\"><INDIVIDUALS>
<INDIVIDUAL><DATAID>6908555</DATAID><VERSIONNUM>1</VERSIONNUM><FIRST_NAME>ABD</FIRST_NAME>
 <SECOND_NAME>AL
   RAHMAN </SECOND_NAME><THIRD_NAME/><FOURTH_NAME></FOURTH_NAME><UN_LIST_TYPE>Al-Qaida</UN_LIST_TYPE>
 <REFERENCE_NUMBER>QDi.203</REFERENCE_NUMBER><LISTED_ON>2008-10-07</LISTED_ON>
 <NAME_ORIGINAL_SCRIPT>عبد الرحمن</NAME_ORIGINAL_SCRIPT>
 <COMMENTS1>Works with QDe.004 and CDi.015; see the website.</COMMENTS1>
 <NATIONALITY><VALUE>Iran (Islamic Republic of)</VALUE><VALUE/></NATIONALITY>
 <INDIVIDUAL_ALIAS><QUALITY>Good</QUALITY><ALIAS_NAME>A</ALIAS_NAME></INDIVIDUAL_ALIAS>
 <INDIVIDUAL_ALIAS><QUALITY>Low</QUALITY><ALIAS_NAME>B</ALIAS_NAME></INDIVIDUAL_ALIAS>
 <INDIVIDUAL_ALIAS><QUALITY>a.k.a.</QUALITY><ALIAS_NAME>C</ALIAS_NAME></INDIVIDUAL_ALIAS>
 <INDIVIDUAL_ALIAS><QUALITY>f.k.a.</QUALITY><ALIAS_NAME>D</ALIAS_NAME></INDIVIDUAL_ALIAS>
 <INDIVIDUAL_ALIAS><QUALITY/><ALIAS_NAME/></INDIVIDUAL_ALIAS>
 <INDIVIDUAL_ALIAS><QUALITY/><ALIAS_NAME>E</ALIAS_NAME></INDIVIDUAL_ALIAS>
 <INDIVIDUAL_ADDRESS><COUNTRY/></INDIVIDUAL_ADDRESS>
 <INDIVIDUAL_DATE_OF_BIRTH><TYPE_OF_DATE>EXACT</TYPE_OF_DATE><DATE>1971-03-05</DATE></INDIVIDUAL_DATE_OF_BIRTH>
 <INDIVIDUAL_DATE_OF_BIRTH><TYPE_OF_DATE>APPROXIMATELY</TYPE_OF_DATE><YEAR>1972</YEAR></INDIVIDUAL_DATE_OF_BIRTH>
 <INDIVIDUAL_DATE_OF_BIRTH><TYPE_OF_DATE>BETWEEN</TYPE_OF_DATE><FROM_YEAR>1976</FROM_YEAR><TO_YEAR>1974</TO_YEAR></INDIVIDUAL_DATE_OF_BIRTH>
 <INDIVIDUAL_DATE_OF_BIRTH><TYPE_OF_DATE/></INDIVIDUAL_DATE_OF_BIRTH>
 <INDIVIDUAL_DATE_OF_BIRTH/>
 <INDIVIDUAL_PLACE_OF_BIRTH><CITY>Kandahar</CITY><COUNTRY>Afghanistan</COUNTRY></INDIVIDUAL_PLACE_OF_BIRTH>
 <INDIVIDUAL_DOCUMENT><TYPE_OF_DOCUMENT>National
    Identification
    Number</TYPE_OF_DOCUMENT><NUMBER>A 1</NUMBER></INDIVIDUAL_DOCUMENT>
 <INDIVIDUAL_DOCUMENT><TYPE_OF_DOCUMENT>Numéro de passeport</TYPE_OF_DOCUMENT><NUMBER>B 2</NUMBER><ISSUING_COUNTRY>Yemen</ISSUING_COUNTRY></INDIVIDUAL_DOCUMENT>
 <INDIVIDUAL_DOCUMENT><TYPE_OF_DOCUMENT>Pasaporte</TYPE_OF_DOCUMENT><NUMBER>C 3</NUMBER></INDIVIDUAL_DOCUMENT>
 <INDIVIDUAL_DOCUMENT><TYPE_OF_DOCUMENT/></INDIVIDUAL_DOCUMENT>
</INDIVIDUAL></INDIVIDUALS><ENTITIES>
<ENTITY><FIRST_NAME>X GROUP</FIRST_NAME><REFERENCE_NUMBER>QDe.004</REFERENCE_NUMBER>
 <ENTITY_ALIAS><QUALITY>a.k.a.</QUALITY><ALIAS_NAME>XG</ALIAS_NAME></ENTITY_ALIAS>
 <ENTITY_ADDRESS><STREET/><CITY>Aden</CITY><COUNTRY>Yemen</COUNTRY></ENTITY_ADDRESS></ENTITY>
</ENTITIES></CONSOLIDATED_LIST>";

#[test]
fn un() {
    let reading = read(Format::Un, UN);
    let one = reading.list.listing("QDi.203").unwrap();
    assert_eq!(
        names(one),
        [
            "primary ABD AL RAHMAN",
            "original عبد الرحمن",
            "alias A",
            "weak alias B",
            "alias C",
            "former D",
            "alias E",
        ]
    );
    assert_eq!(births(one), ["1971..1971 3 5", "1972..1972 ~", "1974..1976", "0..0"]);
    assert_eq!(one.births[3].country.as_deref(), Some("AF"), "which birth it belongs to is unsaid");
    assert_eq!(
        documents(one),
        [
            ("National Identification Number", "A 1", None),
            ("Passport", "B 2", Some("YE")),
            ("Passport", "C 3", None),
        ]
    );
    assert_eq!(
        (one.countries.as_slice(), one.listed_on.as_deref()),
        (&["IR".into()][..], Some("2008-10-07"))
    );
    let related: Vec<&str> = one.relations.iter().map(|it| it.id.as_str()).collect();
    assert_eq!(related, ["QDe.004"], "what is not listed is no relation");
    let group = reading.list.listing("QDe.004").unwrap();
    assert_eq!(
        (group.kind, group.names.len(), group.addresses[0].as_str()),
        (Kind::Entity, 2, "Aden, Yemen")
    );
    assert_eq!(told(&reading), [(15, "QUALITY")], "an alias without a quality is strong, and told");
    let marked = read(Format::Un, &format!("\u{feff}{UN}"));
    assert_eq!(marked.list.listings, reading.list.listings, "a byte order mark says nothing");
}

const ADVANCED: &str = "<Sanctions><DateOfIssue><Year>2026</Year><Month>7</Month><Day>30</Day></DateOfIssue>
<ReferenceValueSets>
 <AliasTypeValues><AliasType ID=\"1403\">Name</AliasType><AliasType ID=\"1400\">A.K.A.</AliasType></AliasTypeValues>
 <FeatureTypeValues><FeatureType ID=\"8\">Birthdate</FeatureType></FeatureTypeValues>
 <NamePartTypeValues><NamePartType ID=\"1520\">Last Name</NamePartType><NamePartType ID=\"1521\">First Name</NamePartType><NamePartType ID=\"1528\">Patronymic</NamePartType></NamePartTypeValues>
 <PartySubTypeValues><PartySubType ID=\"4\" PartyTypeID=\"1\">Unknown</PartySubType></PartySubTypeValues>
 <PartyTypeValues><PartyType ID=\"1\">Individual</PartyType></PartyTypeValues>
 <ScriptValues><Script ID=\"215\">Latin</Script><Script ID=\"160\">Chinese Simplified</Script></ScriptValues>
</ReferenceValueSets><IDRegDocuments><IDRegDocument IDRegDocTypeID=\"1\" IdentityID=\"9\"><IDRegistrationNo>A1</IDRegistrationNo></IDRegDocument></IDRegDocuments><DistinctParties>
<DistinctParty FixedRef=\"100\"><Profile ID=\"100\" PartySubTypeID=\"4\"><Identity ID=\"1\" Primary=\"true\">
 <Alias AliasTypeID=\"1403\" Primary=\"true\" LowQuality=\"false\"><DocumentedName>
  <DocumentedNamePart><NamePartValue NamePartGroupID=\"2\" ScriptID=\"215\">Igor</NamePartValue></DocumentedNamePart>
  <DocumentedNamePart><NamePartValue NamePartGroupID=\"3\" ScriptID=\"215\">Olegovich</NamePartValue></DocumentedNamePart>
  <DocumentedNamePart><NamePartValue NamePartGroupID=\"1\" ScriptID=\"215\">GORIN</NamePartValue></DocumentedNamePart>
 </DocumentedName><DocumentedName>
  <DocumentedNamePart><NamePartValue NamePartGroupID=\"2\" ScriptID=\"160\">伟</NamePartValue></DocumentedNamePart>
  <DocumentedNamePart><NamePartValue NamePartGroupID=\"1\" ScriptID=\"160\">王</NamePartValue></DocumentedNamePart>
 </DocumentedName></Alias>
 <Alias AliasTypeID=\"1400\" Primary=\"false\" LowQuality=\"true\"><DocumentedName>
  <DocumentedNamePart><NamePartValue NamePartGroupID=\"2\" ScriptID=\"215\">Gosha</NamePartValue></DocumentedNamePart>
 </DocumentedName></Alias>
 <NamePartGroups>
  <MasterNamePartGroup><NamePartGroup ID=\"1\" NamePartTypeID=\"1520\"/></MasterNamePartGroup>
  <MasterNamePartGroup><NamePartGroup ID=\"2\" NamePartTypeID=\"1521\"/></MasterNamePartGroup>
  <MasterNamePartGroup><NamePartGroup ID=\"3\" NamePartTypeID=\"1528\"/></MasterNamePartGroup>
 </NamePartGroups></Identity>
 <Feature FeatureTypeID=\"8\"><FeatureVersion><DatePeriod>
  <Start Approximate=\"false\"><From><Year>1970</Year><Month>1</Month><Day>1</Day></From></Start>
  <End Approximate=\"false\"><To><Year>1972</Year><Month>12</Month><Day>31</Day></To></End>
 </DatePeriod></FeatureVersion></Feature>
 <Feature FeatureTypeID=\"8\"><FeatureVersion><DatePeriod>
  <Start Approximate=\"true\"><From><Year>1971</Year><Month>1</Month><Day>1</Day></From></Start>
  <End Approximate=\"true\"><To><Year>1971</Year><Month>12</Month><Day>31</Day></To></End>
 </DatePeriod></FeatureVersion></Feature></Profile></DistinctParty>
<DistinctParty FixedRef=\"200\"><Profile ID=\"200\" PartySubTypeID=\"77\"><Identity ID=\"2\">
 <Alias Primary=\"true\"><DocumentedName><DocumentedNamePart><NamePartValue>NEWEST</NamePartValue></DocumentedNamePart></DocumentedName></Alias>
</Identity></Profile></DistinctParty>
</DistinctParties><ProfileRelationships>
<ProfileRelationship From-ProfileID=\"100\" To-ProfileID=\"999\"/>
</ProfileRelationships></Sanctions>";

#[test]
fn ofac_advanced() {
    let reading = read(Format::OfacAdvanced, ADVANCED);
    let one = reading.list.listing("100").unwrap();
    assert_eq!(one.kind, Kind::Individual, "a subtype Unknown is what its type says");
    assert_eq!(
        names(one),
        ["primary GORIN, Igor Olegovich", "original 王 伟", "weak alias Gosha",]
    );
    assert_eq!(one.names[0].family.as_deref(), Some("GORIN"));
    assert_eq!(births(one), ["1970..1972", "1971..1971 ~"]);
    let newest = reading.list.listing("200").unwrap();
    assert_eq!((newest.kind, newest.names[0].text.as_str()), (Kind::Entity, "NEWEST"));
    assert_eq!(
        told(&reading),
        [(35, "PartySubTypeID"), (39, "ProfileRelationship"), (9, "IDRegDocument")]
    );
}

const EU: &str = "<export xmlns=\"http://eu.europa.ec/fpi/fsd/export\" generationDate=\"2026-05-01T21:24:35.826+02:00\">
<sanctionEntity logicalId=\"13\"><subjectType code=\"person\"/>
 <nameAlias wholeName=\"Igor Gorin\" lastName=\"Gorin\" nameLanguage=\"EN\"/>
 <nameAlias wholeName=\"Игорь Горин\" nameLanguage=\"BG\" strong=\"true\"/>
 <nameAlias wholeName=\"\" firstName=\"Gosha\" lastName=\"Gorin\" strong=\"false\"/>
 <nameAlias wholeName=\"\"/>
 <birthdate circa=\"true\" calendarType=\"GREGORIAN\" year=\"1960\" countryIso2Code=\"00\" countryDescription=\"UNKNOWN\"/>
 <birthdate circa=\"false\" calendarType=\"GREGORIAN\" yearRangeFrom=\"1961\" yearRangeTo=\"1963\"/>
 <birthdate calendarType=\"ISLAMIC\" year=\"1341\"/>
 <citizenship countryIso2Code=\"00\" countryDescription=\"UNKNOWN\"/>
 <citizenship countryIso2Code=\"RU\" countryDescription=\"RUSSIAN FEDERATION\"/>
 <identification number=\"\" latinNumber=\"75 123\" identificationTypeDescription=\"National passport\" countryIso2Code=\"RU\"/>
</sanctionEntity>
<sanctionEntity euReferenceNumber=\"EU.9.1\" logicalId=\"14\"><subjectType code=\"ghost\"/>
 <nameAlias wholeName=\"X\"/></sanctionEntity></export>";

#[test]
fn eu() {
    let reading = read(Format::Eu, EU);
    let one = reading.list.listing("13").unwrap();
    assert_eq!(
        names(one),
        ["primary Igor Gorin", "original Игорь Горин", "weak alias Gosha Gorin",]
    );
    assert_eq!(births(one), ["1960..1960 ~", "1961..1963"]);
    assert_eq!(
        (one.births[0].country.as_deref(), one.countries.as_slice()),
        (None, &["RU".into()][..])
    );
    assert_eq!(documents(one), [("National passport", "75 123", Some("RU"))]);
    assert!(reading.list.listing("EU.9.1").is_some_and(|it| it.kind == Kind::Entity));
    let expected = [(2, "euReferenceNumber"), (9, "birthdate"), (14, "subjectType")];
    assert_eq!(told(&reading), expected);
}

const EU_LEGACY: &str = "<?xml version=\"1.0\"?><WHOLE Date=\"11/02/2016\">
<ENTITY Id=\"1\" Type=\"P\" reg_date=\"2002-02-21\" programme=\"ZWE\">
 <NAME Id=\"1\"><LASTNAME>Moyo</LASTNAME><FIRSTNAME>Tariro</FIRSTNAME><WHOLENAME></WHOLENAME></NAME>
 <NAME Id=\"2\"><WHOLENAME>Тариро Мойо</WHOLENAME></NAME>
 <BIRTH><DATE>1924-02-21</DATE><PLACE/><COUNTRY>ZWE</COUNTRY></BIRTH>
 <BIRTH><DATE/><PLACE/><COUNTRY/></BIRTH>
 <PASSPORT><NUMBER>AD001095 (passport-National passport)</NUMBER><COUNTRY>ZWE</COUNTRY></PASSPORT>
 <PASSPORT><NUMBER>UNKNOWN</NUMBER></PASSPORT>
</ENTITY></WHOLE>";

#[test]
fn eu_legacy() {
    let reading = read(Format::EuLegacy, EU_LEGACY);
    assert_eq!(reading.list.date.as_deref(), Some("2016-02-11"));
    let one = reading.list.listing("1").unwrap();
    assert_eq!(names(one), ["primary Tariro Moyo", "original Тариро Мойо"]);
    assert_eq!(
        (births(one), one.births[0].country.as_deref()),
        (vec!["1924..1924 2 21".into()], Some("ZW"))
    );
    assert_eq!(documents(one), [("National passport", "AD001095", Some("ZW"))]);
    assert_eq!(told(&reading), [(8, "PASSPORT/NUMBER")]);
}

#[test]
fn uk() {
    let text = "Report Date: 08-Oct-2026\n\
        Unique ID,Name 6,Name 1,Name type,Alias strength,Name non-latin script,Designation Type,D.O.B,Nationality(/ies),IMO number,Address Line 1,Address Country\n\
        A1,GORIN,Igor,Primary Name,,Горин,Individual,dd/mm/1965,Russia|Belarus,,Street 1,Russia\n\
        B2,KOROLEV PROSPECT,,Primary Name,,,Ship,,,IMO 9826902,,\n\
        A1,GORIN,Igor,Primary Name,,Горин,Individual,00/07/1966,Russia|Belarus,,\"Street 2\nflat 3\",Russia\n\
        A1,GOSHA,,Alias,Low quality a.k.a,,Individual,dd/mm/1965,,,,\n\
        A1,GORINA,,Odd,,,Individual,,,,,\n";
    let reading = read(Format::Uk, text);
    assert_eq!(reading.list.date.as_deref(), Some("2026-10-08"));
    let one = reading.list.listing("A1").unwrap();
    assert_eq!(
        names(one),
        ["primary Igor GORIN", "original Горин", "weak alias GOSHA", "alias GORINA",]
    );
    assert_eq!(one.names[0].family.as_deref(), Some("GORIN"));
    assert_eq!(births(one), ["1965..1965", "1966..1966 7"]);
    assert_eq!(one.countries, ["RU", "BY"]);
    assert_eq!(one.addresses, ["Street 1, Russia", "Street 2 flat 3, Russia"]);
    let ship = reading.list.listing("B2").unwrap();
    assert_eq!((ship.kind, documents(ship)), (Kind::Vessel, vec![("IMO number", "9826902", None)]));
    assert_eq!(told(&reading), [(8, "name type")]);
}

#[test]
fn uk_of_old() {
    let mut bytes = "Last Updated,12/02/2016,\n\
        Name 6,Name 1,Title,DOB,Town of Birth,Country of Birth,Nationality,Passport Details,Group Type,Alias Type,Listed On,Group ID\n\
        GUNAWAN,Gun,,06/07/1977,(1) Cianjur (2) Bandung,Indonesia,Indonesian,A012345 (Indonesia). Issued in 2001,Individual,Prime Alias,12/09/2003,8832\n\
        ABDUL HADI,,,00/00/1977,,,,,Individual,AKA,12/09/2003,8832\n\
        DA~WA,,,,,,,,Entity,Prime Alias,12/09/2003,9000\n"
        .to_owned()
        .into_bytes();
    let at = bytes.iter().position(|byte| *byte == b'~').unwrap();
    bytes[at] = 0x91;
    let reading = list::read(Format::Uk, &mut bytes.as_slice(), &Options::default()).unwrap();
    let one = reading.list.listing("8832").unwrap();
    assert_eq!(names(one), ["primary Gun GUNAWAN", "alias ABDUL HADI"]);
    assert_eq!(documents(one), [("Passport", "A012345", Some("ID"))]);
    let places: Vec<_> = one.births.iter().filter_map(|birth| birth.place.as_deref()).collect();
    assert_eq!(places, ["Cianjur", "Bandung"]);
    assert_eq!(one.listed_on.as_deref(), Some("2003-09-12"));
    assert_eq!(reading.list.listing("9000").unwrap().names[0].text, "DA‘WA");
    assert_eq!(told(&reading), [(5, "encoding")]);
}

#[test]
fn own_json() {
    let text = "{\"list\": \"ours\", \"date\": \"2026-01-31\", \"listings\": [\n\
        {\"id\": \"W-1\", \"names\": [{\"text\": \" Amina\\nOtieno \"}, {\"text\": \"Ami\", \"strength\": \"weak\"}],\n\
         \"births\": [{\"year_from\": 1980, \"year_to\": 1970}, {\"year_from\": 1971, \"month\": 13}, {\"year_from\": 1971}],\n\
         \"documents\": [{\"kind\": \"IMO\", \"number\": \"IMO 9187629\", \"country\": \"Kenya\"}, {\"kind\": \"Passport\", \"number\": \"-\"}],\n\
         \"countries\": [\"Kenya\"], \"listed_on\": \"31/01/2026\"}\n]}";
    let reading = read(Format::Json, text);
    assert_eq!(
        (reading.list.name.as_str(), reading.list.date.as_deref()),
        ("ours", Some("2026-01-31"))
    );
    let one = &reading.list.listings[0];
    assert_eq!(names(one), ["primary Amina Otieno", "weak alias Ami"]);
    assert_eq!((births(one).len(), one.births[0].year_from), (1, Some(1971)));
    assert_eq!(documents(one), [("IMO number", "9187629", Some("KE"))]);
    assert_eq!(
        (one.countries.as_slice(), one.listed_on.as_deref()),
        (&["KE".into()][..], Some("2026-01-31"))
    );
    assert_eq!(told(&reading), [(2, "births"), (2, "births"), (2, "documents")]);
}
