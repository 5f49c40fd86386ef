//! Tariffs, as central banks of a world set them: mostly sound, small, and for the next day.

use super::{Actors, Sending};
use crate::oracle::Oracle;
use suftaja_engine::AccountId;
use suftaja_engine::entry::tariff::{Payer, Price, Tariff, When};
use suftaja_engine::entry::{Body, Family};

impl Actors {
    pub(super) fn tariff(&mut self, known: &Oracle) -> Sending {
        let currency = self.some_money(known);
        let money = known.money(currency);
        let central = money.map(|money| money.central_bank).unwrap_or_default();
        let own: Vec<AccountId> = known
            .account_ids()
            .filter(|id| {
                known.account(*id).is_some_and(|held| {
                    !held.is_issue
                        && !held.is_frozen
                        && (held.owner, held.currency) == (central, currency)
                })
            })
            .collect();
        let any = self.account(known);
        let is_any = self.chance.in_thousand(50);
        let account = self.chance.pick(&own).filter(|_| !is_any).unwrap_or(any);
        let today = money.and_then(|money| money.date).unwrap_or(super::first_day());
        let from = if self.chance.in_thousand(900) { today.next() } else { today };
        let services = [Family::Pacs008, Family::Pacs009, Family::Pacs010, Family::Pacs004];
        let is_twice = self.chance.in_thousand(20);
        let mut prices: Vec<Price> = Vec::new();
        for service in services {
            let service = if is_twice { Family::Pacs009 } else { service };
            if self.chance.in_thousand(700) {
                prices.push(self.price(service));
            }
        }
        let tariff = Tariff { account, prices };
        let anyone = self.anyone(known);
        let actor = if self.chance.in_thousand(50) { anyone } else { central };
        Sending::by(actor, Body::TariffSet { currency, from, tariff })
    }

    fn price(&mut self, service: Family) -> Price {
        let payers = [Payer::Sender, Payer::Sender, Payer::Receiver];
        let payer = self.chance.pick(&payers).unwrap_or(Payer::Sender);
        let whens = [When::AtOnce, When::DayEnd];
        let when = self.chance.pick(&whens).unwrap_or(When::AtOnce);
        let settled = self.chance.below(self.scale / 8);
        let refused = self.chance.below(self.scale / 8);
        Price { service, payer, when, settled, refused }
    }
}
