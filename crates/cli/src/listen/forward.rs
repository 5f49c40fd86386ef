//! Posts messages to an address of this machine, with the headers of webhooks, so that what a
//! developer writes for the one serves the other. A message is posted until the address takes it;
//! nothing later is posted meanwhile. It must never lead to another machine.

use super::AGAIN;
use crate::error::CliError;
use std::path::Path;
use std::time::{Duration, SystemTime};
use suftaja_api::Secret;
use suftaja_client::Delivered;
use ureq::Agent;

/// How long an answer may take, as for webhooks.
const ANSWER_TIME_MAX: Duration = Duration::from_secs(10);

/// Where messages go.
pub(super) struct Forward {
    agent: Agent,
    url: String,
    secret: Option<Secret>,
}

impl Forward {
    /// An address of this machine, and the file with the secret to sign by.
    pub(super) fn new(to: &str, secret: Option<&Path>) -> Result<Self, CliError> {
        let refused = |text| CliError::ForwardAddress { to: to.to_owned(), text };
        let url = suftaja_api::local_address(to).map_err(refused)?;
        let config = Agent::config_builder()
            .http_status_as_error(false)
            .proxy(None)
            .max_redirects(0)
            .timeout_global(Some(ANSWER_TIME_MAX))
            .user_agent(concat!("suftaja/", env!("CARGO_PKG_VERSION")))
            .build();
        let secret = secret.map(read).transpose()?;
        Ok(Self { agent: config.into(), url, secret })
    }

    /// Posts a message until the address takes it; the status that it answered.
    pub(super) fn post(&self, delivered: &Delivered) -> u16 {
        let mut failed = 0;
        loop {
            let answer = match self.attempt(delivered) {
                Ok(status) if (200..300).contains(&status) => return status,
                Ok(status) => format!("the answer was {status}"),
                Err(error) => error.to_string(),
            };
            failed += 1;
            let wait = AGAIN.after(failed).unwrap_or(AGAIN.most);
            eprintln!("{}: {answer}; again in {:.1} s", self.url, wait.as_secs_f32());
            std::thread::sleep(wait);
        }
    }

    fn attempt(&self, delivered: &Delivered) -> Result<u16, ureq::Error> {
        let Delivered { cursor, message } = delivered;
        let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH);
        let timestamp = since.map_or(0, |since| since.as_secs());
        let body = message.text.as_bytes();
        let sign = |secret: &Secret| secret.sign(&message.number, timestamp, body);
        let mut request = self
            .agent
            .post(&self.url)
            .header("Content-Type", "application/xml")
            .header("webhook-id", &message.number)
            .header("webhook-timestamp", timestamp.to_string())
            .header("suftaja-cursor", cursor.to_string())
            .header("suftaja-definition", &message.definition);
        if let Some(signature) = self.secret.as_ref().and_then(sign) {
            request = request.header("webhook-signature", signature);
        }
        Ok(request.send(body)?.status().as_u16())
    }
}

fn read(path: &Path) -> Result<Secret, CliError> {
    let text = std::fs::read_to_string(path).map_err(|error| CliError::file(path, error))?;
    Secret::parse(text.trim()).ok_or_else(|| CliError::SecretUnreadable { path: path.to_owned() })
}
