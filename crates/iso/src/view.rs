//! Typed views over a reading: who, whom, how much, when; never a name or an address.
//!
//! The reader's tape comes in; canonical typed instructions go to screening, sequencer and engine.
//! A view holds only what settlement needs: names and addresses stay in the received bytes, which
//! are sealed evidence (field rule 38). A value that cannot be read becomes a finding; a view never
//! guesses and never completes.

mod about;
mod account_report;
mod header;
mod instruction;
mod liquidity;
mod party;
mod transfer;

#[cfg(test)]
pub(crate) mod sample;
#[cfg(test)]
mod tests;

pub use about::{About, OriginalPayment, Statement, about};
pub use account_report::{AccountReport, Money, ReportLine, account_reports};
pub use header::{Header, header};
pub use instruction::{
    ChargeBearer, CreditTransfer, Family, Priority, SettlementMethod, TimeRequest,
};
pub use liquidity::{
    Asked, LiquidityTransfer, ReportRequest, RequestStatus, liquidity_transfer, report_requests,
    request_statuses,
};
pub use party::{AccountId, PartyId};
pub use transfer::{Reference, instructions, reference};

pub(crate) use about::about_of;
pub(crate) use header::header_of;
pub(crate) use liquidity::liquidity_of;
pub(crate) use party::{account_of, bic, iban, lei, party_of};
pub(crate) use transfer::{amount, instructions_of, times_of, transactions};
