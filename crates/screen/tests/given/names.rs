//! Made names: parts that are near to each other in many ways and scripts, and any letters.

use proptest::prelude::*;

/// Parts of names that are near to each other in many ways.
pub const PARTS: [&str; 90] = [
    "Mohammad",
    "Muhammed",
    "Mahmoud",
    "محمد",
    "محمود",
    "Мохаммад",
    "Ali",
    "Aly",
    "علي",
    "Али",
    "Hassan",
    "Hasan",
    "حسن",
    "Hussein",
    "abd",
    "Abdul",
    "Rahman",
    "Abdulrahman",
    "عبدالرحمن",
    "Yuri",
    "Yury",
    "Юрий",
    "George",
    "Georgi",
    "Георгий",
    "Smith",
    "Smyth",
    "J",
    "M.",
    "Ltd",
    "LLC",
    "bank",
    "банк",
    "习",
    "近",
    "Xi",
    "Jinping",
    "JSC",
    "Argument",
    "JSCArgument",
    "Lin",
    "Chin",
    "ГОР",
    "БУНОВ",
    "Gor",
    "Bunov",
    "corpء",
    "Islamic",
    "State",
    "김정은",
    "정",
    "이",
    "철",
    "박영식",
    "Kim",
    "Gim",
    "Jong",
    "Chung",
    "Un",
    "Lee",
    "Ri",
    "Chol",
    "Pak",
    "王毅",
    "Wang",
    "Yi",
    "Wangyi",
    "शर्मा",
    "ज़फ़र",
    "Sharma",
    "Zafar",
    "Oualid",
    "Walid",
    "Ghasem",
    "Qasem",
    "Dhawahri",
    "Zawahiri",
    "Lawrow",
    "Lavrov",
    "לברוב",
    "Αλέξανδρος",
    "Aljaksandr",
    "Olegovich",
    "Olehovych",
    "Олегович",
    "Ivanovna",
    "سهيل",
    "Suhail",
    "معمر",
    "Muammar",
];

/// A name of some of them and of any letters.
pub fn name() -> impl Strategy<Value = String> {
    let part = prop_oneof![
        8 => prop::sample::select(PARTS.to_vec()).prop_map(str::to_owned),
        2 => "[a-z]{1,9}",
        1 => "[а-я]{2,8}",
        1 => "[ابتجدرسعفقلمنهوي]{2,7}",
        1 => "[가-힣]{1,4}",
        1 => "[αεικλνοσυ]{2,7}",
    ];
    let initial = prop::sample::select(vec!["A", "B", "K", "M", "Y"]).prop_map(str::to_owned);
    let initials = prop_oneof![
        4 => Just(Vec::new()),
        1 => prop::collection::vec(initial, 1..14),
    ];
    (prop::collection::vec(part, 1..5), initials).prop_map(|(mut parts, initials)| {
        parts.extend(initials);
        parts.join(" ")
    })
}

/// A name with a letter taken away, added or exchanged.
pub fn noisy() -> impl Strategy<Value = String> {
    (name(), any::<prop::sample::Index>(), 0..4_u8).prop_map(|(name, at, change)| {
        let mut letters: Vec<char> = name.chars().collect();
        let at = at.index(letters.len());
        match change {
            0 => drop(letters.remove(at)),
            1 => letters.insert(at, letters.get(at).copied().unwrap_or('a')),
            2 if at + 1 < letters.len() => letters.swap(at, at + 1),
            _ => {}
        }
        letters.into_iter().collect()
    })
}
