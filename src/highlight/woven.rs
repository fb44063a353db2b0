//! Tags set into code that was highlighted.

use crate::escape;

/// Code with tags set into it: at its place, which is a byte of `text`, each of `tags`; they stand in
/// that order. A token around a place is closed before the tag and opened again after it, so
/// that what the tags open may hold several tokens.
#[must_use]
pub fn woven(html: &str, text: &str, tags: &[(usize, String)]) -> String {
    let length: usize = tags.iter().map(|(_, tag)| tag.len() + 32).sum();
    let mut weaver = Weaver {
        out: String::with_capacity(html.len() + length),
        tags: tags.iter().peekable(),
        text,
        at: 0,
        token: None,
        is_open: false,
    };
    let mut rest = html;
    while let Some(start) = rest.find('<') {
        weaver.text(&rest[..start]);
        let Some(end) = rest[start..].find('>') else {
            break;
        };
        weaver.tag(&rest[start..=start + end]);
        rest = &rest[start + end + 1..];
    }
    weaver.text(rest);
    weaver.until(usize::MAX);
    weaver.out
}

struct Weaver<'a, T: Iterator<Item = &'a (usize, String)>> {
    out: String,
    tags: std::iter::Peekable<T>,
    text: &'a str,
    /// How much of the text is written, in bytes.
    at: usize,
    /// The start tag of the token that is being read.
    token: Option<&'a str>,
    /// Whether that tag is written.
    is_open: bool,
}

impl<'a, T: Iterator<Item = &'a (usize, String)>> Weaver<'a, T> {
    /// A tag of the highlighter: the start or the end of a token. Tokens do not nest.
    fn tag(&mut self, tag: &'a str) {
        if tag.starts_with("</") {
            self.close();
            self.token = None;
        } else {
            self.token = Some(tag);
        }
    }

    fn close(&mut self) {
        if std::mem::take(&mut self.is_open) {
            self.out.push_str("</span>");
        }
    }

    /// Text between tags; escaped, it is as long as its characters say.
    fn text(&mut self, escaped: &str) {
        let end = self.at + unescaped_length(escaped);
        let Some(&&(place, _)) = self.tags.peek() else {
            return self.piece(escaped, end);
        };
        if place >= end {
            return self.piece(escaped, end);
        }
        while let Some(&&(place, _)) = self.tags.peek()
            && place < end
        {
            self.own(place);
            self.until(place);
        }
        self.own(end);
    }

    /// Writes a piece of text that no tag stands in.
    fn piece(&mut self, escaped: &str, end: usize) {
        if !escaped.is_empty() {
            self.open();
            self.out.push_str(escaped);
            self.at = end;
        }
    }

    /// Writes the text up to a place.
    fn own(&mut self, end: usize) {
        let piece = self.text.get(self.at..end).unwrap_or_default();
        if !piece.is_empty() {
            self.open();
            escape::push(&mut self.out, piece);
            self.at = end;
        }
    }

    fn open(&mut self) {
        if let Some(tag) = self.token.filter(|_| !self.is_open) {
            self.out.push_str(tag);
            self.is_open = true;
        }
    }

    /// Writes the tags up to a place, that one included.
    fn until(&mut self, end: usize) {
        while let Some((_, tag)) = self.tags.next_if(|(place, _)| *place <= end) {
            self.close();
            self.out.push_str(tag);
        }
    }
}

/// How many bytes a piece of escaped text has, unescaped.
fn unescaped_length(escaped: &str) -> usize {
    let mut length = escaped.len();
    for (at, _) in escaped.match_indices('&') {
        let entity = escaped[at..].find(';').unwrap_or(0);
        length -= entity;
    }
    length
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::highlight::highlight;
    use crate::language::language;

    fn tags(tags: &[(usize, &str)]) -> Vec<(usize, String)> {
        let tags = tags.iter().map(|(place, tag)| (*place, (*tag).to_owned()));
        tags.collect()
    }

    #[test]
    fn a_token_around_a_tag_is_opened_again() {
        let tags = tags(&[(0, "<i>"), (2, "<b>"), (4, "</b>"), (7, "</i>")]);
        assert_eq!(
            woven(
                "<span class=\"s\">&lt;a&amp;b&gt;</span>cd",
                "<a&b>cd",
                &tags
            ),
            "<i><span class=\"s\">&lt;a</span><b><span class=\"s\">&amp;b</span></b>\
             <span class=\"s\">&gt;</span>cd</i>"
        );
    }

    #[test]
    fn tags_at_one_place_keep_their_order_and_none_is_lost() {
        let tags = tags(&[(1, "</u>"), (1, "<i>"), (9, "</i>")]);
        assert_eq!(woven("ab", "ab", &tags), "a</u><i>b</i>");
        assert_eq!(woven("", "", &tags), "</u><i></i>");
    }

    #[test]
    fn the_text_is_the_same_wherever_a_tag_stands() {
        let language = language("powershell").language;
        for text in [
            "Get-Box -Name \"<Naïve & Co>\" | Where-Object { $_.Ä -gt 1 } # <é>\n",
            "PS C:\\> dir <Folder>\nnot found: \"ü\"\n\nPS C:\\> exit\n",
        ] {
            let html = highlight(language, text);
            for (place, _) in text.char_indices() {
                let woven = woven(&html, text, &tags(&[(place, "<i>"), (place, "</i>")]));
                let (before, after) = woven.split_once("<i></i>").expect("the tags");
                assert_eq!(stripped(before), escape::escaped(&text[..place]));
                assert_eq!(stripped(after), escape::escaped(&text[place..]));
                let opened = before.matches("<span").count();
                assert_eq!(opened, before.matches("</span").count(), "{before}");
            }
        }
    }

    fn stripped(html: &str) -> String {
        let mut pieces = html.split('<');
        let first = pieces.next().unwrap_or_default().to_owned();
        pieces.fold(first, |text, piece| {
            text + piece.split_once('>').map_or("", |(_, rest)| rest)
        })
    }
}
