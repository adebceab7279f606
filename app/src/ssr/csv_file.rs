//! Tables for spreadsheets: UTF-8 with a byte order mark, which Excel needs for Japanese, and with no cell that a
//! spreadsheet takes for a formula.

/// The table as a file. A cell that begins like a formula gets an apostrophe in front.
pub fn csv_file<const N: usize>(head: [String; N], rows: impl IntoIterator<Item = [String; N]>) -> Vec<u8> {
    let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(vec![0xef, 0xbb, 0xbf]);
    for row in std::iter::once(head).chain(rows) {
        // Writing into memory does not fail.
        let _ = writer.write_record(row.map(harmless));
    }
    writer.into_inner().unwrap_or_default()
}

fn harmless(cell: String) -> String {
    let is_formula = cell.trim_start().starts_with(['=', '+', '-', '@']) || cell.starts_with(['\t', '\r', '\n']);
    if is_formula { format!("'{cell}") } else { cell }
}

#[cfg(test)]
mod tests {
    use super::csv_file;

    #[test]
    fn no_cell_is_a_formula() {
        let rows = ["=1+1", " @x", "-2", "a\"b,c", "佐藤"].map(|cell| [cell.to_owned()]);
        let text = String::from_utf8(csv_file(["name".to_owned()], rows)).unwrap();
        assert_eq!(text, "\u{feff}name\r\n'=1+1\r\n' @x\r\n'-2\r\n\"a\"\"b,c\"\r\n佐藤\r\n");
    }
}
