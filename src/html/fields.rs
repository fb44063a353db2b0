//! What the commands of an article leave to be filled in: one form for all of them, and in each command
//! the places where the values go, with what may stand there.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::ops::Range;

use super::{Writer, placeholders};
use crate::entity::Mentions;
use crate::entity::command::Command;
use crate::escape::push;
use crate::language::is_blank;
use crate::outline::Section;
use crate::role::Role;
use crate::shell;

/// How many fields are shown at once; further ones unfold.
const SHOWN: usize = 8;

/// The fields of an article, and where their values go.
#[derive(Debug, Default)]
pub(super) struct Fields {
    list: Vec<Field>,
    /// The slots of each command, in order.
    slots: Vec<Vec<Slot>>,
}

/// One thing to fill in.
#[derive(Debug)]
struct Field {
    /// As its first command calls it.
    name: String,
    /// The same for all that are meant alike.
    folded: String,
    kind: Option<&'static str>,
}

/// Room for a value in a command.
#[derive(Debug)]
struct Slot {
    /// Its bytes in the command's text.
    range: Range<usize>,
    /// The index of the placeholder.
    placeholder: usize,
    /// The field's index, the shell's letter and the place's: `0pw`.
    code: String,
}

impl Fields {
    /// The fields of an article's commands.
    pub(super) fn of(mentions: &Mentions) -> Self {
        let mut fields = Self::default();
        let mut by_name: BTreeMap<String, usize> = BTreeMap::new();
        if mentions
            .commands
            .iter()
            .all(|it| it.placeholders.is_empty())
        {
            return fields;
        }
        for command in &mentions.commands {
            let slots = fields.slots_of(command, &mut by_name);
            fields.slots.push(slots);
        }
        fields
    }

    pub(super) fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    fn slots_of(&mut self, command: &Command, by_name: &mut BTreeMap<String, usize>) -> Vec<Slot> {
        // One that stands nowhere in the text cannot be shown filled in.
        if command.mention.place.is_none() {
            return Vec::new();
        }
        let slots = placeholders::slots(command);
        let ranges: Vec<Range<usize>> = slots.iter().map(|(_, range)| range.clone()).collect();
        let rooms = shell::rooms(command.language, &command.text, &ranges);
        let slots = slots.into_iter().zip(rooms);
        slots
            .map(|((placeholder, range), room)| {
                let of = &command.placeholders[placeholder];
                let folded = folded(&of.name);
                let index = *by_name.entry(folded.clone()).or_insert(self.list.len());
                if index == self.list.len() {
                    self.list.push(Field {
                        name: of.name.clone(),
                        folded,
                        kind: None,
                    });
                }
                let kind = &mut self.list[index].kind;
                *kind = kind.or(of.kind);
                let code = format!("{index}{}", room.letters(command.language));
                Slot {
                    range,
                    placeholder,
                    code,
                }
            })
            .collect()
    }

    fn slot(&self, command: usize, slot: usize) -> Option<&Slot> {
        self.slots.get(command)?.get(slot)
    }

    fn has_slots(&self, command: usize) -> bool {
        self.slots
            .get(command)
            .is_some_and(|slots| !slots.is_empty())
    }
}

/// A name in which case, blanks, hyphens and underscores do not count.
fn folded(name: &str) -> String {
    let is_sign = |c: char| is_blank(c) || matches!(c, '-' | '_');
    let folded: String = name
        .chars()
        .filter(|c| !is_sign(*c))
        .flat_map(char::to_lowercase)
        .collect();
    if folded.is_empty() {
        name.to_owned()
    } else {
        folded
    }
}

/// Names that say nothing of what they name. A value that was typed for one of them in one article is not
/// proposed in another: the path of a log is not the path to be removed.
const GENERIC: &str = "name newname oldname displayname filename foldername id guid uuid identity value newvalue \
    oldvalue string text number count size type path filepath folder folderpath directory file source \
    destination target object item list title description date time version state status action command \
    option options parameter argument arguments user username useralias alias account address email port \
    label tag term query filter word words message url uri x y n";

/// Parts of names of what no browser should keep, in the languages whose words are known here.
const SECRETS: &[&str] = &[
    "password",
    "passwd",
    "passphrase",
    "passcode",
    "passwort",
    "kennwort",
    "motdepasse",
    "contraseña",
    "contrasena",
    "senha",
    "wachtwoord",
    "パスワード",
    "密码",
    "pwd",
    "secret",
    "geheim",
    "token",
    "bearer",
    "cookie",
    "apikey",
    "accesskey",
    "accountkey",
    "storagekey",
    "sharedkey",
    "privatekey",
    "masterkey",
    "encryptionkey",
    "signingkey",
    "recoverykey",
    "presharedkey",
    "sasurl",
    "sasuri",
    "connectionstring",
    "credential",
];
/// Names of such things that are too short to be told within others.
const SHORT_SECRETS: &str = "pass pin psk otp totp mfa pat cvv key sas";

/// How long a value is kept, where it is not for all articles: for its own, or not at all.
fn kept(folded: &str) -> Option<&'static str> {
    let is_secret = SECRETS.iter().any(|secret| folded.contains(secret));
    if is_secret || shell::is_one_of(folded, SHORT_SECRETS) {
        return Some("no");
    }
    let is_generic = folded.chars().count() < 3 || shell::is_one_of(folded, GENERIC);
    is_generic.then_some("here")
}

impl Writer<'_> {
    /// The start of the element around a placeholder.
    pub(super) fn placeholder(&mut self, command: usize, slot: usize) {
        self.out.push_str("<span data-placeholder");
        if let Some(slot) = self.fields.slot(command, slot) {
            let placeholders = &self.parts.mentions.commands[command].placeholders;
            self.out.push_str("=\"");
            push(&mut self.out, &placeholders[slot.placeholder].name);
            let _ = write!(self.out, "\" data-in=\"{}\"", slot.code);
        }
        self.out.push('>');
    }

    /// Writes where in a command's text its values go, in units of UTF-16 as scripts count.
    pub(super) fn slots(&mut self, command: usize) {
        let text = &self.parts.mentions.commands[command].text;
        let slots = self.fields.slots.get(command).into_iter().flatten();
        let (mut at, mut units) = (0, 0);
        let mut reach = |to: usize| {
            units += text[at..to].encode_utf16().count();
            at = to;
            units
        };
        let mut separator = " data-slots=\"";
        for Slot { range, code, .. } in slots {
            let (start, end) = (reach(range.start), reach(range.end));
            let _ = write!(self.out, "{separator}{start}-{end}-{code}");
            separator = " ";
        }
        if separator == " " {
            self.out.push('"');
        }
    }

    /// Writes the form before the first section at which a reader starts to type commands. It stands between
    /// sections, so that no choice of a story hides it; `all` are the sections as they are shown, and where they
    /// start.
    pub(super) fn form(&mut self, all: &[(&Section, usize)]) {
        let commands = &self.parts.mentions.commands;
        let written = self
            .commands
            .iter()
            .filter(|it| self.fields.has_slots(**it));
        let sections: BTreeSet<&str> = written
            .map(|&index| commands[index].section.as_str())
            .collect();
        let has = |section: &Section| sections.contains(section.id.as_str());
        let acts = |section: &Section| section.role.is_fix() || section.role == Role::Diagnosis;
        let first = |is_wanted: &dyn Fn(&Section) -> bool| {
            all.iter()
                .find(|(section, _)| section.walk().any(is_wanted))
        };
        let fix = first(&|it| acts(it) && has(it));
        let any = || first(&has);
        // What stands in no section, in a footnote perhaps, is filled in too.
        let place = fix.or_else(any);
        let place = place.or(all.first().filter(|_| !sections.is_empty()));
        if let Some(&(_, start)) = place {
            let form = self.captured(Self::whole_form);
            self.out.insert_str(start, &form);
        }
    }

    fn whole_form(&mut self) {
        let fields = std::mem::take(&mut self.fields.list);
        let _ = write!(
            self.out,
            "<div class=\"fill\" role=\"group\" aria-labelledby=\"fb-fill\"{} data-fill",
            self.parts.tongue
        );
        for (attribute, key) in [
            (" data-taken=\"", "fill_taken"),
            (" data-linked=\"", "fill_linked"),
            (" data-doubt=\"", "fill_doubt"),
            (" data-refused=\"", "fill_refused"),
            (" data-unfit=\"", "fill_unfit"),
            (" data-homeless=\"", "fill_homeless"),
            (" data-forgotten=\"", "fill_forgotten"),
        ] {
            self.label(attribute, key);
        }
        self.out.push_str(" hidden>\n<p><b id=\"fb-fill\">");
        push(&mut self.out, self.parts.strings.get("fill"));
        self.out.push_str("</b> <small>");
        push(&mut self.out, self.parts.strings.get("fill_text"));
        self.out.push_str("</small></p>\n");
        let (shown, more) = fields.split_at(fields.len().min(SHOWN));
        self.inputs(shown, 0);
        if !more.is_empty() {
            let words = self.parts.strings.get("fill_more");
            let words = words.replace("{n}", &more.len().to_string());
            self.out.push_str("<details><summary>");
            push(&mut self.out, &words);
            self.out.push_str("</summary>\n");
            self.inputs(more, SHOWN);
            self.out.push_str("</details>\n");
        }
        self.out.push_str("<p class=\"fill-end\">");
        self.tool(" data-forget", "fill_forget");
        self.tool(" data-copy-all=\"\" data-link", "fill_link");
        self.out.push_str("</p>\n</div>\n");
        self.fields.list = fields;
    }

    fn inputs(&mut self, fields: &[Field], first: usize) {
        self.out.push_str("<div class=\"fields\">\n");
        for (number, field) in (first..).zip(fields) {
            let _ = write!(self.out, "<p><label for=\"fb-v{number}\">");
            push(&mut self.out, &field.name);
            let _ = write!(self.out, "</label><input id=\"fb-v{number}\" name=\"");
            push(&mut self.out, &field.folded);
            self.out.push('"');
            if let Some(kind) = field.kind {
                let _ = write!(self.out, " data-kind=\"{kind}\"");
            }
            if let Some(kept) = kept(&field.folded) {
                let _ = write!(self.out, " data-keep=\"{kept}\"");
            }
            let _ = write!(
                self.out,
                " aria-describedby=\"fb-h{number}\"><small id=\"fb-h{number}\">"
            );
            if let Some(kind) = field.kind {
                let key = format!("slot_{kind}");
                push(&mut self.out, self.parts.strings.get(&key));
            }
            self.out.push_str("</small></p>\n");
        }
        self.out.push_str("</div>\n");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_are_meant_alike_are_one() {
        for name in ["Server Name", "SERVER_NAME", "server-name", "ServerName"] {
            assert_eq!(folded(name), "servername");
        }
        assert_eq!(folded("_"), "_");
    }

    #[test]
    fn what_says_nothing_stays_and_what_is_secret_is_not_kept() {
        for (name, expected) in [
            ("name", Some("here")),
            ("id", Some("here")),
            ("n", Some("here")),
            ("adminpassword", Some("no")),
            ("kennwort", Some("no")),
            ("storageaccountkey", Some("no")),
            ("pin", Some("no")),
            ("pinhole", None),
            ("publickey", None),
            ("servername", None),
            ("contoso.com", None),
        ] {
            assert_eq!(kept(name), expected, "{name}");
        }
    }
}
