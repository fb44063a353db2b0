//! The halves of search answer alike: over the same index, Rust and the script of the browser find the same
//! articles in the same order, with the same scores, belief and matched texts, whatever is pasted and
//! whatever became of the files.

use std::collections::BTreeMap;

use fixbook::pipeline;
use fixbook::search::result::{MOST, results};
use fixbook::search::shelf::{Loader, Shelf};
use proptest::prelude::*;
use serde_json::Value;

use crate::hostile::runner;
use crate::support::{self, Draft};
use crate::twins::{Browser, PIECES};

/// Invented articles: the product, the title, the message, what else the reader sees.
const ARTICLES: &[[&str; 4]] = &[
    [
        "Kiln",
        "The kiln does not heat up",
        "Cannot start heater on KILN07: error 0x80091234 (The thermocouple did not answer in time).",
        "The door is closed, and the panel shows **Heater offline**.",
    ],
    [
        "Kiln",
        "Firing stops at 600 degrees",
        "KilnControllerException: The ramp rate of 250 degrees per hour exceeds the limit of program 'Stoneware'.",
        "Event ID 5012 is logged.",
    ],
    [
        "Kiln",
        "A schedule cannot be saved",
        "The schedule could not be saved because another user changed it. Reload the schedule and try again.",
        "The error is shown after you select **Save**.",
    ],
    [
        "Kiln",
        "The exhaust fan runs all night",
        "Warning KLN-4012: exhaust fan did not stop within 120 seconds after cooling.",
        "Nothing else fails.",
    ],
    [
        "Loom",
        "Threads break while weaving",
        "Warp tension out of range: expected 12 to 18 cN, measured 31 cN at harness 4.",
        "The loom stops after each break.",
    ],
    [
        "Loom",
        "Patterns are not sent to the loom",
        "550 5.7.514 Access denied, pattern server rejected the sender studio@contoso.com",
        "The queue grows.",
    ],
    [
        "Loom",
        "Get-LoomPattern returns nothing",
        "Get-LoomPattern : Cannot bind parameter 'Harness'. Cannot convert value \"x\" to type \"System.Int32\".",
        "Only the first call fails.",
    ],
    [
        "Loom",
        "The loom shows a blank panel",
        "Panel initialization failed with status 0xC000A105: display bus not ready",
        "The lamp blinks twice.",
    ],
    [
        "Loom",
        "The shuttle does not return",
        "Shuttle return sensor timed out (code LOOM_E_SHUTTLE_LOST)",
        "It happens after a power cut.",
    ],
    [
        "Ledger",
        "Invoices are posted twice",
        "Duplicate key value violates unique constraint \"invoice_number_key\"",
        "The second posting comes after a timeout.",
    ],
    [
        "Ledger",
        "Closing a period fails",
        "LDG-00451: period 2024-03 has 17 open postings and cannot be closed",
        "The report lists no posting.",
    ],
    [
        "Ledger",
        "The bank file is rejected",
        "Import of /var/spool/ledger/bank.xml failed: schema version 7 is not supported",
        "Older files are accepted.",
    ],
    [
        "Ledger",
        "Users cannot sign in",
        "AADSTS90099: The ledger application was not found in the directory of the tenant.",
        "Only new users are affected.",
    ],
    [
        "Ledger",
        "Reports time out",
        "Error 1205: The report transaction was chosen as the deadlock victim. Rerun the report.",
        "At night it works.",
    ],
    [
        "Ledger",
        "HTTP 503 from the ledger service",
        "HTTP Error 503. The ledger service is unavailable.",
        "The pool is stopped.",
    ],
    [
        "Harbor",
        "A ship is not listed",
        "No berth matches the draught 12.5 m of vessel IMO 9074729",
        "The list is empty.",
    ],
    [
        "Harbor",
        "Cranes lose their position",
        "Crane encoder drift exceeds 40 mm; recalibrate crane CR-03 before the next lift",
        "The boom swings slowly.",
    ],
    [
        "Harbor",
        "Tide tables are missing",
        "curl: (60) SSL certificate problem: unable to get local issuer certificate of tides.harbor.contoso.com",
        "Yesterday's tables stay.",
    ],
    [
        "Harbor",
        "The gate does not open",
        "Badge reader gate4 refused the card: revocation list is older than 24 hours",
        "Guards open it by hand.",
    ],
    [
        "Harbor",
        "Containers are counted twice",
        "java.lang.IllegalStateException: container CSQU3054383 is already on stack B12",
        "The stack is right.",
    ],
    [
        "Harbor",
        "Failed to pull image for crane-agent",
        "Back-off pulling image \"registry.harbor.contoso.com/crane-agent:2.1\": ImagePullBackOff",
        "Pods stay pending.",
    ],
    [
        "Beacon",
        "The lamp flickers",
        "Lamp current unstable: 3 brownouts in 10 minutes (E-1177)",
        "Only in storms.",
    ],
    [
        "Beacon",
        "No signal from the buoy",
        "Buoy heartbeat missed 5 times, last seen 2024-05-31 10:20:30 from 10.1.2.3",
        "The battery is full.",
    ],
    [
        "Beacon",
        "The fog horn repeats",
        "Fog horn duty cycle 110 % is invalid; clamp the value between 0 and 100",
        "It started after an update.",
    ],
    [
        "Beacon",
        "Updates fail with error 0x80070005",
        "Update failed. Access is denied. (Exception from HRESULT: 0x80070005 (E_ACCESSDENIED))",
        "The agent has no rights on its folder.",
    ],
    [
        "Beacon",
        "Updates fail with error 0x80070643",
        "Fatal error during installation of the beacon agent 0x80070643",
        "The installer rolls back.",
    ],
    [
        "Beacon",
        "Die Lampe startet nicht",
        "Fehler beim Starten der Lampe: Zugriff verweigert (Kennung 2208)",
        "Die Anzeige bleibt dunkel.",
    ],
    [
        "Beacon",
        "\u{63a5}\u{7d9a}\u{3067}\u{304d}\u{306a}\u{3044}",
        "\u{63a5}\u{7d9a}\u{30a8}\u{30e9}\u{30fc}: \u{30d3}\u{30fc}\u{30b3}\u{30f3}\u{306b}\u{63a5}\u{7d9a}\u{3067}\u{304d}\u{307e}\u{305b}\u{3093} (0x8009A001)",
        "\u{518d}\u{8d77}\u{52d5}\u{3057}\u{3066}\u{3082}\u{5909}\u{308f}\u{308a}\u{307e}\u{305b}\u{3093}\u{3002}",
    ],
    [
        "Beacon",
        "The log is full",
        "Disk quota exceeded while writing C:\\Beacon\\Logs\\beacon.log: 0 bytes free on volume D:",
        "Old files are kept for a year.",
    ],
    [
        "Beacon",
        "Set-BeaconSchedule fails",
        "Set-BeaconSchedule : The term 'dusk' is not recognized as a time of the station {StationId}.",
        "`dawn` works.",
    ],
];

/// What people put around a message, at `{}`.
const FRAMES: &[&str] = &[
    "{}",
    "2024-05-31T10:20:30.123Z ERROR [worker-7] {}\n2024-05-31T10:20:30.150Z INFO retrying in 5 s",
    "{}\nAt line:1 char:1\n+ Start-Job\n+ ~~~~~~~~~\n    + CategoryInfo          : NotSpecified: (:) [], Exception\n    + FullyQualifiedErrorId : X",
    "hi, since this morning I get \"{}\" on all our machines, any idea?",
    "{\"ts\": 1, \"level\": \"error\", \"msg\": \"{}\"}",
    "> {}\n> \n> Regards",
];

pub(crate) fn draft() -> Draft {
    let write = |(index, [product, title, message, more]): (usize, &[&str; 4])| {
        let text = format!(
            "---\ntitle: {title:?}\nproducts: [{product}]\n---\n\n## Symptoms\n\n{more} You receive this error:\n\n\
             > {message}\n\n## Cause\n\nThe part {index} is worn.\n\n## Resolution\n\n1. Stop it.\n\
             1. Run `Repair-{product} -Part {index}`.\n"
        );
        (format!("{}/{index}.md", product.to_lowercase()), text)
    };
    Draft {
        articles: ARTICLES.iter().enumerate().map(write).collect(),
        ..Draft::default()
    }
}

/// Pastes about the articles: each message in each frame, and changed.
fn pastes() -> Vec<String> {
    let mut pastes = Vec::new();
    for (index, [product, title, message, _]) in ARTICLES.iter().enumerate() {
        let frame = |frame: &&str| frame.replace("{}", message);
        pastes.extend(FRAMES.iter().map(frame));
        pastes.push((*title).to_owned());
        pastes.push(format!(
            "{product} {}",
            &message[..message.floor_char_boundary(24)]
        ));
        pastes.push(message.replacen('e', "", 1).replace("the", "teh"));
        let other = ARTICLES[(index + 7) % ARTICLES.len()][2];
        pastes.push(format!("{message}\nand later\n{other}"));
        let lines: Vec<String> = (0..12)
            .map(|n| format!("10:20:{n:02} INFO unit {n} of {product} is well"))
            .collect();
        pastes.push(format!(
            "{}\n10:20:13 ERROR {message}\n{other}",
            lines.join("\n")
        ));
    }
    pastes.extend(
        [
            "",
            " ",
            "a",
            "-2147024891",
            "80070005",
            "2147944005",
            "event 5012",
            "loom pattern",
            "Repair-Kiln",
            "word:",
            "-Identity",
            "code:0x80091234",
            "code:-2146889164 product:kiln",
            "cmdlet:repair-kiln heats",
            "product:Beacon \"access is denied\" updates",
            "product:\"Nobody's\" loom",
            "\u{201c}another user\u{201d} schedule",
            "\"Warp tension out of range\"",
            "I get \"warp tension out of range\" today",
            "level=error code:5 product:Kiln",
            "Cannot start heater on OVEN: error 0x80094321 (The valve did not answer in time).",
        ]
        .map(str::to_owned),
    );
    pastes
}

#[derive(Clone)]
pub(crate) struct Files(pub(crate) BTreeMap<String, String>);

impl Files {
    pub(crate) fn of(draft: &Draft) -> Self {
        let (inputs, _) = draft.inputs();
        let files = pipeline::read(&inputs.clone().into()).index();
        Self(
            files
                .into_iter()
                .map(|file| (file.name, file.text))
                .collect(),
        )
    }
}

impl Loader for Files {
    fn load(&self, name: &str) -> Option<String> {
        self.0.get(name).cloned()
    }
}

/// What the tests ask of the script.
const QUESTIONS: &str = r"
async function openFiles(json) {
    const files = JSON.parse(json);
    return String(await fixbook.open({ load: async (name) => files[name] }));
}

async function answerTo(text) {
    return JSON.stringify(await fixbook.search(text));
}

async function answerToOdd() {
    const odd = [undefined, null, 7, {}, Object.create(null), Symbol('x'), ['a'], 'Can\ud800not', { toString() { throw 1; } }];
    const answers = await Promise.all(odd.map((text) => fixbook.search(text, null)));
    return JSON.stringify(answers.map((answer) => Array.isArray(answer.results)));
}

async function answerToAborted() {
    const signal = { aborted: true, reason: 'enough' };
    return fixbook.search('a', { signal }).then(() => 'an answer', (reason) => reason);
}

async function limited(text) {
    const counts = [0, 2, 3.7, 99, -1, NaN, 'x'].map((limit) => fixbook.search(text, { limit }));
    return JSON.stringify((await Promise.all(counts)).map((answer) => answer.results.length));
}

async function patiences(text) {
    let waits = 0;
    const patience = async () => { waits += 1; };
    const all = [];
    for (const asked of [text, text, '']) {
        await fixbook.search(asked, { patience });
        all.push(waits);
    }
    return JSON.stringify(all);
}
";

/// An index as both halves read it.
pub(crate) struct Halves {
    pub(crate) browser: Browser,
    shelf: Option<Shelf<Files>>,
}

impl Halves {
    pub(crate) fn of(files: &Files) -> Self {
        let browser = Browser::new();
        browser.run(QUESTIONS);
        let mut halves = Self {
            browser,
            shelf: None,
        };
        halves.open(files);
        halves
    }

    fn open(&mut self, files: &Files) {
        self.shelf = Shelf::open(files.clone()).ok();
        let json = serde_json::to_string(&files.0).expect("files are texts");
        let is_open = self.browser.promised("openFiles", &[&json]);
        assert_eq!(is_open, self.shelf.is_some().to_string());
    }

    /// The answer of Rust, if there is an index, and that of the script.
    pub(crate) fn answers(&mut self, paste: &str) -> (Option<Value>, Value) {
        let script = self.browser.promised("answerTo", &[paste]);
        let rust = self.shelf.as_mut().map(|shelf| {
            let found = results(paste, shelf, MOST);
            serde_json::to_string(&found).expect("results are plain")
        });
        let value = |json: &str| plain(serde_json::from_str(json).expect("JSON"));
        (rust.as_deref().map(value), value(&script))
    }

    fn disagreement(&mut self, paste: &str) -> Option<String> {
        let (rust, script) = self.answers(paste);
        let shown = |value: &Value| format!("{value:#}\n");
        rust.filter(|rust| *rust != script)
            .map(|rust| support::difference(paste, &shown(&rust), &shown(&script)))
    }
}

/// Numbers have one spelling: `1.0` is 1.
fn plain(value: Value) -> Value {
    match value {
        Value::Number(number) => number.as_f64().map(Value::from).unwrap_or_default(),
        Value::Array(list) => list.into_iter().map(plain).collect(),
        Value::Object(map) => map
            .into_iter()
            .map(|(key, value)| (key, plain(value)))
            .collect(),
        value => value,
    }
}

fn both_halves_answer_alike() {
    let mut halves = Halves::of(&Files::of(&draft()));
    let pastes = pastes();
    assert!(pastes.len() > 300);
    let (mut confident, mut others) = (0, 0);
    for paste in &pastes {
        if let Some(difference) = halves.disagreement(paste) {
            panic!("{difference}");
        }
        let (_, answer) = halves.answers(paste);
        confident += usize::from(answer["confident"] == true);
        others += usize::from(answer["others"] != Value::Array(Vec::new()));
    }
    assert!(confident > 50 && others > 5, "{confident} {others}");
}

/// A site of so many articles that no question reads all files of terms.
fn large() -> Draft {
    const ENDS: &[&str] = &[
        "valve", "hinge", "spool", "lever", "gasket", "pulley", "rivet",
    ];
    let write = |n: usize| {
        let [product, title, message, _] = ARTICLES[n % ARTICLES.len()];
        let end = ENDS[n % ENDS.len()];
        let text = format!(
            "---\ntitle: {:?}\n---\n\n## Symptoms\n\n> {message} Unit{n} {end}{} reports {end}.\n",
            format!("{title} ({end} {n})"),
            n * 7919 % 1000,
        );
        (format!("{product}/{n}.md"), text)
    };
    Draft {
        articles: (0..420).map(write).collect(),
        ..Draft::default()
    }
}

fn no_answer_depends_on_what_was_read_before() {
    let files = Files::of(&large());
    let shards = files.0.keys().filter(|name| name.starts_with("terms-"));
    assert!(shards.count() > 10);
    let pastes: Vec<String> = pastes().into_iter().step_by(23).collect();
    let mut used = Halves::of(&files);
    for paste in &pastes {
        used.answers(paste);
    }
    for paste in &pastes {
        let fresh = Halves::of(&files).answers(paste);
        assert_eq!(used.answers(paste), fresh, "{paste}");
        assert_eq!(fresh.0, Some(fresh.1), "{paste}");
    }
}

fn a_message_finds_its_article_in_both_halves() {
    let mut halves = Halves::of(&Files::of(&draft()));
    for [product, title, message, _] in ARTICLES {
        let (rust, script) = halves.answers(message);
        for answer in [rust.expect("an index"), script] {
            assert_eq!(answer["results"][0]["title"], **title, "{product}");
        }
    }
}

fn both_halves_answer_any_mixture_alike() {
    let messages: Vec<&str> = ARTICLES.iter().map(|[_, _, message, _]| *message).collect();
    let words: Vec<&str> = messages
        .iter()
        .flat_map(|text| text.split_inclusive(' '))
        .collect();
    let piece = prop_oneof![
        proptest::sample::select(PIECES),
        proptest::sample::select(words),
        proptest::sample::select(messages),
    ];
    let pastes = proptest::collection::vec(piece, 0..40).prop_map(|pieces| pieces.concat());
    agree_on(pastes, 200);
}

fn both_halves_answer_any_characters_alike() {
    agree_on(any::<String>(), 100);
}

fn agree_on(pastes: impl Strategy<Value = String>, cases: u32) {
    let halves = std::cell::RefCell::new(Halves::of(&Files::of(&draft())));
    let outcome = runner(cases).run(&pastes, |paste| {
        let mut halves = halves.borrow_mut();
        prop_assume!(halves.browser.knows(&paste));
        match halves.disagreement(&paste) {
            None => Ok(()),
            Some(difference) => Err(TestCaseError::fail(difference)),
        }
    });
    if let Err(error) = outcome {
        panic!("{error}");
    }
}

/// What may become of a file.
const DAMAGES: &[fn(&str) -> Option<String>] = &[
    |_| None,
    |text| Some(text[..text.floor_char_boundary(text.len() / 2)].to_owned()),
    |text| Some(text[..text.floor_char_boundary(text.len() * 2 / 3)].to_owned() + "\")"),
    |_| Some(String::new()),
    |_| Some("fixbookData(\"x\",null)".to_owned()),
    |_| Some("fixbookData(\"x\",[[1,2]])".to_owned()),
    |_| Some("fixbookData(\"x\",\"\u{e9}~~~~zz\")".to_owned()),
    |_| Some("<!doctype html><title>Not found</title>".to_owned()),
];

fn damaged_files_give_the_same_partial_answers() {
    let whole = Files::of(&draft());
    let mut halves = Halves::of(&whole);
    let pastes = [ARTICLES[0][2], ARTICLES[24][2], "loom pattern"];
    let mut partial = 0;
    for (name, text) in &whole.0 {
        for damage in DAMAGES {
            let mut files = whole.clone();
            match damage(text) {
                Some(text) => files.0.insert(name.clone(), text),
                None => files.0.remove(name),
            };
            halves.open(&files);
            for paste in pastes {
                if let Some(difference) = halves.disagreement(paste) {
                    panic!("{name}: {difference}");
                }
                let (rust, script) = halves.answers(paste);
                assert!(rust.is_some() || script["partial"] == true);
                partial += usize::from(script["partial"] == true);
            }
        }
    }
    assert!(partial > whole.0.len());
}

fn a_site_that_was_updated_is_read_anew() {
    let old = Files::of(&draft());
    let edited = draft().with(
        "kiln/new.md",
        "# The kiln hums\n\n> Transformer hum exceeds 60 dB\n",
    );
    let new = Files::of(&edited);
    let mut halves = Halves::of(&old);
    halves.browser.run(
        "let site; async function publish(json) {
            const first = !site; site = JSON.parse(json);
            return first ? String(await fixbook.open({ load: async (name) => site[name] })) : 'true';
        }",
    );
    let json = |files: &Files| serde_json::to_string(&files.0).expect("files are texts");
    for files in [&old, &new] {
        assert_eq!(halves.browser.promised("publish", &[&json(files)]), "true");
    }
    halves.shelf = Shelf::open(new.clone()).ok();
    let (rust, script) = halves.answers("Transformer hum exceeds 60 dB");
    assert_eq!(rust, Some(script));
}

fn nothing_that_is_asked_is_refused() {
    let mut halves = Halves::of(&Files::of(&draft()));
    let odd = halves.browser.promised("answerToOdd", &[]);
    assert!(!odd.contains("false"), "{odd}");
    let (rust, script) = halves.answers(&"Warp tension \u{1f600} out of range\n".repeat(30_000));
    assert_eq!(rust, Some(script));
    halves.open(&Files(BTreeMap::new()));
    let (_, script) = halves.answers("Warp tension out of range");
    assert_eq!(script["partial"], true);
    assert_eq!(script["lines"][0], "Warp tension out of range");
}

fn a_search_can_be_limited_and_ended() {
    let halves = Halves::of(&Files::of(&draft()));
    let paste = "The part is worn";
    assert_eq!(
        halves.browser.promised("limited", &[paste]),
        "[0,2,3,10,10,10,10]"
    );
    assert_eq!(halves.browser.promised("answerToAborted", &[]), "enough");
}

fn what_is_typed_is_answered_at_once_where_no_file_is_read_for_it() {
    let halves = Halves::of(&Files::of(&draft()));
    let paste = "The part is worn";
    assert_eq!(halves.browser.promised("patiences", &[paste]), "[1,1,1]");
}

tests![
    what_is_typed_is_answered_at_once_where_no_file_is_read_for_it,
    both_halves_answer_alike,
    no_answer_depends_on_what_was_read_before,
    a_message_finds_its_article_in_both_halves,
    both_halves_answer_any_mixture_alike,
    both_halves_answer_any_characters_alike,
    damaged_files_give_the_same_partial_answers,
    a_site_that_was_updated_is_read_anew,
    nothing_that_is_asked_is_refused,
    a_search_can_be_limited_and_ended,
];
