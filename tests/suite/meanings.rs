//! What the page is told of codes, which it reads once an answer is shown.

use fixbook::entity::code;

use crate::answers::{Files, Halves, draft};

/// What the tests ask of the script.
const QUESTIONS: &str = r"
async function explainedCodes(json, mayBeAny) {
    const told = JSON.parse(json).map((code) => fixbook.explain(code, mayBeAny === 'any'));
    return JSON.stringify(await Promise.all(told));
}
";

/// The halves of search over these files.
fn halves(files: &Files) -> Halves {
    let halves = Halves::of(files);
    halves.browser.run(QUESTIONS);
    halves
}

/// Codes as answers have them, and whether more is known of them than of all that start alike.
const CODES: &[(&str, bool)] = &[
    ("0x80070005", true),
    ("0x80070020", true),
    ("0x8007FEDC", false),
    ("0x80190193", true),
    ("0xC0000005", true),
    ("0x8009A001", false),
    ("5.7.1", true),
    ("5.7.514", false),
    ("event 5012", false),
    ("AADSTS50011", true),
    ("ORA-12541", true),
    // Of these the site speaks.
    ("ImagePullBackOff", true),
    ("curl 60", true),
];

fn the_page_is_told_what_the_terminal_tells_of_codes() {
    let files = Files::of(&draft());
    let halves = halves(&files);
    let codes: Vec<&str> = CODES.iter().map(|(code, _)| *code).collect();
    let asked = serde_json::json!(codes).to_string();
    let told = |how| -> Vec<Option<String>> {
        let told = halves.browser.promised("explainedCodes", &[&asked, how]);
        serde_json::from_str(&told).expect("lines")
    };
    let (own, any) = (told("own"), told("any"));
    for (index, (code, is_known)) in CODES.iter().enumerate() {
        let read = code::read(code).expect("a code");
        assert_eq!(any[index], code::brief_or_about(&read), "{code}");
        assert_eq!(
            own[index],
            any[index].clone().filter(|_| *is_known),
            "{code}"
        );
    }
    let odd = serde_json::json!([
        "",
        "0x",
        "0x8007",
        "constructor",
        "\t",
        "\u{1f600}",
        "\n",
        ".",
    ])
    .to_string();
    let told = halves.browser.promised("explainedCodes", &[&odd, "any"]);
    assert_eq!(
        told,
        "[null,null,\"facility Win32 (7): Win32 error codes\",null,null,null,null,null]"
    );
}

fn without_its_files_nothing_is_known_of_codes() {
    let mut files = Files::of(&draft());
    files.0.retain(|name, _| !name.starts_with("codes-"));
    let mut halves = halves(&files);
    let told = halves
        .browser
        .promised("explainedCodes", &["[\"0x80070005\"]", "any"]);
    assert_eq!(told, "[null]");
    // And no answer is any the worse for it.
    let (rust, script) = halves.answers("Update failed. Access is denied. 0x80070005");
    assert_eq!(script["partial"], false);
    assert_eq!(rust, Some(script));
}

tests![
    the_page_is_told_what_the_terminal_tells_of_codes,
    without_its_files_nothing_is_known_of_codes,
];
