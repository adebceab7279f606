//! A text taken apart for comparing: sections with their headings, and in them paragraphs, items of
//! lists, rows of tables and lines of code. The plain text of a revision is what is taken apart, so
//! that what is compared is what mail and search have too.

use domain::outline::OutlineItem;

/// What a block is, for showing it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum BlockKind {
    /// Running text.
    Paragraph,
    /// An item of a list, this deep in it.
    Item {
        /// 0 for the outermost list.
        depth: u8,
    },
    /// A row of a table.
    Row {
        /// Whether it names the columns.
        is_head: bool,
    },
    /// Code, its line ends kept.
    Code,
}

/// The smallest thing that is compared as one.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Block {
    /// What it is.
    pub kind: BlockKind,
    /// Its text; of a row one for each column.
    pub cells: Vec<String>,
}

/// A heading with what stands below it.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub struct Section {
    /// The heading's anchor in the page of the text, as the outline has it.
    pub anchor: Option<String>,
    /// 2 for the outermost.
    pub level: u8,
    /// The heading; empty for what stands before the first.
    pub heading: String,
    /// What stands below, without what has a heading of its own.
    pub blocks: Vec<Block>,
}

impl Section {
    /// The sections of a text made from Markdown, by the headings of its outline.
    pub fn of_text(text: &str, outline: &[OutlineItem]) -> Vec<Self> {
        let mut sections = vec![Self { level: 2, ..Self::default() }];
        let mut headings = outline.iter();
        for block in text.split("\n\n").filter(|block| !block.trim().is_empty()) {
            match block.strip_prefix("■ ").or_else(|| block.strip_prefix("# ")).filter(|line| !line.contains('\n')) {
                Some(heading) => {
                    let item = headings.next();
                    sections.push(Self {
                        anchor: item.map(|item| item.anchor.clone()),
                        level: item.map_or(2, |item| item.level),
                        heading: heading.trim().to_owned(),
                        blocks: vec![],
                    });
                }
                None => sections.last_mut().into_iter().for_each(|section| section.blocks.extend(blocks(block))),
            }
        }
        sections.retain(|section| !section.heading.is_empty() || !section.blocks.is_empty());
        sections
    }

    /// The clauses of a policy: each line of its text is a heading of the outline, an item or a paragraph.
    pub fn of_policy(text: &str, outline: &[OutlineItem]) -> Vec<Self> {
        let mut sections = vec![Self { level: 2, ..Self::default() }];
        let mut items = outline.iter().peekable();
        for line in text.lines().filter(|line| !line.trim().is_empty()) {
            let opened = items.next_if(|item| item.text == line);
            match opened {
                Some(item) if item.level <= 3 => sections.push(Self {
                    anchor: Some(item.anchor.clone()),
                    level: item.level,
                    heading: line.to_owned(),
                    blocks: vec![],
                }),
                opened => {
                    let kind = if opened.is_some() { BlockKind::Item { depth: 0 } } else { BlockKind::Paragraph };
                    sections.last_mut().into_iter().for_each(|section| section.blocks.push(Block::new(kind, line)));
                }
            }
        }
        sections.retain(|section| !section.heading.is_empty() || !section.blocks.is_empty());
        sections
    }

    /// Things that are said one below the other under a heading.
    pub fn of_items(heading: String, items: impl IntoIterator<Item = String>) -> Self {
        let blocks = items.into_iter().map(|item| Block::new(BlockKind::Item { depth: 0 }, &item)).collect();
        Self { anchor: None, level: 2, heading, blocks }
    }
}

impl Block {
    fn new(kind: BlockKind, text: &str) -> Self {
        Self { kind, cells: vec![text.to_owned()] }
    }
}

/// The parts of one block of plain text.
fn blocks(block: &str) -> Vec<Block> {
    if block.lines().all(|line| line.starts_with("    ")) {
        let lines: Vec<_> = block.lines().map(|line| &line[4..]).collect();
        return vec![Block::new(BlockKind::Code, &lines.join("\n"))];
    }
    if block.contains('\n') && block.lines().all(|line| line.contains(" | ")) {
        let rows = block.lines().enumerate();
        return rows
            .map(|(at, row)| Block {
                kind: BlockKind::Row { is_head: at == 0 },
                cells: row.split(" | ").map(|cell| cell.trim().to_owned()).collect(),
            })
            .collect();
    }
    if item(block).is_some() {
        return items(block);
    }
    vec![Block::new(BlockKind::Paragraph, block)]
}

fn items(text: &str) -> Vec<Block> {
    let mut items: Vec<Block> = vec![];
    for line in text.lines() {
        let words = line.trim_start();
        let depth = u8::try_from((line.len() - words.len()) / 2).unwrap_or(u8::MAX);
        match (item(words), items.last_mut()) {
            (None, Some(last)) => {
                last.cells[0].push('\n');
                last.cells[0].push_str(words);
            }
            (opened, _) => items.push(Block::new(BlockKind::Item { depth }, opened.unwrap_or(words))),
        }
    }
    items
}

/// What an item says, without the mark or the number before it: a number is its place, not its text.
fn item(line: &str) -> Option<&str> {
    if let Some(text) = line.strip_prefix('・').or_else(|| line.strip_prefix("- ")) {
        return Some(text);
    }
    let (number, text) = line.split_once(". ")?;
    (!number.is_empty() && number.len() <= 3 && number.bytes().all(|byte| byte.is_ascii_digit())).then_some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(sections: &[Section]) -> Vec<String> {
        let blocks = |section: &Section| {
            section.blocks.iter().map(|block| format!("{:?} {}", block.kind, block.cells.join("/"))).collect::<Vec<_>>()
        };
        sections
            .iter()
            .flat_map(|section| {
                let anchor = section.anchor.clone().unwrap_or_default();
                std::iter::once(format!("#{anchor} {}", section.heading)).chain(blocks(section))
            })
            .collect()
    }

    fn heading(level: u8, anchor: &str, text: &str) -> OutlineItem {
        OutlineItem { level, anchor: anchor.to_owned(), text: text.to_owned() }
    }

    #[test]
    fn a_text_falls_into_sections_items_rows_and_code() {
        let text = "前置き。\n\n■ 変更\n\n・一つ\n  ・その中\n・二つ\n  続き\n\n項目 | 前\nid | \n\n    a\n    \n    b";
        let sections = Section::of_text(text, &[heading(2, "h-変更", "変更")]);
        assert_eq!(
            shown(&sections),
            [
                "# ",
                "Paragraph 前置き。",
                "#h-変更 変更",
                "Item { depth: 0 } 一つ",
                "Item { depth: 1 } その中",
                "Item { depth: 0 } 二つ\n続き",
                "Row { is_head: true } 項目/前",
                "Row { is_head: false } id/",
                "Code a\n\nb",
            ]
        );
    }

    #[test]
    fn a_policy_falls_into_its_clauses() {
        let outline = [heading(2, "I", "I. 方針"), heading(3, "I-1", "1. 適用"), heading(4, "I-1-a", "a) 一つ。")];
        let sections = Section::of_policy("前文。\nI. 方針\n1. 適用\n本文。\na) 一つ。", &outline);
        assert_eq!(
            shown(&sections),
            ["# ", "Paragraph 前文。", "#I I. 方針", "#I-1 1. 適用", "Paragraph 本文。", "Item { depth: 0 } a) 一つ。"]
        );
    }
}
