//! What is made of names as the lists of the UN, the EU, the UK and OFAC write them.

use super::*;
use Strength::{Strong, Weak};

/// The names that are added, with their strength.
fn added(kind: Kind, text: &str, strength: Strength) -> Vec<(String, Strength, Role)> {
    let role = Role::Alias;
    let whole = ListedName { text: text.to_owned(), family: None, strength, role };
    let mut listing = Listing { kind, names: vec![whole.clone()], ..Listing::default() };
    add_names_within(&mut listing);
    assert_eq!(listing.names.first(), Some(&whole), "the name as published stays");
    listing.names.into_iter().skip(1).map(|it| (it.text, it.strength, it.role)).collect()
}

fn check(kind: Kind, text: &str, expected: &[(&str, Strength)]) {
    let found = added(kind, text, Strong);
    let found: Vec<(&str, Strength)> =
        found.iter().map(|(text, strength, _)| (text.as_str(), *strength)).collect();
    assert_eq!(found, expected, "{text}");
}

#[test]
fn names_between_semicolons() {
    check(
        Kind::Individual,
        "Fazel Rahim; Fazil Rahim",
        &[("Fazel Rahim", Strong), ("Fazil Rahim", Strong)],
    );
    check(
        Kind::Individual,
        "Mohammad Sabet b) M. Javad Sabet; M. Jawad Sabet",
        &[("Mohammad Sabet", Strong), ("M. Javad Sabet", Strong), ("M. Jawad Sabet", Strong)],
    );
    check(Kind::Individual, "Юнус؛ Умаров Юнус", &[("Юнус", Strong), ("Умаров Юнус", Strong)]);
    check(Kind::Entity, "SMITH &amp; SONS LTD", &[]);
    check(Kind::Entity, "Fórsaí Speisialta;", &[]);
}

#[test]
fn names_in_two_scripts() {
    check(
        Kind::Individual,
        "حسن غول (Hassan Ghul; Hassan Gul)",
        &[("Hassan Ghul", Strong), ("Hassan Gul", Strong), ("حسن غول", Strong)],
    );
    check(
        Kind::Individual,
        "Amir Khazmat (original script: Амир Хазмат)",
        &[("Амир Хазмат", Strong), ("Amir Khazmat", Strong)],
    );
    check(
        Kind::Individual,
        "Abubakar (original script: Абубакар)",
        &[("Абубакар", Strong), ("Abubakar", Strong)],
    );
    check(Kind::Individual, "Jin Tiesan (金铁三)", &[("金铁三", Strong), ("Jin Tiesan", Strong)]);
    check(
        Kind::Entity,
        "الشريعة بليبيا (Ansar al Charia in Libya (ASL))",
        &[("ASL", Weak), ("Ansar al Charia in Libya", Strong), ("الشريعة بليبيا", Strong)],
    );
    let found = added(Kind::Individual, "El Harrachi (الحراشي)", Weak);
    let expected = [("الحراشي", Role::Original), ("El Harrachi", Role::Alias)];
    assert_eq!(found, expected.map(|(text, role)| (text.to_owned(), Weak, role)));
}

#[test]
fn a_name_with_all_of_it() {
    let text = "Hay’at Tahrir al-Sham (HTS) (هيئة تحرير الشام (original script); \
        Hay’et Tahrir al-Sham; Assembly for the Liberation of Syria)";
    check(
        Kind::Entity,
        text,
        &[
            ("HTS", Weak),
            ("هيئة تحرير الشام", Strong),
            ("Hay’et Tahrir al-Sham", Strong),
            ("Assembly for the Liberation of Syria", Strong),
            ("Hay’at Tahrir al-Sham", Strong),
        ],
    );
}

#[test]
fn acronyms() {
    check(
        Kind::Entity,
        "ISLAMIC JIHAD UNION (IJU)",
        &[("IJU", Weak), ("ISLAMIC JIHAD UNION", Strong)],
    );
    check(Kind::Entity, "HAQQANI NETWORK (HQN)", &[("HQN", Weak), ("HAQQANI NETWORK", Strong)]);
    check(
        Kind::Entity,
        "PETROIRAN DEVELOPMENT COMPANY (PEDCO) LIMITED",
        &[("PEDCO", Strong), ("PETROIRAN DEVELOPMENT COMPANY LIMITED", Strong)],
    );
    check(
        Kind::Entity,
        "GREAT LAKES COMPANY (GLC) ; GRANDS LACS (GL)",
        &[("GLC", Weak), ("GREAT LAKES COMPANY", Strong), ("GL", Weak), ("GRANDS LACS", Strong)],
    );
    check(
        Kind::Entity,
        "HARAKAT UL-MUJAHIDIN / HUM",
        &[("HARAKAT UL-MUJAHIDIN", Strong), ("HUM", Weak)],
    );
    check(
        Kind::Entity,
        "ADF (Allied Democratic Forces)",
        &[("Allied Democratic Forces", Strong), ("ADF", Weak)],
    );
    check(
        Kind::Entity,
        "NUCLEAR FUEL CENTRE (NFC) AND NUCLEAR TRADE CENTRE (NTC)",
        &[
            ("NFC", Weak),
            ("NUCLEAR FUEL CENTRE", Strong),
            ("NTC", Weak),
            ("NUCLEAR TRADE CENTRE", Strong),
        ],
    );
    // What goes on behind its acronym is another than whom the acronym names.
    check(
        Kind::Entity,
        "REVOLUTIONARY GUARD CORPS (RGC) QODS FORCE",
        &[("REVOLUTIONARY GUARD CORPS QODS FORCE", Strong)],
    );
    // An acronym of a parent, or of another language.
    check(
        Kind::Entity,
        "Main Centre for Technologies (GTsST)",
        &[("Main Centre for Technologies", Strong)],
    );
}

#[test]
fn remarks_are_no_names() {
    for (text, name) in [
        ("Encep Nurjaman (birth name)", "Encep Nurjaman"),
        ("Ezatullah Haqqani (previously listed as)", "Ezatullah Haqqani"),
        ("EL PARA (COMBAT NAME)", "EL PARA"),
        ("Nik Mohammad (good quality)", "Nik Mohammad"),
        ("Abdel Ilah Sabri (false identity, passport 434021161)", "Abdel Ilah Sabri"),
        ("SECOND ACADEMY OF SCIENCES (KPE.018)", "SECOND ACADEMY OF SCIENCES"),
        ("Safia Farkash, born 1 Jan. 1953 (Oman passport no.03825239)", "Safia Farkash"),
        ("a.k.a. Jamil Hamad", "Jamil Hamad"),
    ] {
        check(Kind::Individual, text, &[(name, Strong)]);
    }
    let former = added(Kind::Entity, "NEW TRADING HOUSE (formerly OLD GRAIN HOUSE)", Strong);
    assert_eq!(former[0], ("OLD GRAIN HOUSE".to_owned(), Strong, Role::Former));
}

#[test]
fn what_belongs_to_a_name_stays_in_it() {
    for text in [
        "AL-HARAMAIN FOUNDATION (PAKISTAN)",
        "AL-HARAMAIN FOUNDATION (UNION OF THE COMOROS)",
        "LEADER (HONG KONG) INTERNATIONAL",
        "VTB BANK (AUSTRIA) AG",
        "PJSC VTB BANK (KIEV)",
        "DIVINE HOMES (PVT) LTD",
        "RUNNING BROOK, LLC (USA)",
        "PARTNERS (NGO)",
        "GRAND STORES (THE GAMBIA LOCATION ONLY)",
        "Al-Haramain (нидерландски клон)",
        "Al-Haramain Foundation (Κομόρες)",
        "MINISTRY OF OIL [IRAQ]",
        "PASDARAN-E ENGHELAB-E ISLAMI (PASDARAN)",
        "(Sheikh) Musa Hilal",
        "SANTOS, Ahmad (Ahmed)",
        "LRM/A",
        "Akar Ahmed",
    ] {
        check(Kind::Entity, text, &[]);
    }
}

#[test]
fn brackets_that_never_close_and_very_long_texts() {
    check(Kind::Entity, "OLD GRAIN COMPANY (OGC", &[("OGC", Weak), ("OLD GRAIN COMPANY", Strong)]);
    check(Kind::Individual, ") Abdelrahman Mouhamad", &[]);
    check(Kind::Individual, "A (B (C (D (E (F (G; H)", &[]);
    assert!(added(Kind::Entity, &"ab; cd ".repeat(300), Strong).is_empty(), "longer than any name");
    let text = |brackets: usize| format!("OLD GRAIN {}", "(original script) ".repeat(brackets));
    assert_eq!(added(Kind::Entity, &text(16), Strong).len(), 1);
    assert!(added(Kind::Entity, &text(17), Strong).is_empty(), "more brackets than any name has");
}

#[test]
fn a_name_that_is_listed_is_not_added_again() {
    let named = |text: &str, strength| ListedName {
        text: text.to_owned(),
        family: None,
        strength,
        role: Role::Alias,
    };
    let mut names = vec![named("Alpha Beta; Gamma Delta", Strong), named("ALPHA BETA", Strong)];
    names.push(named("gamma delta", Weak));
    let mut listing = Listing { names, ..Listing::default() };
    add_names_within(&mut listing);
    let texts: Vec<&str> = listing.names.iter().skip(3).map(|it| it.text.as_str()).collect();
    assert_eq!(texts, ["Gamma Delta"], "what stands as a weak one only is added as a strong one");
}
