//! Words that carry little: articles, particles, titles and forms of organisation, in Latin letters.
//!
//! Our own lists, from what the lists and payments write. A class lowers a token's weight and
//! never removes it. Must hold nothing that is a name on its own in everyday use.

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
pub fn is_article(word: &str) -> bool {
    matches!(word, "al" | "el" | "ul" | "ur" | "as" | "ad" | "ar" | "az" | "ash" | "an" | "at")
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
    matches!(
        word,
        "mr" | "mrs"
            | "ms"
            | "miss"
            | "dr"
            | "prof"
            | "professor"
            | "eng"
            | "engr"
            | "ing"
            | "sir"
            | "gen"
            | "col"
            | "colonel"
            | "maj"
            | "major"
            | "capt"
            | "captain"
            | "lt"
            | "brig"
            | "brigadier"
            | "sgt"
            | "adm"
            | "admiral"
            | "sheikh"
            | "shaykh"
            | "shaikh"
            | "sheik"
            | "cheikh"
            | "haji"
            | "hajji"
            | "hadji"
            | "hajj"
            | "haj"
            | "mullah"
            | "mulla"
            | "maulavi"
            | "mawlawi"
            | "maulvi"
            | "molvi"
            | "moulavi"
            | "maulana"
            | "mawlana"
            | "qari"
            | "mufti"
            | "imam"
            | "hafiz"
            | "sayyid"
            | "sayed"
            | "syed"
            | "sayyed"
            | "sayid"
            | "ustad"
            | "ustaz"
            | "jr"
            | "sr"
            | "ii"
            | "iii"
            | "iv"
            | "phd"
            | "hon"
            | "honorable"
            | "rev"
            | "father"
            | "lord"
            | "lady"
            | "dame"
            | "minister"
            | "president"
            | "deputy"
            | "alhaj"
            | "alhaji"
            | "comandante"
            | "don"
            | "dona"
            | "madame"
            | "monsieur"
            | "herr"
            | "frau"
            | "senor"
            | "senora"
            | "mohtaram"
            | "akhund"
            | "agha"
    )
}

/// Legal forms of organisations, which lists and payments write in many ways or leave out.
pub fn is_form(word: &str) -> bool {
    matches!(
        word,
        "ltd"
            | "limited"
            | "ltda"
            | "limitada"
            | "llc"
            | "llp"
            | "lp"
            | "plc"
            | "inc"
            | "incorporated"
            | "corp"
            | "corporation"
            | "co"
            | "company"
            | "companies"
            | "cie"
            | "compania"
            | "compagnie"
            | "gmbh"
            | "mbh"
            | "ag"
            | "kg"
            | "ohg"
            | "ug"
            | "ev"
            | "eg"
            | "sa"
            | "sas"
            | "sarl"
            | "srl"
            | "spa"
            | "snc"
            | "sl"
            | "slu"
            | "sal"
            | "sae"
            | "sca"
            | "bv"
            | "nv"
            | "vof"
            | "cv"
            | "ab"
            | "asa"
            | "aps"
            | "oy"
            | "oyj"
            | "kft"
            | "zrt"
            | "nyrt"
            | "rt"
            | "bt"
            | "ooo"
            | "oao"
            | "zao"
            | "pao"
            | "ao"
            | "nao"
            | "aoot"
            | "jsc"
            | "pjsc"
            | "ojsc"
            | "cjsc"
            | "jscb"
            | "tov"
            | "too"
            | "zhshs"
            | "aak"
            | "oaak"
            | "doo"
            | "dd"
            | "ood"
            | "eood"
            | "ead"
            | "sro"
            | "spol"
            | "pty"
            | "pvt"
            | "pte"
            | "pt"
            | "tbk"
            | "bhd"
            | "sdn"
            | "kk"
            | "fze"
            | "fzco"
            | "fzc"
            | "fzllc"
            | "dmcc"
            | "wll"
            | "bsc"
            | "psc"
            | "pjs"
            | "ou"
            | "uab"
            | "sia"
            | "fgup"
            | "fkp"
            | "gup"
            | "mup"
            | "fgbu"
            | "fku"
            | "gbu"
            | "joint"
            | "stock"
            | "public"
            | "private"
            | "liability"
            | "responsibility"
            | "open"
            | "closed"
            | "obshchestvo"
            | "ogranichennoi"
            | "otvetstvennostyu"
            | "aktsionernoe"
            | "publichnoe"
            | "zakritoe"
            | "otkritoe"
            | "kompaniya"
            | "kompaniia"
            | "tovaristvo"
            | "obmezhenoyu"
            | "vidpovidalnistyu"
            | "adkritae"
            | "aktsiyanernae"
            | "tavaristva"
            | "aktsionerne"
            | "publichne"
            | "aktiengesellschaft"
            | "gesellschaft"
            | "sirketi"
            | "anonim"
            | "sherkat"
            | "sharikat"
            | "sharika"
            | "state"
            | "owned"
            | "unitary"
            | "gosudarstvennoe"
            | "unitarnoe"
            | "kazennoe"
    )
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
