//! What views and rules want to know of a declaration, decided once when the tables are built.
//!
//! A declaration of a schema comes in; its tag, its class and its code set go into the tables
//! beside it, so that a walk over a message looks numbers up where it would compare names. Which
//! message asks for which rule is decided in `rule`, never here.

use crate::code_set::SetId;
use crate::schema::{Content, Element};
use crate::tag::Tag;

/// A declaration as views and rules see it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Role {
    /// The local name.
    pub tag: Tag,
    /// Which rule it is for.
    pub class: Class,
}

/// What the walk over a message does with an element.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Class {
    /// No rule looks at it; what stands inside has classes of its own.
    Nothing,
    /// `PostalAddress`
    Address,
    /// `PartyIdentification`
    Party,
    /// `FinancialInstitutionIdentification`
    Agent,
    /// `RemittanceInformation`
    Remittance,
    /// A reason or a status.
    Reason,
    /// A code of an external code set.
    Code(SetId),
    /// A BIC.
    Bic,
    /// An LEI.
    Lei,
    /// An IBAN.
    Iban,
    /// A country.
    Country,
    /// An amount with its currency.
    Amount,
    /// A reference that is copied and compared along the chain.
    Reference,
    /// Words of or about a party.
    Words,
    /// Data that the standard does not describe.
    Supplement,
}

impl Role {
    /// The role of a declaration.
    pub fn of(element: &Element) -> Self {
        let tag = Tag::of(element.name());
        let class = match element.content() {
            Content::Amount { .. } => Class::Amount,
            Content::Simple(_) => leaf(tag, element.type_name()),
            Content::Complex(_) => inner(tag, element.type_name()),
        };
        Self { tag, class }
    }
}

fn inner(tag: Tag, type_name: &str) -> Class {
    match type_name.trim_end_matches(|c: char| c.is_ascii_digit()) {
        "PostalAddress" => Class::Address,
        "PartyIdentification" => Class::Party,
        "FinancialInstitutionIdentification" => Class::Agent,
        "RemittanceInformation" => Class::Remittance,
        _ => match tag {
            Tag::StsRsnInf
            | Tag::RtrRsnInf
            | Tag::CxlRsnInf
            | Tag::CxlStsRsnInf
            | Tag::RtrInf
            | Tag::TxInfAndSts => Class::Reason,
            Tag::SplmtryData => Class::Supplement,
            _ => Class::Nothing,
        },
    }
}

fn leaf(tag: Tag, type_name: &str) -> Class {
    if type_name.starts_with("External") {
        return Class::Code(SetId::of(type_name));
    }
    match tag {
        Tag::BICFI | Tag::AnyBIC | Tag::BIC | Tag::BICOrBEI => Class::Bic,
        Tag::LEI => Class::Lei,
        Tag::IBAN => Class::Iban,
        _ if type_name == "CountryCode" => Class::Country,
        tag if is_reference(tag) => Class::Reference,
        tag if is_words(tag) => Class::Words,
        _ => Class::Nothing,
    }
}

/// Names, addresses and remittance texts.
fn is_words(tag: Tag) -> bool {
    matches!(
        tag,
        Tag::Nm
            | Tag::AdrLine
            | Tag::StrtNm
            | Tag::BldgNm
            | Tag::TwnNm
            | Tag::TwnLctnNm
            | Tag::DstrctNm
            | Tag::CtrySubDvsn
            | Tag::Ustrd
    )
}

/// The references that systems along the chain copy and compare; an `Id` is one in a case only.
fn is_reference(tag: Tag) -> bool {
    matches!(
        tag,
        Tag::MsgId
            | Tag::InstrId
            | Tag::EndToEndId
            | Tag::TxId
            | Tag::ClrSysRef
            | Tag::OrgnlMsgId
            | Tag::OrgnlInstrId
            | Tag::OrgnlEndToEndId
            | Tag::OrgnlTxId
            | Tag::OrgnlClrSysRef
            | Tag::RtrId
            | Tag::StsId
            | Tag::CxlId
            | Tag::CxlStsId
            | Tag::Id
    )
}
