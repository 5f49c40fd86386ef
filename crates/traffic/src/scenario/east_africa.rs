//! Tables of the East African scenario. Countries, currencies and time zones are real; names and
//! BICs of the institutions are invented, and none stands for a bank that exists. Sizes are round
//! figures that keep a demonstration plausible; they must never be read as statistics.

use super::{AccountKind, AccountPlan, Member, Participant, Role, Scenario};
use suftaja_base::{Amount, Bic, Currency};

/// Country, name, currency, time zone, central bank, minor units per dollar, share of traffic.
type MemberRow =
    (&'static str, &'static str, &'static str, &'static str, &'static str, &'static str, u64, u32);

const MEMBERS: [MemberRow; 5] = [
    ("KE", "Kenya", "KES", "Africa/Nairobi", "ILCBKEN0", "Issuing Bank of Kenya", 12_900, 40),
    ("UG", "Uganda", "UGX", "Africa/Kampala", "ILCBUGK0", "Issuing Bank of Uganda", 3_600, 20),
    (
        "TZ",
        "Tanzania",
        "TZS",
        "Africa/Dar_es_Salaam",
        "ILCBTZD0",
        "Issuing Bank of Tanzania",
        250_000,
        22,
    ),
    ("RW", "Rwanda", "RWF", "Africa/Kigali", "ILCBRWK0", "Issuing Bank of Rwanda", 1_450, 12),
    ("BI", "Burundi", "BIF", "Africa/Bujumbura", "ILCBBIB0", "Issuing Bank of Burundi", 2_950, 6),
];

/// BIC, name, country, weight, currencies beside the national one.
type BankRow = (&'static str, &'static str, &'static str, u32, &'static [&'static str]);

/// Two banks carry almost half of the traffic, as in every payment system.
const BANKS: [BankRow; 12] = [
    ("MAWIKEN0", "Mawingu Bank", "KE", 40, &["UGX", "TZS", "RWF", "BIF"]),
    ("TSAVKEN0", "Tsavo Commercial Bank", "KE", 12, &["UGX", "TZS"]),
    ("LAMUKEN0", "Lamu Merchants Bank", "KE", 5, &["TZS"]),
    ("RIFTKEN0", "Rift Savings Bank", "KE", 3, &["UGX"]),
    ("NYANUGK0", "Nyanja Bank", "UG", 12, &["KES", "RWF"]),
    ("RWENUGK0", "Rwenzori Trust", "UG", 5, &["KES"]),
    ("KASKTZD0", "Kaskazi Bank", "TZ", 30, &["KES", "UGX", "RWF", "BIF"]),
    ("PEMBTZD0", "Pemba Cooperative Bank", "TZ", 6, &["KES"]),
    ("MERUTZD0", "Meru Farmers Bank", "TZ", 3, &["KES", "BIF"]),
    ("VIRURWK0", "Virunga Bank", "RW", 9, &["KES", "UGX", "BIF"]),
    ("AKAGRWK0", "Akagera Credit", "RW", 4, &["TZS"]),
    ("TANGBIB0", "Tanganyika Bank of Commerce", "BI", 7, &["KES", "TZS", "RWF"]),
];

/// Opening money of a bank in its national currency: dollars' worth for each unit of weight.
const OPENING_AT_HOME: u64 = 2_000_000;
/// The same for its accounts in the currencies of other members.
const OPENING_ABROAD: u64 = 1_000_000;

/// The scenario that the tables describe.
pub(super) fn build() -> Scenario {
    let members: Vec<Member> = MEMBERS.iter().map(member).collect();
    let mut participants: Vec<Participant> = MEMBERS.iter().map(central_bank).collect();
    participants.extend(BANKS.iter().map(|row| bank(row, &members)));
    Scenario { name: "east-africa", system: bic("SUFTTZA0"), members, participants }
}

fn member(row: &MemberRow) -> Member {
    let (country, name, code, time_zone, central_bank, _, yardstick, weight) = *row;
    Member {
        country,
        name,
        currency: currency(code),
        time_zone,
        central_bank: bic(central_bank),
        yardstick: Amount::from_minor(yardstick),
        weight,
    }
}

fn central_bank(row: &MemberRow) -> Participant {
    let (member, _, code, _, code_of_bank, name, _, _) = *row;
    let issue = AccountPlan {
        identifier: format!("{code}-{code_of_bank}-ISSUE"),
        currency: currency(code),
        kind: AccountKind::Issue,
        opening: Amount::from_minor(0),
    };
    let bic = bic(code_of_bank);
    Participant { bic, name, member, role: Role::CentralBank, weight: 0, accounts: vec![issue] }
}

fn bank(row: &BankRow, members: &[Member]) -> Participant {
    let (code, name, country, weight, abroad) = *row;
    let account = |member: &Member, dollars: u64| AccountPlan {
        identifier: format!("{}-{code}-1", member.currency),
        currency: member.currency,
        kind: AccountKind::Settlement,
        opening: Amount::from_minor(member.yardstick.minor() * dollars * u64::from(weight)),
    };
    let is_home = |member: &&Member| member.country == country;
    let is_abroad = |member: &&Member| abroad.contains(&member.currency.code());
    let home = members.iter().filter(is_home).map(|member| account(member, OPENING_AT_HOME));
    let others = members.iter().filter(is_abroad).map(|member| account(member, OPENING_ABROAD));
    let accounts = home.chain(others).collect();
    Participant { bic: bic(code), name, member: country, role: Role::DirectBank, weight, accounts }
}

fn bic(text: &str) -> Bic {
    match Bic::parse(text) {
        Ok(bic) => bic,
        Err(error) => unreachable!("the scenario's BIC {text}: {error}"),
    }
}

fn currency(code: &str) -> Currency {
    match Currency::parse(code) {
        Ok(currency) => currency,
        Err(error) => unreachable!("the scenario's currency {code}: {error}"),
    }
}
