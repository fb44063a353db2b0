//! Cmdlets that say nothing of what an article is about: PowerShell's own, which serve any task.

/// Verbs whose cmdlets only open or close the way to a service.
const VERBS: &[&str] = &["connect", "disconnect", "enter", "exit"];

/// The cmdlets for pipelines, sessions, output, files and modules that come with PowerShell (modules
/// Microsoft.PowerShell.Core, .Utility, .Management, .Security and PowerShellGet,
/// <https://learn.microsoft.com/powershell/module/>), in lower case.
const BUILT_IN: &[&str] = &[
    "add-content",
    "add-member",
    "add-pssnapin",
    "add-type",
    "clear-host",
    "compare-object",
    "convertfrom-json",
    "convertfrom-securestring",
    "convertto-csv",
    "convertto-html",
    "convertto-json",
    "convertto-securestring",
    "copy-item",
    "export-clixml",
    "export-csv",
    "find-module",
    "foreach-object",
    "format-custom",
    "format-list",
    "format-table",
    "format-wide",
    "get-alias",
    "get-childitem",
    "get-command",
    "get-content",
    "get-credential",
    "get-date",
    "get-executionpolicy",
    "get-help",
    "get-history",
    "get-host",
    "get-item",
    "get-itemproperty",
    "get-job",
    "get-location",
    "get-member",
    "get-module",
    "get-process",
    "get-pssession",
    "get-pssnapin",
    "get-random",
    "get-service",
    "get-unique",
    "get-variable",
    "group-object",
    "import-clixml",
    "import-csv",
    "import-module",
    "import-pssession",
    "install-module",
    "install-packageprovider",
    "invoke-command",
    "invoke-expression",
    "join-path",
    "measure-command",
    "measure-object",
    "move-item",
    "new-guid",
    "new-item",
    "new-itemproperty",
    "new-object",
    "new-pssession",
    "new-pssessionoption",
    "new-timespan",
    "new-variable",
    "out-default",
    "out-file",
    "out-gridview",
    "out-host",
    "out-null",
    "out-string",
    "pop-location",
    "push-location",
    "read-host",
    "receive-job",
    "remove-item",
    "remove-itemproperty",
    "remove-module",
    "remove-pssession",
    "remove-variable",
    "rename-item",
    "resolve-path",
    "restart-service",
    "select-object",
    "select-string",
    "set-content",
    "set-executionpolicy",
    "set-item",
    "set-itemproperty",
    "set-location",
    "set-psrepository",
    "set-service",
    "set-strictmode",
    "set-variable",
    "sort-object",
    "split-path",
    "start-job",
    "start-process",
    "start-service",
    "start-sleep",
    "start-transcript",
    "stop-process",
    "stop-service",
    "stop-transcript",
    "tee-object",
    "test-connection",
    "test-path",
    "uninstall-module",
    "update-module",
    "wait-job",
    "where-object",
    "write-debug",
    "write-error",
    "write-host",
    "write-information",
    "write-output",
    "write-progress",
    "write-verbose",
    "write-warning",
];

/// Whether a cmdlet serves any task.
pub(super) fn is_generic(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    let verb = name.split('-').next().unwrap_or_default();
    VERBS.contains(&verb) || BUILT_IN.binary_search(&name.as_str()).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_serves_any_task_is_generic() {
        assert!(BUILT_IN.is_sorted());
        for name in [
            "Select-Object",
            "Connect-ContosoOnline",
            "new-psSession",
            "Where-Object",
        ] {
            assert!(is_generic(name), "{name}");
        }
        for name in ["Set-Tray", "Get-PrintJob", "", "-"] {
            assert!(!is_generic(name), "{name}");
        }
    }
}
