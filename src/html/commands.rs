//! What is offered with commands: a button that copies one, all of a block, all of a list of steps.
//!
//! The buttons are hidden until the scripts that they need are there, and what scripts put in later has
//! its room from the start, so that nothing moves.

use std::fmt::Write as _;

use super::Writer;
use crate::entity::command::Command;
use crate::escape::push;
use crate::markdown::NodeId;

impl Writer<'_> {
    /// The button that copies a command.
    pub(super) fn copy_button(&mut self, index: usize) {
        self.commands.push(index);
        self.out.push_str("<button data-copy=\"");
        push(&mut self.out, &self.parts.mentions.commands[index].text);
        self.out.push('"');
        self.slots(index);
        self.label(" hidden aria-label=\"", "copy");
        self.out.push_str("></button>");
    }

    /// The buttons that copy all of a block, and save it, where that is more than its one command.
    ///
    /// Of a session those are its commands. Of a script it is everything that its author wrote, whether this program
    /// sees a command in it or not: what is left out might be the guard before a deletion.
    pub(super) fn buttons_of_all(
        &mut self,
        block: NodeId,
        text: &str,
        language: &str,
        session: bool,
    ) {
        let all = &self.parts.mentions.commands;
        let one = self.marks.command(block);
        let within: Vec<usize> = one
            .into_iter()
            .chain(self.marks.commands_within(block))
            .collect();
        let Some(&first) = within.first() else {
            return;
        };
        let Whole { text, places } = if session {
            Whole::of_session(&within, all)
        } else {
            Whole::of_script(text, &within, all)
        };
        let is_all = || is_remarked(&text, &all[first].text);
        if within.len() == 1 && (session || is_all()) {
            return;
        }
        self.out.push_str("<button data-copy-all=\"");
        push(&mut self.out, &text);
        let places: Vec<String> = places.iter().map(usize::to_string).collect();
        let _ = write!(self.out, "\" data-at=\"{}\"", places.join(" "));
        self.label(" hidden aria-label=\"", "copy_all");
        self.out.push_str("></button>");
        let mut languages = within.iter().map(|&index| all[index].language);
        let language = match languages.all(|other| other == all[first].language) {
            true => all[first].language,
            false => language,
        };
        if let Some(extension) = extension(language) {
            let _ = write!(self.out, "<button data-save=\"{extension}\"");
            let label = self.parts.strings.get("save");
            let label = label.replace("{name}", &format!(".{extension}"));
            self.out.push_str(" hidden aria-label=\"");
            push(&mut self.out, &label);
            self.out.push_str("\"></button>");
        }
    }

    /// Room for the tools of a list of steps, before it: `begin` is where the list starts, and `commands`
    /// how many commands were written before it.
    pub(super) fn tools(&mut self, begin: usize, commands: usize) {
        self.wrote_tools = true;
        let all = &self.parts.mentions.commands;
        let kinds = self.commands[commands..].iter().map(|&index| {
            let language = all[index].language;
            extension(language).unwrap_or(language)
        });
        let mut kinds: Vec<&str> = kinds.collect();
        // Mostly they are all of one kind.
        if kinds.iter().all(|kind| *kind == kinds[0]) {
            kinds.truncate(1);
        }
        let room = format!(
            "<div class=\"tools\" data-tools=\"{}\"{}></div>\n",
            kinds.join(" "),
            self.parts.tongue
        );
        self.out.insert_str(begin, &room);
    }

    /// Where what was copied is told to those who listen, with the words of the scripts.
    pub(super) fn copy_status(&mut self) {
        if self.commands.is_empty() && !self.wrote_tools && !self.wrote_copy_error {
            return;
        }
        let tongue = self.parts.tongue;
        let _ = write!(self.out, "<p class=\"unseen\" role=\"status\"{tongue}");
        self.label(" data-copied=\"", "copied");
        if !self.fields.is_empty() {
            self.label(" data-open=\"", "copied_open");
            self.label(" data-left=\"", "fill_left");
        }
        self.label(" data-saved=\"", "saved");
        self.out.push_str("></p>\n");
    }

    /// The tools of lists of steps, once for all of them.
    pub(super) fn tools_template(&mut self) {
        if self.wrote_tools {
            self.out.push_str("<template class=\"words\" data-words");
            self.label(" data-step=\"", "step_done");
            self.label(" data-copy-of=\"", "copy_all_of");
            self.label(" data-undo=\"", "start_over_undo");
            self.label(" data-cleared=\"", "started_over");
            self.out.push('>');
            self.tool(" data-copy-all=\"\"", "copy_all");
            self.tool(" data-save=\"\"", "save");
            self.tool(" data-reset", "start_over");
            self.tool(" data-copy-all=\"\" data-report", "report");
            self.out.push_str("</template>\n");
        }
    }

    /// A button with its words.
    pub(super) fn tool(&mut self, attributes: &str, key: &str) {
        let _ = write!(self.out, "<button{attributes}>");
        push(&mut self.out, self.parts.strings.get(key));
        self.out.push_str("</button>");
    }

    /// Words of the page in an attribute, of which `start` is all up to its quote.
    pub(super) fn label(&mut self, start: &str, key: &str) {
        self.out.push_str(start);
        push(&mut self.out, self.parts.strings.get(key));
        self.out.push('"');
    }
}

/// All of a block that is to be typed, and where its commands stand in it, in UTF-16 units.
struct Whole {
    text: String,
    places: Vec<usize>,
}

impl Whole {
    fn of_session(within: &[usize], all: &[Command]) -> Self {
        let mut whole = Self {
            text: String::new(),
            places: Vec::new(),
        };
        for &index in within {
            if !whole.text.is_empty() {
                whole.text.push('\n');
            }
            whole.command(&all[index]);
        }
        whole
    }

    /// The text as it stands, with its commands as they must arrive.
    fn of_script(text: &str, within: &[usize], all: &[Command]) -> Self {
        let mut whole = Self {
            text: String::with_capacity(text.len()),
            places: Vec::new(),
        };
        let mut done = 0;
        for &index in within {
            let place = all[index]
                .mention
                .place
                .as_ref()
                .map(|(_, range)| range.clone());
            let written = place.and_then(|range| Some((range.start, text.get(range)?)));
            let Some((start, written)) = written.filter(|(start, _)| *start >= done) else {
                continue;
            };
            whole.text.push_str(&text[done..start]);
            whole.command(&all[index]);
            done = start + written.trim_end().len();
        }
        whole.text.push_str(text[done..].trim_end());
        whole
    }

    fn command(&mut self, command: &Command) {
        self.places.push(self.text.encode_utf16().count());
        self.text.push_str(command.text.trim_end());
    }
}

/// Whether a script is one command and remarks.
fn is_remarked(script: &str, command: &str) -> bool {
    let rest = script.replacen(command.trim(), "", 1);
    let is_remark = |line: &str| {
        let line = line.trim().to_ascii_lowercase();
        line.is_empty()
            || ["#", "--", "//", "::", "rem "]
                .iter()
                .any(|sign| line.starts_with(sign))
    };
    rest.lines().all(is_remark)
}

/// The extension of a file of commands.
fn extension(language: &str) -> Option<&'static str> {
    match language {
        "powershell" => Some("ps1"),
        "bash" => Some("sh"),
        "cmd" => Some("cmd"),
        "sql" => Some("sql"),
        _ => None,
    }
}
