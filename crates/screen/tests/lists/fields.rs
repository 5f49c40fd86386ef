//! Every field of a listing, from every format that carries it: one person, told by each keeper.
//!
//! The table says what a format has no place for; everything else must come out of it.

use std::collections::BTreeMap;
use std::io::BufReader;
use suftaja_screen::list::{self, Companions, Format, Options, Reading};
use suftaja_screen::listing::{Kind, Listing, Role, Strength};

/// What is known of the person, by field.
const WHOLE: [(&str, &str); 14] = [
    ("kind", "Individual"),
    ("birth", "1971-3-5"),
    ("birth place", "Kisumu"),
    ("birth country", "KE"),
    ("country", "KE"),
    ("document", "Passport A1234567 KE"),
    ("address", "Moi Street"),
    ("programme", "SDGT"),
    ("relation", "2"),
    ("listed on", "2026-01-31"),
    ("weak alias", "Mama Ami"),
    ("former name", "Amina Odhiambo"),
    ("original script", "Амина Отиено"),
    ("family name", "Otieno"),
];

/// The fields of a listing that say something.
fn fields(listing: &Listing) -> BTreeMap<&'static str, String> {
    let mut fields = BTreeMap::new();
    let mut say = |field, text: Option<String>| {
        if let Some(text) = text.filter(|text| !text.is_empty()) {
            fields.insert(field, text);
        }
    };
    say("kind", Some(format!("{:?}", listing.kind)));
    let dated = listing.births.iter().find_map(|it| Some((it.year_from?, it.month?, it.day?)));
    say("birth", dated.map(|(year, month, day)| format!("{year}-{month}-{day}")));
    let place = listing.births.iter().find_map(|it| it.place.as_deref());
    say("birth place", place.map(|it| it.split(',').next().unwrap().to_owned()));
    say("birth country", listing.births.iter().find_map(|it| it.country.clone()));
    say("country", Some(listing.countries.join(" ")));
    let documents = listing.documents.iter();
    let documents = documents.map(|it| {
        let issuer = it.country.as_deref().unwrap_or("nobody");
        format!("{} {} {issuer}", it.kind, it.number)
    });
    say("document", Some(documents.collect::<Vec<_>>().join("; ")));
    let street = |text: &String| text.contains("Moi Street") && text.contains("Kisumu");
    say("address", listing.addresses.iter().find(|it| street(it)).map(|_| "Moi Street".into()));
    say("programme", Some(listing.programmes.join(" ")));
    let related = listing.relations.iter().map(|it| it.id.as_str());
    say("relation", Some(related.collect::<Vec<_>>().join(" ")));
    say("listed on", listing.listed_on.clone());
    let name = |wanted: &dyn Fn(Role, Strength) -> bool| {
        let mut names = listing.names.iter();
        let found = names.find(|it| wanted(it.role, it.strength))?;
        // OFAC writes the family name first.
        let spoken = found.text.split_once(", ").map(|(last, first)| format!("{first} {last}"));
        Some(spoken.unwrap_or_else(|| found.text.clone()))
    };
    say("weak alias", name(&|_, strength| strength == Strength::Weak));
    say("former name", name(&|role, _| role == Role::Former));
    say("original script", name(&|role, _| role == Role::Original));
    say("family name", listing.names[0].family.clone());
    fields
}

fn read(format: Format, text: &str) -> Reading {
    list::read(format, &mut BufReader::new(text.as_bytes()), &Options::default()).unwrap()
}

/// Holds what was read of listing `id` against all that is known, but what the format lacks.
#[track_caller]
fn check(reading: &Reading, id: &str, relation: &str, lacks: &[&str]) {
    assert!(lacks.iter().all(|lack| WHOLE.iter().any(|(field, _)| field == lack)));
    let whole = WHOLE.into_iter().filter(|(field, _)| !lacks.contains(field));
    let mut expected: BTreeMap<&str, String> =
        whole.map(|(field, text)| (field, text.to_owned())).collect();
    if let Some(related) = expected.get_mut("relation") {
        relation.clone_into(related);
    }
    let listing = reading.list.listing(id).unwrap();
    assert_eq!(fields(listing), expected, "{listing:#?}\n{:#?}", reading.findings);
}

#[test]
fn un() {
    let text = "<CONSOLIDATED_LIST><INDIVIDUALS><INDIVIDUAL><FIRST_NAME>Amina</FIRST_NAME>
        <SECOND_NAME>Otieno</SECOND_NAME><UN_LIST_TYPE>SDGT</UN_LIST_TYPE>
        <REFERENCE_NUMBER>QDi.001</REFERENCE_NUMBER><LISTED_ON>2026-01-31</LISTED_ON>
        <NAME_ORIGINAL_SCRIPT>Амина Отиено</NAME_ORIGINAL_SCRIPT><COMMENTS1>Heads QDe.002.</COMMENTS1>
        <NATIONALITY><VALUE>Kenya</VALUE></NATIONALITY>
        <INDIVIDUAL_ALIAS><QUALITY>Low</QUALITY><ALIAS_NAME>Mama Ami</ALIAS_NAME></INDIVIDUAL_ALIAS>
        <INDIVIDUAL_ALIAS><QUALITY>f.k.a.</QUALITY><ALIAS_NAME>Amina Odhiambo</ALIAS_NAME></INDIVIDUAL_ALIAS>
        <INDIVIDUAL_ADDRESS><STREET>Moi Street</STREET><CITY>Kisumu</CITY><COUNTRY>Kenya</COUNTRY></INDIVIDUAL_ADDRESS>
        <INDIVIDUAL_DATE_OF_BIRTH><DATE>1971-03-05</DATE></INDIVIDUAL_DATE_OF_BIRTH>
        <INDIVIDUAL_PLACE_OF_BIRTH><CITY>Kisumu</CITY><COUNTRY>Kenya</COUNTRY></INDIVIDUAL_PLACE_OF_BIRTH>
        <INDIVIDUAL_DOCUMENT><TYPE_OF_DOCUMENT>Passport</TYPE_OF_DOCUMENT><NUMBER>A1234567</NUMBER>
         <CITY_OF_ISSUE>Kenya</CITY_OF_ISSUE></INDIVIDUAL_DOCUMENT>
        </INDIVIDUAL></INDIVIDUALS><ENTITIES><ENTITY><FIRST_NAME>X</FIRST_NAME>
        <REFERENCE_NUMBER>QDe.002</REFERENCE_NUMBER></ENTITY></ENTITIES></CONSOLIDATED_LIST>";
    check(&read(Format::Un, text), "QDi.001", "QDe.002", &["family name"]);
}

#[test]
fn ofac_xml() {
    let text = "<sdnList><sdnEntry><uid>1</uid><firstName>Amina</firstName><lastName>Otieno</lastName>
        <sdnType>Individual</sdnType><remarks>(Linked To: SEA KESTREL)</remarks>
        <programList><program>SDGT</program></programList>
        <idList><id><idType>Passport</idType><idNumber>A1234567</idNumber><idCountry>Kenya</idCountry></id>
         <id><idType>Gender</idType><idNumber>Female</idNumber></id>
         <id><idType>Website</idType><idNumber>www.example.org</idNumber></id>
         <id><idType>Organization Established Date</idType><idNumber>15 Mar 2010</idNumber></id></idList>
        <akaList><aka><type>a.k.a.</type><category>weak</category><lastName>Mama Ami</lastName></aka>
         <aka><type>f.k.a.</type><category>strong</category><lastName>Odhiambo</lastName><firstName>Amina</firstName></aka></akaList>
        <addressList><address><address1>Moi Street</address1><city>Kisumu</city><country>Kenya</country></address></addressList>
        <nationalityList><nationality><country>Kenya</country></nationality></nationalityList>
        <dateOfBirthList><dateOfBirthItem><dateOfBirth>05 Mar 1971</dateOfBirth></dateOfBirthItem></dateOfBirthList>
        <placeOfBirthList><placeOfBirthItem><placeOfBirth>Kisumu, Kenya</placeOfBirth></placeOfBirthItem></placeOfBirthList>
        </sdnEntry><sdnEntry><uid>2</uid><lastName>SEA KESTREL</lastName><sdnType>Vessel</sdnType>
        <vesselInfo><callSign>5ZAB1</callSign><vesselFlag>Kenya</vesselFlag><vesselOwner>Amina Otieno</vesselOwner></vesselInfo>
        <idList><id><idType>Vessel Registration Identification</idType><idNumber>IMO 9187629</idNumber></id>
         <id><idType>Other Vessel Flag</idType><idNumber>Togo</idNumber></id></idList>
        </sdnEntry><sdnEntry><uid>3</uid><lastName>Amina Otieno</lastName></sdnEntry></sdnList>";
    let reading = read(Format::OfacXml, text);
    check(&reading, "1", "2", &["listed on", "original script"]);
    check_ship(&reading, "2", "3", &["IMO number 9187629", "Call sign 5ZAB1"], &["KE", "TG"]);
}

#[test]
fn ofac_csv() {
    let mut main = "1,\"Otieno, Amina\",individual,SDGT,-0-,-0-,-0-,-0-,-0-,-0-,-0-,\"DOB 05 Mar 1971; \
        POB Kisumu, Kenya; nationality Kenya; Passport A1234567 (Kenya); a.k.a. 'Mama Ami'; Linked To: \
        SEA KESTREL.\"\n2,SEA KESTREL,vessel,SDGT,-0-,5ZAB1,-0-,-0-,-0-,Kenya,Amina Otieno,\"Vessel \
        Registration Identification IMO 9187629; Other Vessel Flag Togo.\"\n\
        3,Amina Otieno,-0-,SDGT,-0-,-0-,-0-,-0-,-0-,-0-,-0-,-0-\n"
        .as_bytes();
    let mut aliases = "1,9,fka,\"Odhiambo, Amina\",-0-\n".as_bytes();
    let mut addresses = "1,9,Moi Street,Kisumu,Kenya,-0-\n".as_bytes();
    let companions =
        Companions { aliases: Some(&mut aliases), addresses: Some(&mut addresses), comments: None };
    let reading =
        list::read_with(Format::OfacCsv, &mut main, companions, &Options::default()).unwrap();
    check(&reading, "1", "2", &["listed on", "original script"]);
    check_ship(&reading, "2", "3", &["Call sign 5ZAB1", "IMO number 9187629"], &["KE", "TG"]);
}

/// A name of OFAC's advanced XML with a first and a last part.
fn documented(script: u32, first: &str, last: &str) -> String {
    let part = |group, text| {
        format!(
            "<DocumentedNamePart><NamePartValue NamePartGroupID=\"{group}\" \
             ScriptID=\"{script}\">{text}</NamePartValue></DocumentedNamePart>"
        )
    };
    format!("<DocumentedName>{}{}</DocumentedName>", part(2, first), part(1, last))
}

#[test]
fn ofac_advanced() {
    let alias = |attributes: &str, names: &str| format!("<Alias {attributes}>{names}</Alias>");
    let names = [
        alias(
            "Primary=\"true\"",
            &(documented(215, "Amina", "Otieno") + &documented(220, "Амина", "Отиено")),
        ),
        alias("LowQuality=\"true\"", &documented(215, "Mama", "Ami")),
        alias("AliasTypeID=\"1401\"", &documented(215, "Amina", "Odhiambo")),
    ]
    .concat();
    let groups = [(1, 1520), (2, 1521)].map(|(group, kind)| {
        format!(
            "<MasterNamePartGroup><NamePartGroup ID=\"{group}\" NamePartTypeID=\"{kind}\"/>\
             </MasterNamePartGroup>"
        )
    });
    let feature = |kind: u32, body: &str| {
        format!(
            "<Feature FeatureTypeID=\"{kind}\"><FeatureVersion>{body}</FeatureVersion></Feature>"
        )
    };
    let day = "<Year>1971</Year><Month>3</Month><Day>5</Day>";
    let period = format!(
        "<DatePeriod><Start><From>{day}</From></Start><End><To>{day}</To></End></DatePeriod>"
    );
    let features = [
        feature(8, &period),
        feature(9, "<VersionDetail>Kisumu, Kenya</VersionDetail>"),
        feature(25, "<VersionLocation LocationID=\"51\"/>"),
        feature(10, "<VersionLocation LocationID=\"50\"/>"),
    ]
    .concat();
    let text = format!(
        "<Sanctions><ReferenceValueSets><AliasType ID=\"1401\">F.K.A.</AliasType>\
         <Country ID=\"7\" ISO2=\"KE\">Kenya</Country><FeatureType ID=\"8\">Birthdate</FeatureType>\
         <FeatureType ID=\"9\">Place of Birth</FeatureType><FeatureType ID=\"10\">Nationality \
         Country</FeatureType><FeatureType ID=\"25\">Location</FeatureType>\
         <IDRegDocType ID=\"1\">Passport</IDRegDocType><NamePartType ID=\"1520\">Last Name\
         </NamePartType><NamePartType ID=\"1521\">First Name</NamePartType><PartySubType ID=\"4\" \
         PartyTypeID=\"1\">Unknown</PartySubType><PartyType ID=\"1\">Individual</PartyType>\
         <RelationType ID=\"15003\">Owner of</RelationType><SanctionsType ID=\"1\">Program\
         </SanctionsType><Script ID=\"215\">Latin</Script><Script ID=\"220\">Cyrillic</Script>\
         </ReferenceValueSets><Locations><Location ID=\"50\"><LocationCountry CountryID=\"7\"/>\
         </Location><Location ID=\"51\"><LocationCountry CountryID=\"7\"/><LocationPart>\
         <LocationPartValue Primary=\"true\"><Value>Moi Street</Value></LocationPartValue>\
         </LocationPart><LocationPart><LocationPartValue><Value>Kisumu</Value></LocationPartValue>\
         </LocationPart></Location></Locations><IDRegDocuments><IDRegDocument IDRegDocTypeID=\"1\" \
         IdentityID=\"9\" IssuedBy-CountryID=\"7\"><IDRegistrationNo>A1234567</IDRegistrationNo>\
         </IDRegDocument></IDRegDocuments><DistinctParties><DistinctParty FixedRef=\"1\"><Profile \
         ID=\"100\" PartySubTypeID=\"4\"><Identity ID=\"9\">{names}<NamePartGroups>{}\
         </NamePartGroups></Identity>{features}</Profile></DistinctParty><DistinctParty \
         FixedRef=\"2\"><Profile ID=\"200\" PartySubTypeID=\"4\"><Identity ID=\"8\"><Alias \
         Primary=\"true\">{}</Alias></Identity></Profile></DistinctParty></DistinctParties>\
         <ProfileRelationships><ProfileRelationship From-ProfileID=\"100\" To-ProfileID=\"200\" \
         RelationTypeID=\"15003\"/></ProfileRelationships><SanctionsEntries><SanctionsEntry \
         ProfileID=\"100\"><EntryEvent><Date><Year>2026</Year><Month>1</Month><Day>31</Day></Date>\
         </EntryEvent><SanctionsMeasure SanctionsTypeID=\"1\"><Comment>SDGT</Comment>\
         </SanctionsMeasure></SanctionsEntry></SanctionsEntries></Sanctions>",
        groups.concat(),
        documented(215, "X", "Y"),
    );
    let reading = read(Format::OfacAdvanced, &text);
    check(&reading, "1", "2", &[]);
    assert_eq!(reading.list.listing("1").unwrap().relations[0].kind, "Owner of");
}

#[test]
fn eu() {
    let text = "<export><sanctionEntity euReferenceNumber=\"EU.1.1\" designationDate=\"2026-01-31\">
        <subjectType code=\"person\"/><regulation programme=\"SDGT\"/>
        <nameAlias wholeName=\"Amina Otieno\" lastName=\"Otieno\" strong=\"true\"/>
        <nameAlias wholeName=\"Амина Отиено\" strong=\"true\"/>
        <nameAlias wholeName=\"Mama Ami\" strong=\"false\"/>
        <birthdate birthdate=\"1971-03-05\" city=\"Kisumu\" countryIso2Code=\"KE\"/>
        <citizenship countryIso2Code=\"KE\"/>
        <address street=\"Moi Street\" city=\"Kisumu\" countryIso2Code=\"KE\"/>
        <identification number=\"A1234567\" identificationTypeDescription=\"Passport\" countryIso2Code=\"KE\"/>
        </sanctionEntity></export>";
    check(&read(Format::Eu, text), "EU.1.1", "", &["relation", "former name"]);
}

#[test]
fn eu_legacy() {
    let text = "<WHOLE><ENTITY Id=\"1\" Type=\"P\" programme=\"SDGT\" reg_date=\"2026-01-31\"
        remark=\"(Entity is sanctioned in regime 1/2 (OJ L1) of programme SDGT, in regime 3/4 (OJ L2) of programme SDGT)\">
        <NAME><LASTNAME>Otieno</LASTNAME><WHOLENAME>Amina Otieno</WHOLENAME></NAME>
        <NAME><WHOLENAME>Амина Отиено</WHOLENAME></NAME>
        <BIRTH><DATE>1971-03-05</DATE><PLACE>Kisumu</PLACE><COUNTRY>KEN</COUNTRY></BIRTH>
        <CITIZEN><COUNTRY>KEN</COUNTRY></CITIZEN>
        <ADDRESS><STREET>Moi Street</STREET><CITY>Kisumu</CITY><COUNTRY>KEN</COUNTRY></ADDRESS>
        <PASSPORT><NUMBER>A1234567 (passport-Passport)</NUMBER><COUNTRY>KEN</COUNTRY></PASSPORT>
        </ENTITY></WHOLE>";
    check(&read(Format::EuLegacy, text), "1", "", &["relation", "former name", "weak alias"]);
    // Who is listed under a second programme has it in the remark only.
    let second = text.replace("of programme SDGT)", "of programme TAQA)");
    assert_eq!(read(Format::EuLegacy, &second).list.listings[0].programmes, ["SDGT", "TAQA"]);
}

#[test]
fn uk() {
    let text = "Report Date: 31-Jan-2026\nUnique ID,Name 6,Name 1,Name type,Alias strength,Name non-latin \
        script,Regime Name,Designation Type,Address Line 1,Address Line 2,Address Country,Date \
        Designated,D.O.B,Nationality(/ies),Passport number,Passport additional information,Town of \
        birth,Country of birth,Parent company,IMO number,Current owner/operator (s),Current believed \
        flag of ship,Hull identification number (HIN)\n\
        1,Otieno,Amina,Primary Name,,Амина Отиено,SDGT,Individual,Moi Street,Kisumu,Kenya,\
        31/01/2026,05/03/1971,Kenya,A1234567 (Kenya),Issued in 2001,Kisumu,Kenya,SEA KESTREL,,,,\n\
        1,Mama Ami,,Alias,Low Quality,,SDGT,Individual,,,,,,,,,,,,,,,\n\
        1,Amina Odhiambo,,FKA,,,SDGT,Individual,,,,,,,,,,,,,,,\n\
        2,SEA KESTREL,,Primary Name,,,SDGT,Ship,,,,,,,,,,,,IMO9187629,Amina Otieno,Kenya|Togo,CN-SWS1\n";
    let reading = read(Format::Uk, text);
    check(&reading, "1", "2", &[]);
    let documents = ["IMO number 9187629", "Hull identification number CN-SWS1"];
    check_ship(&reading, "2", "1", &documents, &["KE", "TG"]);
}

#[test]
fn uk_of_old() {
    let heads = "Name 6,Name 1,DOB,Town of Birth,Country of Birth,Nationality,";
    let behind = "Address 1,Address 2,Country,Other Information,Group Type,Alias Type,";
    let person = "Otieno,Amina,05/03/1971,Kisumu,Kenya,Kenya,";
    let rest = "Moi Street,Kisumu,Kenya,(UK Sanctions List Ref):X1. (Parent company):SEA KESTREL,Individual,";
    // Of 29 columns, as it was until 2022: no quality and no other script.
    let text = format!(
        "Last Updated,31/01/2026\n{heads}Passport Details,{behind}Regime,Listed On,Group ID\n\
         {person}A1234567 (Kenya). Issued in 2001,{rest}Prime Alias,SDGT,31/01/2026,1\n\
         Amina Odhiambo,,,,,,,,,,,Individual,FKA,SDGT,31/01/2026,1\n\
         SEA KESTREL,,,,,,,,,,,Entity,Prime Alias,SDGT,31/01/2026,2\n"
    );
    check(&read(Format::Uk, &text), "1", "2", &["weak alias", "original script"]);
    // Of 36 columns: numbers have a column of their own, and the details say something else.
    let text = format!(
        "Last Updated,31/01/2026\n{heads}Name Non-Latin Script,Passport Number,Passport Details,\
         {behind}Alias Quality,Regime,Listed On,Group ID\n\
         {person}Амина Отиено,A1234567 (Kenya),Kenya number. Issued 12345,{rest}Primary name,,SDGT,31/01/2026,1\n\
         Mama Ami,,,,,,,,,,,,,Individual,AKA,Low,SDGT,31/01/2026,1\n\
         Amina Odhiambo,,,,,,,,,,,,,Individual,FKA,,SDGT,31/01/2026,1\n\
         SEA KESTREL,,,,,,,,,,,,(IMO number):9187629 (Current owners):Amina Otieno. (Type of ship):Tanker,Ship,Primary name,,SDGT,31/01/2026,2\n"
    );
    let reading = read(Format::Uk, &text);
    check(&reading, "1", "2", &[]);
    check_ship(&reading, "2", "1", &["IMO number 9187629"], &[]);
}

#[test]
fn own_csv() {
    let text = "id,kind,name,role,strength,family,born,birth_place,birth_country,country,document_kind,\
        document,document_country,address,programme,relation_kind,relation,listed_on\n\
        1,individual,Amina Otieno,,,Otieno,1971-03-05,Kisumu,Kenya,Kenya,Passport,A1234567,Kenya,\
        \"Moi Street, Kisumu\",SDGT,Owner of,2,2026-01-31\n\
        1,,Mama Ami,,weak,,,,,,,,,,,,,\n1,,Amina Odhiambo,former,,,,,,,,,,,,,,\n\
        1,,Амина Отиено,original,,,,,,,,,,,,,,\n\
        2,vessel,SEA KESTREL,,,,,,,Kenya,IMO number,IMO9187629,,,,,1,\n";
    let reading = read(Format::Csv, text);
    check(&reading, "1", "2", &[]);
    check_ship(&reading, "2", "1", &["IMO number 9187629"], &["KE"]);
    assert!(reading.findings.rows.is_empty());
    // A number that is none and a listing that is nowhere are told, and never silently dropped.
    let text = "id,name,document,relation\n1,Amina Otieno,-,9\n";
    let told = read(Format::Csv, text).findings.rows;
    let told: Vec<_> = told.iter().map(|it| (it.line, it.field.as_str())).collect();
    assert_eq!(told, [(2, "document"), (2, "relation")]);
}

#[test]
fn own_json() {
    let text = "{\"listings\": [{\"id\": \"1\", \"kind\": \"individual\", \"names\": [{\"text\": \"Amina \
        Otieno\", \"family\": \"Otieno\"}, {\"text\": \"Mama Ami\", \"strength\": \"weak\"}, {\"text\": \
        \"Amina Odhiambo\", \"role\": \"former\"}, {\"text\": \"Амина Отиено\", \"role\": \"original\"}], \
        \"births\": [{\"year_from\": 1971, \"year_to\": 1971, \"month\": 3, \"day\": 5, \"place\": \"Kisumu\", \
        \"country\": \"Kenya\"}], \"countries\": [\"Kenya\"], \"documents\": [{\"kind\": \"Passport\", \
        \"number\": \"A1234567\", \"country\": \"KEN\"}], \"addresses\": [\" Moi  Street, Kisumu\"], \
        \"programmes\": [\"SDGT \"], \"relations\": [{\"kind\": \"Owner of\", \"id\": \"2 \"}], \"listed_on\": \
        \"2026-01-31\"},\n{\"id\": \"2\", \"kind\": \"vessel\", \"names\": [{\"text\": \"SEA KESTREL\"}], \
        \"countries\": [\"KE\"], \"documents\": [{\"kind\": \"IMO number\", \"number\": \"9187629\"}], \
        \"relations\": [{\"kind\": \"Owner\", \"id\": \"1\"}, {\"kind\": \"Owner\", \"id\": \"9\"}]}]}";
    let reading = read(Format::Json, text);
    check(&reading, "1", "2", &[]);
    check_ship(&reading, "2", "1", &["IMO number 9187629"], &["KE"]);
    let told: Vec<_> =
        reading.findings.rows.iter().map(|it| (it.line, it.field.as_str())).collect();
    assert_eq!(told, [(2, "relations")]);
}

/// A ship: its numbers, its flags, and its owner.
#[track_caller]
fn check_ship(reading: &Reading, id: &str, owner: &str, documents: &[&str], flags: &[&str]) {
    let ship = reading.list.listing(id).unwrap();
    let told = ship.documents.iter().map(|it| format!("{} {}", it.kind, it.number));
    assert_eq!(told.collect::<Vec<_>>(), documents);
    let mut countries: Vec<&str> = ship.countries.iter().map(String::as_str).collect();
    countries.sort_unstable();
    assert_eq!((ship.kind, countries.as_slice()), (Kind::Vessel, flags));
    assert!(ship.relations.iter().any(|it| it.id == owner), "{ship:#?}");
}
