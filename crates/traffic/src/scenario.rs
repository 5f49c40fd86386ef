//! The description of a union for demonstration, tests and first steps: members, participants and
//! their accounts. Read by the generator here and by whoever sets up a union from it. Must never
//! name a bank that exists: every BIC carries the 0 that marks a test code (ISO 9362).

mod east_africa;

use suftaja_base::{Amount, Bic, Currency};

/// A whole union: what it is called, who belongs to it, who holds which account.
#[derive(Debug, Clone)]
pub struct Scenario {
    /// Short name, fit for a directory or a heading.
    pub name: &'static str,
    /// The BIC that messages to the system carry in their header.
    pub system: Bic,
    /// The members, in the order in which summaries list them.
    pub members: Vec<Member>,
    /// All participants, central banks first.
    pub participants: Vec<Participant>,
}

/// A country of the union with its money.
#[derive(Debug, Clone)]
pub struct Member {
    /// ISO 3166 country code, which is also the member's identifier.
    pub country: &'static str,
    /// English short name.
    pub name: &'static str,
    /// The national currency.
    pub currency: Currency,
    /// Name in the time zone database.
    pub time_zone: &'static str,
    /// The participant that issues the currency.
    pub central_bank: Bic,
    /// Minor units that buy about as much as one US dollar: the yardstick for realistic sizes.
    pub yardstick: Amount,
    /// How much of the traffic is in this currency, beside the weights of the other members.
    pub weight: u32,
}

/// What a participant is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Role {
    /// Issues its member's currency.
    CentralBank,
    /// Holds settlement accounts of its own.
    DirectBank,
}

/// A central bank or bank. All of them are invented.
#[derive(Debug, Clone)]
pub struct Participant {
    /// Its illustrative BIC.
    pub bic: Bic,
    /// Its invented name.
    pub name: &'static str,
    /// Country code of the member it belongs to.
    pub member: &'static str,
    /// Central bank or bank.
    pub role: Role,
    /// How hot it is: how often it pays and is paid, beside the weights of the others.
    pub weight: u32,
    /// Its accounts, the national currency first.
    pub accounts: Vec<AccountPlan>,
}

/// An account that a participant is to have.
#[derive(Debug, Clone)]
pub struct AccountPlan {
    /// The account's own identifier: `KES-MAWIKEN0-1`.
    pub identifier: String,
    /// Its one currency.
    pub currency: Currency,
    /// Settlement account of a bank or issue account of a central bank.
    pub kind: AccountKind,
    /// What the central bank of the currency pays in when the day opens; 0 for an issue account.
    pub opening: Amount,
}

/// The kinds of account that a scenario uses (DESIGN §1).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum AccountKind {
    /// Money of a bank at the central bank of the currency.
    Settlement,
    /// The liability of a central bank for all money in its currency.
    Issue,
}

impl Scenario {
    /// Five members of the East African Community with seventeen invented institutions.
    #[must_use]
    pub fn east_africa() -> Scenario {
        east_africa::build()
    }

    /// The member that issues `currency`.
    #[must_use]
    pub fn member_of(&self, currency: Currency) -> Option<&Member> {
        self.members.iter().find(|member| member.currency == currency)
    }

    /// The participant with this BIC.
    #[must_use]
    pub fn participant(&self, bic: Bic) -> Option<&Participant> {
        self.participants.iter().find(|participant| participant.bic == bic)
    }

    /// The banks that hold a settlement account in `currency`.
    pub fn holders(&self, currency: Currency) -> impl Iterator<Item = &Participant> {
        self.participants.iter().filter(move |participant| {
            participant.role == Role::DirectBank && participant.account(currency).is_some()
        })
    }
}

impl Participant {
    /// Its account in `currency`.
    #[must_use]
    pub fn account(&self, currency: Currency) -> Option<&AccountPlan> {
        self.accounts.iter().find(|account| account.currency == currency)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn the_union_hangs_together() {
        let union = Scenario::east_africa();
        let currencies: Vec<_> =
            union.members.iter().map(|m| m.currency.code().to_owned()).collect();
        assert_eq!(currencies, ["KES", "UGX", "TZS", "RWF", "BIF"]);
        let decimals: Vec<_> = union.members.iter().map(|m| m.currency.minor_units()).collect();
        assert_eq!(decimals, [2, 0, 2, 0, 0]);

        let bics: BTreeSet<Bic> = union.participants.iter().map(|p| p.bic).collect();
        assert_eq!(bics.len(), union.participants.len(), "a BIC names one participant");
        assert!(!bics.contains(&union.system));
        let accounts = union.participants.iter().flat_map(|p| &p.accounts);
        let identifiers: BTreeSet<&str> = accounts.clone().map(|a| a.identifier.as_str()).collect();
        assert_eq!(identifiers.len(), accounts.count(), "an identifier names one account");
        assert!(identifiers.iter().all(|identifier| identifier.len() <= 34));

        for member in &union.members {
            let bank = union.participant(member.central_bank).unwrap();
            assert_eq!((bank.role, bank.member), (Role::CentralBank, member.country));
            assert_eq!(bank.accounts.len(), 1);
            assert_eq!(bank.accounts[0].kind, AccountKind::Issue);
            assert!(union.holders(member.currency).count() >= 4, "{}", member.name);
        }
        for bank in union.participants.iter().filter(|p| p.role == Role::DirectBank) {
            let home = union.members.iter().find(|m| m.country == bank.member).unwrap();
            assert_eq!(bank.accounts[0].currency, home.currency, "{}", bank.name);
            assert!(bank.accounts.iter().all(|a| a.opening > Amount::from_minor(0)));
        }
    }

    #[test]
    fn every_bic_is_a_test_code_of_its_country() {
        let union = Scenario::east_africa();
        for participant in &union.participants {
            assert_eq!(participant.bic.country(), participant.member);
            assert_eq!(participant.bic.as_bytes()[7], b'0', "{}", participant.bic);
        }
    }
}
