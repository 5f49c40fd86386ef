//! Which rule each declaration of a schema is for, decided once for each schema.
//!
//! A schema's declarations come in; the walk over a message then looks a number up where it would
//! compare names. The tables of built-in schemas are kept, those of schemas loaded at run time are
//! made anew for each message.

use std::collections::HashMap;
use std::sync::{Arc, LazyLock, PoisonError, RwLock};

use crate::catalogue::Catalogue;
use crate::schema::{Content, Element, Schema};

/// What the walk does with an element.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Class {
    /// A leaf that no rule looks at.
    Nothing,
    /// Only what is inside counts.
    Inner,
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
    Code,
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
}

/// The classes of all declarations, by slot.
pub(super) fn of(schema: &Schema) -> Arc<[Class]> {
    static KEPT: LazyLock<RwLock<HashMap<String, Arc<[Class]>>>> = LazyLock::new(RwLock::default);
    let builtin = Catalogue::builtin().schema(schema.message());
    if !builtin.is_some_and(|builtin| std::ptr::eq(builtin, schema)) {
        return classes(schema);
    }
    let kept = KEPT.read().unwrap_or_else(PoisonError::into_inner);
    if let Some(kept) = kept.get(schema.message()) {
        return Arc::clone(kept);
    }
    drop(kept);
    let made = classes(schema);
    let mut kept = KEPT.write().unwrap_or_else(PoisonError::into_inner);
    kept.insert(schema.message().to_owned(), Arc::clone(&made));
    made
}

fn classes(schema: &Schema) -> Arc<[Class]> {
    schema.elements().map(|(_, element)| class(element)).collect()
}

fn class(element: &Element) -> Class {
    match element.content() {
        Content::Amount { .. } => Class::Amount,
        Content::Simple(_) => leaf(element),
        Content::Complex(_) => {
            match element.type_name().trim_end_matches(|c: char| c.is_ascii_digit()) {
                "PostalAddress" => Class::Address,
                "PartyIdentification" => Class::Party,
                "FinancialInstitutionIdentification" => Class::Agent,
                "RemittanceInformation" => Class::Remittance,
                _ => match element.name() {
                    "StsRsnInf" | "RtrRsnInf" | "CxlRsnInf" | "CxlStsRsnInf" | "RtrInf"
                    | "TxInfAndSts" => Class::Reason,
                    _ => Class::Inner,
                },
            }
        }
    }
}

fn leaf(element: &Element) -> Class {
    match (element.type_name(), element.name()) {
        (set, _) if set.starts_with("External") => Class::Code,
        (_, "BICFI" | "AnyBIC" | "BIC" | "BICOrBEI") => Class::Bic,
        (_, "LEI") => Class::Lei,
        (_, "IBAN") => Class::Iban,
        ("CountryCode", _) => Class::Country,
        (_, name) if is_reference(name) => Class::Reference,
        _ => Class::Nothing,
    }
}

/// The references that systems along the chain copy and compare; an `Id` is one in a case only.
fn is_reference(name: &str) -> bool {
    matches!(
        name,
        "MsgId"
            | "InstrId"
            | "EndToEndId"
            | "TxId"
            | "ClrSysRef"
            | "OrgnlMsgId"
            | "OrgnlInstrId"
            | "OrgnlEndToEndId"
            | "OrgnlTxId"
            | "OrgnlClrSysRef"
            | "RtrId"
            | "StsId"
            | "CxlId"
            | "CxlStsId"
            | "Id"
    )
}
