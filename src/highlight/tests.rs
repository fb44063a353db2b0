//! The tests of the highlighter: code and the HTML it becomes, and laws over pseudo-random text.

use super::*;
use crate::language::{LANGUAGES, by_name};
use crate::shell::dice::Dice;

fn html(id: &str, text: &str) -> String {
    highlight(by_name(id).unwrap(), text)
}

/// The HTML with spans written as `⟨class:text⟩`, which is easier to read.
fn shown(id: &str, text: &str) -> String {
    html(id, text)
        .replace("<span class=\"", "⟨")
        .replace("\">", ":")
        .replace("</span>", "⟩")
}

#[test]
fn code_becomes_spans() {
    #[rustfmt::skip]
    let table = [
        ("json", "{\"a\": [1, true, \"x\"]}", "{⟨at:&quot;a&quot;⟩: [⟨n:1⟩, ⟨k:true⟩, ⟨s:&quot;x&quot;⟩]}"),
        ("yaml", "- my key: it's 3 # no\n", "- ⟨at:my key⟩: it's ⟨n:3⟩ ⟨c:# no⟩\n"),
        ("ini", "[a]\nb = \"c\" ; d", "⟨tg:[a]⟩\n⟨at:b⟩ = ⟨s:&quot;c&quot;⟩ ⟨c:; d⟩"),
        ("xml", "<a b=\"1\">x &amp; y</a><!-- c -->", "⟨tg:&lt;a⟩ ⟨at:b⟩=⟨s:&quot;1&quot;⟩⟨tg:&gt;⟩x ⟨n:&amp;amp;⟩ y⟨tg:&lt;/a⟩⟨tg:&gt;⟩⟨c:&lt;!-- c --&gt;⟩"),
        ("html", "<script>var a</script>", "⟨tg:&lt;script⟩⟨tg:&gt;⟩⟨k:var⟩ a⟨tg:&lt;/script⟩⟨tg:&gt;⟩"),
        ("sql", "SELECT count(*) FROM t WHERE a='it''s' -- x", "⟨k:SELECT⟩ ⟨f:count⟩(*) ⟨k:FROM⟩ t ⟨k:WHERE⟩ a=⟨s:'it''s'⟩ ⟨c:-- x⟩"),
        ("sql", "mysql> USE a;\nDone", "⟨pr:mysql&gt; ⟩⟨k:USE⟩ a;\n⟨ou:Done⟩"),
        ("csharp", "int n = F(\"a\\\"\"); // x", "⟨t:int⟩ n = ⟨f:F⟩(⟨s:&quot;a\\&quot;&quot;⟩); ⟨c:// x⟩"),
        ("vb", "Dim s As String ' it's", "⟨k:Dim⟩ s ⟨k:As⟩ ⟨t:String⟩ ⟨c:' it's⟩"),
        ("python", ">>> print('a')\na", "⟨pr:&gt;&gt;&gt; ⟩⟨f:print⟩(⟨s:'a'⟩)\n⟨ou:a⟩"),
        ("kusto", "T | where a > 3", "T | ⟨k:where⟩ a &gt; ⟨n:3⟩"),
        ("diff", "-a\n+b\n c", "⟨d:-a⟩\n⟨i:+b⟩\n c"),
        ("http", "Host: x", "⟨at:Host⟩: x"),
        ("lua", "local x = 1 -- y", "⟨k:local⟩ x = ⟨n:1⟩ ⟨c:-- y⟩"),
        ("text", "a < b & \"c\"", "a &lt; b &amp; &quot;c&quot;"),
        ("powershell", "PS C:\\> Get-It\na\n\nb", "⟨pr:PS C:\\&gt; ⟩⟨ct:Get-It⟩\n⟨ou:a\n\nb⟩"),
        ("powershell", "<# a\nb #>\nGet-It", "⟨c:&lt;# a⟩\n⟨c:b #&gt;⟩\n⟨ct:Get-It⟩"),
        ("console", "mysql> SELECT 1;", "⟨pr:mysql&gt; ⟩⟨k:SELECT⟩ ⟨n:1⟩;"),
    ];
    for (id, text, expected) in table {
        assert_eq!(shown(id, text), expected, "{id}: {text}");
    }
}

#[test]
fn what_is_too_long_is_only_escaped() {
    let line = format!("\"{}\"", "a".repeat(LONGEST_LINE));
    assert_eq!(
        shown("json", &format!("1\n{line}\n2")),
        format!("⟨n:1⟩\n{}\n⟨n:2⟩", line.replace('"', "&quot;"))
    );
    assert!(!html("json", &"1\n".repeat(LONGEST_BLOCK)).contains('<'));
}

#[test]
fn the_memory_gives_the_same_answer() {
    let (memory, json) = (Highlighter::default(), by_name("json").unwrap());
    let first = memory.highlight(json, "1");
    assert!(Arc::ptr_eq(&first, &memory.highlight(json, "1")));
    assert_eq!(*first, *html("json", "1"));
    assert_ne!(first, memory.highlight(by_name("text").unwrap(), "1"));
}

/// Undoes [`highlight`].
fn text_of(html: &str) -> String {
    let mut text = String::new();
    for (i, part) in html.split('<').enumerate() {
        text.push_str(if i == 0 {
            part
        } else {
            part.split_once('>').unwrap().1
        });
    }
    text.replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&amp;", "&")
}

#[test]
fn no_text_is_lost_in_any_language() {
    let mut dice = Dice(0x2545_F491_4F6C_DD1D);
    for round in 0..400 {
        let text = dice.text(round % 50);
        for language in LANGUAGES {
            // Compiling every rare grammar takes too long for a test; two stand for all.
            let rare = matches!(language.grammar, Grammar::Syntect(_));
            if !rare || matches!(language.id, "lua" | "awk") {
                assert_eq!(
                    text_of(&highlight(language, &text)),
                    text,
                    "{}",
                    language.id
                );
            }
        }
    }
}
