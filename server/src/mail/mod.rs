//! Mail on its way out: what a message is made of, and where it goes.

mod message;
mod outbox;

pub use message::{MessageError, Sender};
pub use outbox::{MOST_CONNECTIONS, Outbox};
