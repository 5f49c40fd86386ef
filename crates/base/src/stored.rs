//! How identifiers are stored in snapshots: as the text that people write, parsed again when read.
//!
//! What is read from a file has no other way to become a value than the one of any text; so a
//! damaged snapshot cannot bring a BIC that is none.

use crate::{Bic, Currency, Lei};
use serde::de::{Deserialize, Deserializer, Error};
use serde::{Serialize, Serializer};

macro_rules! as_text {
    ($name:ident, $text:ident) => {
        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.$text())
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                Self::parse(<&str>::deserialize(deserializer)?).map_err(D::Error::custom)
            }
        }
    };
}

as_text!(Bic, as_str);
as_text!(Lei, as_str);
as_text!(Currency, code);
