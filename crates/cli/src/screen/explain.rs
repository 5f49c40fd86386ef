//! Why a score is what it is, as a line for people and as JSON.
//!
//! Parts come from the search; text goes to the output. Nothing is computed here.

use super::threshold;
use serde_json::{Value, json};
use suftaja_screen::settings::{Evidence, Field, How, Part};

/// `frank=frank 1.0000 equal 9.00:9.00; +kakolele unmet 9.00; little -0.1200`: what met what, by
/// how much and how, with the weights of sought and listed words in bits, and what rules took.
pub(crate) fn text(parts: &[Part]) -> String {
    let part = |part: &Part| {
        let how = how(part.how);
        let (own, against) = (bits(part.sought_weight), bits(part.listed_weight));
        match part.how {
            How::Clash | How::Lone | How::Little | How::Weak => {
                format!("{how} {}", signed(part.change))
            }
            How::Unmet | How::Patronymic if part.sought.is_empty() => {
                format!("+{} {how} {against}", part.listed)
            }
            How::Unmet | How::Patronymic => format!("{}- {how} {own}", part.sought),
            _ => {
                let likeness = threshold::text(part.likeness);
                format!("{}={} {likeness} {how} {own}:{against}", part.sought, part.listed)
            }
        }
    };
    parts.iter().map(part).collect::<Vec<_>>().join("; ")
}

/// The same for programs: weights are bits of rarity in hundredths, and rules have a change.
pub(crate) fn json(parts: &[Part]) -> Value {
    let part = |part: &Part| match part.how {
        How::Clash | How::Lone | How::Little | How::Weak => {
            json!({ "how": part.how, "change": threshold::change(part.change) })
        }
        _ => json!({
            "sought": part.sought,
            "listed": part.listed,
            "how": part.how,
            "likeness": threshold::json(part.likeness),
            "sought_weight": part.sought_weight,
            "listed_weight": part.listed_weight,
        }),
    };
    parts.iter().map(part).collect()
}

/// A weight in bits.
fn bits(weight: u16) -> String {
    format!("{}.{:02}", weight / 100, weight % 100)
}

/// A change of a score with its sign.
fn signed(change: i16) -> String {
    let sign = if change < 0 { "-" } else { "+" };
    format!("{sign}{}", threshold::text(change.unsigned_abs()))
}

/// `birth agrees +0.0500; country differs -0.0300`: what speaks for a hit or against it.
pub(crate) fn evidence_text(evidence: &[Evidence]) -> String {
    let one = |one: &Evidence| {
        let says = if one.agrees { "agrees" } else { "differs" };
        let change = match one.change {
            0 => String::new(),
            change => format!(" {}", signed(change)),
        };
        format!("{} {says}{change}", field(one.field))
    };
    evidence.iter().map(one).collect::<Vec<_>>().join("; ")
}

/// The same for programs.
pub(crate) fn evidence_json(evidence: &[Evidence]) -> Value {
    let one = |one: &Evidence| {
        json!({
            "field": field(one.field),
            "agrees": one.agrees,
            "change": threshold::change(one.change),
        })
    };
    evidence.iter().map(one).collect()
}

fn field(field: Field) -> String {
    word(serde_json::to_value(field))
}

fn how(how: How) -> String {
    word(serde_json::to_value(how))
}

fn word(value: serde_json::Result<Value>) -> String {
    value.ok().and_then(|it| it.as_str().map(str::to_owned)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use suftaja_screen::pair;

    #[test]
    fn what_met_and_what_did_not_is_told() {
        let compared = pair::compared("Frank Bwambale", "BWAMBALE FRANK KAKOLELE");
        let told = text(&compared.parts);
        assert!(told.contains("frank=frank 1.0000 equal 9.00:9.00"), "{told}");
        assert!(told.contains("+kakolele unmet 9.00"), "{told}");
        let parts = json(&compared.parts);
        assert_eq!(parts.as_array().map(Vec::len), Some(3), "{parts}");
        let compared = pair::compared("Andrey Smirnov", "Andrey Sidorov");
        let told = text(&compared.parts);
        assert!(told.ends_with("; clash -0.0900; lone -0.1025; little -0.0123"), "{told}");
        let parts = json(&compared.parts).to_string();
        assert!(parts.contains("{\"change\":-0.09,\"how\":\"clash\"}"), "{parts}");
    }

    #[test]
    fn evidence_is_told_with_its_change() {
        let of = |field, agrees, change| Evidence { field, agrees, change };
        let all = [
            of(Field::Birth, true, 500),
            of(Field::Country, false, -300),
            of(Field::Document, true, 0),
        ];
        let told = "birth agrees +0.0500; country differs -0.0300; document agrees";
        assert_eq!(evidence_text(&all), told);
        let changes = evidence_json(&all).to_string();
        assert!(changes.contains("\"change\":-0.03,") && changes.contains("\"change\":0.05"));
    }
}
