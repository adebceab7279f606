//! The pieces pages are made of, one to a file.

pub mod acknowledge_panel;
pub mod attachments;
pub mod banner;
pub mod document;
pub mod footer;
pub mod head;
pub mod header;
pub mod history;
pub mod mark;
pub mod notice_row;
pub mod pagination;
pub mod problem;
pub mod read_mark;
pub mod ready;
pub mod register_table;
pub mod search_field;
pub mod search_row;
pub mod stamp;
pub mod timeline;
