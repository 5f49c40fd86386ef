//! The stage of the demonstration: data directory, node, door, tokens, and an open day.

use crate::error::CliError;
use crate::init;
use crate::sandbox::Place;
use serde_json::json;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::Path;
use std::sync::Arc;
use suftaja_api::{Options, Serving};
use suftaja_base::{Amount, Bic, Currency};
use suftaja_client::Client;
use suftaja_node::{Node, clock};
use suftaja_traffic::{Generator, Member, Options as Traffic, Scenario};

/// Accounts that get a limit for single payments, by bank and currency: a tenth of a million
/// dollars' worth, so that some of their payments between banks are above it.
const LIMITED: [(&str, &str); 3] = [("LAMUKEN0", "KES"), ("MERUTZD0", "TZS"), ("RWENUGK0", "UGX")];
const LIMIT_DOLLARS: u64 = 100_000;

/// Everything that the demonstration runs on.
pub(super) struct Stage {
    pub(super) scenario: Scenario,
    pub(super) generator: Generator,
    pub(super) serving: Serving,
    pub(super) place: Place,
}

impl Stage {
    /// Sets the union up and opens its door at a free port.
    pub(super) fn set_up(dir: &Path, seed: u64) -> Result<Self, CliError> {
        let scenario = Scenario::east_africa();
        init::set_up(dir, &init::sandbox(&scenario))?;
        let (node, _) = Node::open(dir)?;
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
        let serving = Serving::start(Arc::new(node), address, Options::default())?;
        let now = clock::wall();
        let date = now.date();
        let generator = Generator::new(seed, &scenario, Traffic::with_faults(date, now));
        let place = Place {
            url: format!("http://{}", serving.address()),
            tokens: dir.join("tokens"),
            system: scenario.system,
            date,
        };
        Ok(Self { scenario, generator, serving, place })
    }

    /// A client with the token of this name.
    pub(super) fn client(&self, name: &str) -> Result<Client, CliError> {
        self.place.client(name)
    }

    /// The operator opens the day of every currency; central banks limit a few accounts.
    pub(super) fn open_day(&self) -> Result<(), CliError> {
        let operator = self.client("operator-a")?;
        let date = self.place.date.to_string();
        self.price("KES", &date)?;
        for member in &self.scenario.members {
            let currency = member.currency.code();
            let order = json!({ "order": "day-open", "currency": currency, "date": date });
            operator.order(&order, None)?;
        }
        for (bank, currency) in LIMITED {
            self.limit(bank, currency)?;
        }
        Ok(())
    }

    /// The central bank sets what payments in its currency cost, taken at the end of the day.
    fn price(&self, currency: &str, from: &str) -> Result<(), CliError> {
        let Some(member) = self.member(currency) else { return Ok(()) };
        let central = member.central_bank.to_string();
        let accounts: serde_json::Value = self.client(&central)?.read("/v1/accounts")?;
        let own = accounts.get("accounts").and_then(|list| list.as_array());
        let account = own.into_iter().flatten().find(|account| {
            account.get("currency").and_then(|code| code.as_str()) == Some(currency)
                && account.get("kind").and_then(|kind| kind.as_str()) == Some("settlement")
        });
        let price = |service: &str, settled: &str| json!({ "service": service, "when": "day-end", "settled": settled });
        let order = json!({
            "order": "tariff-set", "currency": currency, "from": from,
            "account": account.and_then(|account| account.get("account")),
            "prices": [price("pacs.008", "1.50"), price("pacs.009", "2.00")],
        });
        self.client(&format!("{central}-a"))?.order(&order, None)?;
        Ok(())
    }

    fn limit(&self, bank: &str, currency: &str) -> Result<(), CliError> {
        let Some(member) = self.member(currency) else { return Ok(()) };
        let central_bank = self.client(&format!("{}-a", member.central_bank))?;
        let accounts: serde_json::Value = self.client(bank)?.read("/v1/accounts")?;
        let own = accounts.get("accounts").and_then(|list| list.as_array());
        let account = own.into_iter().flatten().find(|account| {
            account.get("currency").and_then(|code| code.as_str()) == Some(currency)
        });
        let number = account.and_then(|account| account.get("account"));
        let most = limit(member).display(member.currency.minor_units()).to_string();
        let order = json!({ "order": "account-limits", "account": number, "payment_max": most });
        central_bank.order(&order, None)?;
        Ok(())
    }

    fn member(&self, currency: &str) -> Option<&Member> {
        self.scenario.members.iter().find(|member| member.currency.code() == currency)
    }

    /// The limit of a bank's account for one payment, where it has one.
    pub(super) fn limit_of(&self, bank: Bic, currency: Currency) -> Option<Amount> {
        let named = (bank.to_string(), currency.code());
        let is_limited = LIMITED.iter().any(|(bic, code)| *bic == named.0 && *code == named.1);
        self.member(currency.code()).filter(|_| is_limited).map(limit)
    }

    /// The first bank that is no central bank, for examples.
    pub(super) fn first_bank(&self) -> String {
        let banks = &self.scenario.participants;
        let first = banks.iter().find(|bank| bank.role == suftaja_traffic::Role::DirectBank);
        first.map_or_else(String::new, |bank| bank.bic.to_string())
    }
}

fn limit(member: &Member) -> Amount {
    Amount::from_minor(member.yardstick.minor().saturating_mul(LIMIT_DOLLARS))
}
