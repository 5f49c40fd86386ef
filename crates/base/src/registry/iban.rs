//! IBAN structures: per country the fields of the basic bank account number.
//!
//! Source: `schwifty` 2026.10 (MIT), `generated.json` (from the SWIFT IBAN registry) with
//! `overwrite.json` on top, which adds the countries that use an IBAN without standing in the
//! registry; edition of the collection 2026-11-21. Read by `Iban`; a drift test compares it with
//! the source. It must never be edited by hand.

/// Country code, then fields of a fixed length and a class: `n` digits, `a` upper-case letters,
/// `c` letters and digits. Sorted by country.
#[rustfmt::skip]
pub(crate) const STRUCTURES: [&str; 127] = [
    "AD4n4n12c", "AE3n16n", "AL8n16c", "AO21n",
    "AT5n11n", "AX3n11n", "AZ4a20c", "BA3n3n8n2n",
    "BE3n7n2n", "BF2c22n", "BG4a4n2n8c", "BH4a14c",
    "BI5n5n11n2n", "BJ2c22n", "BL5n5n11c2n", "BR8c5n10n1c1c",
    "BY4c4n16c", "CF23n", "CG23n", "CH5n12c",
    "CI2a22n", "CM23n", "CR4n14n", "CV21n",
    "CY3n5n16c", "CZ4n6n10n", "DE8n10n", "DJ23n",
    "DK4n9n1n", "DO4c20n", "DZ22n", "EE2n2n11n1n",
    "EG4n4n17n", "ES4n4n1n1n10n", "FI3n11n", "FK2a12n",
    "FO4n9n1n", "FR5n5n11c2n", "GA23n", "GB4a6n8n",
    "GE2a16n", "GF5n5n11c2n", "GG4a6n8n", "GI4a15c",
    "GL4n9n1n", "GP5n5n11c2n", "GQ23n", "GR3n4n16c",
    "GT4c20c", "GW2c19n", "HN4a20n", "HR7n10n",
    "HU3n4n1n15n1n", "IE4a6n8n", "IL3n3n13n", "IM4a6n8n",
    "IQ4a3n12n", "IR22n", "IS4n2n6n10n", "IT1a5n5n12c",
    "JE4a6n8n", "JO4a4n18c", "KM23n", "KW4a22c",
    "KZ3n13c", "LB4n20c", "LC4a24c", "LI5n12c",
    "LT5n11n", "LU3n13c", "LV4a13c", "LY3n3n15n",
    "MA24n", "MC5n5n11c2n", "MD2c18c", "ME3n13n2n",
    "MF5n5n11c2n", "MG23n", "MK3n10c2n", "ML2c22n",
    "MN4n12n", "MQ5n5n11c2n", "MR5n5n11n2n", "MT4a5n18c",
    "MU4a2n2n12n3n3a", "MZ21n", "NC5n5n11c2n", "NE2a22n",
    "NI4a20n", "NL4a10n", "NO4n6n1n", "OM3n16c",
    "PF5n5n11c2n", "PK4a16c", "PL8n16n", "PM5n5n11c2n",
    "PS4a21c", "PT4n4n11n2n", "QA4a21c", "RE5n5n11c2n",
    "RO4a16c", "RS3n13n2n", "RU9n5n15c", "SA2n18c",
    "SC4a2n2n16n3a", "SD2n12n", "SE3n16n1n", "SI5n8n2n",
    "SK4n6n10n", "SM1a5n5n12c", "SN2a22n", "SO4n3n12n",
    "ST4n4n11n2n", "SV4a20n", "TD23n", "TF5n5n11c2n",
    "TG2a3n5n12n2n", "TL3n14n2n", "TN2n3n13n2n", "TR5n1n16c",
    "UA6n19c", "VA3n15n", "VG4a16n", "WF5n5n11c2n",
    "XK4n10n2n", "YE4a4n18c", "YT5n5n11c2n",
];
