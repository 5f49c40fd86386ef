//! `GET /v1/delivery`: how far each participant has read its outbox, and who is silent.

use super::register::name;
use super::sight::Sight;
use schemars::JsonSchema;
use serde::Serialize;
use suftaja_engine::{EntryNumber, ParticipantId};
use suftaja_node::Node;

/// Everyone in sight.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct DeliveryView {
    as_of: EntryNumber,
    participants: Vec<Reader>,
}

#[derive(Debug, Serialize, JsonSchema)]
struct Reader {
    participant: String,
    /// Cursor of the last message that is there to be read.
    told: u64,
    /// The highest cursor that it has asked behind since the start of the node.
    kept: u64,
    /// The first message that it has not kept, by the entry that made it.
    #[serde(skip_serializing_if = "Option::is_none")]
    unread_entry: Option<EntryNumber>,
    #[serde(skip_serializing_if = "Option::is_none")]
    unread_since: Option<String>,
    silent: bool,
}

/// The operator's overseers see everyone; everyone else itself.
pub(crate) fn all(node: &Node, sight: &Sight) -> DeliveryView {
    let (as_of, all) = node.read(|state| {
        let ids = state.register().participants().map(|(id, _)| id);
        let own = ids.filter(|id| sight.whole() || sight.own() == *id);
        let named = own.map(|id| (id, name(state, id)));
        (state.last(), named.collect::<Vec<(ParticipantId, String)>>())
    });
    let read = |(id, participant): (ParticipantId, String)| {
        let delivery = node.delivery(id);
        Reader {
            participant,
            told: delivery.told,
            kept: delivery.kept,
            unread_entry: delivery.unread_since.map(|(entry, _)| entry),
            unread_since: delivery.unread_since.map(|(_, since)| since.to_string()),
            silent: delivery.is_silent,
        }
    };
    DeliveryView { as_of, participants: all.into_iter().map(read).collect() }
}
