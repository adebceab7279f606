//! The pieces pages are made of, one to a file.

pub mod acknowledge_panel;
pub mod attachments;
pub mod banner;
pub mod class_badge;
pub mod compare_form;
pub mod comparison;
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
pub mod reader_tools;
pub mod ready;
pub mod register_table;
pub mod row_tools;
pub mod shortcut_sheet;
pub mod since_read;
pub mod stamp;
pub mod timeline;
