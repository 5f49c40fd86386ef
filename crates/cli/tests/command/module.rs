//! A key that stays in a module: `keys public`, `keys enrol` and `send --sign` by its URI, held
//! against SoftHSM where it is installed.

use crate::given::*;
use std::path::Path;
use std::process::Command;

/// Where systems keep the library.
const LIBRARIES: [&str; 4] = [
    "/usr/lib/softhsm/libsofthsm2.so",
    "/usr/lib/x86_64-linux-gnu/softhsm/libsofthsm2.so",
    "/usr/lib/aarch64-linux-gnu/softhsm/libsofthsm2.so",
    "/usr/lib64/libsofthsm2.so",
];

/// A token of software with a PIN in a file.
struct Token {
    scratch: Scratch,
    library: &'static str,
    config: String,
}

impl Token {
    /// Makes one; nothing where SoftHSM is not installed and no environment asks for it.
    fn make() -> Option<Self> {
        let Some(library) = LIBRARIES.into_iter().find(|path| Path::new(path).exists()) else {
            let is_required = std::env::var_os("SUFTAJA_SOFTHSM").is_some();
            assert!(!is_required, "SUFTAJA_SOFTHSM is set and there is no libsofthsm2.so");
            println!("skipped: no SoftHSM on this machine");
            return None;
        };
        let scratch = Scratch::union();
        std::fs::create_dir(scratch.path("tokens")).unwrap();
        let text = format!("directories.tokendir = {}\n", scratch.path("tokens"));
        let config = scratch.write("softhsm2.conf", text);
        scratch.write("pin", "648219\n");
        let token = Self { scratch, library, config };
        token.util(&["--init-token", "--free", "--label", "bank", "--so-pin", "12345678"]);
        Some(token)
    }

    fn util(&self, args: &[&str]) {
        let mut command = Command::new("softhsm2-util");
        command.args(args).args(["--pin", "648219"]).env("SOFTHSM2_CONF", &self.config);
        let ran = command.output().unwrap();
        assert!(ran.status.success(), "{args:?}: {}", String::from_utf8_lossy(&ran.stderr));
    }

    /// Puts a key that the registry knows into the token.
    fn import(&self, algorithm: &str, label: &str) {
        let (data, out) = (self.scratch.data(), self.scratch.path(label));
        std::fs::create_dir(&out).unwrap();
        let made = ["keys", "enrol", "MAWIKEN0", "--algorithm", algorithm, "--data", &data];
        let ran = suftaja(&[&made[..], &["--out", &out]].concat());
        assert_eq!(ran.code(), 0, "{}", ran.errors());
        let key = self.scratch.path(&format!("{label}/MAWIKEN0.{label}.pem"));
        self.util(&[
            "--import",
            &key,
            "--token",
            "bank",
            "--label",
            label,
            "--id",
            label_id(label),
        ]);
        std::fs::remove_file(key).unwrap();
    }

    fn uri(&self, object: &str) -> String {
        let pin = self.scratch.path("pin");
        format!("pkcs11:token=bank;object={object}?module-path={}&pin-source={pin}", self.library)
    }

    fn suftaja(&self, args: &[&str]) -> Ran {
        suftaja_with(args, ("SOFTHSM2_CONF", &self.config))
    }
}

/// The identifier of a key in the token, hexadecimal.
fn label_id(label: &str) -> &'static str {
    if label == "sign-1" { "01" } else { "02" }
}

#[test]
fn a_key_in_a_module_is_enrolled_and_signs() {
    let Some(token) = Token::make() else { return };
    let (scratch, data) = (&token.scratch, token.scratch.data());
    for args in [
        &["keys", "ca"][..],
        &["keys", "server"],
        &["keys", "enrol", "operator"],
        &["keys", "enrol", "ILCBKEN0"],
    ] {
        assert_eq!(suftaja(&[args, &["--data", &data]].concat()).code(), 0, "{args:?}");
    }
    token.import("es256", "sign-1");
    token.import("eddsa", "sign-2");
    let pilot = Served::start_with(Path::new(&data), &["--tls", "--mode", "pilot"]);
    let ca = scratch.path("data/tls/ca.pem");
    let run = |person: &str, certificate: &str, key: &str, args: &[&str]| {
        let (secret, certificate) = (scratch.token(person), scratch.path(certificate));
        let to = ["--to", &pilot.url, "--ca", &ca, "--cert", &certificate, "--token", &secret];
        let ran = token.suftaja(&[args, &to, &["--sign", key]].concat());
        assert_eq!(ran.code(), 0, "{key}: {}", ran.errors());
        ran.text()
    };
    let held = |name: &str| scratch.path(&format!("data/tokens/{name}.sign-1.pem"));
    let open = ["order", "day-open", "currency=KES", "date=2026-11-23"];
    run("operator-a", "data/tokens/operator.tls-1.pem", &held("operator"), &open);
    let examples = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/examples");
    let funding = format!("{examples}/funding.xml");
    let certificate = "data/tokens/ILCBKEN0.tls-1.pem";
    run("ILCBKEN0", certificate, &held("ILCBKEN0"), &["send", &funding]);
    let payment = format!("{examples}/payment.xml");
    for object in ["sign-1", "sign-2"] {
        let key = token.uri(object);
        let told = run("MAWIKEN0", "sign-1/MAWIKEN0.tls-1.pem", &key, &["send", &payment]);
        assert!(told.contains(": settled") || told.contains(": repeated"), "{told}");
        let public = token.suftaja(&["keys", "public", &key]);
        assert!(public.text().starts_with("-----BEGIN PUBLIC KEY"), "{}", public.errors());
        let kid = public.errors().trim().trim_start_matches("kid ").to_owned();
        let list = suftaja(&["keys", "list", "--data", &data]).text();
        assert!(list.contains(&kid), "{kid} is the one that is enrolled: {list}");
    }
    // What names no key, or opens none, is told.
    for (uri, says) in [
        (token.uri("sign-3"), "0 private keys"),
        (token.uri("sign-1").replace("token=bank", "token=shop"), "0 tokens"),
        (token.uri("sign-1").replace("/pin", "/softhsm2.conf"), "lets nobody in"),
        (token.uri("sign-1").replace("object", "colour"), "colour is not known"),
    ] {
        let ran = token.suftaja(&["keys", "public", &uri]);
        assert!(ran.code() != 0 && ran.errors().contains(says), "{uri}: {}", ran.errors());
    }
    assert_eq!(pilot.terminate(), 0);
}
