use super::*;
use domain::outline::OutlineItem;
use proptest::prelude::*;

/// `=` same, `-` removed, `+` added, `~` changed; sections by their headings.
fn told(compared: &[ComparedSection]) -> Vec<String> {
    let sign = |change: &Change| match change {
        Change::Same(cells) => format!("= {}", cells.join("/")),
        Change::Removed(cells) => format!("- {}", cells.join("/")),
        Change::Added(cells) => format!("+ {}", cells.join("/")),
        Change::Changed(cells) => {
            format!("~ {}", cells.iter().map(|pieces| marked(pieces)).collect::<Vec<_>>().join("/"))
        }
    };
    compared
        .iter()
        .flat_map(|section| {
            std::iter::once(sign(&section.heading))
                .chain(section.blocks.iter().map(|block| format!("  {}", sign(&block.change))))
        })
        .collect()
}

fn marked(pieces: &[Piece]) -> String {
    pieces
        .iter()
        .map(|piece| match piece {
            Piece::Same(text) => text.clone(),
            Piece::Removed(text) => format!("[-{text}-]"),
            Piece::Added(text) => format!("[+{text}+]"),
        })
        .collect()
}

fn policy(text: &str) -> Vec<Section> {
    let mut part = String::new();
    let outline: Vec<_> = text
        .lines()
        .filter_map(|line| {
            let (number, _) = line.split_once(". ")?;
            let is_part = number.bytes().all(|byte| b"IVX".contains(&byte));
            if is_part {
                number.clone_into(&mut part);
            }
            let anchor = if is_part { number.to_owned() } else { format!("{part}-{number}") };
            Some(OutlineItem { level: if is_part { 2 } else { 3 }, anchor, text: line.to_owned() })
        })
        .collect();
    Section::of_policy(text, &outline)
}

#[test]
fn a_clause_that_came_in_between_leaves_the_others_known() {
    let earlier = policy("I. 方針\n1. 適用\n当社のサービスに適用します。\n2. 教育\n従業員に年1回の教育を行います。");
    let later = policy(
        "I. 方針\n1. 適用\n当社のサービスに適用します。\n2. 監査\n年1回の監査を受けます。\n3. 教育\n従業員に年2回の教育を行います。",
    );
    assert_eq!(
        told(&compare(&earlier, &later)),
        [
            "= I. 方針",
            "= 1. 適用",
            "  = 当社のサービスに適用します。",
            "+ 2. 監査",
            "  + 年1回の監査を受けます。",
            "~ [-2-][+3+]. 教育",
            "  ~ 従業員に年[-1回-][+2回+]の教育を行います。",
        ]
    );
}

#[test]
fn rows_of_a_table_are_known_by_their_first_cell() {
    let earlier = Section::of_text("項目 | 値\n期間 | 30日\n場所 | 東京", &[]);
    let later = Section::of_text("項目 | 値\n費用 | 無料\n期間 | 1年\n場所 | 東京", &[]);
    assert_eq!(
        told(&compare(&earlier, &later)),
        ["= ", "  = 項目/値", "  + 費用/無料", "  ~ 期間/[-30日-][+1年+]", "  = 場所/東京"]
    );
}

#[test]
fn an_item_added_to_a_list_is_the_only_thing_told() {
    let earlier = Section::of_items("必要な対応".to_owned(), ["APIの切り替え".to_owned(), "試験".to_owned()]);
    let later = Section::of_items(
        "必要な対応".to_owned(),
        ["APIの切り替え".to_owned(), "担当者への連絡".to_owned(), "試験".to_owned()],
    );
    assert_eq!(
        told(&compare(&[earlier], &[later])),
        ["= 必要な対応", "  = APIの切り替え", "  + 担当者への連絡", "  = 試験"]
    );
}

proptest! {
    #[test]
    fn each_side_can_be_read_back(earlier in "([あいう12■・|\n ]{0,12}\n\n){0,6}", later in "([あいう12■・|\n ]{0,12}\n\n){0,6}") {
        let (earlier, later) = (Section::of_text(&earlier, &[]), Section::of_text(&later, &[]));
        let compared = compare(&earlier, &later);
        let side = |is_later: bool| -> Vec<String> {
            let of = |change: &Change| -> Vec<String> {
                match change {
                    Change::Same(cells) => cells.clone(),
                    Change::Removed(cells) => if is_later { vec![] } else { cells.clone() },
                    Change::Added(cells) => if is_later { cells.clone() } else { vec![] },
                    Change::Changed(cells) => cells.iter().map(|pieces| pieces.iter().map(|piece| match piece {
                        Piece::Same(text) => text.as_str(),
                        Piece::Removed(text) => if is_later { "" } else { text },
                        Piece::Added(text) => if is_later { text } else { "" },
                    }).collect()).collect(),
                }
            };
            let sections = compared.iter();
            sections.flat_map(|section| of(&section.heading).into_iter().chain(section.blocks.iter().flat_map(|block| of(&block.change)))).filter(|text| !text.is_empty()).collect()
        };
        let read = |sections: &[Section]| -> Vec<String> {
            sections.iter().flat_map(|section| std::iter::once(section.heading.clone()).chain(section.blocks.iter().flat_map(|block| block.cells.clone()))).filter(|text| !text.is_empty()).collect()
        };
        prop_assert_eq!(side(false), read(&earlier));
        prop_assert_eq!(side(true), read(&later));
    }
}

#[test]
fn a_text_in_which_everything_changed_is_compared_without_delay() {
    let text = |mark: &str| {
        let paragraphs =
            (0..400).map(|n| format!("{n}番の段落です。{mark}の録音を保存し、確認のうえ{n}日後に消去します。"));
        Section::of_text(&paragraphs.collect::<Vec<_>>().join("\n\n"), &[])
    };
    let (earlier, later) = (text("通話"), text("会議"));
    let compared = compare(&earlier, &later);
    assert!(compared[0].blocks.iter().all(|block| matches!(block.change, Change::Changed(_))));
    assert_eq!(compared[0].blocks.len(), 400);
}
