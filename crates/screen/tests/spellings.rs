//! Names that people spell in many ways: each pair must meet or must not, without a list.

use suftaja_screen::pair;
use suftaja_screen::settings::THRESHOLD;

/// One person as two sides write the name.
const ONE: [(&str, &str); 33] = [
    ("김정은", "Kim Jong Un"),
    ("김정식", "KIM JONG SIK"),
    ("리병철", "RI PYONG CHOL"),
    ("이병철", "Lee Byeong-cheol"),
    ("최룡해", "CHOE RYONG HAE"),
    ("박영식", "Yong-sik PAK"),
    ("장혁", "CHANG Hyok"),
    ("王毅", "Wang Yi"),
    ("李强", "Qiang Li"),
    ("孟晚舟", "Meng Wanzhou"),
    ("शर्मा", "Sharma"),
    ("शकील", "Shakeel"),
    ("शेख हसीना", "Sheikh Hasina"),
    ("हाफ़िज़ सईद", "Hafiz Saeed"),
    ("नवाज़ शरीफ़", "Nawaz Sharif"),
    ("नवाज\u{93c} शरीफ\u{93c}", "Nawaz Sharif"),
    ("मसूद अज़हर", "Masood Azhar"),
    ("Ghasem Soleimani", "Qasem Soleimani"),
    ("Ghassem Soleimani", "Qasem Soleimani"),
    ("Oualid Ahmed", "Walid Ahmed"),
    ("Ayman al-Dhawahri", "Ayman al-Zawahiri"),
    ("Muammar Qadhafi", "Muammar Gaddafi"),
    ("معمر القذافي", "Muammar Gaddafi"),
    ("سهيل زهرا", "Suhail Zahra"),
    ("Sergej Lawrow", "Sergey Lavrov"),
    ("Aljaksandr Lukaschenka", "Alexander Lukashenko"),
    ("לברוב", "Lavrov"),
    ("Ευάγγελος Λουκασένκο", "Evangelos Lukashenko"),
    ("Alexander Lukashenko", "Alexander Grigoryevich LUKASHENKO"),
    ("BOUT Viktor", "BUT Viktor Anatolijevitch"),
    ("Владимир Путин", "PUTIN Vladimir Vladimirovich"),
    ("Vladimir Vladimirovich Putin", "Vladimir Putin"),
    ("Тетяна Іванівна Горіна", "Tetiana Horina"),
];

/// Two persons whose names are near.
const TWO: [(&str, &str); 9] = [
    ("김정은", "KIM JONG IL"),
    ("김정은", "KIM UN JONG"),
    ("김영철", "KIM JONG CHOL"),
    ("王毅", "Wang Wei"),
    ("军翟", "JUNDI"),
    ("رزين آل الشيخ", "ARZIN"),
    ("Igor Olegovich Gorin", "Igor Ivanovich Gorin"),
    ("Igor Gorin", "Igor Olegovich Smirnov"),
    ("Olegovich Gorin", "Ivan Petrovich Gorin"),
];

#[test]
fn one_name_in_two_spellings_meets() {
    for (one, other) in ONE {
        for (sought, listed) in [(one, other), (other, one)] {
            let score = pair::score(sought, listed);
            assert!(score >= THRESHOLD, "{sought} and {listed}: {score}");
        }
    }
}

#[test]
fn two_names_that_are_near_do_not() {
    for (one, other) in TWO {
        for (sought, listed) in [(one, other), (other, one)] {
            let score = pair::score(sought, listed);
            assert!(score < THRESHOLD, "{sought} and {listed}: {score}");
        }
    }
}
