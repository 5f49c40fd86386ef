//! Every script that names come in, by one table: against Latin listings, the other way round, and
//! against listings that carry the script itself.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::as_conversions,
    reason = "tests"
)]

#[path = "given/lists.rs"]
mod lists;

use lists::list;
use suftaja_screen::index::{Index, Scripts};
use suftaja_screen::search::Search;
use suftaja_screen::settings::{How, Query, Settings, THRESHOLD};

/// Script, a name in it, the same as Latin listings write it, and the name as somebody else writes
/// it in the script.
const NAMES: [(&str, &str, &str, &str); 28] = [
    ("Arabic", "صدام حسين التكريتي", "SADDAM HUSSEIN AL-TIKRITI", "صَدّام حسين تكريتي"),
    (
        "Arabic",
        "أيمن محمد ربيع الظواهري",
        "Aiman Muhammed Rabi al-Zawahiri",
        "ايمن محمد ربيع ظواهري",
    ),
    ("Arabic", "عبد الرحمن ولد العامر", "Abd al-Rahman Ould al-Amar", "عبدالرحمن ولد العامر"),
    ("Persian", "محمود احمدی‌نژاد", "Mahmoud Ahmadinejad", "محمود احمدي‌نژاد"),
    ("Persian", "گلبدین حکمتیار", "Gulbuddin Hekmatyar", "گلبدين حكمتيار"),
    ("Persian", "چنگیز پژمان", "Changiz Pezhman", "چنگيز پژمان"),
    ("Cyrillic", "Игорь Олегович Горин", "Igor Olegovich Gorin", "Горин Игорь Олегович"),
    ("Cyrillic", "Ігор Олегович Горін", "Ihor Olehovych Horin", "Игорь Олегович Горин"),
    ("Cyrillic", "Јован Ђорђевић", "Jovan Djordjevic", "Ђорђевић Јован"),
    ("Latin", "José Ángel Núñez Çelik", "JOSE ANGEL NUNEZ CELIK", "Jose\u{301} Angel Nuñez Celik"),
    ("Latin", "Łukasz Ødegård", "Lukasz Odegard", "ŁUKASZ ØDEGÅRD"),
    ("Han", "欧阳建国", "Ouyang Jianguo", "欧阳 建国"),
    ("Devanagari", "नरेन्द्र मोदी", "Narendra Modi", "मोदी नरेन्द्र"),
    ("Devanagari", "दाऊद इब्राहीम कासकर", "Dawood Ibrahim Kaskar", "दाऊद इब्राहिम कासकर"),
    ("Ethiopic", "አበበ ቢቂላ", "Abebe Bikila", "ቢቂላ አበበ"),
    ("Ethiopic", "ኃይለ ማርያም ደሳለኝ", "Haile Mariam Desalegn", "ኃይለማርያም ደሳለኝ"),
    ("Greek", "Αλέξανδρος Παπαδόπουλος", "Alexandros Papadopoulos", "ΑΛΕΞΑΝΔΡΟΣ ΠΑΠΑΔΟΠΟΥΛΟΣ"),
    ("Greek", "Γιώργος Χατζηδάκης", "Giorgos Chatzidakis", "Γιωργος Χατζηδακης"),
    ("Hebrew", "בנימין נתניהו", "Binyamin Netanyahu", "נתניהו בנימין"),
    ("Hebrew", "יצחק רבין", "Yitzhak Rabin", "יִצְחָק רַבִּין"),
    ("Hebrew", "סרגיי לברוב", "Sergey Lavrov", "לברוב סרגיי"),
    ("Greek", "Αλέξανδρος Λουκασένκο", "Alexander Lukashenko", "Λουκασένκο Αλέξανδρος"),
    ("Devanagari", "छोटा शकील", "Chhota Shakeel", "शकील छोटा"),
    ("Devanagari", "ज़फ़र शर्मा", "Zafar Sharma", "ज़फ़र शर्मा"),
    ("Han", "习近平", "Xi Jinping", "习 近平"),
    ("Han", "王伟东", "Wang Weidong", "王 伟东"),
    ("Hangul", "김정은", "KIM JONG UN", "김 정은"),
    ("Hangul", "박근혜", "Park Geun-hye", "박\u{1100}\u{1173}\u{11ab}혜"),
];

/// A name that only a listing in its own script finds: Han is read in Mandarin.
const AS_SUCH: [(&str, &str, &str, &str); 1] = [("Han", "金正恩", "Kim Jong Un", "金正恩")];

/// The score of the best hit of a name on a listing with one name; 0 for none.
fn best(sought: &str, listed: &str, scripts: Scripts) -> u16 {
    let index = Index::build(&[list(&[&[listed]])], scripts);
    let hits = Search::new(&index, 0).hits(&Query::named(sought), &Settings::default());
    hits.first().map_or(0, |hit| hit.score)
}

#[test]
fn a_name_in_a_script_finds_its_latin_listing_and_the_other_way_round() {
    for (script, name, latin, _) in NAMES {
        let found = best(name, latin, Scripts::LatinOnly);
        assert!(found >= THRESHOLD, "{script}: {name} finds {latin} with {found}");
        let found = best(latin, name, Scripts::All);
        assert!(found >= THRESHOLD, "{script}: {latin} finds {name} with {found}");
        let index = Index::build(&[list(&[&[latin]])], Scripts::All);
        let mut search = Search::new(&index, 0);
        let hits = search.hits(&Query::named(name), &Settings::default());
        let parts = search.explain(&Query::named(name), &hits[0]);
        assert!(parts.iter().any(|part| part.how != How::Unmet), "{script}: {parts:?}");
    }
}

#[test]
fn a_name_in_the_listed_script_is_found_as_such() {
    for (script, name, latin, other) in NAMES.into_iter().chain(AS_SUCH) {
        assert_eq!(best(name, name, Scripts::All), 10_000, "{script}: {name}");
        let found = best(other, name, Scripts::All);
        assert!(found >= THRESHOLD, "{script}: {other} finds {name} with {found}");
        // The Latin name beside it takes nothing away.
        let index = Index::build(&[list(&[&[latin, name], &["Someone Else"]])], Scripts::All);
        let hits = Search::new(&index, 0).hits(&Query::named(name), &Settings::default());
        assert_eq!((hits.len(), hits[0].score), (1, 10_000), "{script}: {name}");
    }
}

#[test]
fn nobody_is_found_by_the_name_of_another_in_the_same_script() {
    let all: Vec<_> = NAMES.into_iter().chain(AS_SUCH).collect();
    for (_, name, latin, _) in &all {
        for (_, other, other_latin, _) in &all {
            // Two rows may be of one person.
            if best(latin, other_latin, Scripts::All) < THRESHOLD {
                assert_eq!(best(name, other, Scripts::All), 0, "{name} and {other}");
            }
        }
    }
}

#[test]
fn a_text_in_a_script_shows_what_is_listed_in_latin() {
    for (script, name, latin, _) in NAMES {
        let index = Index::build(&[list(&[&[latin, name]])], Scripts::All);
        let text = format!("INV 77 {name} ref 2024");
        let found = Search::new(&index, 0).in_text(&text, &Settings::default());
        assert_eq!(found.len(), 1, "{script}: {text}");
    }
}
