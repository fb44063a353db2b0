//! Commands that destroy, where nothing near them says so.
//!
//! The table knows commands whose effect cannot be undone with another command. What they do is taken from the manual
//! pages of the programs themselves. A command that is only tried out, and one that clears what is made to be cleared,
//! is none of them.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use regex::{Regex, RegexSet};

use super::Page;
use crate::diagnostic::{Code, Diagnostic};
use crate::entity::command::Command;
use crate::entity::passage::Passage;
use crate::markdown::{Alert, Kind, NodeId};
use crate::role::Role;

/// How many blocks before a command, and after it, a warning is looked for.
const BEFORE: usize = 12;
const AFTER: usize = 2;

pub(super) fn findings(page: &Page<'_>, found: &mut Vec<Diagnostic>) {
    let commands = &page.reading.mentions.commands;
    // A word in a sentence names a program rather than to start it.
    let is_run = |command: &&Command| command.block || command.text.contains([' ', '|']);
    let harmful: Vec<_> = commands
        .iter()
        .filter(is_run)
        .filter_map(|command| Some((command, harm(command.language, &command.text)?)))
        .collect();
    if harmful.is_empty() {
        return;
    }
    let surroundings = Surroundings::new(page);
    let mut told = HashSet::new();
    for (command, harm) in harmful {
        let Some((node, _)) = &command.mention.place else {
            continue;
        };
        // What one sees is not what one is to type.
        if surroundings.role(*node) == Some(Role::Symptom) || surroundings.warn(*node) {
            continue;
        }
        // Once for all that a section does alike.
        if !told.insert((&command.section, harm)) {
            continue;
        }
        let first = command.text.lines().next().unwrap_or_default();
        let message = format!("`{}` {harm}, and nothing near it warns", shortened(first));
        let finding = Diagnostic::new(Code::DestructiveCommand, message)
            .help("say before it what is lost and what to save first, in a block `> [!WARNING]`");
        found.push(page.at(finding, *node));
    }
}

fn shortened(line: &str) -> String {
    const MOST: usize = 60; // characters
    let line = line.trim();
    match line.char_indices().nth(MOST) {
        Some((end, _)) => format!("{}…", line[..end].trim_end()),
        None => line.to_owned(),
    }
}

/// What a command destroys, as the rest of a sentence that it starts.
fn harm(language: &str, command: &str) -> Option<&'static str> {
    let matches = TABLE.set.matches(command);
    let index = matches
        .iter()
        .find(|&index| HARMS[index].0.is_of(language))?;
    let is_harmless =
        TRIED.is_match(command) || (HARMS[index].0 != Of::Sql && CLEARED.is_match(command));
    (!is_harmless).then_some(HARMS[index].2)
}

/// What a row of the table is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Of {
    /// Programs, which any shell starts.
    Any,
    /// What only a POSIX shell reads so.
    Posix,
    PowerShell,
    Cmd,
    Sql,
}

impl Of {
    fn is_of(self, language: &str) -> bool {
        match self {
            Self::Any => language != "sql",
            Self::Posix => !matches!(language, "sql" | "powershell" | "cmd"),
            Self::PowerShell => language == "powershell",
            Self::Cmd => language == "cmd",
            Self::Sql => true,
        }
    }
}

/// A command starts here: at the start of a line, after an operator, after what runs another command.
const START: &str =
    r"(?m)(?:^|[;&|({]|\b(?:sudo|doas|then|do|xargs|exec|nohup|time)\s)\s*(?:-\w+\s+)*";
const FOLDERS: &str = "deletes folders with all that is in them";
const DISK: &str = "takes everything from a disk";
const DATA: &str = "deletes data for good";

/// For whom, the pattern, and what it does. A pattern that starts with `^` starts where a command does.
const HARMS: &[(Of, &str, &str)] = &[
    (
        Of::Posix,
        r"^rm\s+(?:-[A-Za-z_-]+\s+)*(?:-\w*[rR]|--recursive)",
        FOLDERS,
    ),
    (
        Of::Posix,
        r"^find\s.*\s(?:-delete\b|-exec\s+rm\s)",
        "deletes every file that it finds",
    ),
    (Of::Posix, r"^(?:mkfs(?:\.\w+)?|wipefs|blkdiscard)\s", DISK),
    (
        Of::Posix,
        r"^shred\s",
        "overwrites files, so that nothing can bring them back",
    ),
    (
        Of::Posix,
        r"^dd\s.*\bof=/dev/(?:[shv]d|nvme|mmcblk|disk|xvd)",
        DISK,
    ),
    (Of::Posix, r">\s*/dev/(?:[shv]d[a-z]|nvme\d)", DISK),
    (
        Of::Posix,
        r"^(?:lvremove|vgremove|pvremove|zpool\s+destroy|zfs\s+destroy|mdadm\s+.*--zero-superblock)\b",
        "destroys a volume and what is on it",
    ),
    (
        Of::Posix,
        r"^(?:userdel|deluser)\s.*(?:\s-r\b|--remove)",
        "deletes a person's files with the account",
    ),
    (
        Of::Posix,
        r"^crontab\s+-r\b",
        "deletes all jobs of a user without asking",
    ),
    (
        Of::Posix,
        r"^(?:iptables|ip6tables|nft)\s+(?:-F|--flush|flush\s+ruleset)\b",
        "removes every rule of the firewall",
    ),
    (
        Of::Any,
        r"^git\s+(?:-\S+\s+\S+\s+)*reset\s+(?:\S+\s+)*--hard\b",
        "throws away changes that are not committed",
    ),
    (
        Of::Any,
        r"^git\s+(?:-\S+\s+\S+\s+)*clean\s+(?:-\w*\s+)*-\w*f",
        "deletes files that git does not know",
    ),
    (
        Of::Any,
        r"^git\s+(?:-\S+\s+\S+\s+)*push\s(?:.*\s)?(?:--force(?:\s|$)|-f\b)",
        "replaces what others have pushed",
    ),
    (
        Of::Any,
        r"^git\s+(?:filter-branch|filter-repo)\b",
        "rewrites the history of everybody who has a copy",
    ),
    (
        Of::Any,
        r"^(?:docker|podman)\s+(?:system|volume)\s+prune\b",
        "deletes what no container uses, volumes with their data too",
    ),
    (Of::Any, r"^(?:docker|podman)\s+volume\s+rm\b", DATA),
    (
        Of::Any,
        r"^(?:docker[ -]compose|podman-compose)\s.*\bdown\s.*(?:-v\b|--volumes\b)",
        "deletes volumes with their data",
    ),
    (
        Of::Any,
        r"^kubectl\s.*\bdelete\s+(?:\S+\s+)*?(?:ns|namespaces?|pvc?|persistentvolumes?|persistentvolumeclaims?|crds?|customresourcedefinitions?|statefulsets?|sts|all)\b",
        "deletes what holds data, or much at once",
    ),
    (
        Of::Any,
        r"^kubectl\s.*\bdelete\s.*\s--all\b",
        "deletes everything of a kind",
    ),
    (
        Of::Any,
        r"^(?:kubeadm\s+reset|helm\s+(?:uninstall|delete)|etcdctl\s.*\bdel)\b",
        "takes away what runs, and what it keeps",
    ),
    (
        Of::Any,
        r"^(?:terraform|tofu|terragrunt|pulumi)\s.*\bdestroy\b",
        "destroys what it manages",
    ),
    (
        Of::Any,
        r"^az\s+(?:group|vm|disk|sql\s+db|sql\s+server|storage\s+(?:account|blob|container|share)|keyvault|keyvault\s+\w+|aks|cosmosdb|network\s+vnet|webapp|acr|backup\s+\w+)\s+(?:delete|purge|delete-batch)\b",
        DATA,
    ),
    (
        Of::Any,
        r"^aws\s.*\b(?:s3\s+rb|s3\s+rm\s.*--recursive|terminate-instances|delete-(?:bucket|db-instance|db-cluster|table|stack|volume|snapshot|user|cluster|file-system|log-group|queue))\b",
        DATA,
    ),
    (
        Of::Any,
        r"^(?:gcloud|gsutil)\s.*\b(?:delete|rm\s+-r|rb)\b",
        DATA,
    ),
    (
        Of::Any,
        r"^redis-cli\s.*\b(?:FLUSHALL|FLUSHDB|flushall|flushdb)\b",
        "deletes every key",
    ),
    (
        Of::Any,
        r"\bdb\.(?:dropDatabase\(|\w+\.(?:drop\(|remove\(\s*\{\s*\}|deleteMany\(\s*\{\s*\}))",
        DATA,
    ),
    (
        Of::Any,
        r"^(?:pg_resetwal|pg_resetxlog|dropdb|mysqladmin\s.*\bdrop)\b",
        DATA,
    ),
    (
        Of::Any,
        r"^(?:vssadmin\s+delete\s+shadows|wbadmin\s+delete|wevtutil\s+(?:cl|clear-log)|wsl\s+--unregister|cipher\s+/w|bcdedit\s+/delete|reg\s+delete|esentutl\s+/p|eseutil\s+/p)\b",
        "takes away what nothing brings back",
    ),
    (Of::Cmd, r"(?i)^(?:rd|rmdir)\s+(?:.*\s)?/s\b", FOLDERS),
    (
        Of::Cmd,
        r"(?i)^(?:del|erase)\s+(?:.*\s)?/s\b",
        "deletes files in all folders below",
    ),
    (Of::Cmd, r"(?i)^format\s+[a-z]:", DISK),
    (
        Of::PowerShell,
        r"(?i)\b(?:Remove-Item|rm|del|ri|rmdir|rd)\s.*-(?:r|re|rec|recurse)\b",
        FOLDERS,
    ),
    (
        Of::PowerShell,
        r"(?i)\b(?:Format-Volume|Clear-Disk|Initialize-Disk|Remove-Partition|Remove-VirtualDisk|Remove-StoragePool|Reset-PhysicalDisk)\b",
        DISK,
    ),
    (
        Of::PowerShell,
        r"(?i)\b(?:Remove-(?:Mailbox|MailboxDatabase|MailUser|RemoteMailbox|PublicFolder|DistributionGroup|UnifiedGroup|ADUser|ADComputer|ADObject|ADGroup|ADOrganizationalUnit|ADForest|MsolUser|MsolGroup|MgUser|MgGroup|EntraUser|EntraGroup|AzureADUser|AzureADGroup|Team|SPSite|SPOSite|SPWeb|SPWebApplication|SPContentDatabase|SPServiceApplication|PnPList|PnPTenantSite|VM|VMSnapshot|VHD|DnsServerZone|AzResourceGroup|AzVM|AzDisk|AzStorageAccount|AzSqlDatabase|AzKeyVault|RecoverableItems|ComplianceSearch)|Clear-EventLog|Clear-RecycleBin|Clear-AzRecycleBin|Clear-PnPRecycleBinItem)(?:\s|$)",
        "removes what others depend on, with what it holds",
    ),
    (
        Of::PowerShell,
        r"(?i)\bDisable-(?:Remote)?Mailbox(?:\s|$)",
        "cuts a mailbox off, which is deleted after a time",
    ),
    (
        Of::PowerShell,
        r"(?i)\bSearch-Mailbox\s.*-DeleteContent\b",
        "deletes messages for good",
    ),
    (
        Of::PowerShell,
        r"(?i)\bNew-ComplianceSearchAction\s.*-Purge\b",
        "deletes messages",
    ),
    (
        Of::Sql,
        r"(?i)\bDROP\s+(?:DATABASE|TABLE|SCHEMA|TABLESPACE)\b",
        "drops what holds data",
    ),
    (
        Of::Sql,
        r"(?i)(?:^|;)\s*TRUNCATE\s+(?:TABLE\s+)?\w",
        "empties a table",
    ),
    (
        Of::Sql,
        r"(?i)(?:^|;)\s*DELETE\s+FROM\s+[^ \t\r\n;]+\s*(?:;|$)",
        "deletes every row of a table",
    ),
    (
        Of::Sql,
        r"(?i)\bREPAIR_ALLOW_DATA_LOSS\b",
        "repairs by leaving data out",
    ),
];

struct Table {
    set: RegexSet,
}

static TABLE: LazyLock<Table> = LazyLock::new(|| {
    let patterns = HARMS.iter().map(|(of, pattern, _)| {
        match (
            of,
            pattern.strip_prefix("(?i)^").or(pattern.strip_prefix('^')),
        ) {
            (Of::Cmd, Some(rest)) => format!("(?i){START}{rest}"),
            (_, Some(rest)) => format!("{START}{rest}"),
            (_, None) => (*pattern).to_owned(),
        }
    });
    let patterns = patterns.map(|pattern| ascii(&pattern));
    Table {
        set: RegexSet::new(patterns).expect("patterns that are tested"),
    }
});

/// A pattern whose classes are those of ASCII: an automaton reads it in one pass.
fn ascii(pattern: &str) -> String {
    let mut out = pattern.to_owned();
    for (class, of_ascii) in [
        (r"\b", r"(?-u:\b)"),
        (r"\w", r"(?-u:\w)"),
        (r"\s", r"(?-u:\s)"),
        (r"\d", r"(?-u:\d)"),
        (r"\S", r"[^ \t\r\n]"),
    ] {
        out = out.replace(class, of_ascii);
    }
    out
}

/// A command that says what it would do.
static TRIED: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)-WhatIf\b|--dry-run\b|--no-act\b|\bgit\s+clean\s+-\w*n|--help\b|(?:^|\s)-h(?:\s|$)|/\?")
        .expect("a pattern that is tested")
});

/// Something that is made to be cleared.
static CLEARED: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)(?:^|[\s/\\'\x22$%{:.])(?:te?mp(?:dir)?|node_modules|\.terraform|__pycache__|\w*caches?|dist|build|target|bin|obj)(?:$|[\s/\\'\x22%}*;\d])")
        .expect("a pattern that is tested")
});

/// Words that warn.
static WARNS: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?ix)
        \b(?: back(?:ed)?\s?-?(?:ing\s)?up | backups? | snapshots? | caution | warning | careful(?:ly)? | danger\w*
            | irreversibl[ey] | irrevocabl[ey] | permanent(?:ly)? | data\sloss | destructive
            | would\s(?:also\s)?(?:remove|delete|destroy|overwrite)
            | (?:can(?:no|')?t|can\snot|cannot|won't)\s+be\s+(?:undone|recovered|restored|reversed|reverted)
            | (?:lose|lost|loses|losing) | make\s+sure | be\s+sure | ensure | verify | double-check | only\s+if | do\s+not | don't
            | sicher(?:n|ung) | sicherungskopie | vorsicht | warnung | achtung | unwiderruflich | endg\u{FC}ltig | datenverlust
            | sauvegard\w+ | attention | avertissement | irr\u{E9}versible | perte\sde\sdonn\u{E9}es
            | copia\sde\sseguridad | precauci\u{F3}n | advertencia | irreversible | p\u{E9}rdida\sde\sdatos
            | cuidado | aviso | perda\sde\sdados | attenzione | avviso | perdita\sdi\sdati | waarschuwing | reservekopie )\b
        | \u{8B66}\u{544A} | \u{6CE8}\u{610F} | \u{5907}\u{4EFD} | \u{5099}\u{4EFD} | \u{30D0}\u{30C3}\u{30AF}\u{30A2}\u{30C3}\u{30D7}
        ",
    )
    .expect("a pattern that is tested")
});

/// What stands around the commands of an article.
struct Surroundings<'p> {
    page: &'p Page<'p>,
    /// The passage that holds each node.
    passage_of: HashMap<NodeId, usize>,
    /// The outermost section of each section, by its id.
    top: HashMap<&'p str, usize>,
    warns: Vec<bool>,
}

impl<'p> Surroundings<'p> {
    fn new(page: &'p Page<'p>) -> Self {
        let mut passage_of = HashMap::new();
        for (index, passage) in page.passages.iter().enumerate() {
            passage_of.insert(passage.block, index);
            passage_of.extend(passage.runs.iter().map(|run| (run.node, index)));
        }
        let mut top = HashMap::new();
        for (index, section) in page.reading.outline.sections.iter().enumerate() {
            top.extend(section.walk().map(|section| (section.id.as_str(), index)));
        }
        let warns = page.passages.iter().map(warns).collect();
        Self {
            page,
            passage_of,
            top,
            warns,
        }
    }

    fn role(&self, node: NodeId) -> Option<Role> {
        let passage = *self.passage_of.get(&node)?;
        Some(self.page.passages[passage].role())
    }

    /// Whether something near a node warns: its own text, what stands before it in the same part of the article, or
    /// directly after it.
    fn warn(&self, node: NodeId) -> bool {
        let Some(&at) = self.passage_of.get(&node) else {
            return false;
        };
        let part = |index: usize| self.top.get(self.page.passages[index].section_id());
        let near = at.saturating_sub(BEFORE)..(at + AFTER + 1).min(self.warns.len());
        let mut near = near.filter(|&index| part(index) == part(at));
        near.any(|index| self.warns[index])
    }
}

/// Whether a passage warns, as the block that it stands in or by its words.
fn warns(passage: &Passage<'_>) -> bool {
    let is_alert = |kind: &Kind| {
        matches!(
            kind,
            Kind::Alert(Alert::Warning | Alert::Caution | Alert::Important)
        )
    };
    passage.within(is_alert).is_some() || WARNS.is_match(&passage.text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_destroys_is_known() {
        for (language, command) in [
            ("bash", "rm -rf /var/lib/app"),
            ("bash", "sudo rm -fr \"$DATA\""),
            ("bash", "cd /srv && rm --recursive old"),
            ("bash", "mkfs.ext4 /dev/sdb1"),
            ("bash", "sudo dd if=a.img of=/dev/sda bs=4M"),
            ("bash", "find /srv -name '*.bak' -delete"),
            ("bash", "git reset --hard origin/main"),
            ("bash", "git -C /srv/app push --force origin main"),
            ("powershell", "git clean -xfd"),
            ("bash", "kubectl -n shop delete pvc data-0"),
            ("bash", "kubectl delete pods --all"),
            ("bash", "terraform -chdir=a destroy"),
            ("powershell", "az group delete --name a"),
            ("powershell", "Remove-Item -Path C:\\Data -Recurse -Force"),
            (
                "powershell",
                "Get-Mailbox a | Remove-Mailbox -Confirm:$false",
            ),
            ("cmd", "RD /S /Q C:\\Data"),
            ("cmd", "reg delete HKLM\\Software\\Contoso /f"),
            ("sql", "DROP TABLE orders;"),
            ("sql", "delete from orders;"),
            ("bash", "psql -c 'DROP DATABASE shop'"),
        ] {
            assert!(harm(language, command).is_some(), "{command}");
        }
    }

    #[test]
    fn what_can_be_undone_is_left_alone() {
        for (language, command) in [
            ("bash", "rm a.txt"),
            ("bash", "rm -f /run/app.pid"),
            ("bash", "rm -rf node_modules"),
            ("bash", "rm -rf /tmp/app"),
            ("bash", "rm -rf ~/.cache/app"),
            ("bash", "echo form -r"),
            ("bash", "git push --force-with-lease"),
            ("bash", "git clean -nd"),
            ("bash", "kubectl delete pod shop-0"),
            ("powershell", "Remove-Mailbox a -WhatIf"),
            ("powershell", "Remove-MailboxPermission a -User b"),
            ("powershell", "Remove-Item $env:TEMP\\* -Recurse"),
            ("cmd", "del a.txt"),
            ("sql", "DELETE FROM orders WHERE id = 1;"),
        ] {
            assert_eq!(harm(language, command), None, "{command}");
        }
    }
}
