//! Scores that are pinned to the edition of the kernel: a change of any is a change of edition.
//!
//! An auditor replays a verdict by the edition that it names. When a score here changes, raise
//! `KERNEL` in `src/verdict.rs`, `EDITION` here, and put in the table that the failure prints.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::as_conversions,
    reason = "tests"
)]

#[path = "given/lists.rs"]
mod lists;

use std::fmt::Write;
use std::sync::Arc;
use suftaja_screen::index::{Index, Scripts};
use suftaja_screen::listing::{Birth, Document, Kind, List};
use suftaja_screen::pair;
use suftaja_screen::search::Search;
use suftaja_screen::settings::{Query, Settings};
use suftaja_screen::verdict::KERNEL;

/// The edition of which the tables are.
const EDITION: u32 = 3;

/// Two names without a list, with their score.
const PAIRS: [(&str, &str, u16); 37] = [
    ("Muhamad Hasan", "MOHAMMED HASSAN", 9_340),
    ("Grace Nakato", "MOHAMMED HASSAN", 0),
    ("INNOCNET KAINA", "INNOCENT KAINA", 8_975),
    ("YILMAZ, Adern", "YILMAZ, Adem", 9_500),
    ("CASTR0 GARZON, Ricardo", "CASTRO GARZON, Ricardo", 9_966),
    ("CANO CОRREA, Jhon", "CANO CORREA, Jhon", 10_000),
    ("FLOREZ Marco Tulio", "FLOREZ SEPULVEDA, Marco Tulio", 8_500),
    ("J. Kabila", "Joseph Kabila", 8_570),
    ("Joseph Kabila", "J. Kabila", 6_554),
    ("Abdul Rahman Yasin", "Abdulrahman Yasin", 10_000),
    ("Dr. Hamid Al-Ali", "AL-ALI, Hamid", 9_561),
    ("Andrey Smirnov", "Andrey Sidorov", 2_952),
    ("George Bush", "George Habbash", 2_952),
    ("The Islamic State", "ISLAMIC STATE", 8_800),
    ("Islamic Bank", "ISLAMIC STATE", 0),
    ("Industrial Bank of Korea", "INDUSTRIAL BANK", 6_263),
    ("142nd Repair Plant", "140 Repair Plant", 0),
    ("JSCARGUMENT", "JSC ARGUMENT", 10_000),
    ("Union Development Group Company Limited", "UNION DEVELOPMENT GROUP CO., LTD.", 8_823),
    ("صدام حسين التكريتي", "SADDAM HUSSEIN AL-TIKRITI", 9_549),
    ("گلبدین حکمتیار", "Gulbuddin Hekmatyar", 9_545),
    ("Владимир Путин", "Vladimir Putin", 9_900),
    ("Игорь Олегович Горин", "Ihor Olehovych Horin", 9_571),
    ("Αλέξανδρος Παπαδόπουλος", "Alexandros Papadopoulos", 9_800),
    ("בנימין נתניהו", "Binyamin Netanyahu", 9_497),
    ("नरेन्द्र मोदी", "Narendra Modi", 9_900),
    ("ኃይለ ማርያም ደሳለኝ", "Haile Mariam Desalegn", 8_966),
    ("习近平", "Xi Jinping", 8_500),
    ("习近平", "习近平", 10_000),
    ("박근혜", "Park Geun-hye", 8_500),
    ("140 ремонтный завод", "140 Repair Plant", 8_599),
    ("Sergej Lawrow", "Sergey Lavrov", 9_224),
    ("Alexander Lukashenko", "Alexander Grigoryevich LUKASHENKO", 9_713),
    ("Igor Olegovich Gorin", "Igor Gorin", 9_713),
    ("김정은", "Kim Jong Un", 8_500),
    ("לברוב", "Lavrov", 8_934),
    ("Ayman al-Dhawahri", "Ayman al-Zawahiri", 9_541),
];

/// Listed names; each is a listing, called by its number from 1.
const LISTED: [&[&str]; 6] = [
    &["FRANK KAKOLELE BWAMBALE", "FRANK KAKORERE"],
    &["MOHAMMED HASSAN", "محمد حسن"],
    &["MOHAMMED HASSAN ALI"],
    &["SEA KESTREL SHIPPING COMPANY LIMITED"],
    &["ISLAMIC STATE"],
    &["Владимир Горин"],
];

/// Names sought in that list, with listing and score of each hit over a half.
const SOUGHT: [(&str, &[(u32, u16)]); 8] = [
    ("Frank Kakolele", &[(1, 8_131)]),
    ("Franck Kakolele Bwambale", &[(1, 9_900)]),
    ("Muhamad Hasan", &[(2, 9_426), (3, 8_018)]),
    ("محمد حسن علي", &[(3, 9_083), (2, 8_666)]),
    ("Sea Kestrel Ltd", &[(4, 8_816)]),
    ("Kestrel Shipping Co", &[(4, 7_643)]),
    ("Vladimir Gorin", &[(6, 9_900)]),
    ("Grace Nakato", &[]),
];

/// Texts sought through for that list, with listing and score of each hit.
const TEXTS: [(&str, &[(u32, u16)]); 4] = [
    ("goods of Mr Franck Kakolele Bwambale, Beni", &[(1, 9_900)]),
    ("freight, Sea Kestrel Shipping Co Ltd", &[(4, 9_493)]),
    ("donation to the Islamik State", &[(5, 9_750)]),
    ("office chairs and a table", &[]),
];

/// The first listing was born in 1971 in Congo and has a passport: what that does to a score.
const EVIDENCE: [(&str, u16, u16, u16); 4] = [
    // Name; nothing known; another year; another country.
    ("Frank Kakolele Bwambale", 10_000, 8_500, 9_700),
    ("Franck Kakolele Bwambale", 9_900, 8_400, 9_600),
    ("Frank Kakolele", 8_131, 6_631, 7_831),
    ("Frank Bwambale", 7_999, 6_499, 7_699),
];

fn listed() -> Arc<List> {
    let mut list = List::clone(&lists::list(&LISTED));
    let one = &mut list.listings[0];
    one.kind = Kind::Individual;
    one.births = vec![year(1971)];
    one.countries = vec!["CD".to_owned()];
    let (kind, number) = ("Passport".to_owned(), "OB0812345".to_owned());
    one.documents = vec![Document { kind, number, country: None }];
    Arc::new(list)
}

fn year(year: u16) -> Birth {
    Birth { year_from: Some(year), year_to: Some(year), ..Birth::default() }
}

const SETTINGS: Settings = Settings {
    threshold: 5_000,
    weak_aliases: suftaja_screen::settings::WeakAliases::Alone,
    evidence: true,
};

/// All tables as they are now, as this file writes them.
fn now(search: &mut Search<'_>) -> String {
    let mut text = String::new();
    for (one, other, _) in PAIRS {
        writeln!(text, "    (\"{one}\", \"{other}\", {}),", grouped(pair::score(one, other)))
            .unwrap();
    }
    for (name, _) in SOUGHT {
        let hits = search.hits(&Query::named(name), &SETTINGS);
        row(&mut text, name, hits.iter().map(|hit| (hit.listing + 1, hit.score)));
    }
    for (line, _) in TEXTS {
        let found = search.in_text(line, &SETTINGS);
        row(&mut text, line, found.iter().map(|one| (one.hit.listing + 1, one.hit.score)));
    }
    for (name, ..) in EVIDENCE {
        let known = Query::named(name);
        let born = Query { births: vec![year(1950)], ..known.clone() };
        let elsewhere = Query { countries: vec!["KE".to_owned()], ..known.clone() };
        let scores = [known, born, elsewhere].map(|query| {
            let hits = search.hits(&query, &SETTINGS);
            grouped(hits.iter().find(|hit| hit.listing == 0).map_or(0, |hit| hit.score))
        });
        writeln!(text, "    (\"{name}\", {}),", scores.join(", ")).unwrap();
    }
    text
}

/// The same as the tables say it.
fn pinned() -> String {
    let mut text = String::new();
    for (one, other, score) in PAIRS {
        writeln!(text, "    (\"{one}\", \"{other}\", {}),", grouped(score)).unwrap();
    }
    for (name, hits) in SOUGHT.iter().chain(&TEXTS) {
        row(&mut text, name, hits.iter().copied());
    }
    for (name, one, two, three) in EVIDENCE {
        let scores = [one, two, three].map(grouped).join(", ");
        writeln!(text, "    (\"{name}\", {scores}),").unwrap();
    }
    text
}

fn row(text: &mut String, name: &str, hits: impl Iterator<Item = (u32, u16)>) {
    let hits = hits.map(|(listing, score)| format!("({listing}, {})", grouped(score)));
    writeln!(text, "    (\"{name}\", &[{}]),", hits.collect::<Vec<_>>().join(", ")).unwrap();
}

fn grouped(score: u16) -> String {
    match (score / 1_000, score % 1_000) {
        (0, rest) => rest.to_string(),
        (thousands, rest) => format!("{thousands}_{rest:03}"),
    }
}

#[test]
fn scores_change_with_the_edition_alone() {
    assert_eq!(KERNEL, EDITION, "a new edition has tables of its own: see the head of this file");
    let index = Index::build(&[listed()], Scripts::All);
    let now = now(&mut Search::new(&index, 0));
    let differ: Vec<_> = now
        .lines()
        .zip(pinned().lines())
        .filter(|(one, other)| one != other)
        .map(|(one, other)| format!("{one}\n    was {}", other.trim()))
        .collect();
    assert!(
        differ.is_empty(),
        "{} scores are others than those of edition {EDITION}: raise KERNEL and EDITION, then \
         put in what is now\n{}\nall as they are now:\n{now}",
        differ.len(),
        differ.join("\n")
    );
}
