//! The prompts of network devices: `Router# show version`, `Switch> enable`, `core1(config)# exit`.
//!
//! A word with a sign after it also stands in reports (`Case# 17`) and in markup, so that one line alone
//! proves little: the command after the prompt must be one of those that every such device has, or the
//! same name must ask again.

use std::collections::BTreeMap;
use std::ops::Range;

use super::prompt::{Fence, Found, Of, Role};
use super::{Words, first_word, is_blank};

/// Finds the prompts of devices on lines that have no other prompt.
pub(super) fn find_device_prompts(
    text: &str,
    language: &str,
    ranges: &[Range<usize>],
    prompts: &mut [Option<Found>],
) {
    if language != "console" && Fence::of(language) != Fence::Text {
        return;
    }
    let mut hosts: BTreeMap<&str, Asked> = BTreeMap::new();
    for (range, prompt) in ranges.iter().zip(&*prompts) {
        let line = &text[range.clone()];
        if let Some(device) = Device::of(line).filter(|_| prompt.is_none()) {
            let asked = hosts.entry(device.host).or_default();
            asked.weigh(line[device.length..].trim_matches(is_blank), device.mode);
        }
    }
    if !hosts.values().any(Asked::is_device) {
        return;
    }
    for (range, prompt) in ranges.iter().zip(prompts) {
        let line = &text[range.clone()];
        let device = Device::of(line).filter(|_| prompt.is_none());
        if let Some(device) = device.filter(|device| hosts[device.host].is_device()) {
            let rest = &line[device.length..];
            let blanks = rest.len() - rest.trim_start_matches(is_blank).len();
            *prompt = Some(Found {
                length: device.length + blanks,
                of: Of::Tool,
                role: Role::Command,
            });
        }
    }
}

/// What stands after the prompts of one name.
#[derive(Default)]
struct Asked {
    /// Words that can be typed.
    words: usize,
    /// Words that every such device knows.
    known: usize,
    /// What nobody types.
    others: usize,
    /// The prompt says in which mode the device is.
    modes: usize,
}

impl Asked {
    fn weigh(&mut self, typed: &str, mode: bool) {
        let word = first_word(typed);
        let letter = |byte: u8| byte.is_ascii_lowercase() || byte == b'-';
        if typed.is_empty() {
            return;
        }
        if is_device_command(word) {
            self.known += 1;
        } else if word.len() > 1 && word.bytes().all(letter) && !typed.ends_with(['.', ':', '!']) {
            self.words += 1;
        } else {
            self.others += 1;
        }
        self.modes += usize::from(mode);
    }

    fn is_device(&self) -> bool {
        let repeats = self.words > 1 && self.modes > 0;
        self.others == 0 && (self.known > 0 || repeats)
    }
}

/// Commands that the devices of most makers know.
///
/// Sources: the command references of Cisco IOS, Arista EOS, Juniper Junos and Huawei VRP.
fn is_device_command(word: &str) -> bool {
    static COMMANDS: Words = Words::of(
        "show sh enable en disable configure conf config interface int ip ipv6 no exit end copy write wr \
        ping traceroute debug undebug clear reload terminal vlan router line hostname switchport \
        shutdown spanning-tree access-list access-group crypto snmp-server logging ntp aaa username \
        display system-view undo quit commit rollback edit set delete request run do erase",
    );
    !word.contains(|c: char| c.is_uppercase()) && COMMANDS.has(word)
}

/// The prompt of a device at the start of a line.
struct Device<'a> {
    host: &'a str,
    /// It has a mode: `(config-if)`.
    mode: bool,
    /// Its length in bytes, its sign included.
    length: usize,
}

impl<'a> Device<'a> {
    fn of(line: &'a str) -> Option<Self> {
        const LONGEST: usize = 63; // bytes of a label of the domain name system
        let start = line.len() - line.trim_start_matches(is_blank).len();
        let window = line.as_bytes()[start..].iter().take(LONGEST + 1);
        let named = |byte: &&u8| byte.is_ascii_alphanumeric() || b"-_.".contains(byte);
        let name = window.take_while(named).count();
        let host = &line[start..start + name];
        let letter = host.starts_with(|c: char| c.is_ascii_alphabetic());
        if !letter || !(2..=LONGEST).contains(&name) {
            return None;
        }
        let rest = &line[start + name..];
        let mode = mode_length(rest);
        let mut signs = rest[mode..].chars();
        let asks = matches!(signs.next(), Some('#' | '>'));
        // `->` is an arrow, and after `#` or `>` nothing but a command starts without a blank.
        let apart = signs
            .next()
            .is_none_or(|c| is_blank(c) || c.is_ascii_lowercase());
        (asks && apart && !host.ends_with(['-', '.'])).then_some(Device {
            host,
            mode: mode > 0,
            length: start + name + mode + 1,
        })
    }
}

/// Length of `(config-if)` at the start of a text, or 0.
fn mode_length(text: &str) -> usize {
    const LONGEST: usize = 40; // bytes
    let inside = text.strip_prefix('(').unwrap_or("");
    let named = |byte: &&u8| byte.is_ascii_alphanumeric() || b"-_".contains(byte);
    let length = inside
        .as_bytes()
        .iter()
        .take(LONGEST)
        .take_while(named)
        .count();
    if length > 0 && inside[length..].starts_with(')') {
        length + 2
    } else {
        0
    }
}

#[cfg(test)]
mod tests {
    use super::super::{LineKind, transcript};

    fn typed<'a>(text: &'a str, language: &str) -> Vec<&'a str> {
        let lines = transcript(text, language).lines.into_iter();
        let commands = lines.filter(|line| line.prompt.is_some() && line.kind == LineKind::Command);
        commands.map(|line| &text[line.content()]).collect()
    }

    #[test]
    fn a_device_asks_for_commands() {
        let session = "Switch> enable\nSwitch# configure terminal\nSwitch(config)# interface Gi0/1\n\
                       Switch(config-if)# no shutdown\nSwitch#show version\nVersion 15\nSwitch#";
        let commands = [
            "enable",
            "configure terminal",
            "interface Gi0/1",
            "no shutdown",
            "show version",
        ];
        for language in ["console", "text"] {
            assert_eq!(typed(session, language), commands, "{language}");
        }
        assert_eq!(
            typed("core1(diag)# frob a\ncore1(diag)# frob b", "console"),
            ["frob a", "frob b"]
        );
    }

    #[test]
    fn a_word_with_a_sign_is_no_device() {
        for text in [
            "Case# 17\nCase# 18",
            "Tools> Options",
            "a-> show version",
            "note# the show is over.\nnote# it ends",
            "<b>show</b>",
            "x> show",
            "key => show",
            "Switch# Show Version",
            "日本# show version",
        ] {
            assert!(typed(text, "console").is_empty(), "{text}");
        }
        assert!(typed("Switch# show version", "bash").is_empty());
    }
}
