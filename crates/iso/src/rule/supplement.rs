//! Supplementary data: taken only with a namespace that the profile registers (field rule 23).
//!
//! The envelope of each `SplmtryData` comes in from the walk. Its content was walked by the reader
//! as well-formed XML; what it means is for the registered schema, and its text for screening.

use super::policy::Judge;
use crate::finding::Severity;
use crate::reading::Node;
use crate::tag::Tag;
use suftaja_base::suf::rule;

/// Judges a `SplmtryData`; a profile that registers nothing at all asks nothing.
pub(super) fn check<'r>(node: &Node<'r>, judge: &mut Judge<'_, 'r>) {
    let Some(registered) = &judge.profile.supplements else { return };
    let content = node.child(Tag::Envlp).and_then(|envelope| envelope.children().next());
    let namespace = content.and_then(|content| content.namespace());
    let known = namespace.as_deref();
    if known.is_some_and(|known| registered.iter().any(|one| one == known)) {
        return;
    }
    let text = match known {
        Some(known) => format!("Supplementary data of {known} is not registered here."),
        None => "Supplementary data without a namespace is not registered here.".to_owned(),
    };
    judge.given(node, rule::SUPPLEMENT_UNREGISTERED, Severity::Error, text);
}
