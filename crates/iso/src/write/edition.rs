//! Editions: in which version of its definition each message is written.
//!
//! One table of data: for every message that the system sends the versions that the writers make,
//! the base of 2019 first. A caller starts from the base and chooses newer versions one by one, as
//! a participant asks for them; the writers take names and numbers from here. A version that is not
//! in the table must never be written: the tests hold each that is against its schema.

/// One version of one message definition.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Version {
    /// The message definition identification: `pacs.002.001.10`.
    pub definition: &'static str,
    number: u8,
    /// The start tag of the root, with its namespace.
    pub start: &'static str,
}

impl Version {
    const fn new(definition: &'static str, start: &'static str) -> Self {
        let number = match definition.as_bytes() {
            [.., tens, ones] => (*tens - b'0') * 10 + (*ones - b'0'),
            _ => 0,
        };
        Self { definition, number, start }
    }

    /// Whether this is the version with that number or a newer one, by which the few differences
    /// go.
    pub const fn since(&self, number: u8) -> bool {
        self.number >= number
    }
}

/// One row of the table: the field, the root element, the message and its versions.
macro_rules! editions {
    ($($field:ident $root:literal $message:literal $($version:literal)+;)+) => {
        /// The version in which each message is written.
        ///
        /// ```
        /// # use suftaja_iso::write::Edition;
        /// let edition = Edition::BASE.with("pacs.002.001.14").unwrap();
        /// assert_eq!(edition.definition("pacs.002.001"), Some("pacs.002.001.14"));
        /// assert_eq!(edition.definition("pacs.004.001"), Some("pacs.004.001.09"));
        /// assert_eq!(Edition::BASE.with("pacs.002.001.99"), None);
        /// ```
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub struct Edition {
            $(pub(super) $field: &'static Version,)+
        }

        /// All versions of the table, by message.
        struct Table {
            $($field: [Version; [$($version),+].len()],)+
        }

        static TABLE: Table = Table {
            $($field: [$(Version::new(
                concat!($message, ".", $version),
                concat!(
                    "<", $root, " xmlns=\"urn:iso:std:iso:20022:tech:xsd:",
                    $message, ".", $version, "\">"
                ),
            )),+],)+
        };

        impl Edition {
            /// The versions of 2019, on which the schemes of gross settlement stand.
            pub const BASE: Self = {
                $(let [$field, ..] = &TABLE.$field;)+
                Self { $($field),+ }
            };

            /// The same edition with one message in this version; nothing for a message or a
            /// version that the writers do not make.
            #[must_use]
            pub fn with(mut self, definition: &str) -> Option<Self> {
                $(for version in &TABLE.$field {
                    if version.definition == definition {
                        self.$field = version;
                        return Some(self);
                    }
                })+
                None
            }

            /// The version that this edition has of a message, such as `pacs.002.001`.
            #[must_use]
            pub fn definition(&self, message: &str) -> Option<&'static str> {
                match message {
                    $($message => Some(self.$field.definition),)+
                    _ => None,
                }
            }

            /// Every version of every message that the writers make, the base of each first.
            pub fn offered() -> impl Iterator<Item = &'static str> {
                let table: [&[Version]; _] = [$(&TABLE.$field),+];
                table.into_iter().flatten().map(|version| version.definition)
            }
        }
    };
}

editions! {
    header "AppHdr" "head.001.001" "02" "03" "04";
    message_reject "Document" "admi.002.001" "01";
    system_event "Document" "admi.004.001" "02";
    acknowledgement "Document" "admi.007.001" "01";
    event_acknowledgement "Document" "admi.011.001" "01";
    payment_status "Document" "pacs.002.001" "10" "11" "12" "13" "14" "15" "16";
    status_request "Document" "pacs.028.001" "03";
    payment_return "Document" "pacs.004.001" "09" "10" "11" "12" "13" "14" "15";
    customer_transfer "Document" "pacs.008.001" "08" "09" "10" "11" "12" "13" "14";
    bank_transfer "Document" "pacs.009.001" "08" "09" "10" "11" "12" "13";
    receipt "Document" "camt.025.001" "05" "06" "07" "08" "09";
    resolution "Document" "camt.029.001" "09" "10" "11" "12" "13" "14";
    report "Document" "camt.052.001" "08" "09" "10" "11" "12" "13" "14";
    statement "Document" "camt.053.001" "08" "09" "10" "11" "12" "13" "14";
    notice "Document" "camt.054.001" "08" "09" "10" "11" "12" "13" "14";
}

impl Default for Edition {
    fn default() -> Self {
        Self::BASE
    }
}
