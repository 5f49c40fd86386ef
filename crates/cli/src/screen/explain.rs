//! Why a score is what it is, as a line for people and as JSON.
//!
//! Parts come from the search; text goes to the output. Nothing is computed here.

use super::threshold;
use serde_json::{Value, json};
use suftaja_screen::settings::{Evidence, Field, How, Part};

/// `frank=frank 1.0000 equal; bwambale- unmet`: what met what, by how much and how.
pub(crate) fn text(parts: &[Part]) -> String {
    let part = |part: &Part| {
        let how = how(part.how);
        match part.how {
            How::Unmet if part.sought.is_empty() => format!("+{} {how}", part.listed),
            How::Unmet => format!("{}- {how}", part.sought),
            _ => {
                let likeness = threshold::text(part.likeness);
                format!("{}={} {likeness} {how}", part.sought, part.listed)
            }
        }
    };
    parts.iter().map(part).collect::<Vec<_>>().join("; ")
}

/// The same for programs: weights are bits of rarity in hundredths.
pub(crate) fn json(parts: &[Part]) -> Value {
    let part = |part: &Part| {
        json!({
            "sought": part.sought,
            "listed": part.listed,
            "how": part.how,
            "likeness": threshold::json(part.likeness),
            "sought_weight": part.sought_weight,
            "listed_weight": part.listed_weight,
        })
    };
    parts.iter().map(part).collect()
}

/// `birth agrees +0.0500; country differs -0.0300`: what speaks for a hit or against it.
pub(crate) fn evidence_text(evidence: &[Evidence]) -> String {
    let one = |one: &Evidence| {
        let says = if one.agrees { "agrees" } else { "differs" };
        let sign = if one.change < 0 { "-" } else { "+" };
        let change = threshold::text(one.change.unsigned_abs());
        let change = if one.change == 0 { String::new() } else { format!(" {sign}{change}") };
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
        assert!(told.contains("frank=frank 1.0000 equal"), "{told}");
        assert!(told.contains("+kakolele unmet"), "{told}");
        let parts = json(&compared.parts);
        assert_eq!(parts.as_array().map(Vec::len), Some(3), "{parts}");
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
