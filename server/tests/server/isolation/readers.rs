//! Who asks: everyone there is, by a session, by a token of the API, by a token for the bell, and by what
//! looks like one of these and is none.

use super::consoles::Console;
use super::samples::Samples;
use crate::portal::TestReader;
use app::ssr::{random, session};
use domain::clock::Clock;
use domain::session::SessionRules;
use domain::token::Scope;
use domain::viewer::Viewer;

/// How they show who they are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    Nothing,
    /// Knows the password, and has not given the code.
    Halfway,
    Session,
    Program,
    /// A token of the API that nobody made.
    Guess,
    Bell,
    /// A token for the bell by one console about a person of another's tenant.
    ForgedBell,
}

/// All of them: what they are, how they come, and the person behind.
const READERS: [(&str, Way, &str); 20] = [
    ("nobody", Way::Nothing, ""),
    ("someone between password and code", Way::Halfway, "yumi"),
    ("a member of hinode", Way::Session, "ken"),
    ("an administrator of hinode", Way::Session, "yumi"),
    ("a member of aozora", Way::Session, "riku"),
    ("an administrator of aozora", Way::Session, "sora"),
    ("an author", Way::Session, "chika"),
    ("support", Way::Session, "shun"),
    ("an auditor", Way::Session, "rachel"),
    ("an owner", Way::Session, "mika"),
    ("a program of hinode", Way::Program, "yumi"),
    ("a program of aozora", Way::Program, "sora"),
    ("an author's program", Way::Program, "chika"),
    ("a program of support", Way::Program, "shun"),
    ("an auditor's program", Way::Program, "rachel"),
    ("an owner's program", Way::Program, "mika"),
    ("a guessed token", Way::Guess, ""),
    ("a bell of hinode", Way::Bell, "ken"),
    ("a bell of aozora", Way::Bell, "riku"),
    ("a forged bell", Way::ForgedBell, "riku"),
];

/// One of them, ready to ask.
pub struct Reader<'a> {
    pub name: &'static str,
    pub way: Way,
    /// The person behind.
    pub viewer: Viewer,
    pub asks: TestReader<'a>,
}

impl Reader<'_> {
    /// The tenant they would name as their own.
    pub fn home(&self) -> &str {
        self.viewer.tenant().map_or("hinode", |tenant| tenant.as_str())
    }
}

/// Everyone, each come in anew.
pub async fn readers(samples: &Samples) -> Vec<Reader<'_>> {
    let mut readers = vec![];
    for (name, way, person) in READERS {
        let viewer = samples.viewer(person).await;
        let asks = come(samples, way, person, &viewer).await;
        readers.push(Reader { name, way, viewer, asks });
    }
    readers
}

async fn come<'a>(samples: &'a Samples, way: Way, person: &str, viewer: &Viewer) -> TestReader<'a> {
    let portal = &samples.portal;
    let bearer = |token: &str| portal.anonymous().with("authorization", &format!("Bearer {token}"));
    match way {
        Way::Nothing => portal.anonymous(),
        Way::Halfway => {
            let (token, until) = (random::token().unwrap(), portal.clock.now() + SessionRules::default().longest);
            let store = &portal.portal.store;
            store.start_second_step(&session::token_hash(&token), portal.user(person), until).await.unwrap();
            portal.anonymous().with("cookie", &format!("__Host-kairan-step={token}"))
        }
        Way::Session => portal.signed_in_as(person).await,
        Way::Program => {
            let program = portal.program_of(person, &Scope::open_to(viewer)).await;
            // A use is noted once a minute: now, and not while it is looked whether anything changes.
            program.get("/api/v1/unread").await;
            program
        }
        Way::Guess => bearer(&app::ssr::secret::Secret::ApiToken.of([9; 16])),
        Way::Bell => bearer(&samples.bell(Console::of(viewer), viewer)),
        Way::ForgedBell => bearer(&samples.bell(Console::of(viewer).other(), viewer)),
    }
}
