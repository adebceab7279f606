//! The pieces pages are made of, one to a file.

pub mod acknowledge_panel;
pub mod attachments;
pub mod banner;
pub mod calendar_entry;
pub mod calendar_filters;
pub mod document;
pub mod facts_panel;
pub mod footer;
pub mod head;
pub mod header;
pub mod history;
pub mod mark;
pub mod notice_row;
pub mod pagination;
pub mod particulars;
pub mod planned_and_actual;
pub mod problem;
pub mod read_mark;
pub mod ready;
pub mod record_event;
pub mod register_table;
pub mod stamp;
pub mod standing;
pub mod timeline;
pub mod tombstone;
