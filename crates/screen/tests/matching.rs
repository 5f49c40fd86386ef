//! Names that other matchers got wrong, by the threads that reported them; names across scripts.

#[path = "given/lists.rs"]
mod lists;

use lists::list;
use std::sync::Arc;
use suftaja_screen::index::{Index, Scripts};
use suftaja_screen::listing::{Birth, Document, Kind, List, Listing, Strength};
use suftaja_screen::pair;
use suftaja_screen::search::{CACHE_TOKENS, Search, words_left_out};
use suftaja_screen::settings::{Field, Ground, How, Query, Settings, THRESHOLD, WeakAliases};

#[track_caller]
fn is_hit(sought: &str, listed: &str) {
    let compared = pair::compared(sought, listed);
    assert!(compared.score >= THRESHOLD, "{sought} and {listed}: {compared:?}");
}

#[track_caller]
fn is_none(sought: &str, listed: &str) {
    let compared = pair::compared(sought, listed);
    assert!(compared.score < THRESHOLD, "{sought} and {listed}: {compared:?}");
}

#[test]
fn a_name_is_never_its_generic_words() {
    // Watchman #483, #115, #153, #338, #469.
    is_none("11420 CORP.", "BELLETECH CORP");
    is_none("BELLETECH CORP", "11420 CORP.");
    is_none("EMMA LLC", "Emma Daniels");
    is_none("George Bush", "George Habbash");
    is_none("ABS HEALTH CLUB S.A.", "QUALITY AUTOS S.A.");
    is_none("Bank of Trade Ltd", "Bank of Commerce Ltd");
    is_none("142nd Repair Plant", "140 Repair Plant");
}

#[test]
fn names_that_are_all_descriptions_are_found() {
    // Listed by OFAC, the United Kingdom and the EU.
    for (sought, listed) in [
        ("The Islamic State", "ISLAMIC STATE"),
        ("Islamik State", "ISLAMIC STATE"),
        ("Islamic Groups", "ISLAMIC GROUP"),
        ("Federal Security Services", "FEDERAL SECURITY SERVICE"),
        ("Ministry of the State Security", "MINISTRY OF STATE SECURITY"),
        ("Union Development Group Company Limited", "UNION DEVELOPMENT GROUP CO., LTD."),
        ("Organisation for Engineering Industries", "ORGANIZATION FOR ENGINEERING INDUSTRIES"),
        ("Marine Industry Organisation", "MARINE INDUSTRIES ORGANIZATION"),
        ("The Industrial Bank", "INDUSTRIAL BANK"),
    ] {
        is_hit(sought, listed);
    }
    is_none("Islamic Bank", "ISLAMIC STATE");
    is_none("Banque", "BANK");
    is_none("Industrial Bank of Korea", "INDUSTRIAL BANK");
}

#[test]
fn a_score_does_not_hang_on_what_was_asked_or_read_before() {
    let groups: [&[&str]; 4] =
        [&["ГОР БУНОВ"], &["GOR BUNOV"], &["Horbunov Pavel"], &["TANGUN LIMITED"]];
    let turned: Vec<&[&str]> = groups.iter().rev().copied().collect();
    let index = Index::build(&[list(&groups)], Scripts::All);
    let other = Index::build(&[list(&turned)], Scripts::All);
    let sought = ["limitedء", "Гор Бунов Павел", "Gor Bunov Pavel", "Tangun Limited", "Gor Bunov"];
    let mut warm = Search::new(&index, CACHE_TOKENS);
    for name in sought {
        let scores = |found: &[(u32, u16)]| {
            let mut scores: Vec<u16> = found.iter().map(|(_, score)| *score).collect();
            scores.sort_unstable();
            scores
        };
        let cold = scores(Search::new(&index, 0).scores(name, 5_000));
        assert_eq!(scores(warm.scores(name, 5_000)), cold, "{name} after others");
        assert_eq!(scores(Search::new(&other, 0).scores(name, 5_000)), cold, "{name}, list turned");
    }
    assert_eq!(warm.scores("Tangun Limited", 7_800).len(), 1);
}

#[test]
fn many_initials_hide_no_name() {
    let listed = "Anton Boris Cyril David Edgar Felix Gustav Herman Ibrahim Kakolele";
    let index = Index::build(&[list(&[&[listed]])], Scripts::All);
    let mut search = Search::new(&index, 0);
    assert_eq!(search.scores("Kakolele A B C D E F G H I", 7_000).len(), 1);
}

#[test]
fn words_join_and_part() {
    // Watchman #594.
    is_hit("JSCARGUMENT", "JSC ARGUMENT");
    is_hit("JSC ARGUMENT", "JSCARGUMENT");
    is_hit("Abdul Rahman Yasin", "Abdulrahman Yasin");
    is_hit("Salah Eddine Gasmi", "Salaheddine Gasmi");
    // Greedy joining would leave tokens over that are there on both sides.
    assert_eq!(pair::score("Rahman Abdul Abdulrahman", "Abdulrahman Abdul Rahman"), 10_000);
}

#[test]
fn noise_of_typing_and_reading() {
    is_hit("INNOCNET KAINA", "INNOCENT KAINA");
    is_hit("ABDULAH ANSHORI", "ABDULLAH ANSHORI");
    is_hit("YILMAZ, Adern", "YILMAZ, Adem");
    is_hit("CASTR0 GARZON, Ricardo", "CASTRO GARZON, Ricardo");
    is_hit("CANO CОRREA, Jhon", "CANO CORREA, Jhon");
    is_hit("RUBEN PESTANO LAVILA, JR", "RUBEN PESTANO LAVILLA, JR");
}

#[test]
fn order_titles_and_missing_words() {
    is_hit("HANAFI HABIBULLAH, RUSTUM", "RUSTUM HANAFI HABIBULLAH");
    is_hit("Dr. Hamid Al-Ali", "AL-ALI, Hamid");
    is_hit("FLOREZ Marco Tulio", "FLOREZ SEPULVEDA, Marco Tulio");
    is_none("FLORES Isidro", "FLORES APODACA, Agustin");
    is_none("GARCIA SANCHEZ YUN", "GARCIA SANCHEZ, Ricardo");
}

#[test]
fn scripts_meet_in_latin() {
    for (sought, listed) in [
        ("صدام حسين التكريتي", "SADDAM HUSSEIN AL-TIKRITI"),
        ("عبد الرحمن ولد العامر", "Abd al-Rahman Ould al-Amar"),
        ("نجيب الله محمد جمعه", "NAJIBULLAH MUHAMMAD JUMA"),
        ("Владимир Путин", "Vladimir Putin"),
        ("Григорьев Юрий Иннокентьевич", "Yury Innokent'evich GRIGORIEV"),
        ("Игорь Олегович Горин", "Ihor Olehovych Horin"),
        ("Αλέξανδρος Παπαδόπουλος", "Alexandros Papadopoulos"),
        ("140 ремонтный завод", "140 Repair Plant"),
    ] {
        is_hit(sought, listed);
    }
}

#[test]
fn names_of_the_same_sound_are_not_the_same_name() {
    is_none("王 伟", "Wang Weidong");
    is_none("محمد رضایی", "Mahmoud Hassani");
    is_none("Andrey Smirnov", "Andrey Sidorov");
    is_none("يوسف محمدی", "Muhammad Yusuf");
}

fn listing(names: &[&str]) -> Listing {
    Listing {
        id: "X.1".to_owned(),
        kind: Kind::Individual,
        names: names.iter().map(|name| lists::named(name)).collect(),
        ..Listing::default()
    }
}

fn one(listing: Listing) -> Arc<List> {
    Arc::new(List {
        name: "own".to_owned(),
        format: None,
        date: None,
        version: String::new(),
        listings: vec![listing],
    })
}

fn year(year: u16) -> Birth {
    Birth { year_from: Some(year), year_to: Some(year), ..Birth::default() }
}

#[test]
fn evidence_qualifies_and_never_creates() {
    let mut listed = listing(&["Hassan Mahat Omar"]);
    listed.births = vec![year(1979)];
    listed.countries = vec!["KE".to_owned()];
    let index = Index::build(&[one(listed)], Scripts::All);
    let mut search = Search::new(&index, CACHE_TOKENS);
    let settings = Settings::default();
    let mut query = Query::named("HASAN MAHAT OMAR");
    let alone = search.hits(&query, &settings)[0].score;
    query.births = vec![year(1979)];
    let backed = search.hits(&query, &settings)[0].clone();
    assert!(backed.score > alone);
    assert_eq!(backed.evidence[0].field, Field::Birth);
    query.births = vec![year(1950)];
    assert!(search.hits(&query, &settings)[0].score < alone);
    let stranger = Query { births: vec![year(1979)], ..Query::named("Peter Omar Jones") };
    assert!(search.hits(&stranger, &settings).is_empty(), "a birth creates no hit");
}

#[test]
fn an_identifier_is_a_hit_of_its_own() {
    let mut listed = listing(&["Hassan Mahat Omar"]);
    let number = |number: &str, country: Option<&str>| Document {
        kind: "Passport".to_owned(),
        number: number.to_owned(),
        country: country.map(str::to_owned),
    };
    listed.documents = vec![number("A1234567", Some("KE"))];
    let index = Index::build(&[one(listed)], Scripts::All);
    let mut search = Search::new(&index, CACHE_TOKENS);
    for (document, hits) in [
        (number("a 123 45-67", Some("KE")), 1),
        (number("A1234567", None), 1),
        (number("A1234567", Some("TZ")), 0),
        (number("A1234568", Some("KE")), 0),
    ] {
        let query = Query { documents: vec![document.clone()], ..Query::named("Somebody Else") };
        let found = search.hits(&query, &Settings::default());
        assert_eq!(found.len(), hits, "{document:?}");
        assert!(found.iter().all(|hit| hit.ground == Ground::Identifier));
    }
}

#[test]
fn weak_aliases_by_policy() {
    let mut listed = listing(&["Zaurbek Guchaev", "Emir Abdul"]);
    listed.names[1].strength = Strength::Weak;
    listed.births = vec![year(1975)];
    let index = Index::build(&[one(listed)], Scripts::All);
    let mut search = Search::new(&index, CACHE_TOKENS);
    let backed = Query { births: vec![year(1975)], ..Query::named("Emir Abdul") };
    for (weak_aliases, alone, with_birth) in
        [(WeakAliases::Alone, 1, 1), (WeakAliases::WithEvidence, 0, 1), (WeakAliases::Never, 0, 0)]
    {
        let settings = Settings { weak_aliases, ..Settings::default() };
        let found = search.hits(&Query::named("Emir Abdul"), &settings).len();
        assert_eq!((found, search.hits(&backed, &settings).len()), (alone, with_birth));
        assert_eq!(search.hits(&Query::named("Zaurbek Guchaev"), &settings).len(), 1);
    }
}

#[test]
fn an_explanation_names_every_token() {
    let list = list(&[&["Abdulrahman Yasin Al-Tikriti"]]);
    let index = Index::build(&[list], Scripts::All);
    let mut search = Search::new(&index, CACHE_TOKENS);
    let query = Query::named("ABDUL RAHMAN YASSIN TIKRITI JR");
    let hits = search.hits(&query, &Settings::default());
    let parts = search.explain(&query, &hits[0]);
    let lines: Vec<(&str, &str, How)> =
        parts.iter().map(|part| (part.sought.as_str(), part.listed.as_str(), part.how)).collect();
    assert_eq!(
        lines,
        [
            ("abdulrahman", "abdulrahman", How::Joined),
            ("yassin", "yasin", How::Alike),
            ("tikriti", "tikriti", How::Equal),
            ("jr", "", How::Unmet),
        ]
    );
}

#[test]
fn texts_are_scanned_for_names() {
    let list = list(&[&["Abdul Latif Mansur"], &["GARANTEX"], &["Ali Hassan"], &["SEA STAR"]]);
    let index = Index::build(&[list], Scripts::All);
    let mut search = Search::new(&index, CACHE_TOKENS);
    let mut ids = |text: &str| -> Vec<u32> {
        let found = search.in_text(text, &Settings::default());
        found.iter().map(|found| found.hit.listing + 1).collect()
    };
    assert_eq!(ids("INV 2024/77 goods for account of Mr ABDUL LATEEF MANSUR, Quetta"), [1]);
    assert_eq!(ids("transfer via Garantex exchange ref 8812"), [2]);
    assert!(ids("fee for abdul, and mansur paid the rest to latif").is_empty());
    assert!(ids("invoice for office chairs and a star shaped table by the sea").is_empty());
    for (text, found) in [
        ("to Abdul Latif Mansur", 1),
        ("to Mansur Abdul Latif", 1),
        ("to Abdul Latif Xyz Mansur", 1),
        ("to Abdul Latif Xyz Qrs Mansur", 0),
        ("to Abdul Latif", 0),
        ("by GARANTEKS", 1),
        ("by Garant", 0),
    ] {
        assert_eq!(ids(text).len(), found, "{text}");
    }
    let whole = Settings { threshold: 10_000, ..Settings::default() };
    assert_eq!(search.in_text("Abdul Latif Mansur", &whole).len(), 1);
    assert_eq!(search.in_text("Abdul Latif Xyz Mansur", &whole).len(), 0, "it is not the same");
    let mut ids = |text: &str| -> Vec<u32> {
        let found = search.in_text(text, &Settings::default());
        found.iter().map(|found| found.hit.listing + 1).collect()
    };
    let long_name =
        "SHENZHEN Yi Er San Si Wu Liu Qi Ba Jiu Qwertz Trading Company Limited China Branch";
    let index = Index::build(&[self::list(&[&[long_name]])], Scripts::All);
    let text = format!("{} {long_name} and more", "invoice ".repeat(20));
    assert_eq!(Search::new(&index, 0).in_text(&text, &Settings::default()).len(), 1);
    let long = "regular invoice text with nothing in it ".repeat(100) + "عبد اللطيف منصور";
    assert_eq!(ids(&long), [1]);
}

#[test]
fn texts_are_scanned_for_names_of_common_words() {
    let list = list(&[
        &["ISLAMIC STATE"],
        &["MINISTRY OF STATE SECURITY"],
        &["UNION DEVELOPMENT GROUP CO., LTD."],
        &["A A TRADING FZCO"],
        &["T.R.O.S"],
        &["LTD"],
        &["TAT BANK"],
        &["NATIONAL DEVELOPMENT AND INVESTMENT GROUP"],
        &["D.E.S. INTERNATIONAL"],
        &["BANK"],
        &["ZURAB"],
    ]);
    let index = Index::build(&[list], Scripts::All);
    let mut search = Search::new(&index, CACHE_TOKENS);
    for (text, listings) in [
        ("donation for Islamic State fighters", &[1][..]),
        ("ISLAMIC-STATE", &[1]),
        ("Zakat, the Islamik State, 2024", &[1]),
        ("state of an Islamic bank", &[]),
        ("islamic and state schools", &[]),
        ("Islamic, welfare state", &[]),
        ("per Ministry of the State Security, Pyongyang", &[2]),
        ("ministry state security", &[2]),
        ("ministry of security", &[]),
        ("inv 7 Union Development Group Company Limited", &[3]),
        ("union development group meeting", &[]),
        ("to A A Trading FZCO for tea", &[4]),
        ("trading fzco", &[]),
        ("t r o s ltd", &[]),
        ("account at TAT-Bank", &[7]),
        ("счет в Тат Банк", &[7]),
        ("through that bank", &[]),
        ("the National Development & Investment Group", &[8]),
        ("national investment and development group", &[]),
        ("inv 4 D.E.S. International", &[9]),
        ("DES international", &[]),
        ("any bank, paid to Zurab", &[]),
        ("islamic company", &[]),
    ] {
        let found = search.in_text(text, &Settings::default());
        let found: Vec<u32> = found.iter().map(|found| found.hit.listing + 1).collect();
        assert_eq!(found, listings, "{text}");
    }
    // A likeness counts as it does elsewhere: what is asked for exactly must stand so.
    let exact = Settings { threshold: 10_000, ..Settings::default() };
    assert_eq!(search.in_text("Islamik State", &exact).len(), 0);
    assert_eq!(search.in_text("Islamic State", &exact)[0].words, "islamic state");
}

#[test]
fn texts_are_scanned_for_identifiers_as_people_write_them() {
    let mut listed = listing(&["Hassan Mahat Omar"]);
    let number = |number: &str| Document {
        kind: "Passport".to_owned(),
        number: number.to_owned(),
        country: None,
    };
    let numbers = [
        "A1234567",
        "830466143",
        "20240512",
        "9187629",
        "12345678",
        "OB 0812-345",
        "AB1234",
        "MOHAMMED",
    ];
    listed.documents = numbers.iter().map(|text| number(text)).collect();
    let index = Index::build(&[one(listed)], Scripts::All);
    let mut search = Search::new(&index, CACHE_TOKENS);
    for (text, found) in [
        ("passport A1234567", true),
        ("passport A 1234567", true),
        ("passport A-123 45-67, Nairobi", true),
        ("passport no.a/1234567", true),
        ("جواز A١٢٣٤٥٦٧", true),
        ("OB0812345", true),
        ("id 8304 661 43", true),
        ("id 8304-661-43", true),
        ("vessel IMO9187629", true),
        ("vessel IMO-9187629", true),
        ("vessel IMO number 9187629", true),
        ("vessel IMO no. 9187629", true),
        ("vessel IMO 9187628", false),
        ("account 12345678", true),
        ("card AB1234", true),
        ("to mohammed", false),
        ("1234-5678", true),
        // Dates and amounts are written so too.
        ("value 2024-05-12", false),
        ("USD 12 345 678", false),
        ("paid 12.345.678", false),
        ("A 1234568", false),
        ("A123456 7", true),
        ("A1234567 8", true),
        ("BA1234567", false),
        ("A, 1234567", false),
    ] {
        let hits = search.in_text(text, &Settings::default());
        assert_eq!(hits.len(), usize::from(found), "{text}: {hits:?}");
        assert!(hits.iter().all(|it| it.hit.ground == Ground::Identifier));
    }
    let long = "7 ".repeat(2_000) + "A 12 34 56 7";
    let hits = search.in_text(&long, &Settings::default());
    assert_eq!(hits[0].words, "A 12 34 56 7");
}

#[test]
fn words_that_are_not_compared_are_counted() {
    let words = |count: usize| vec!["Bwambale"; count].join(" ");
    for (name, expected) in [
        (words(32), 0),
        (words(33), 1),
        (words(40), 8),
        ("习".repeat(33), 1),
        ("a ".repeat(20), 0),
        (String::new(), 0),
    ] {
        assert_eq!(words_left_out(&name), expected, "{name}");
    }
}

#[test]
fn scripts_can_be_left_out_and_are_found_as_such() {
    let groups: [&[&str]; 2] = [&["Saddam Hussein", "صدام حسين"], &["习近平"]];
    let all = Index::build(&[list(&groups)], Scripts::All);
    let latin = Index::build(&[list(&groups)], Scripts::LatinOnly);
    assert_eq!((all.names(), latin.names()), (3, 1));
    let hits = Search::new(&all, 0).hits(&Query::named("习近平"), &Settings::default());
    assert_eq!((hits.len(), hits[0].score), (1, 10_000));
    let hits = Search::new(&latin, 0).hits(&Query::named("صدام حسين"), &Settings::default());
    assert_eq!(hits.len(), 1, "by its Latin listing");
}
