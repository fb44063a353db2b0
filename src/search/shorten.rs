//! A script made shorter for browsers: no comments, no blanks that mean nothing, and short names for what
//! only the script itself can see.
//!
//! It reads JavaScript as the parts of search are written, in which every statement ends with a semicolon
//! or a brace and no name is declared that browsers know. Within a declaration, a name has one short
//! name wherever it stands, so that what hides what stays as it is. Names of properties stay, as others may ask for them, but for
//! those of which the caller says that nobody does.

mod scan;
mod names;

use names::{Use, inner_names, own_names, shared_names, uses};
use scan::{Kind, Scanner, Token, is_of_word};

/// The script, shorter.
#[must_use]
pub fn shortened(script: &str) -> String {
    shortened_within(script, &[])
}

/// The script, shorter, in which properties of these names are its own affair: nothing else sets or reads them,
/// and no string names them.
#[must_use]
pub fn shortened_within(script: &str, inner: &[&str]) -> String {
    let tokens = Scanner::new(script).tokens();
    let uses = uses(&tokens);
    let shared = shared_names(&tokens, &uses);
    let inner = inner_names(&tokens, &uses, inner);
    let own = own_names(&tokens, &uses, &shared);
    let mut out = String::with_capacity(script.len());
    let needs = needs(&tokens);
    for (at, (token, r#use)) in tokens.iter().zip(&uses).enumerate() {
        let short = match r#use {
            Use::Other => None,
            Use::Property => inner.get(token.text),
            Use::Variable | Use::Shorthand => shared.get(token.text).or(own.get(&at)),
        };
        let property = inner.get(token.text).map_or(token.text, String::as_str);
        let text = match short {
            Some(short) if *r#use == Use::Shorthand && property != short => {
                format!("{property}:{short}")
            }
            Some(short) => short.clone(),
            None if *r#use == Use::Shorthand && property != token.text => {
                format!("{property}:{}", token.text)
            }
            None => shorter_word(token, *r#use).to_owned(),
        };
        match needs[at] {
            Need::Whole => {
                if must_part(&out, &text) {
                    out.push(' ');
                }
                out.push_str(&text);
            }
            Need::Comma => out.push(','),
            Need::Nothing => {}
        }
    }
    out.push('\n');
    out
}

/// A word of the language that says the same.
fn shorter_word<'s>(token: &Token<'s>, r#use: Use) -> &'s str {
    match token.text {
        "const" if r#use == Use::Other => "let",
        "true" if r#use == Use::Other => "!0",
        "false" if r#use == Use::Other => "!1",
        text => text,
    }
}

/// What of a token is needed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Need {
    Whole,
    /// A comma does.
    Comma,
    Nothing,
}

/// What is needed: no semicolon before a brace, no brackets around the one parameter of an arrow, and no word
/// between two declarations of a kind.
fn needs(tokens: &[Token<'_>]) -> Vec<Need> {
    let mut needs = vec![Need::Whole; tokens.len()];
    let text = |at: usize| tokens.get(at).map_or("", |token| token.text);
    // For each open bracket, whether something is being declared within it.
    let mut declaring = vec![false];
    for (at, token) in tokens.iter().enumerate() {
        let starts = at == 0 || matches!(text(at - 1), ";" | "{" | "}");
        let open = declaring.last_mut();
        match (token.kind, token.text) {
            (Kind::Word, "const" | "let") if starts => {
                open.into_iter().for_each(|open| *open = true);
            }
            (Kind::Sign, ";") => {
                let declares = open.is_some_and(std::mem::take);
                if text(at + 1) == "}" {
                    needs[at] = Need::Nothing;
                } else if declares && matches!(text(at + 1), "const" | "let") {
                    needs[at] = Need::Comma;
                    needs[at + 1] = Need::Nothing;
                }
            }
            (Kind::Sign, "(") => {
                let is_one = tokens.get(at + 1).is_some_and(|it| it.kind == Kind::Word);
                if is_one && [text(at + 2), text(at + 3), text(at + 4)] == [")", "=", ">"] {
                    needs[at] = Need::Nothing;
                    needs[at + 2] = Need::Nothing;
                }
                declaring.push(false);
            }
            (Kind::Sign, "{" | "[") => declaring.push(false),
            (Kind::Sign, "}" | ")" | "]") => {
                declaring.pop();
            }
            (Kind::Text, text) if text.starts_with(['`', '}']) => {
                if text.starts_with('}') {
                    declaring.pop();
                }
                if text.ends_with("${") {
                    declaring.push(false);
                }
            }
            _ => {}
        }
    }
    needs
}

/// Whether two tokens would become one.
fn must_part(before: &str, after: &str) -> bool {
    let (Some(last), Some(first)) = (before.chars().last(), after.chars().next()) else {
        return false;
    };
    is_of_word(last) && is_of_word(first) || last == first && "+-/".contains(last)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reserved_words_are_sorted() {
        assert!(names::RESERVED.is_sorted());
    }

    #[test]
    fn comments_and_blanks_go() {
        for (script, short) in [
            ("f(1); // one\n\n  g(2);\n", "f(1);g(2);\n"),
            (
                "/** What. */\nfunction f() {\n  return 'a // b';\n}\nf();\n",
                "function A(){return'a // b'}A();\n",
            ),
            (
                "p = /[/*'\"]\\/ */.test(b); // c\n",
                "p=/[/*'\"]\\/ */.test(a);\n",
            ),
            ("a = b / a / b; // '\n", "a=b/a/b;\n"),
            ("a = `\n  // kept ${b}\n`;\n", "a=`\n  // kept ${b}\n`;\n"),
            ("a = \"\\\"// kept\"; /* x */ b\n", "a=\"\\\"// kept\";b\n"),
            ("return /'/g; // '\n", "return/'/g;\n"),
            ("a = b + +b - -b;\n", "a=b+ +b- -b;\n"),
        ] {
            assert_eq!(shortened(script), short);
        }
    }

    #[test]
    fn names_are_short_where_they_are_seen() {
        assert_eq!(
            shortened(
                "const first = (one, two) => one + two;\n\
                 function other(two) {\n  return first(two, parseInt(two));\n}\n"
            ),
            "let A=(a,b)=>a+b;function B(a){return A(a,parseInt(a))}\n"
        );
    }

    #[test]
    fn what_means_nothing_goes() {
        for (script, short) in [
            (
                "() => { const a = 1; const b = { c: 2 }; let d = (e) => { const f = e; const g = f; }; a(b, d); }",
                "()=>{let a=1,b={c:2},c=a=>{let b=a,c=b};a(b,c)}\n",
            ),
            (
                "x(async (y) => true || false, (y, z) => y);",
                "x(async a=>!0||!1,(a,b)=>a);\n",
            ),
            ("const a = 1;\nlet b = 2;\n", "let A=1,B=2;\n"),
            // What a loop counts by is seen in its body, and so is a parameter that nobody uses.
            (
                "function f(a) { for (let b = 0; b < 2; b += 1) { g(a, (c, d) => d + a, (e) => 1); } }",
                "function A(a){for(let b=0;b<2;b+=1){g(a,(b,c)=>c+a,d=>1)}}\n",
            ),
            (
                "(() => {\n  const one = 1;\n  function two(three) {\n    return one + three;\n  }\n})();",
                "(()=>{let A=1;function B(a){return A+a}})();\n",
            ),
        ] {
            assert_eq!(shortened(script), short);
        }
    }

    #[test]
    fn names_of_properties_stay() {
        for (script, short) in [
            (
                "const { one, two: three, ...four } = five;",
                "let{one:a,two:b,...c}=five;\n",
            ),
            (
                "(six) => six({ six, seven: six.six, eight() { return six; } });",
                "a=>a({six:a,seven:a.six,eight(){return a}});\n",
            ),
            (
                "(y) => x ? y : { y };\n(x) => { switch (x) { case 'y': { x(x); } } }",
                "a=>x?a:{y:a};x=>{switch(x){case'y':{x(x)}}}\n",
            ),
            (
                "class Here extends There { get near() { return near; } }",
                "class A extends There{get near(){return near}}\n",
            ),
            (
                "(two) => one(`${two}{${{ two }}}`, (...one) => { two(); });",
                "a=>one(`${a}{${{two:a}}}`,(...one)=>{a()});\n",
            ),
        ] {
            assert_eq!(shortened(script), short);
        }
    }

    #[test]
    fn names_of_inner_properties_are_short() {
        for (script, short) in [
            (
                "const { one, two: three } = f({ one: 1, two: 2, b: one.one });\nclass A { one() { return this.two; } }",
                "let{a,c:b}=f({a:1,c:2,b:a.a});class A{a(){return this.c}}\n",
            ),
            (
                "one.two.a('two', f(), two)[one];",
                "one.b.a('two',f(),a)[one];\n",
            ),
        ] {
            assert_eq!(shortened_within(script, &["one", "two"]), short);
        }
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_shortened(text in ".*") {
            let _ = shortened_within(&text, &["a", "b"]);
        }
    }
}
