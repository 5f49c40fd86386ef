//! Codes 5100 to 5149: keys, signatures of messages, certificates, modes.
//!
//! Rows are added in ascending order; no row is ever removed or given another meaning. The ISO
//! reasons name the fault for those who pass it on in a status message; the door itself refuses
//! before there is a message to answer.

use crate::suf::explained;

explained! {
    SIGNATURE_MISSING = 5100, Some("DS0A"), "Signature is missing" {
        what: "The request carries no header x-jws-signature, and this node takes nothing unsigned.",
        why: "In the modes pilot and production every message, file and order is signed.",
        advice: "Sign the bytes of the body; docs/security-keys.md shows how.",
    }
    SIGNATURE_MALFORMED = 5101, Some("DS0B"), "Signature cannot be read" {
        what: "The header is no detached JWS with the fields that are asked for.",
        why: "What is signed must be certain before a signature can be tested.",
        advice: "Mend what the answer names; docs/security-keys.md lists every field.",
    }
    KEY_UNKNOWN = 5102, Some("DS0E"), "Key is not enrolled" {
        what: "No key of this kid is enrolled for the participant that sent the message.",
        why: "A participant signs with its own keys, which the operator has enrolled beforehand.",
        advice: "Have the public key enrolled with suftaja keys enrol, or name the right kid.",
    }
    KEY_REVOKED = 5103, Some("DS0C"), "Key is revoked" {
        what: "The key was revoked.",
        why: "A revoked key may be in foreign hands, so nothing that it signs is taken.",
        advice: "Sign with another key of yours; have a new one enrolled where you have none.",
    }
    KEY_OUT_OF_DATE = 5104, Some("DS0D"), "Key is not valid now" {
        what: "The key is not valid yet, no longer, or older than keys may become here.",
        why: "Keys are changed in time, so that one that leaked unnoticed does not serve for ever.",
        advice: "Sign with the newer key; suftaja keys rotate makes and enrols one.",
    }
    SIGNATURE_TOO_OLD = 5105, Some("DS0B"), "Signature is too old" {
        what: "The time of signing lies further back than a signature is taken.",
        why: "Who recorded a signed message must not be able to send it on some later day.",
        advice: "Sign the same bytes again and send them; a repeat never pays twice.",
    }
    SIGNATURE_AHEAD = 5106, Some("DS0B"), "Signature lies in the future" {
        what: "The time of signing is ahead of the clock of this node.",
        why: "A signature made for later would outlive the time for which it is taken.",
        advice: "Set the clock of the signing machine, then sign the same bytes again.",
    }
    ALTERED = 5107, Some("DS17"), "Signature does not fit the bytes" {
        what: "The signature was not made by this key over exactly these bytes and this header.",
        why: "Message or header were altered on the way, or another key signed.",
        advice: "Sign the bytes as they are sent, without any change of line ends or encoding.",
    }
    SIGNATURE_REPEATED = 5108, Some("DS15"), "Signature came before" {
        what: "An order with the same jti of the same key was taken already.",
        why: "Orders have no identity of their own, so that one signature gives one order.",
        advice: "Look whether the first order was carried out; if not, sign it again.",
    }
    TRUST_UNREADABLE = 5109, None, "Registry of keys cannot be used" {
        what: "The file trust.toml of the data directory changed and cannot be understood.",
        why: "Whom a broken registry revoked is not known, so nothing is taken by it.",
        advice: "Operator: suftaja keys list names the line; once mended it is read again at once.",
    }
    CERTIFICATE_UNKNOWN = 5110, None, "Certificate is not enrolled" {
        what: "The certificate of this connection stands in no row of the registry.",
        why: "A certificate opens the door only when the operator enrolled it for a participant.",
        advice: "Have it enrolled with suftaja keys enrol --certificate, or use the one that is.",
    }
    CERTIFICATE_REVOKED = 5111, None, "Certificate is revoked" {
        what: "The certificate of this connection was revoked.",
        why: "Its key may be in foreign hands; connections that are open end with it.",
        advice: "Connect with another certificate of yours.",
    }
    CERTIFICATE_OUT_OF_DATE = 5112, None, "Certificate is not valid now" {
        what: "The certificate of this connection is not valid yet, or no longer.",
        why: "A connection does not outlive the certificate by which it was opened.",
        advice: "Connect with the newer certificate.",
    }
    CERTIFICATE_OF_ANOTHER = 5113, None, "Certificate and token differ" {
        what: "The certificate belongs to another participant than the token.",
        why: "Both name who calls; a token that was taken away opens nothing by itself.",
        advice: "Use certificate and token of the same participant.",
    }
    TLS_UNUSABLE = 5114, None, "Certificates of the door cannot be used" {
        what: "Certificate, key or authority that the door was given cannot be read or do not fit.",
        why: "The door does not open without the encryption that was asked for.",
        advice: "Check the files; suftaja keys ca and suftaja keys server make a sound set.",
    }
    MODE_INCOMPLETE = 5115, None, "Mode asks for more than is there" {
        what: "The node was started in a mode whose conditions are not all fulfilled.",
        why: "Pilot and production hold what they promise, or they do not start.",
        advice: "Provide what the message names, or start in a mode that does not ask for it.",
    }
    KEY_UNUSABLE = 5116, None, "Key or certificate cannot be used" {
        what: "A file holds no key or certificate of a kind that is taken here.",
        why: "Keys are Ed25519 or P-256 as PEM: PKCS#8 for private, SPKI for public ones.",
        advice: "Give what the message asks for: a key as openssl genpkey makes it, or a certificate.",
    }
    KEY_ENROLLED = 5117, None, "Is enrolled already" {
        what: "A key of this kid, or this certificate, stands in the registry already.",
        why: "A kid names one key for ever, also after it was revoked.",
        advice: "Look with suftaja keys list; enrol another key, or under another kid.",
    }
    KEY_NOT_ENROLLED = 5118, None, "Is not in the registry" {
        what: "The registry has no key and no certificate of this name.",
        why: "Only what was enrolled can be revoked or rotated.",
        advice: "Look with suftaja keys list.",
    }
    KEY_FAILED = 5119, None, "Key did not do its work" {
        what: "A key could not be made, or could not sign.",
        why: "The system gave no randomness, or the module that holds the key refused.",
        advice: "Check the system or the module, then do it again.",
    }
    CERTIFICATE_UNFIT = 5120, None, "Certificate would open no door" {
        what: "The certificate is no X.509 version 3 of a caller, or serves at no time that was asked.",
        why: "The door tests certificates itself; one that it will refuse is not enrolled.",
        advice: "Let the authority make one for clients (extendedKeyUsage clientAuth) that serves now.",
    }
}
