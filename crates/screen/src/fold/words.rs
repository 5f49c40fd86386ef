//! Words that carry little: articles, particles, titles and forms of organisation, in Latin.
//!
//! Our own lists, from what the lists and payments write. A class lowers a token's weight and
//! never removes it; some words here are also somebody's name (`Syed`, `Major`), which then says
//! less than it could. Must hold nothing that is a name more often than not.

use super::Class;

/// The class of a token by its Latin letters.
pub fn class(word: &str) -> Class {
    if word.bytes().any(|byte| byte.is_ascii_digit()) {
        return Class::Number;
    }
    if word.len() == 1 {
        return Class::Initial;
    }
    if is_particle(word) {
        return Class::Particle;
    }
    if is_title(word) {
        return Class::Title;
    }
    if is_form(word) {
        return Class::Form;
    }
    if sense(word) != 0 {
        return Class::Generic;
    }
    Class::Word
}

/// The class of an Arabic token by its folded letters.
pub fn class_arabic(roman: &str, key: &str) -> Class {
    if roman.bytes().any(|byte| byte.is_ascii_digit()) {
        return Class::Number;
    }
    match key {
        "بن" | "ابن" | "بنت" | "ابو" | "ابي" | "ابا" | "ام" | "ال" | "عبد" | "ولد" | "و" | "في"
        | "من" => Class::Particle,
        "حاج" | "حاجي" | "شيخ" | "دكتور" | "ملا" | "مولوي" | "سيد" | "قاري" | "حافظ" | "امير"
        | "مهندس" | "جنرال" => Class::Title,
        "شركه" | "شركت" | "مؤسسه" | "موسسه" | "بنك" | "بانك" | "جماعه" | "تنظيم" | "صرافي"
        | "لمتد" | "منظمه" | "جمعيه" => Class::Form,
        _ => Class::Word,
    }
}

/// Articles of Arabic names in Latin, which people write together, apart or not at all.
fn is_article(word: &str) -> bool {
    is_plain_article(word) || matches!(word, "as" | "ad" | "ar" | "az" | "ash" | "an" | "at")
}

fn is_plain_article(word: &str) -> bool {
    matches!(word, "al" | "el" | "ul" | "ur")
}

/// True for what is an article where it stands: at the head of a name `an` and `at` are as often a
/// family name.
pub fn is_article_at(word: &str, is_first: bool) -> bool {
    if is_first { is_plain_article(word) } else { is_article(word) }
}

/// Words that join the parts of a name.
fn is_particle(word: &str) -> bool {
    is_article(word)
        || matches!(
            word,
            "bin"
                | "ben"
                | "ibn"
                | "bint"
                | "abu"
                | "abou"
                | "abi"
                | "abd"
                | "abdul"
                | "abdel"
                | "abdal"
                | "abdol"
                | "abdur"
                | "umm"
                | "ould"
                | "oglu"
                | "ogly"
                | "kyzy"
                | "zadeh"
                | "de"
                | "del"
                | "della"
                | "di"
                | "da"
                | "do"
                | "dos"
                | "das"
                | "du"
                | "la"
                | "le"
                | "les"
                | "las"
                | "los"
                | "van"
                | "von"
                | "der"
                | "den"
                | "zu"
                | "y"
                | "e"
                | "and"
                | "the"
                | "of"
                | "for"
                | "und"
                | "et"
                | "i"
                | "in"
                | "on"
                | "fi"
                | "wal"
                | "wa"
                | "il"
                | "lil"
                | "ter"
                | "ten"
                | "af"
                | "av"
                | "zum"
                | "zur"
                | "aka"
                | "ud"
                | "us"
        )
}

fn is_title(word: &str) -> bool {
    TITLES.binary_search(&word).is_ok()
}

/// Legal forms of organisations, which lists and payments write in many ways or leave out.
pub fn is_form(word: &str) -> bool {
    FORMS.binary_search(&word).is_ok()
}

/// Words that describe half of all firms, each with a number for what it means: the same in the
/// languages that the lists write. 0 for any other word.
pub fn sense(word: &str) -> u16 {
    match word {
        "group" | "gruppa" | "grupp" | "groupe" | "grupo" => 1,
        "holding" | "holdings" | "kholding" => 2,
        "enterprise" | "enterprises" | "predpriyatie" | "pidpriemstvo" => 3,
        "trading" | "trade" | "traders" | "torgovii" | "torgovaya" | "torgovyi" => 4,
        "international" | "intl" | "mezhdunarodnii" | "mezhdunarodnaya" => 5,
        "industries" | "industry" | "industrial" | "promishlennost" | "promishlennaya" => 6,
        "services" | "service" | "servis" => 7,
        "bank" | "banque" | "banco" | "banka" => 8,
        "foundation" | "fond" | "fund" => 9,
        "organization" | "organisation" | "organizatsiya" => 10,
        "association" | "assotsiatsiya" => 11,
        "institute" | "institut" => 12,
        "center" | "centre" | "tsentr" => 13,
        "plant" | "factory" | "zavod" | "works" | "fabrika" => 14,
        "shipping" | "shipyard" | "marine" | "maritime" | "morskoi" => 15,
        "system" | "systems" | "sistemi" | "sistema" => 16,
        "technology" | "technologies" | "tekhnologii" | "tekhnologiya" | "tech" => 17,
        "research" | "issledovatelskii" => 18,
        "scientific" | "nauchno" | "science" => 19,
        "production" | "proizvodstvennoe" | "manufacturing" | "proizvodstvo" => 20,
        "combine" | "kombinat" => 21,
        "repair" | "remontnii" | "remont" => 22,
        "aircraft" | "aviation" | "aviatsionnii" | "airlines" | "airline" => 23,
        "republic" | "respublika" | "respubliki" => 24,
        "national" | "natsionalnii" | "natsionalnaya" => 25,
        "federal" | "federalnoe" | "federalnaya" | "federalnii" => 26,
        "general" | "generalnii" => 27,
        "ministry" | "ministerstvo" => 28,
        "corporation" | "korporatsiya" => 29,
        "bureau" | "byuro" => 30,
        "construction" | "stroitelnaya" | "building" => 31,
        "development" | "razvitie" | "razvitiya" => 32,
        "import" | "export" | "impex" | "eksport" => 33,
        "establishment" | "est" | "office" => 34,
        "islamic" | "islam" => 35,
        "university" | "universitet" => 36,
        "party" | "partiya" => 37,
        "front" => 38,
        "movement" | "dvizhenie" => 39,
        "engineering" | "inzhiniring" => 40,
        "security" | "bezopasnosti" => 41,
        "russian" | "rossiiskii" | "rossiiskaya" | "rossiiskie" => 42,
        "exchange" | "hawala" => 43,
        "investment" | "investments" | "investitsii" | "inversiones" => 44,
        "energy" | "energiya" | "energo" => 45,
        "oil" | "petroleum" | "neft" => 46,
        "money" | "finance" | "financial" => 47,
        "union" | "soyuz" => 48,
        "army" => 49,
        "transport" | "logistics" | "logistik" => 50,
        "sanayi" | "ticaret" => 51,
        _ => 0,
    }
}

/// Whether a word is a Slavic patronymic by its ending, as any of their languages is written in
/// Latin.
#[must_use]
pub fn is_patronymic(word: &str) -> bool {
    const ENDINGS: [&str; 15] = [
        "ovich", "evich", "ovych", "evych", "avich", "ovitch", "evitch", "owitsch", "ewitsch",
        "ovitj", "evitj", "ovna", "evna", "ivna", "ichna",
    ];
    // Of the fathers Ilya, Nikita, Kuzma, Luka and Foma.
    const WHOLE: [&str; 7] =
        ["ilyich", "ilich", "iliich", "nikitich", "kuzmich", "lukich", "fomich"];
    ENDINGS.iter().any(|ending| word.len() > ending.len() + 1 && word.ends_with(ending))
        || WHOLE.contains(&word)
}

/// Titles, in order.
const TITLES: [&str; 85] = [
    "adm",
    "admiral",
    "agha",
    "akhund",
    "alhaj",
    "alhaji",
    "brig",
    "brigadier",
    "capt",
    "captain",
    "cheikh",
    "col",
    "colonel",
    "comandante",
    "dame",
    "deputy",
    "don",
    "dona",
    "dr",
    "eng",
    "engr",
    "father",
    "frau",
    "gen",
    "hadji",
    "hafiz",
    "haj",
    "haji",
    "hajj",
    "hajji",
    "herr",
    "hon",
    "honorable",
    "ii",
    "iii",
    "imam",
    "ing",
    "iv",
    "jr",
    "lady",
    "lord",
    "lt",
    "madame",
    "maj",
    "major",
    "maulana",
    "maulavi",
    "maulvi",
    "mawlana",
    "mawlawi",
    "minister",
    "miss",
    "mohtaram",
    "molvi",
    "monsieur",
    "moulavi",
    "mr",
    "mrs",
    "ms",
    "mufti",
    "mulla",
    "mullah",
    "phd",
    "president",
    "prof",
    "professor",
    "qari",
    "rev",
    "sayed",
    "sayid",
    "sayyed",
    "sayyid",
    "senor",
    "senora",
    "sgt",
    "shaikh",
    "shaykh",
    "sheik",
    "sheikh",
    "shekh",
    "sir",
    "sr",
    "syed",
    "ustad",
    "ustaz",
];

/// Legal forms, in order.
const FORMS: [&str; 140] = [
    "aak",
    "ab",
    "adkritae",
    "ag",
    "aktiengesellschaft",
    "aktsionerne",
    "aktsionernoe",
    "aktsiyanernae",
    "anonim",
    "ao",
    "aoot",
    "aps",
    "asa",
    "bhd",
    "bsc",
    "bt",
    "bv",
    "cie",
    "cjsc",
    "closed",
    "co",
    "compagnie",
    "compania",
    "companies",
    "company",
    "corp",
    "corporation",
    "cv",
    "dd",
    "dmcc",
    "doo",
    "ead",
    "eg",
    "eood",
    "ev",
    "fgbu",
    "fgup",
    "fkp",
    "fku",
    "fzc",
    "fzco",
    "fze",
    "fzllc",
    "gbu",
    "gesellschaft",
    "gmbh",
    "gosudarstvennoe",
    "gup",
    "inc",
    "incorporated",
    "joint",
    "jsc",
    "jscb",
    "kazennoe",
    "kft",
    "kg",
    "kk",
    "kompaniia",
    "kompaniya",
    "liability",
    "limitada",
    "limited",
    "llc",
    "llp",
    "lp",
    "ltd",
    "ltda",
    "mbh",
    "mup",
    "nao",
    "nv",
    "nyrt",
    "oaak",
    "oao",
    "obmezhenoyu",
    "obshchestvo",
    "ogranichennoi",
    "ohg",
    "ojsc",
    "ood",
    "ooo",
    "open",
    "otkritoe",
    "otvetstvennostyu",
    "ou",
    "owned",
    "oy",
    "oyj",
    "pao",
    "pjs",
    "pjsc",
    "plc",
    "private",
    "psc",
    "pt",
    "pte",
    "pty",
    "public",
    "publichne",
    "publichnoe",
    "pvt",
    "responsibility",
    "rt",
    "sa",
    "sae",
    "sal",
    "sarl",
    "sas",
    "sca",
    "sdn",
    "sharika",
    "sharikat",
    "sherkat",
    "sia",
    "sirketi",
    "sl",
    "slu",
    "snc",
    "spa",
    "spol",
    "srl",
    "sro",
    "state",
    "stock",
    "tavaristva",
    "tbk",
    "too",
    "tov",
    "tovaristvo",
    "uab",
    "ug",
    "unitarnoe",
    "unitary",
    "vidpovidalnistyu",
    "vof",
    "wll",
    "zakritoe",
    "zao",
    "zhshs",
    "zrt",
];

#[cfg(test)]
mod tests {
    use super::{FORMS, TITLES};

    #[test]
    fn words_stand_in_order() {
        assert!(TITLES.is_sorted() && FORMS.is_sorted(), "they are sought by halving");
    }
}
