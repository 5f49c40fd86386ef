//! The log of a node: one line for each event, as text or JSON, and for each request where asked.
//!
//! Lines go through a bounded channel to a thread that writes them, so that a slow disk or terminal
//! never holds up an answer; a line that finds the channel full is dropped and counted
//! (`suftaja_log_dropped_total`). No line holds a body, a token, a query, an amount or the name of
//! a person: fields are words, numbers, codes and participants.

mod diary;

pub(crate) use diary::{keep, reread};

use serde_json::Value;
use std::io::{BufWriter, Write};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::time::Duration;
use suftaja_node::clock::wall;
use suftaja_node::meter::Counter;

/// Lines that wait to be written.
const WAITING_MAX: usize = 8_192;
/// How long the last lines have to be written when the log closes.
const CLOSING: Duration = Duration::from_secs(1);

/// How a line is written.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Form {
    /// `TIME event: sentence field=value …`.
    Text,
    /// An object of JSON.
    Json,
}

/// One event.
#[derive(Debug)]
pub struct Line {
    event: &'static str,
    sentence: &'static str,
    fields: Vec<(&'static str, Value)>,
}

impl Line {
    /// An event by its word, with a sentence for people; none where the fields say all.
    #[must_use]
    pub fn new(event: &'static str, sentence: &'static str) -> Self {
        Self { event, sentence, fields: Vec::new() }
    }

    /// Adds a field.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl Into<Value>) -> Self {
        self.fields.push((name, value.into()));
        self
    }

    fn written(&self, form: Form) -> String {
        let Self { event, sentence, fields } = self;
        let time = wall();
        match form {
            Form::Text => {
                let said =
                    if sentence.is_empty() { String::new() } else { format!(": {sentence}") };
                let fields: String = fields
                    .iter()
                    .map(|(name, value)| format!(" {name}={}", plain(value)))
                    .collect();
                format!("{time} {event}{said}{fields}\n")
            }
            Form::Json => {
                let said = (!sentence.is_empty()).then(|| ("text", Value::from(*sentence)));
                let fields: String = said
                    .iter()
                    .chain(fields)
                    .map(|(name, value)| format!(",\"{name}\":{value}"))
                    .collect();
                format!("{{\"time\":\"{time}\",\"event\":\"{event}\"{fields}}}\n")
            }
        }
    }
}

/// A value in a line of text: in quotes where it is more than one word.
fn plain(value: &Value) -> String {
    let is_plain = |at: char| at.is_ascii_alphanumeric() || "-_.:/{},+".contains(at);
    match value {
        Value::String(text) if !text.is_empty() && text.chars().all(is_plain) => text.clone(),
        Value::Null => "-".to_owned(),
        other => other.to_string(),
    }
}

/// Where lines go. Clones write to the same.
#[derive(Clone, Debug, Default)]
pub struct Log(Option<Arc<Writing>>);

#[derive(Debug)]
struct Writing {
    form: Form,
    sender: Option<SyncSender<String>>,
    /// Ends when the last line is written.
    ended: std::sync::Mutex<Receiver<()>>,
    dropped: Counter,
}

impl Log {
    /// A log that keeps nothing.
    #[must_use]
    pub fn none() -> Self {
        Self::default()
    }

    /// A log that is written by a thread of its own.
    ///
    /// # Errors
    /// What the system says where it gives no thread.
    pub fn to(form: Form, out: impl Write + Send + 'static) -> std::io::Result<Self> {
        let (sender, lines) = sync_channel::<String>(WAITING_MAX);
        let (end, ended) = sync_channel::<()>(0);
        std::thread::Builder::new().name("log".to_owned()).spawn(move || {
            write_all(&lines, out);
            drop(end);
        })?;
        let ended = std::sync::Mutex::new(ended);
        let writing = Writing { form, sender: Some(sender), ended, dropped: Counter::default() };
        Ok(Self(Some(Arc::new(writing))))
    }

    /// Writes a line, or drops and counts it where too many wait. Never waits itself.
    pub fn write(&self, line: &Line) {
        let Some(writing) = &self.0 else { return };
        let text = line.written(writing.form);
        if writing.sender.as_ref().is_none_or(|sender| sender.try_send(text).is_err()) {
            writing.dropped.add(1);
        }
    }

    /// Lines that were dropped.
    #[must_use]
    pub fn dropped(&self) -> u64 {
        self.0.as_ref().map_or(0, |writing| writing.dropped.value())
    }

    /// Whether anything is kept.
    pub(crate) fn is_kept(&self) -> bool {
        self.0.is_some()
    }
}

impl Drop for Writing {
    fn drop(&mut self) {
        self.sender = None;
        // Whoever reads the log no more must not keep the process from ending.
        let ended = self.ended.get_mut();
        if let Ok(ended) = ended {
            let _ = ended.recv_timeout(CLOSING);
        }
    }
}

/// Writes what comes, together what came together.
fn write_all(lines: &Receiver<String>, out: impl Write) {
    let mut out = BufWriter::new(out);
    while let Ok(line) = lines.recv() {
        // Nobody can be told that the log itself cannot be written.
        let _ = out.write_all(line.as_bytes());
        for line in lines.try_iter() {
            let _ = out.write_all(line.as_bytes());
        }
        let _ = out.flush();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::mpsc::{Sender, channel};

    /// Tells each write, and waits until it may go on.
    struct Slow(Sender<Vec<u8>>, Receiver<()>);

    impl Write for Slow {
        fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
            let _ = self.0.send(bytes.to_vec());
            let _ = self.1.recv();
            Ok(bytes.len())
        }

        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn a_log_that_cannot_be_written_holds_nobody_up_and_counts_what_it_drops() {
        let (tell, told) = channel();
        let (go, wait) = channel();
        let log = Log::to(Form::Text, Slow(tell, wait)).unwrap();
        log.write(&Line::new("first", ""));
        let first = told.recv().unwrap();
        assert!(first.ends_with(b" first\n"));
        // The thread is in the middle of a write; the channel fills and then drops.
        for _ in 0..WAITING_MAX + 7 {
            log.write(&Line::new("next", ""));
        }
        assert_eq!(log.dropped(), 7);
        drop(go);
        drop(log);
        let rest: Vec<u8> = told.iter().flatten().collect();
        assert_eq!(rest.iter().filter(|byte| **byte == b'\n').count(), WAITING_MAX);
    }

    #[test]
    fn a_line_is_one_line_and_its_fields_come_back_whole() {
        let line = Line::new("stop", "Something is \"odd\"").with("why", "a\nb=\"c\"");
        let line = line.with("count", 3);
        let json: Value = serde_json::from_str(&line.written(Form::Json)).unwrap();
        assert_eq!(json["text"], "Something is \"odd\"");
        assert_eq!((&json["why"], &json["count"]), (&Value::from("a\nb=\"c\""), &Value::from(3)));
        let text = line.written(Form::Text);
        assert_eq!(text.matches('\n').count(), 1);
        assert!(text.ends_with(" why=\"a\\nb=\\\"c\\\"\" count=3\n"), "{text}");
    }
}
