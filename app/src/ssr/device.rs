//! A browser in short words, from the long name it gives itself: good enough for somebody to know their own
//! devices again, and for nothing else.

use crate::text;
use domain::locale::Locale;

/// What stands in a name, and whose it is: the first that fits, because most name others too.
const BROWSERS: [(&str, &str); 10] = [
    ("Edg", "Microsoft Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser/", "Samsung Internet"),
    ("YaBrowser/", "Yandex Browser"),
    ("Firefox/", "Firefox"),
    ("FxiOS/", "Firefox"),
    ("CriOS/", "Chrome"),
    ("Chrome/", "Chrome"),
    ("Version/", "Safari"),
    ("curl/", "curl"),
];

/// The same for what it runs on.
const SYSTEMS: [(&str, &str); 7] = [
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("CrOS", "ChromeOS"),
    ("Windows", "Windows"),
    ("Macintosh", "macOS"),
    ("Linux", "Linux"),
];

/// `Firefox(Windows)`, or that it is not known.
pub fn device(locale: Locale, given: Option<&str>) -> String {
    let given = given.unwrap_or_default();
    let named =
        |list: &[(&str, &'static str)]| list.iter().find(|(part, _)| given.contains(part)).map(|(_, name)| *name);
    match (named(&BROWSERS), named(&SYSTEMS)) {
        (Some(browser), Some(system)) => text!(locale, account.device, browser = browser, system = system),
        (Some(one), None) | (None, Some(one)) => one.to_owned(),
        (None, None) => text!(locale, account.unknown_device),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case("Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox on Windows")]
    #[case(
        "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36 \
         Edg/140.0.0.0",
        "Microsoft Edge on Windows"
    )]
    #[case(
        "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 \
         Safari/605.1.15",
        "Safari on macOS"
    )]
    #[case(
        "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) \
         CriOS/140.0.0.0 Mobile/15E148 Safari/604.1",
        "Chrome on iPhone"
    )]
    #[case(
        "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Mobile \
         Safari/537.36",
        "Chrome on Android"
    )]
    #[case("<script>alert(1)</script>", "Unknown device")]
    #[case("", "Unknown device")]
    fn one_knows_ones_own_browsers_again(#[case] given: &str, #[case] shown: &str) {
        assert_eq!(device(Locale::En, Some(given)), shown);
    }

    #[test]
    fn a_browser_that_says_nothing_is_not_known() {
        assert_eq!(device(Locale::Ja, None), "不明な端末");
        assert_eq!(device(Locale::Ja, Some("Firefox/1 (X11; Linux x86_64)")), "Firefox(Linux)");
    }
}
