//! Why a score is what it is, as a line for people and as JSON.
//!
//! Parts come from the search; text goes to the output. Nothing is computed here.

use super::threshold;
use serde_json::{Value, json};
use suftaja_screen::settings::{How, Part};

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

fn how(how: How) -> String {
    serde_json::to_value(how).ok().and_then(|it| it.as_str().map(str::to_owned)).unwrap_or_default()
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
}
