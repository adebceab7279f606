//! A mail server that keeps what it is given, as slow and as unwilling as a test wants it.

use std::collections::HashMap;
use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// How it answers the end of a message.
#[derive(Debug, Clone, Copy)]
pub struct Manner {
    /// How long it takes.
    pub pause: Duration,
    /// So many messages are first answered with 451.
    pub refusals: usize,
    /// What becomes of the conversation at the end of a first message, instead of an answer.
    pub first: First,
    /// Recipients that begin so are answered with 550.
    pub unknown: &'static str,
}

/// What becomes of the first conversation.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum First {
    /// It is as any other.
    #[default]
    Answered,
    /// The connection is cut once the message is kept.
    CutAfterKeeping,
    /// The connection is cut in the middle of the message.
    CutWithin,
    /// Nothing is said any more, and the connection stays.
    Silence,
}

impl Default for Manner {
    fn default() -> Self {
        Self { pause: Duration::ZERO, refusals: 0, unknown: "unknown@", first: First::default() }
    }
}

#[derive(Clone)]
pub struct SmtpSink {
    pub port: u16,
    accepted: Arc<Mutex<Vec<(String, String)>>>,
}

impl SmtpSink {
    pub fn start(manner: Manner) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let sink = Self { port: listener.local_addr().unwrap().port(), accepted: Arc::default() };
        let refusals = Arc::new(Mutex::new(manner.refusals));
        let accepted = Arc::clone(&sink.accepted);
        std::thread::spawn(move || {
            for (nth, stream) in listener.incoming().flatten().enumerate() {
                let (accepted, refusals) = (Arc::clone(&accepted), Arc::clone(&refusals));
                let manner = if nth == 0 { manner } else { Manner { first: First::Answered, ..manner } };
                // A client that is killed in the middle ends its conversation, nothing else.
                std::thread::spawn(move || drop(converse(stream, manner, &accepted, &refusals)));
            }
        });
        sink
    }

    /// Recipient and message, in the order they were accepted.
    pub fn accepted(&self) -> Vec<(String, String)> {
        self.accepted.lock().unwrap().clone()
    }

    /// How often each recipient got each `Message-ID`.
    pub fn counts(&self) -> HashMap<(String, String), usize> {
        let mut counts = HashMap::new();
        for (recipient, message) in self.accepted() {
            let id = message.lines().find_map(|line| line.strip_prefix("Message-ID: ")).unwrap().to_owned();
            *counts.entry((recipient, id)).or_default() += 1;
        }
        counts
    }

    /// The settings that send mail here.
    pub fn settings(&self) -> Vec<(String, String)> {
        [
            ("KAIRAN__MAIL__SMTP_HOST", "127.0.0.1".to_owned()),
            ("KAIRAN__MAIL__SMTP_PORT", self.port.to_string()),
            ("KAIRAN__MAIL__SMTP_SECURITY", "none".to_owned()),
        ]
        .map(|(name, value)| (name.to_owned(), value))
        .to_vec()
    }
}

fn converse(
    mut stream: TcpStream,
    manner: Manner,
    accepted: &Mutex<Vec<(String, String)>>,
    refusals: &Mutex<usize>,
) -> std::io::Result<()> {
    let mut lines = BufReader::new(stream.try_clone()?).lines();
    let mut recipient = String::new();
    write!(stream, "220 sink\r\n")?;
    while let Some(line) = lines.next().transpose()? {
        let verb = line.split(' ').next().unwrap_or_default().to_ascii_uppercase();
        let answer = match verb.as_str() {
            "EHLO" => "250-sink\r\n250 8BITMIME",
            "RCPT" => {
                recipient = line.split(['<', '>']).nth(1).unwrap_or_default().to_owned();
                if recipient.starts_with(manner.unknown) { "550 no such user" } else { "250 ok" }
            }
            "DATA" => {
                write!(stream, "354 go on\r\n")?;
                let mut message = String::new();
                for line in lines.by_ref() {
                    let line = line?;
                    if manner.first == First::CutWithin {
                        return Ok(());
                    }
                    if line == "." {
                        break;
                    }
                    message.push_str(line.strip_prefix('.').unwrap_or(&line));
                    message.push_str("\r\n");
                }
                std::thread::sleep(manner.pause);
                match manner.first {
                    First::Answered | First::CutWithin => {}
                    First::CutAfterKeeping => {
                        accepted.lock().unwrap().push((recipient, message));
                        return Ok(());
                    }
                    First::Silence => {
                        // Until the other side has had enough.
                        while lines.next().transpose()?.is_some() {}
                        return Ok(());
                    }
                }
                let is_refused = {
                    let mut left = refusals.lock().unwrap();
                    let is_refused = *left > 0;
                    *left = left.saturating_sub(1);
                    is_refused
                };
                if is_refused {
                    "451 come back later"
                } else {
                    accepted.lock().unwrap().push((recipient.clone(), message));
                    "250 kept"
                }
            }
            "QUIT" => {
                write!(stream, "221 bye\r\n")?;
                return Ok(());
            }
            _ => "250 ok",
        };
        write!(stream, "{answer}\r\n")?;
    }
    Ok(())
}
