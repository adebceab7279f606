//! A line of the table, and how its answers look.

use super::rules::{Answer, Names, Open};
use crate::portal::TestResponse;

/// How an answer looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reply {
    Status(u16),
    /// Any status of success.
    Success,
    /// On to an address with this in it.
    Led(&'static str),
    /// A server function's word for what is wrong.
    Word(&'static str),
}

impl Reply {
    pub fn fits(self, answer: &TestResponse) -> bool {
        let is_error = answer.status.is_client_error() || answer.status.is_server_error();
        match self {
            Self::Status(status) => answer.status.as_u16() == status,
            Self::Success => answer.status.is_success(),
            // A form that a browser posts is redirected; a program is only told where to.
            Self::Led(part) => !is_error && answer.header("location").contains(part),
            Self::Word(word) => answer.status.is_server_error() && answer.text().trim_matches('"') == word,
        }
    }
}

/// A line of the table.
#[derive(Debug, Clone, Copy)]
pub struct Line {
    pub method: &'static str,
    /// As the router, the registry of server functions or the description of the API has it.
    pub path: &'static str,
    pub open: Open,
    pub names: Names,
    /// What comes after the path, where it names something too: then that only chooses among what is shown.
    pub query: &'static str,
    pub body: &'static str,
    pub given: Reply,
    pub closed: Reply,
    pub missing: Reply,
    /// The tables that even a request which is refused, or one that only reads, may write to.
    pub notes: &'static [&'static str],
    /// Whether it changes nothing even where it opens, with what it is sent here.
    pub is_idle: bool,
    /// A word of a tenant's that stands there for everyone.
    pub example: &'static str,
}

impl Line {
    /// With something in the query.
    pub const fn with(self, query: &'static str) -> Self {
        Self { query, ..self }
    }

    /// Taking a POST.
    pub const fn posted(self, body: &'static str) -> Self {
        Self { method: "POST", body, ..self }
    }

    /// Answering so where it opens.
    pub const fn gives(self, status: u16) -> Self {
        Self { given: Reply::Status(status), ..self }
    }

    /// Answering so whoever has to say first who they are.
    pub const fn closes(self, closed: Reply) -> Self {
        Self { closed, ..self }
    }

    /// Answering so where there is nothing.
    pub const fn misses(self, missing: Reply) -> Self {
        Self { missing, ..self }
    }

    /// Writing something down whatever it answers.
    pub const fn noting(self, notes: &'static [&'static str]) -> Self {
        Self { notes, ..self }
    }

    /// Changing nothing even where it opens, with what it is sent here.
    pub const fn idly(self) -> Self {
        Self { is_idle: true, ..self }
    }

    /// With an example on it of what is a tenant's.
    pub const fn showing(self, example: &'static str) -> Self {
        Self { example, ..self }
    }

    /// How an answer has to look.
    pub fn reply(&self, answer: Answer) -> Reply {
        match answer {
            Answer::Given => self.given,
            Answer::Closed => self.closed,
            Answer::Missing => self.missing,
            Answer::Forbidden => Reply::Status(403),
        }
    }
}

impl std::fmt::Display for Line {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "{} {}", self.method, self.path)
    }
}

/// What a line begins as: with nothing in query and body.
const PLAIN: Line = Line {
    method: "GET",
    path: "",
    open: Open::Nobody,
    names: Names::Nothing,
    query: "",
    body: "",
    given: Reply::Status(200),
    closed: Reply::Status(303),
    missing: Reply::Status(404),
    notes: &[],
    is_idle: false,
    example: "",
};

/// An address of the router.
pub const fn address(path: &'static str, open: Open, names: Names) -> Line {
    Line { path, open, names, ..PLAIN }
}

/// A server function, the form it is sent, and what is in the address it leads to where it opens.
pub const fn function(path: &'static str, open: Open, names: Names, body: &'static str, leads: &'static str) -> Line {
    let (given, closed, missing) = (Reply::Led(leads), Reply::Word("not_signed_in"), Reply::Word("not_found"));
    Line { method: "POST", path, open, names, body, given, closed, missing, ..PLAIN }
}

/// An operation of the API and the body it is sent; its scope is in the description.
pub const fn operation(method: &'static str, path: &'static str, names: Names, body: &'static str) -> Line {
    let (given, closed) = (Reply::Success, Reply::Status(401));
    Line { method, path, names, body, given, closed, notes: &["rate_window"], ..PLAIN }
}
