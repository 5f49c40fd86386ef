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
            "bin" | "ben" | "ibn" | "bint" | "abu" | "abou" | "abi" | "abd" | "abdul" | "abdel"
                | "abdal" | "abdol" | "abdur" | "umm" | "ould" | "oglu" | "ogly" | "kyzy" | "zadeh"
                | "de" | "del" | "della" | "di" | "da" | "do" | "dos" | "das" | "du" | "la" | "le"
                | "les" | "las" | "los" | "van" | "von" | "der" | "den" | "zu" | "y" | "e" | "and"
                | "the" | "of" | "for" | "und" | "et" | "i" | "in" | "on" | "fi" | "wal" | "wa"
                | "il" | "lil" | "ter" | "ten" | "af" | "av" | "zum" | "zur" | "aka" | "ud" | "us"
        )
}

fn is_title(word: &str) -> bool {
    matches!(
        word,
        "mr" | "mrs" | "ms" | "miss" | "dr" | "prof" | "professor" | "eng" | "engr" | "ing" | "sir"
            | "gen" | "general" | "col" | "colonel" | "maj" | "major" | "capt" | "captain" | "lt"
            | "brig" | "brigadier" | "sgt" | "adm" | "admiral" | "sheikh" | "shaykh" | "shaikh"
            | "sheik" | "cheikh" | "haji" | "hajji" | "hadji" | "hajj" | "haj" | "mullah" | "mulla"
            | "maulavi" | "mawlawi" | "maulvi" | "molvi" | "moulavi" | "maulana" | "mawlana"
            | "qari" | "mufti" | "imam" | "hafiz" | "sayyid" | "sayed" | "syed" | "sayyed"
            | "sayid" | "ustad" | "ustaz" | "jr" | "sr" | "ii" | "iii" | "iv" | "phd" | "hon"
            | "honorable" | "rev" | "father" | "lord" | "lady" | "dame" | "minister" | "president"
            | "deputy" | "alhaj" | "alhaji" | "comandante" | "don" | "dona" | "madame" | "monsieur"
            | "herr" | "frau" | "senor" | "senora" | "mohtaram" | "akhund" | "agha"
    )
}

/// Forms of organisation and words that half of all firms carry.
pub fn is_form(word: &str) -> bool {
    matches!(
        word,
        "ltd" | "limited" | "ltda" | "limitada" | "llc" | "llp" | "lp" | "plc" | "inc"
            | "incorporated" | "corp" | "corporation" | "co" | "company" | "companies" | "cie"
            | "compania" | "compagnie" | "gmbh" | "mbh" | "ag" | "kg" | "ohg" | "ug" | "ev" | "eg"
            | "sa" | "sas" | "sarl" | "srl" | "spa" | "snc" | "sl" | "slu" | "sal" | "sae" | "sca"
            | "bv" | "nv" | "vof" | "cv" | "ab" | "as" | "asa" | "aps" | "oy" | "oyj" | "kft"
            | "zrt" | "nyrt" | "bt" | "ooo" | "oao" | "zao" | "pao" | "ao" | "jsc" | "pjsc" | "ojsc"
            | "cjsc" | "tov" | "doo" | "dd" | "ad" | "ood" | "eood" | "ead" | "sro" | "spol" | "zoo"
            | "pty" | "pvt" | "pte" | "pt" | "tbk" | "bhd" | "sdn" | "kk" | "fze" | "fzco" | "fzc"
            | "fzllc" | "dmcc" | "est" | "wll" | "bsc" | "psc" | "pjs" | "ou" | "uab" | "sia"
            | "joint" | "stock" | "public" | "private" | "liability" | "responsibility" | "open"
            | "closed" | "group" | "holding" | "holdings" | "enterprise" | "enterprises" | "trading"
            | "trade" | "traders" | "international" | "intl" | "general" | "industries" | "industry"
            | "industrial" | "services" | "service" | "bank" | "foundation" | "organization"
            | "organisation" | "association" | "institute" | "center" | "centre" | "shipping"
            | "marine" | "maritime" | "establishment" | "office" | "import" | "export" | "impex"
            | "obshchestvo" | "ogranichennoi" | "otvetstvennostyu" | "aktsionernoe" | "publichnoe"
            | "zakrytoe" | "otkrytoe" | "kompaniya" | "gruppa" | "aktiengesellschaft"
            | "gesellschaft" | "sirketi" | "sti" | "sanayi" | "ticaret" | "ve" | "anonim" | "sherkat"
            | "sharikat" | "sharika" | "federal" | "state" | "national" | "republic" | "islamic"
    )
}
