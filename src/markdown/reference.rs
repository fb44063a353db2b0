//! What the DocFX dialect adds to links and images of Markdown: sizes of images
//! (`![alt](path =100x200)`) and the names of an API (`<xref:System.String>`, `@System.String`).
//!
//! A name cannot be resolved here, because its page belongs to another site: it is shown as words.

use super::directive::ImageDirective;
use super::tree::Size;

/// `![alt](path =100x200)` at the start of a line's rest: its length, and the image. Without a size
/// it is plain Markdown.
pub(super) fn sized_image(line: &str) -> Option<(usize, ImageDirective)> {
    let alt = &line[2..2 + closing(&line[2..], b'[', b']')?];
    let inside = line[2 + alt.len() + 1..].strip_prefix('(')?;
    let start = line.len() - inside.len();
    let (at, (size, length)) = inside
        .match_indices(" =")
        .find_map(|(at, _)| Some((at, self::size(&inside[at + 1..])?)))?;
    let path = inside[..at].trim();
    // Another bracket before the size: the image ends before it, and this is prose.
    if path.is_empty() || closing(path, b'(', b')').is_some() {
        return None;
    }
    let path = path
        .strip_prefix('<')
        .and_then(|path| path.strip_suffix('>'))
        .unwrap_or(path);
    let image = ImageDirective {
        source: path.to_owned(),
        alt: alt.to_owned(),
        size,
        ..ImageDirective::default()
    };
    Some((start + at + 1 + length, image))
}

/// `=100x200)`, `=100x)`, `=x200)`, perhaps with a title: the size, and how many bytes up to and with
/// the bracket.
pub(super) fn size(text: &str) -> Option<(Size, usize)> {
    let text_of = text.strip_prefix('=')?;
    let (width, rest) = number(text_of);
    let (height, rest) = match rest.strip_prefix(['x', 'X']) {
        Some(rest) => number(rest),
        None => return None,
    };
    let after = rest.trim_start();
    let end = match after.strip_prefix('"') {
        Some(title) => title[title.find('"')? + 1..].trim_start(),
        None => after,
    };
    let end = end.strip_prefix(')')?;
    let size = Size { width, height };
    (size != Size::default()).then(|| (size, text.len() - end.len()))
}

/// The number at the start, if it is one for a size in pixels.
fn number(text: &str) -> (Option<u32>, &str) {
    let rest = text.trim_start_matches(|c: char| c.is_ascii_digit());
    let digits = &text[..text.len() - rest.len()];
    let number = digits.parse().ok().filter(|number| *number > 0);
    (number, rest)
}

/// Where the bracket closes that is open at the start.
fn closing(text: &str, open: u8, close: u8) -> Option<usize> {
    let mut depth = 0;
    let mut is_escaped = false;
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            _ if is_escaped => is_escaped = false,
            b'\\' => is_escaped = true,
            byte if byte == open => depth += 1,
            byte if byte == close && depth == 0 => return Some(at),
            byte if byte == close => depth -= 1,
            _ => {}
        }
    }
    None
}

/// `<xref:id?query>` or `<xref href="id?query" …>` at the start: its length, and the words for it.
pub(super) fn api(line: &str) -> Option<(usize, String)> {
    let end = line.find('>')?;
    let inner = &line["<xref".len()..end];
    let id = match inner.strip_prefix(':') {
        Some(id) => id,
        None if inner.starts_with(' ') => {
            let (_, value) = inner.split_once("href=")?;
            let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''))?;
            value[1..].split(quote).next()?
        }
        None => return None,
    };
    let words = name(id);
    let closed = "</xref>";
    let end = end + 1;
    let end = if line[end..].starts_with(closed) {
        end + closed.len()
    } else {
        end
    };
    (!words.is_empty()).then_some((end, words))
}

/// What an id is called: `text=` of its query, else its last part or, where the author asks for it
/// or nothing is said, the whole, without what only tells overloads apart.
pub(super) fn name(id: &str) -> String {
    let (id, query) = id.split_once(['?', '#']).unwrap_or((id, ""));
    let said = query
        .split(['&', '?'])
        .find_map(|pair| pair.strip_prefix("text="))
        .map(|text| text.replace('+', " "));
    let decoded = |text: &str| {
        percent_encoding::percent_decode_str(text)
            .decode_utf8_lossy()
            .into_owned()
    };
    match said {
        Some(text) => decoded(&text),
        None => decoded(id).trim_end_matches('*').trim().to_owned(),
    }
}

/// `@System.String` at byte `at`: its length, and the name. Only names with several parts that all
/// start with a capital: "@contoso.com", "user@Contoso.Com" and "@mention" are what people write.
pub(super) fn at_sign(text: &str, at: usize) -> Option<(usize, &str)> {
    let before = text[..at].chars().next_back();
    if before.is_some_and(|c| !c.is_whitespace() && !"([{|>".contains(c)) {
        return None;
    }
    let rest = &text[at + 1..];
    let (quotes, rest) = match rest.strip_prefix('"') {
        Some(rest) => (2, rest),
        None => (0, rest),
    };
    let end = rest
        .find(|c: char| !c.is_ascii_alphanumeric() && c != '.' && c != '_')
        .unwrap_or(rest.len());
    let name = rest[..end].trim_end_matches('.');
    let is_part = |part: &str| part.starts_with(|c: char| c.is_ascii_uppercase());
    let is_name = name.contains('.') && name.split('.').all(is_part);
    if quotes > 0 && (name.len() < end || !rest[end..].starts_with('"')) {
        return None;
    }
    is_name.then_some((1 + quotes + name.len(), name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_image_has_a_size_in_pixels() {
        for (text, width, height) in [
            ("![a](m/a.png =100x200) b", Some(100), Some(200)),
            ("![a [b]](<m/a b.png> =100x)", Some(100), None),
            ("![](a_(1).png =x20 \"A title\")", None, Some(20)),
        ] {
            let (_, image) = sized_image(text).expect("an image");
            assert_eq!((image.size.width, image.size.height), (width, height));
        }
        for text in [
            "![a](b.png)",
            "![a](b.png) (c =1x2)",
            "![a](b.png =x)",
            "![a",
        ] {
            assert_eq!(sized_image(text), None, "{text}");
        }
    }

    #[test]
    fn names_are_told_from_addresses() {
        let found = |text: &str| at_sign(text, text.find('@')?).map(|(_, name)| name.to_owned());
        assert_eq!(found("see @System.String."), Some("System.String".into()));
        assert_eq!(
            found("see @\"System.String\""),
            Some("System.String".into())
        );
        for text in [
            "@contoso.com",
            "a@Contoso.Com",
            "@mention",
            "@{A.B}",
            "@Contoso.com",
        ] {
            assert_eq!(found(text), None, "{text}");
        }
    }

    #[test]
    fn an_id_is_shown_as_its_name() {
        for (text, words) in [
            ("<xref:System.String> x", "System.String"),
            ("<xref:System.String.Format%2A>", "System.String.Format"),
            ("<xref:a.b?text=The+words>", "The words"),
            ("<xref href=\"System.Int32\" data-x=\"y\"/>", "System.Int32"),
        ] {
            assert_eq!(api(text).expect("a name").1, words);
        }
    }
}
