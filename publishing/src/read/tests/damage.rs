//! Damaged files: whatever a file has in it, reading ends, and every finding has a place in its file.

use super::trees::*;
use crate::human;
use proptest::prelude::*;

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn no_damage_to_a_file_makes_reading_fail(
        file in 0..10_usize,
        at in any::<proptest::sample::Index>(),
        length in 0..12_usize,
        put in prop_oneof![
            proptest::collection::vec(any::<u8>(), 0..6),
            proptest::sample::select(vec![
                "---", "\n", "\n---\n", ": ", "- ", "{", "}", "[", "]", "'", "\"", "&a ", "*a", "<<: ", "!!binary ", "|\n",
                "\t", "# ", "```\n", "**", "重要。**", "\r\n", "\u{feff}", "[[", "1e999", "~", "0x", ">", "%", "?",
            ])
            .prop_map(|text| text.as_bytes().to_vec()),
        ],
    ) {
        let mut tree = good();
        let path = tree.0.keys().nth(file).unwrap().clone();
        let bytes = tree.0.get_mut(&path).unwrap();
        let start = at.index(bytes.len() + 1);
        let end = (start + length).min(bytes.len());
        bytes.splice(start..end, put);
        let reading = read_quietly(&tree);
        for finding in &reading.findings {
            let lines = tree.0.get(&finding.path).map_or(1, |bytes| bytes.split(|byte| *byte == b'\n').count());
            prop_assert!((1..=lines).contains(&(finding.line as usize)) && finding.column >= 1, "{:?}", finding);
            prop_assert!(!finding.message.is_empty() && !finding.help.is_empty(), "{:?}", finding);
        }
        let report = human(&reading.findings, &tree, false);
        prop_assert_eq!(report.matches("help: ").count() >= reading.findings.len(), true);
    }
}
