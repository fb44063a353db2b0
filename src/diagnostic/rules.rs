//! The one table of diagnostic codes: what each means and why it matters to a reader.
//!
//! Codes are stable: a retired one is never given to another finding. The hundreds tell the
//! subject: 0 files, 1 front matter, 2 configuration, 3 structure, 4 links and images,
//! 5 addresses and output, 6 themes, 7 DocFX projects,
//! 8 commands, 9 what articles know of each other.

use super::Level;

/// One entry of the table.
#[derive(Debug, PartialEq, Eq)]
pub struct Rule {
    /// The stable code, such as `FB101`.
    pub code: &'static str,
    /// The level it has unless the configuration says otherwise.
    pub level: Level,
    /// What the finding is, in a few words.
    pub title: &'static str,
    /// Why it matters to a reader, in a sentence.
    pub why: &'static str,
}

macro_rules! rules {
    ($($(#[$doc:meta])* $name:ident = $code:literal, $level:ident, $title:literal, $why:literal;)*) => {
        /// The codes by name; [`Code::rule`] has the table's entry.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Code {
            $(#[doc = $title] $name,)*
        }

        /// The table, in the order of the codes.
        pub static RULES: &[Rule] = &[
            $(Rule { code: $code, level: Level::$level, title: $title, why: $why },)*
        ];
    };
}

rules! {
    UnreadableSource = "FB001", Error, "a file could not be read",
        "The article is missing from the site.";
    NotText = "FB002", Error, "a file named as an article is not text",
        "The article is missing from the site.";
    InvalidEncoding = "FB003", Error, "a source has bytes that are not valid text",
        "Readers see replacement characters, and those words cannot be found.";
    SourceTooLarge = "FB004", Error, "a source is too large to be an article",
        "The article is missing from the site.";
    LongSource = "FB005", Warning, "an article is very long",
        "Its page is slow to open, and a reader will not find the fix in it.";
    LinkLoop = "FB006", Warning, "a symbolic link leads back to a folder above it",
        "Its files would be published again and again; they are read once.";
    LinkOutside = "FB007", Error, "a symbolic link leads out of the site",
        "What it points to is not part of the site and is not published.";
    UnusualName = "FB008", Error, "a file name cannot be an address",
        "Its name is not valid Unicode, so no link can lead to it.";
    NoArticles = "FB009", Warning, "the site has no articles",
        "The site is empty.";
    InvalidDate = "FB010", Warning, "SOURCE_DATE_EPOCH is not a number of seconds",
        "Today's date decides what is published; the computer's clock was used instead.";
    UnreadableFile = "FB011", Error, "a file of the site could not be read",
        "It is not an article; what needs it is shown without it.";
    PublishedFolder = "FB012", Info, "a folder holds a published site",
        "It may show drafts and internal articles, so nothing of it is published again.";

    InvalidYaml = "FB101", Error, "the front matter is not valid YAML",
        "What stands at this place had to be guessed, and may not be what was meant.";
    UnclosedFrontMatter = "FB102", Error, "the front matter is not closed",
        "Without a closing line of three dashes nobody can tell where the article starts.";
    FrontMatterNotMap = "FB103", Error, "the front matter is not a list of keys and values",
        "Nothing of it can be used.";
    DuplicateKey = "FB104", Warning, "a key stands twice",
        "Only the last one counts; the author may have meant the other.";
    MisspeltKey = "FB105", Warning, "a key of the front matter is probably misspelt",
        "It counts only where leaving it out would show too much, or where its meaning is plain.";
    WrongType = "FB106", Warning, "a value of the front matter has the wrong type",
        "It was read as well as it could be, or left out.";
    UnreadableDate = "FB107", Warning, "a date cannot be read",
        "The page shows no date, and expiry or review do not work.";
    YamlTooComplex = "FB108", Error, "a piece of YAML is built to be expensive",
        "It nests or repeats itself beyond reason and was not read.";
    PartlyRead = "FB109", Warning, "a part of a value is not read as text",
        "Readers see half of what its author wrote.";
    ForeignFrontMatter = "FB110", Error, "the front matter is not YAML",
        "Only its plain lines are read: something that its author meant may be missing.";
    MisplacedFrontMatter = "FB111", Warning, "something stands before the front matter",
        "Other programs take the front matter for text, and show it.";
    UnopenedFrontMatter = "FB112", Error, "the front matter is not opened",
        "Other programs take it for text, and publish what it keeps back.";
    UnknownLanguage = "FB113", Warning, "a text is not a language tag",
        "Screen readers pronounce the article in the site's language, and its words come in that.";
    MissingTitle = "FB114", Warning, "an article has no title",
        "Lists, search results and browser tabs show the name of its file instead.";
    UnknownKey = "FB115", Info, "a key of the front matter is known neither to fixbook nor to other articles",
        "It is kept for templates; if it was meant to do something, nothing happens.";
    ReviewOverdue = "FB116", Warning, "the day by which an article was to be reviewed has passed",
        "Readers are told that it may be out of date.";
    Expired = "FB117", Info, "an article has expired",
        "It is not published any more.";
    MissingOwner = "FB118", Warning, "an article has no owner, and the site wants one",
        "Nobody is asked when it is wrong or has to be reviewed.";
    DatesAtOdds = "FB119", Warning, "the dates of an article contradict each other",
        "Readers, and lists of what changed, cannot tell how old it is.";

    InvalidConfig = "FB201", Error, "the configuration cannot be read",
        "The site would not be built as it is meant.";
    UnknownConfigKey = "FB202", Warning, "the configuration has an unknown key",
        "It has no effect.";
    WrongConfigType = "FB203", Error, "a value of the configuration has the wrong type",
        "The site would not be built as it is meant.";
    WrongConfigValue = "FB204", Error, "a value of the configuration cannot be used",
        "The site would not be built as it is meant.";
    WrongArgument = "FB205", Error, "the command cannot be carried out as it was given",
        "Nothing was written.";
    LowContrast = "FB206", Warning, "a colour can hardly be read on its ground",
        "Readers with weak eyes, a poor screen or the sun on it do not see what it marks.";

    UndeclaredVisibility = "FB301", Error, "a visibility is not one of the site's levels",
        "The article is withheld, because nobody can tell who may read it.";
    DeepNesting = "FB302", Warning, "blocks are nested too deeply",
        "What is nested deeper is shown at the last level.";
    UnpairedTrack = "FB303", Warning, "a scenario has no counterpart",
        "A reader who chooses it finds a symptom without a cause or a fix.";
    BrokenInclude = "FB304", Warning, "a file that an article includes is not there",
        "The article lacks what the file would have said.";
    UnknownDirective = "FB305", Warning, "a directive is not known, or not closed",
        "What it was meant to do does not happen; its content is shown.";
    IdleAllowance = "FB306", Warning, "a comment allows what is not found there",
        "It hides nothing now, and would hide what somebody gets wrong there later.";
    NoSymptom = "FB310", Warning, "a troubleshooting article does not say what one sees",
        "Readers cannot tell whether it is about their trouble, and do not find it by what their screen says.";
    NoFix = "FB311", Warning, "a troubleshooting article does not say what to do",
        "Readers who found it stand where they stood before.";
    EmptySection = "FB312", Warning, "a heading has nothing below it",
        "Readers come to a place where something was announced, and find nothing.";
    HeadingLevel = "FB313", Warning, "a heading is not on the level that follows from those around it",
        "Who listens to the page, or reads its outline, believes that something is missing.";
    DuplicateHeading = "FB314", Warning, "two headings side by side say the same",
        "In the outline readers cannot tell them apart, and a link to the second breaks when the first goes.";
    TitlesAtOdds = "FB315", Warning, "the title of the front matter and the first heading have nothing in common",
        "What a reader chose in a browser's tab or another list is not what the page says it is.";

    BrokenLink = "FB401", Warning, "a link leads nowhere",
        "The reader is shown its text, without a link.";
    BrokenAnchor = "FB402", Warning, "a link names a place that the page does not have",
        "The reader arrives at the top of the page instead.";
    BrokenImage = "FB403", Warning, "an image does not exist",
        "The reader is shown its description instead.";
    LinkCase = "FB404", Warning, "a link is spelt in another case than its target",
        "It works here, and breaks where upper and lower case differ.";
    WithheldLink = "FB405", Warning, "a link leads to an article that is not published",
        "The reader is shown its text, without a link.";
    DangerousLink = "FB406", Warning, "a link has an address that is not allowed",
        "Such an address can run a script; the reader is shown its text, without a link.";
    OrphanArticle = "FB407", Info, "nothing leads to an article",
        "Only search and lists show it: no other article, landing page or table of contents does.";
    MovedTarget = "FB408", Info, "a link leads to an address that was moved",
        "It still arrives, until somebody removes the redirection.";
    OutsideGone = "FB420", Warning, "a link to another site leads nowhere",
        "The reader meets an error page, or nothing.";
    OutsideMoved = "FB421", Info, "a link to another site is led elsewhere",
        "It works for as long as that site forwards it, and may end where nobody meant to go.";
    OutsideUnknown = "FB422", Info, "a link to another site could not be checked",
        "Nobody knows whether a reader arrives.";
    OutsideAnchor = "FB423", Info, "a link names a place that a page of another site does not have",
        "The reader arrives at the top of the page and has to search.";

    AddressTaken = "FB501", Error, "two files have the same address",
        "Only one of them can be shown there.";
    ReservedAddress = "FB502", Error, "a file has an address that the site itself needs",
        "The site's own page is shown there.";
    ForeignFile = "FB503", Error, "the output folder holds a file that fixbook did not write",
        "It is left as it is, and the page that belongs there is not published.";
    PathBlocked = "FB504", Error, "a file of the site cannot be put where it belongs",
        "A reader who follows a link to it finds nothing, or what stood there before.";
    ManifestDamaged = "FB505", Warning, "the list of published files is damaged",
        "Files that fixbook wrote may be taken for yours: they stay, and are not replaced.";
    OutputRefused = "FB506", Error, "the output folder is not a place to publish to",
        "Publishing there could harm files that are not part of the site; nothing was written.";
    OutputFailed = "FB507", Error, "the site could not be written",
        "Some pages may be missing or old; the next build mends them.";
    WouldEmpty = "FB508", Error, "every published article would be removed",
        "An empty site is more often a wrong folder or level than meant; nothing was changed.";
    UnusableSlug = "FB509", Warning, "a slug cannot be an address",
        "The page has the name of its file as its address.";
    UnusableAlias = "FB510", Warning, "an alias cannot be an address",
        "Whoever follows the old address finds nothing.";
    DeviceName = "FB511", Warning, "a name that Windows keeps for a device",
        "The site cannot be copied to, or served from, a Windows computer.";

    TemplateError = "FB601", Error, "a template of the theme has an error",
        "The pages that use it cannot be shown.";
    UnknownTheme = "FB602", Error, "the theme does not exist",
        "The site would look other than it is meant to.";
    ArchetypeError = "FB603", Error, "an archetype has an error",
        "No article can be written from it.";
    UnknownWords = "FB604", Warning, "words of the pages have a name or a gap that no page knows",
        "They are not shown, or shown with a gap that nothing fills.";
    MissingThemeFile = "FB605", Warning, "a style sheet names a file that the theme does not have",
        "Readers see the page without it: a font, an image.";
    MissingWords = "FB606", Info, "the theme has no words in the site's language",
        "Readers see English words around a text in another language.";

    InvalidProject = "FB701", Error, "a file of a DocFX project cannot be read as it is written",
        "What stands at this place had to be guessed or was left out.";
    ProjectValue = "FB702", Warning, "a value of a DocFX project cannot be used",
        "The project is read as if it did not stand there.";
    ProjectGlob = "FB703", Warning, "a pattern of file names cannot be used",
        "The files that it stands for are not treated as its author meant.";
    UnpublishedDocset = "FB704", Info, "a docset is not one of those to publish",
        "Its articles are not on the site.";
    UnreadMetadata = "FB705", Info, "a file of default metadata is not read",
        "Articles that leave these values to it go without them.";
    UnusableRedirection = "FB706", Warning, "a redirection cannot be used",
        "A reader who follows the old address finds nothing.";
    RepeatedRedirection = "FB707", Warning, "a file is redirected twice",
        "Only one of the two redirections can be followed: the first.";
    TocEntry = "FB708", Warning, "an entry of a table of contents cannot be used",
        "The navigation is shown without it.";
    LandingEntry = "FB709", Warning, "an entry of a landing page cannot be used",
        "The page is shown without it.";

    MendedCommand = "FB801", Info, "a command has characters that no shell reads",
        "Whoever types it from the page gets an error; what the copy button copies is mended.";
    NeedlessPrompts = "FB802", Info, "a block of commands has prompts and shows no output",
        "Whoever selects the block by hand pastes the prompts too.";
    UnknownFence = "FB803", Info, "the language of a code block is not known",
        "The block is not coloured, and its commands may not be recognised.";
    UnfinishedCommand = "FB804", Warning, "a command does not end: a quote or a bracket is open",
        "Whoever pastes it sits before a shell that waits for more, or runs something else.";
    Secret = "FB805", Error, "an article shows what looks like a secret",
        "Everybody who can read the page, or its history, can use it.";
    DestructiveCommand = "FB806", Warning, "a command destroys something, and nothing near it warns",
        "Whoever copies it at three in the morning learns too late what it takes away.";
    ImageWithoutText = "FB807", Warning, "an image has no alternative text",
        "Who cannot see it does not learn what it shows, and search does not find it.";
    CodeWithoutMessage = "FB808", Info, "a code stands in the title, and its message nowhere",
        "Whoever pastes the whole message finds the article by the code only, if the message has one.";
    BareBlock = "FB809", Info, "a section is nothing but code",
        "Readers do not learn what it does, where to run it, and what to expect.";

    SameText = "FB901", Warning, "two articles are nearly the same",
        "A reader finds both and cannot tell which of them holds; what is corrected in one stays in the other.";
    SameTitle = "FB902", Warning, "two articles have the same title",
        "In lists and in search a reader cannot tell them apart.";
    SameError = "FB903", Info, "an error is documented by another article as well",
        "A reader who finds one of them does not learn what the other says.";
    ErrorWithoutFix = "FB905", Info, "no article has a fix for an error",
        "Readers find the error, and nothing to do.";
}

impl Code {
    /// The table's entry.
    #[must_use]
    pub fn rule(self) -> &'static Rule {
        &RULES[self as usize]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_unique_and_in_order() {
        assert!(RULES.windows(2).all(|pair| pair[0].code < pair[1].code));
    }
}
