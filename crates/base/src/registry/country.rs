//! ISO 3166-1 alpha-2 country codes as a table of 26 × 26 bits.
//!
//! Source: the 249 officially assigned codes of ISO 3166-1 (public list of its maintenance agency,
//! state of November 2026), plus the user-assigned `XK` (Kosovo), which the IBAN registry and the
//! BIC directory use. A drift test holds it against the countries that the ISO 4217 and IBAN
//! sources name. Read by `Bic` and `Iban`; it must never hold a name or a border.

/// The codes in alphabetical order, each followed by a space.
#[rustfmt::skip]
pub(crate) const COUNTRIES: &str = "\
AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN \
BO BQ BR BS BT BV BW BY BZ CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ \
DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK FM FO FR GA GB GD GE GF GG GH GI GL \
GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE JM \
JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME \
MF MG MH MK ML MM MN MO MP MQ MR MS MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP \
NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW PY QA RE RO RS RU RW SA SB SC SD \
SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO \
TR TT TV TW TZ UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS XK YE YT ZA ZM ZW \
";

/// One row of bits for each first letter, one bit for each second letter.
const TABLE: [u32; 26] = table();

/// Whether the two bytes are a country code of ISO 3166-1, or `XK`.
#[must_use]
pub fn is_country(code: [u8; 2]) -> bool {
    let [first, second] = code;
    let (Some(row), Some(bit)) = (first.checked_sub(b'A'), second.checked_sub(b'A')) else {
        return false;
    };
    bit < 26 && TABLE.get(usize::from(row)).is_some_and(|bits| bits >> bit & 1 == 1)
}

#[expect(
    clippy::indexing_slicing,
    clippy::as_conversions,
    reason = "runs at compile time, where a wrong index or a lossy conversion stops the build"
)]
const fn table() -> [u32; 26] {
    let bytes = COUNTRIES.as_bytes();
    let mut rows = [0_u32; 26];
    let mut at = 0;
    while at + 1 < bytes.len() {
        rows[(bytes[at] - b'A') as usize] |= 1 << (bytes[at + 1] - b'A');
        at += 3;
    }
    rows
}

#[cfg(test)]
mod tests {
    use super::{COUNTRIES, is_country};

    #[test]
    fn every_listed_code_and_no_other_is_a_country() {
        let mut count = 0;
        for first in b'A'..=b'Z' {
            for second in b'A'..=b'Z' {
                let text = alloc::format!("{}{}", char::from(first), char::from(second));
                let listed = COUNTRIES.split_ascii_whitespace().any(|code| code == text);
                assert_eq!(is_country([first, second]), listed, "{text}");
                count += usize::from(listed);
            }
        }
        assert_eq!(count, 250);
        assert!(!is_country(*b"ke") && !is_country(*b"K1") && !is_country([0xff, 0xff]));
    }
}
