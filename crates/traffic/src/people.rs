//! Invented payers and payees: names, addresses, national account numbers, reasons of payment.
//! Drawn by the generator for customer payments. Names are frequent ones of each country joined
//! at random; must never hold a record of a person or company that exists.

use crate::chance::Chance;
use std::fmt::Write as _;
use suftaja_base::Iban;

/// A customer of a bank as a pacs.008 describes it.
#[derive(Debug, Clone)]
pub(crate) struct Customer {
    pub(crate) name: String,
    pub(crate) street: &'static str,
    pub(crate) building: String,
    pub(crate) post_code: String,
    pub(crate) town: &'static str,
    pub(crate) country: &'static str,
    /// Number in the national form; none of these countries uses IBAN except Burundi, whose banks
    /// also take the national number.
    pub(crate) account: String,
}

/// What the names and accounts of one country are made of.
struct Country {
    code: &'static str,
    given: [&'static str; 8],
    family: [&'static str; 8],
    firms: [&'static str; 5],
    streets: [&'static str; 4],
    towns: [&'static str; 4],
    account_digits: u32,
}

const COUNTRIES: [Country; 5] = [
    Country {
        code: "KE",
        given: ["Wanjiku", "Otieno", "Achieng", "Kamau", "Amina", "Kiprono", "Mutua", "Njeri"],
        family: [
            "Mwangi",
            "Odhiambo",
            "Ng'ang'a",
            "Cheruiyot",
            "Hassan",
            "Musyoka",
            "Wafula",
            "Ali",
        ],
        firms: [
            "Tea Growers Ltd",
            "Odhiambo & Sons",
            "Coast Freight Ltd",
            "Solar Works",
            "Mills Ltd",
        ],
        streets: ["Moi Avenue", "Kenyatta Road", "Harambee Lane", "Market Street"],
        towns: ["Nairobi", "Mombasa", "Kisumu", "Nakuru"],
        account_digits: 13,
    },
    Country {
        code: "UG",
        given: ["Nakato", "Okello", "Namubiru", "Mugisha", "Aisha", "Opio", "Kato", "Achan"],
        family: [
            "Ssemwanga",
            "Byaruhanga",
            "Okot",
            "Nalubega",
            "Tumusiime",
            "Auma",
            "Kizza",
            "Odongo",
        ],
        firms: [
            "Coffee Exporters Ltd",
            "Nile Cement",
            "Okot & Auma",
            "Dairy Union",
            "Textiles Ltd",
        ],
        streets: ["Lumumba Avenue", "Station Road", "Nile Street", "Hill Lane"],
        towns: ["Kampala", "Jinja", "Gulu", "Mbarara"],
        account_digits: 14,
    },
    Country {
        code: "TZ",
        given: ["Neema", "Juma", "Rehema", "Baraka", "Zawadi", "Hamisi", "Upendo", "Salum"],
        family: ["Mollel", "Mushi", "Kimaro", "Nyerembe", "Shayo", "Mwakyusa", "Said", "Lyimo"],
        firms: [
            "Cashew Traders Ltd",
            "Mushi & Co",
            "Port Services",
            "Sisal Works",
            "Clove Growers",
        ],
        streets: ["Uhuru Street", "Sokoine Drive", "Bandari Road", "Mji Mpya Lane"],
        towns: ["Dar es Salaam", "Arusha", "Mwanza", "Dodoma"],
        account_digits: 12,
    },
    Country {
        code: "RW",
        given: ["Uwase", "Mugabo", "Ingabire", "Habimana", "Mutoni", "Nshuti", "Keza", "Gasana"],
        family: [
            "Niyonzima",
            "Uwimana",
            "Nkurunziza",
            "Mukamana",
            "Bizimana",
            "Ishimwe",
            "Gatete",
            "Iradukunda",
        ],
        firms: ["Minerals Ltd", "Gatete & Keza", "Hills Coffee", "Printers Ltd", "Lake Hotels"],
        streets: ["Avenue de la Paix", "KN 4 Avenue", "KG 7 Avenue", "Rue du Lac"],
        towns: ["Kigali", "Huye", "Musanze", "Rubavu"],
        account_digits: 15,
    },
    Country {
        code: "BI",
        given: [
            "Irakoze",
            "Ndayishimiye",
            "Kaneza",
            "Niyongabo",
            "Iteka",
            "Bigirimana",
            "Nadia",
            "Éric",
        ],
        family: [
            "Nduwimana",
            "Hakizimana",
            "Ntahompagaze",
            "Kwizera",
            "Manirakiza",
            "Nzeyimana",
            "Bukuru",
            "Ciza",
        ],
        firms: ["Thé du Nord", "Ciza & Fils", "Société du Port", "Café Export", "Brasserie du Lac"],
        streets: [
            "Boulevard du Port",
            "Avenue du Marché",
            "Chaussée du Peuple",
            "Rue de l'Industrie",
        ],
        towns: ["Bujumbura", "Gitega", "Ngozi", "Rumonge"],
        account_digits: 23,
    },
];

/// What a customer writes for the payee.
const REASONS: [&str; 8] = [
    "Invoice",
    "School fees term",
    "Rent unit",
    "Tea auction lot",
    "Freight bill",
    "Salary sheet",
    "Spare parts order",
    "Family support",
];

impl Customer {
    /// A customer in the country with this code.
    pub(crate) fn draw(chance: &mut Chance, country: &str) -> Customer {
        let Some(table) = COUNTRIES.iter().find(|table| table.code == country) else {
            unreachable!("no names for the country {country}")
        };
        let family = *chance.pick(&table.family);
        let name = if chance.one_in_shares(3_500) {
            format!("{family} {}", chance.pick(&table.firms))
        } else {
            format!("{} {family}", chance.pick(&table.given))
        };
        let mut account = chance.between(1, 9).to_string();
        for _ in 1..table.account_digits {
            // Writing into a String cannot fail.
            let _ = write!(account, "{}", chance.below(10));
        }
        // Where a country has IBANs, its accounts are known by them.
        let account = Iban::of(country, &account).map_or(account, |iban| iban.as_str().to_owned());
        let (&street, &town) = (chance.pick(&table.streets), chance.pick(&table.towns));
        Customer {
            name,
            street,
            building: chance.between(1, 240).to_string(),
            post_code: format!("{:05}", chance.between(100, 99_999)),
            town,
            country: table.code,
            account,
        }
    }
}

/// A line of remittance information.
pub(crate) fn reason(chance: &mut Chance) -> String {
    format!("{} {}", chance.pick(&REASONS), chance.between(1, 99_999))
}
