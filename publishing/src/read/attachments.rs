//! The files published with a revision.

use super::register::FILE as REGISTER;
use super::revision::Context;
use crate::finding::Finding;
use crate::rule::Rule;
use crate::source::file_digest;
use domain::plan::DraftAttachment;
use domain::publication::PublicationKind;
use domain::revision::Attachment;
use std::collections::BTreeMap;

/// The most bytes of a file.
const LARGEST: usize = 5 * 1024 * 1024;

/// Endings that may be published: the media type, and the bytes such a file begins with where they
/// are fixed.
const TYPES: [(&str, &str, &[u8]); 10] = [
    ("png", "image/png", b"\x89PNG\r\n\x1a\n"),
    ("jpg", "image/jpeg", b"\xff\xd8\xff"),
    ("jpeg", "image/jpeg", b"\xff\xd8\xff"),
    ("webp", "image/webp", b"RIFF"),
    ("gif", "image/gif", b"GIF8"),
    ("pdf", "application/pdf", b"%PDF-"),
    ("csv", "text/csv; charset=utf-8", b""),
    ("txt", "text/plain; charset=utf-8", b""),
    ("json", "application/json", b""),
    ("zip", "application/zip", b"PK"),
];

/// The files that are not texts of the portal, in order of name.
pub(super) fn read_attachments(
    files: &BTreeMap<&str, &[u8]>,
    context: &Context<'_>,
    findings: &mut Vec<Finding>,
) -> Vec<DraftAttachment> {
    let is_register = |name: &str| name == REGISTER && context.folder.kind == PublicationKind::Disclosure;
    let others = files.iter().filter(|(name, _)| !matches!(**name, "index.md" | "index.en.md") && !is_register(name));
    others.filter_map(|(name, bytes)| read_attachment(name, bytes, context, findings)).collect()
}

fn read_attachment(
    name: &str,
    bytes: &[u8],
    context: &Context<'_>,
    findings: &mut Vec<Finding>,
) -> Option<DraftAttachment> {
    let mut refuse = |rule, message: String, help: &str| {
        findings.push(Finding::of_file(rule, &format!("{}/{name}", context.path), message, help));
    };
    if name.contains('/') {
        refuse(
            Rule::AttachmentType,
            "a publication has no folders of its own".into(),
            "move the file up, beside index.md",
        );
        return None;
    }
    let (stem, ending) = name.rsplit_once('.').unwrap_or((name, ""));
    let known = TYPES.iter().find(|(known, ..)| *known == ending).filter(|_| !stem.is_empty());
    let Some((_, media_type, start)) = known else {
        let help = "publish png, jpg, jpeg, webp, gif, pdf, csv, txt, json or zip, in lower case; take others away";
        refuse(Rule::AttachmentType, format!("`{name}` is not of a type that can be published"), help);
        return None;
    };
    if name.chars().any(|c| c.is_control() || matches!(c, '\\' | '"' | '<' | '>' | '?' | '#' | '%' | ':' | '*' | '|')) {
        refuse(Rule::AttachmentType, format!("`{name}` has characters a download must not have"), "rename the file");
        return None;
    }
    if !bytes.starts_with(start) {
        let help = "save the file again in the format its name says";
        refuse(Rule::AttachmentType, format!("`{name}` is not what its ending says"), help);
        return None;
    }
    if bytes.len() > LARGEST {
        let size = bytes.len() / 1024;
        refuse(
            Rule::AttachmentTooLarge,
            format!("`{name}` has {size} KiB"),
            "5 MiB (5120 KiB) are the most there can be",
        );
        return None;
    }
    Some(DraftAttachment {
        meta: Attachment {
            name: name.to_owned(),
            digest: file_digest(bytes),
            media_type: (*media_type).to_owned(),
            size: bytes.len() as u64,
            is_shown_in_text: false,
        },
        bytes: bytes.to_vec(),
    })
}
