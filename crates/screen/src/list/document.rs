//! Documents and identifiers: their kinds in English, ship numbers and wallets recognised, numbers
//! picked out of texts in which people wrote them.

use super::text::tidy;
use crate::listing::Document;

/// A document of a kind and number as the list states them.
pub(super) fn document(kind: &str, number: &str, country: Option<String>) -> Option<Document> {
    let (kind, number) = (tidy(kind), tidy(number));
    if !number.chars().any(char::is_alphanumeric) {
        return None;
    }
    if let Some(number) = ship_number(&kind, &number) {
        return Some(Document { kind: "IMO number".to_owned(), number, country });
    }
    let number = bare(&number).to_owned();
    Some(Document { kind: in_english(kind), number, country })
}

/// A number without the label before it and the remark behind it, as in `Booklet: A5199819`,
/// `403062567 (US)` or `R00012098, South Sudan`: with them nobody would write it.
fn bare(number: &str) -> &str {
    let digits = |text: &str| text.bytes().filter(u8::is_ascii_digit).count();
    let labelled = number.rsplit_once(": ").filter(|(label, _)| digits(label) == 0);
    let number = labelled.map_or(number, |(_, rest)| rest);
    let remark = number.find(" (").or_else(|| {
        let at = number.find(", ")?;
        number.get(at..).filter(|rest| digits(rest) == 0).map(|_| at)
    });
    let cut = remark.and_then(|at| number.get(..at)).filter(|rest| digits(rest) >= 4);
    cut.unwrap_or(number)
}

/// The numbers of a cell, as in `A1234567 (Iran) and B7654321`: `number_within`, and what stands
/// behind it and is long enough to be told from a date or a page.
pub(super) fn numbers_within(text: &str) -> Vec<String> {
    let first = number_within(text);
    let behind = text.find(&first).and_then(|at| text.get(at.saturating_add(first.len())..));
    let words = behind.unwrap_or_default().split([' ', ';', ',']);
    let bare = words.map(|word| word.trim_matches(|c: char| !c.is_alphanumeric()));
    let further = bare.filter(|word| {
        let digits = word.bytes().filter(u8::is_ascii_digit).count();
        digits >= 5 && super::day::birth(word).is_none()
    });
    let further: Vec<String> = further.map(str::to_owned).collect();
    std::iter::once(first).chain(further).collect()
}

/// The number of a text in which it is written with other words, as in `A-333602 (Indian) issued
/// on 4 June 1985` or `Italian Fiscal Code HDDFTH63H28Z352V`; the whole text where none stands out.
pub(super) fn number_within(text: &str) -> String {
    let bare = |word: &str| {
        word.trim_matches(|c: char| !c.is_alphanumeric()).trim_start_matches("no.").to_owned()
    };
    let digits = |word: &str| word.bytes().filter(u8::is_ascii_digit).count();
    text.split_whitespace().map(bare).find(|word| digits(word) >= 4).unwrap_or_else(|| tidy(text))
}

/// The seven digits of a ship's number, where the kind or the number says IMO.
fn ship_number(kind: &str, number: &str) -> Option<String> {
    let says =
        |text: &str| text.split(|c: char| !c.is_ascii_alphabetic()).any(|word| word == "IMO");
    let ship = says(number) || says(kind) || kind == "Vessel Registration Identification";
    if !ship || kind.starts_with("Company") {
        return None;
    }
    let digits: String = number.chars().filter(char::is_ascii_digit).collect();
    (digits.len() == 7).then_some(digits)
}

/// The UN list writes some kinds in French and Spanish.
fn in_english(kind: String) -> String {
    let lowered = kind.to_lowercase();
    if lowered.contains("passeport") || lowered.contains("pasaporte") {
        return "Passport".to_owned();
    }
    if lowered.contains("numéro d'identification") || lowered.contains("número de identificación")
    {
        return "National Identification Number".to_owned();
    }
    kind
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ships_and_passports() {
        let made = |kind, number| document(kind, number, None).map(|it| (it.kind, it.number));
        let told = |kind: &str, number: &str| Some((kind.to_owned(), number.to_owned()));
        let ship = "Vessel Registration Identification";
        assert_eq!(made(ship, "IMO 9187629"), told("IMO number", "9187629"));
        assert_eq!(made("IMO number", "IMO9826902"), told("IMO number", "9826902"));
        assert_eq!(made("Numéro de passeport ", "A 1"), told("Passport", "A 1"));
        assert_eq!(made("Company Number", "IMO 5055293"), told("Company Number", "IMO 5055293"));
        assert_eq!(made("Passport", " - "), None);
    }

    #[test]
    fn a_number_stands_without_what_is_said_of_it() {
        for (told, number) in [
            ("Booklet: A5199819", "A5199819"),
            ("Provisional passport No.: 28642163", "28642163"),
            ("403062567 (US)", "403062567"),
            ("381110042 (Expired 25 Jan. 2016)", "381110042"),
            ("R00012098, South Sudan", "R00012098"),
            ("467323, Doc. 694710", "467323, Doc. 694710"),
            ("AB (12)", "AB (12)"),
            ("7/KATAKHA(N)007836", "7/KATAKHA(N)007836"),
            ("A 123-456", "A 123-456"),
        ] {
            assert_eq!(document("Passport", told, None).unwrap().number, number);
        }
    }

    #[test]
    fn numbers_in_texts() {
        for (text, number) in [
            ("A-333602 (Indian) issued on 4 June 1985", "A-333602"),
            ("Italian Fiscal Code HDDFTH63H28Z352V", "HDDFTH63H28Z352V"),
            ("Pakistani national ID no.54201-247561-5", "54201-247561-5"),
            ("Ration card", "Ration card"),
        ] {
            assert_eq!(number_within(text), number);
        }
        for (text, numbers) in [
            ("A1234567 and B7654321", &["A1234567", "B7654321"][..]),
            ("A1234567 (Iran), issued 12/09/2003; B7654321", &["A1234567", "B7654321"]),
            ("A012345 (Indonesia). Issued in 2001", &["A012345"]),
            ("Ration card", &["Ration card"]),
        ] {
            assert_eq!(numbers_within(text), numbers);
        }
    }
}
