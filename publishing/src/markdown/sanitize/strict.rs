//! Recognises HTML that is allowed as it stands. Stricter than any browser: elements are balanced, every
//! attribute stands in double quotes after one space, `<` and `>` are nowhere but around tags, and an
//! address has no character reference but those the writer writes. So there is nothing left for a
//! browser to read differently.

use super::ALLOWED;

/// Elements without an end.
const VOID: [&str; 3] = ["br", "hr", "img"];

/// Whether the HTML is allowed as it stands.
pub(super) fn is_allowed(html: &str) -> bool {
    let mut open: Vec<&str> = vec![];
    let mut rest = html;
    while let Some(at) = rest.find(['<', '>']) {
        let Some(tag) = rest[at..].strip_prefix('<') else { return false };
        let Some(end) = tag.find(['<', '>']).filter(|end| tag[*end..].starts_with('>')) else { return false };
        let (content, after) = (&tag[..end], &tag[end + 1..]);
        if let Some(name) = content.strip_prefix('/') {
            if open.pop() != Some(name) {
                return false;
            }
        } else {
            let Some(name) = allowed_element(content) else { return false };
            if !VOID.contains(&name) {
                open.push(name);
            }
        }
        rest = after;
    }
    open.is_empty()
}

/// The name of an element whose tag has this content, where it and its attributes are allowed.
fn allowed_element(content: &str) -> Option<&str> {
    let name = content.split(' ').next()?;
    let nth = ALLOWED.binary_search_by_key(&name, |(known, _)| known).ok()?;
    let mut rest = &content[name.len()..];
    while !rest.is_empty() {
        let (attribute, after) = rest.strip_prefix(' ')?.split_once("=\"")?;
        let (value, after) = after.split_once('"')?;
        let is_known = ALLOWED[nth].1.contains(&attribute);
        let is_address = matches!(attribute, "href" | "src");
        if !is_known || is_address && !is_safe_address(value) {
            return None;
        }
        rest = after;
    }
    Some(name)
}

fn is_safe_address(value: &str) -> bool {
    let references = value.match_indices('&');
    let known = ["&amp;", "&quot;", "&lt;", "&gt;"];
    if value.contains(char::is_control)
        || references.into_iter().any(|(at, _)| !known.iter().any(|known| value[at..].starts_with(known)))
    {
        return false;
    }
    let is_own =
        value.starts_with('/') && !value.starts_with("//") && !value.starts_with("/\\") || value.starts_with('#');
    let schemes = ["http:", "https:", "mailto:"];
    is_own
        || schemes
            .iter()
            .any(|scheme| value.get(..scheme.len()).is_some_and(|start| start.eq_ignore_ascii_case(scheme)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[test]
    fn elements_are_in_order() {
        assert!(ALLOWED.is_sorted_by_key(|(name, _)| name));
    }

    #[rstest]
    #[case("")]
    #[case("a &lt;b&gt; \"c\"")]
    #[case("<p>a<br>b</p>\n<hr>")]
    #[case("<p class=\"x\"><a href=\"/notices?a=1&amp;b=2\" rel=\"noopener\">a</a></p>")]
    #[case("<a href=\"HTTPS://a.example\">a</a><a href=\"#h-a\">b</a>")]
    fn what_the_writer_writes_is_recognised(#[case] html: &str) {
        assert!(is_allowed(html));
    }

    #[rstest]
    #[case("<script></script>")]
    #[case("<P>a</P>")]
    #[case("<p>a")]
    #[case("a</p>")]
    #[case("<p><em>a</p></em>")]
    #[case("a > b")]
    #[case("a < b")]
    #[case("<p")]
    #[case("<p onclick=\"x\">a</p>")]
    #[case("<p class=x>a</p>")]
    #[case("<p class='x'>a</p>")]
    #[case("<p  class=\"x\">a</p>")]
    #[case("<p class=\"x\"style=\"x\">a</p>")]
    #[case("<p class = \"x\">a</p>")]
    #[case("<p\tclass=\"x\">a</p>")]
    #[case("<p class=\"x>y\">a</p>")]
    #[case("<p/>")]
    #[case("<!-- a -->")]
    #[case("<a href=\"javascript:x\">a</a>")]
    #[case("<a href=\" javascript:x\">a</a>")]
    #[case("<a href=\"&#106;avascript:x\">a</a>")]
    #[case("<a href=\"//evil.example\">a</a>")]
    #[case("<a href=\"/\\evil.example\">a</a>")]
    #[case("<a href=\"x\">a</a>")]
    #[case("<img src=\"data:x\">")]
    #[case("<a href=\"\">a</a>")]
    fn the_slightest_difference_is_not(#[case] html: &str) {
        assert!(!is_allowed(html));
    }
}
