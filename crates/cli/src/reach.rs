//! How commands reach a node: address, token, certificates, and the key that signs.
//!
//! The same options for every command that talks to a node. Secrets come from files, never from
//! the command line.

use crate::error::CliError;
use crate::serve::ADDRESS;
use crate::token;
use clap::Args;
use rustls::crypto::aws_lc_rs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use suftaja_client::Client;
use suftaja_pkcs11::{ModuleKey, ModuleUri};
use suftaja_seal::{FileKey, Signer, file};
use ureq::tls::{Certificate, ClientCert, PemItem, PrivateKey, RootCerts, TlsConfig, parse_pem};

/// Which node, and as whom.
#[derive(Debug, Args)]
pub(crate) struct Reach {
    #[command(flatten)]
    door: Door,
    /// File with the token of who calls; else the one that SUFTAJA_TOKEN_FILE names.
    #[arg(long, value_name = "FILE")]
    token: Option<PathBuf>,
}

/// Which node, for whoever calls.
#[derive(Debug, Args)]
pub(crate) struct Door {
    /// The node.
    #[arg(long, value_name = "URL", default_value_t = format!("http://{ADDRESS}"))]
    pub to: String,
    /// File with the certificate of who calls and its private key, in PEM.
    #[arg(long, value_name = "FILE", requires = "ca")]
    cert: Option<PathBuf>,
    /// File with the authority that made the node's certificate, in PEM; needed for https.
    #[arg(long, value_name = "FILE")]
    ca: Option<PathBuf>,
}

/// With which key a body is signed.
#[derive(Debug, Args)]
pub(crate) struct Sign {
    /// The private key that signs: a file in PEM, or the pkcs11: URI of one in a module.
    #[arg(long, value_name = "KEY")]
    sign: Option<PathBuf>,
    /// The kid under which it is enrolled, where that is not its thumbprint.
    #[arg(long, value_name = "KID", requires = "sign", allow_hyphen_values = true)]
    kid: Option<String>,
}

impl Reach {
    /// A client of the node, which signs where a key is given.
    pub(crate) fn client(&self, key: Option<Box<dyn Signer>>) -> Result<Client, CliError> {
        self.door.client(&token::given(self.token.as_deref())?, key)
    }
}

impl Door {
    /// A client of the node with a token; with an empty one it asks what anyone may ask.
    pub(crate) fn client(
        &self,
        token: &str,
        key: Option<Box<dyn Signer>>,
    ) -> Result<Client, CliError> {
        let Some(ca) = &self.ca else {
            // Nobody vouches for a node by being known to a browser.
            if self.to.starts_with("https:") {
                let text = "an address of https needs --ca".to_owned();
                return Err(CliError::KeyUnusable { text });
            }
            return Ok(Client::guarded(&self.to, token, TlsConfig::default(), key));
        };
        let (roots, _) = pem(ca)?;
        let provider = Arc::new(aws_lc_rs::default_provider());
        let mut tls = TlsConfig::builder()
            .root_certs(RootCerts::new_with_certs(&roots))
            .unversioned_rustls_crypto_provider(provider);
        if let Some(path) = &self.cert {
            tls = tls.client_cert(Some(certificate(path)?));
        }
        Ok(Client::guarded(&self.to, token, tls.build(), key))
    }
}

impl Sign {
    /// The key, where one is given.
    pub(crate) fn key(&self) -> Result<Option<Box<dyn Signer>>, CliError> {
        self.sign.as_deref().map(|key| signer(key, self.kid.as_deref())).transpose()
    }
}

/// A private key in a file or in a module, under the kid that is stated or its thumbprint.
pub(crate) fn signer(named: &Path, kid: Option<&str>) -> Result<Box<dyn Signer>, CliError> {
    let uri = named.to_str().filter(|text| ModuleUri::is_meant(text));
    if let Some(uri) = uri {
        let key = ModuleKey::open(&ModuleUri::parse(uri)?)?;
        let kid = kid.unwrap_or(key.key_id()).to_owned();
        return Ok(Box::new(key.named(&kid)));
    }
    let key = FileKey::from_pem(&file::read(named)?)?;
    let kid = kid.unwrap_or(key.key_id()).to_owned();
    Ok(Box::new(key.named(&kid)))
}

/// Certificate and key of a caller, which must fit.
fn certificate(path: &Path) -> Result<ClientCert, CliError> {
    let (chain, key) = pem(path)?;
    let unusable = |what: &str| CliError::KeyUnusable {
        text: format!("the file {} holds {what}", path.display()),
    };
    let key = key.ok_or_else(|| unusable("no private key beside the certificate"))?;
    let der = chain.iter().map(|one| one.der().to_vec().into()).collect();
    let private = rustls::pki_types::PrivateKeyDer::try_from(key.der().to_vec());
    let private = private.map_err(|_| unusable("no private key that can be used"))?;
    // The client library takes what it is given; that both fit is tested here.
    let provider = Arc::new(aws_lc_rs::default_provider());
    rustls::sign::CertifiedKey::from_der(der, private, &provider)
        .map_err(|_| unusable("a private key that is not the certificate's"))?;
    Ok(ClientCert::new_with_certs(&chain, key))
}

/// The certificates of a file, at least one, and its private key.
fn pem(path: &Path) -> Result<(Vec<Certificate<'static>>, Option<PrivateKey<'static>>), CliError> {
    let text = file::read(path)?;
    let (mut certificates, mut key) = (Vec::new(), None);
    for item in parse_pem(text.as_bytes()).filter_map(Result::ok) {
        match item {
            PemItem::Certificate(certificate) => certificates.push(certificate),
            PemItem::PrivateKey(found) => key = Some(found),
            _ => {}
        }
    }
    if certificates.is_empty() {
        let text = format!("the file {} holds no certificate in PEM", path.display());
        return Err(CliError::KeyUnusable { text });
    }
    Ok((certificates, key))
}
