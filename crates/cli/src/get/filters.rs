//! The filters of `suftaja get payments`, and how they stand in a query.
//!
//! The door decides what they mean and whether they fit together; names are passed on as they are.

use clap::Args;

/// What payments are looked for; all filters combine.
#[derive(Debug, Args)]
#[command(next_help_heading = "Filters of payments")]
pub(crate) struct Filters {
    /// UETR; finds at once.
    #[arg(long)]
    uetr: Option<String>,
    /// MsgId of the message that brought it.
    #[arg(long)]
    message_id: Option<String>,
    /// InstrId, empty for a message without one; with the MsgId it finds at once.
    #[arg(long)]
    instruction_id: Option<String>,
    /// `EndToEndId`.
    #[arg(long)]
    end_to_end_id: Option<String>,
    /// Number of an account; the present business day where nothing else is asked.
    #[arg(long)]
    account: Option<String>,
    /// BIC or LEI of the other side.
    #[arg(long)]
    participant: Option<String>,
    /// Where it stands: settled, waits or refused.
    #[arg(long)]
    status: Option<String>,
    /// Exactly this amount.
    #[arg(long)]
    amount: Option<String>,
    /// At least this amount.
    #[arg(long)]
    amount_from: Option<String>,
    /// At most this amount.
    #[arg(long)]
    amount_to: Option<String>,
    /// Sent or received.
    #[arg(long)]
    direction: Option<String>,
    /// Entered at this instant or later, such as 2026-11-23T08:00:00Z.
    #[arg(long)]
    entered_from: Option<String>,
    /// Entered before this instant.
    #[arg(long)]
    entered_to: Option<String>,
    /// The entry on which the answer stands; the last one where none is stated.
    #[arg(long, value_name = "ENTRY")]
    as_of: Option<u64>,
}

impl Filters {
    /// Those that are stated, each as `name=value`.
    pub(crate) fn query(&self) -> Vec<String> {
        let as_of = self.as_of.map(|entry| entry.to_string());
        let all = [
            ("uetr", &self.uetr),
            ("message_id", &self.message_id),
            ("instruction_id", &self.instruction_id),
            ("end_to_end_id", &self.end_to_end_id),
            ("account", &self.account),
            ("participant", &self.participant),
            ("status", &self.status),
            ("amount", &self.amount),
            ("amount_from", &self.amount_from),
            ("amount_to", &self.amount_to),
            ("direction", &self.direction),
            ("entered_from", &self.entered_from),
            ("entered_to", &self.entered_to),
            ("as_of", &as_of),
        ];
        let stated = all.into_iter().filter_map(|(name, value)| Some((name, value.as_ref()?)));
        stated.map(|(name, value)| format!("{name}={}", encoded(value))).collect()
    }
}

/// A value as it may stand in a query (RFC 3986, section 2.3).
pub(super) fn encoded(value: &str) -> String {
    let mut text = String::with_capacity(value.len());
    for byte in value.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => {
                text.push(char::from(byte));
            }
            _ => text.push_str(&format!("%{byte:02X}")),
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::encoded;

    #[test]
    fn what_has_a_meaning_in_a_query_is_encoded() {
        for (value, text) in [
            ("MAWIKEN0-1.a_b~", "MAWIKEN0-1.a_b~"),
            ("a/b+c&d=e f", "a%2Fb%2Bc%26d%3De%20f"),
            ("2026-11-23T08:00:00+03:00", "2026-11-23T08%3A00%3A00%2B03%3A00"),
            ("é", "%C3%A9"),
        ] {
            assert_eq!(encoded(value), text);
        }
    }
}
