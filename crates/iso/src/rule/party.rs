//! Parties and agents: who has an address has a name, and everyone is identified somehow.
//!
//! Every party and every institution of a message comes in from the walk. Names are only looked
//! for, never read (field rule 38).

use super::policy::Judge;
use crate::path;
use crate::reading::Node;
use crate::tag::Tag;
use suftaja_base::suf::rule;

/// Judges a `PartyIdentification`.
pub(super) fn party<'r>(party: &Node<'r>, judge: &mut Judge<'_, 'r>) {
    if party.child(Tag::Nm).is_some() {
        return;
    }
    let principal =
        matches!(party.tag(), Tag::Dbtr | Tag::Cdtr | Tag::Cretr | Tag::Orgtr | Tag::Pty);
    if principal && !is_known(party) {
        let text = format!("{} has neither a name nor an identification.", party.name());
        judge.missing(party, "Nm", rule::PARTY_UNNAMED, text);
    } else if party.child(Tag::PstlAdr).is_some() {
        let text = format!("{} has an address and no name.", party.name());
        judge.missing(party, "Nm", rule::NAME_MISSING, text);
    }
}

/// A BIC or an LEI names an organisation; an identification alone names a person only to who issued
/// it.
fn is_known(party: &Node<'_>) -> bool {
    let organisation = party.child(Tag::Id).and_then(|id| id.child(Tag::OrgId));
    organisation.is_some_and(|id| id.child(Tag::LEI).is_some())
        || party.follow(path::ORGANISATION_BIC).is_some()
        || party.follow(path::ORGANISATION_BIC_OR_BEI).is_some()
}

/// Judges a `FinancialInstitutionIdentification`.
pub(super) fn agent<'r>(agent: &Node<'r>, judge: &mut Judge<'_, 'r>) {
    let (mut identified, mut bic, mut name, mut address) = (false, false, false, false);
    for child in agent.children() {
        match child.tag() {
            Tag::BICFI | Tag::BIC => bic = true,
            Tag::LEI | Tag::ClrSysMmbId | Tag::Othr => identified = true,
            Tag::Nm => name = true,
            Tag::PstlAdr => address = true,
            _ => {}
        }
    }
    let who = agent.parent().map_or("", |parent| parent.name());
    if address && !name {
        let text = format!("{who} has an address and no name.");
        judge.missing(agent, "Nm", rule::NAME_MISSING, text);
    }
    if name && !address && !bic {
        let text = format!("{who} has a name, and neither a BIC nor an address.");
        judge.missing(agent, "PstlAdr", rule::AGENT_ADDRESS_MISSING, text);
    }
    if !(bic || identified || name) {
        let text = format!("{who} is not identified at all.");
        judge.at(agent, rule::AGENT_UNIDENTIFIED, text);
    }
}
