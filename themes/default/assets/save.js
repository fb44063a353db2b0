// All commands of a list of steps, or of a block, at once: copied, or saved as a file that its shell runs. The file
// has a head that says where it comes from, and what each step says as a remark of one line.
(() => {
  const remarks = { ps1: "# ", sh: "# ", cmd: "rem ", sql: "-- " };
  const status = document.querySelector("[data-copied]");
  // Not `replace`, to which a dollar sign in a name would mean something.
  const put = (words, names) => words.split("{names}").join(names);
  const text = (button) => button.filled ?? button.dataset.copy ?? button.dataset.copyAll;
  // In a file, what is secret is left as it was written.
  const told = (button) => button.told ?? text(button);
  // Where a block is offered as a whole, it stands for its commands.
  function units(all) {
    const whole = all.map((button) => button.closest("figure")?.querySelector(":scope > [data-copy-all]") ?? button);
    return whole.filter((button, at) => whole.indexOf(button) === at);
  }
  // The buttons of the commands of one kind, in order.
  function commands(button) {
    const bar = button.closest("[data-tools]");
    const around = bar ? bar.nextElementSibling : button.closest("figure");
    const kinds = bar ? bar.dataset.tools.split(" ") : [];
    const all = [...around.querySelectorAll("[data-copy]")];
    return all.filter((_, at) => !button.dataset.of || (kinds[at] ?? kinds[0]) === button.dataset.of);
  }
  const open = (all) => [...new Set(all.flatMap((one) => one.open ?? []))].map((name) => `<${name}>`).join(", ");
  // A batch program that is not called ends the batch file that starts it, so known ones are called, and all that are
  // named as one, wherever a command starts: on a line, after `&`, in brackets, after a condition. A call reads percent
  // signs once more, and doubles carets in quotes, which nothing undoes: with such a caret it is left as it is.
  const known = /^(?:az|npm|npx|yarn|pnpm|mvn|gradle|gradlew|ng|tsc|code|gcloud|gsutil|ant|pm2|flutter)$/i;
  const operand = '(?:"[^"\\n]*"|[^\\s"=])+';
  const condition = `if[ \\t]+(?:/i[ \\t]+)?(?:not[ \\t]+)?(?:(?:exist|defined|errorlevel)[ \\t]+${operand}|${operand}(?:[ \\t]*==[ \\t]*|[ \\t]+(?:equ|neq|lss|leq|gtr|geq)[ \\t]+)${operand})[ \\t]+`;
  const start = `((?:^|&|\\(|\\|\\||\\)[ \\t]*(?:do|else)\\b)(?:[ \\t@]*${condition})*[ \\t@]*)`;
  const statement = new RegExp(`^[ \\t@]*(?:rem\\b|::)[^\\n]*|${start}((?:"[^"\\n]*"|[^\\s"&|<>()^;,=@])+)((?:"[^"\\n]*"?|\\^[^]|[^"^&|()\\n])*)|"[^"\\n]*"?|\\^[^]`, "gim");
  const called = (commands) => commands.replace(statement, (whole, lead, word, rest) => {
    const name = word?.replace(/"/g, "") ?? "";
    const isBatch = known.test(name) || /\.(?:bat|cmd)$/i.test(name);
    if (!isBatch || /\^[^\r\n]/.test(rest)) return whole;
    // A loop's variable is replaced before the call is made.
    return `${lead}call ${word}${rest.replace(/%%(?![~\w])/g, "%%%%")}`;
  });
  // One line, of which no sign means anything to any shell.
  function remark(kind, words) {
    const line = words.replace(/[\s\p{C}\p{Zl}\p{Zp}]+/gu, " ").trim();
    return remarks[kind] + (kind === "cmd" ? `# ${line.replace(/[^\w .,:;#/@'()-]/g, "_")}` : line);
  }
  // What the step of a command says itself, without commands and further steps.
  function says(step) {
    const copy = step.cloneNode(true);
    for (const other of copy.querySelectorAll("figure, ol, ul, table, button, input")) other.remove();
    return copy.textContent;
  }
  function file(kind, all) {
    const address = document.querySelector("link[rel=canonical]")?.href ?? location.href.split("#")[0];
    const lines = [document.querySelector("h1")?.textContent ?? "", address, new Date().toISOString().slice(0, 10)];
    const left = open(all);
    if (left) lines.push(put(status.dataset.left, left));
    const out = lines.map((line) => remark(kind, line));
    let last = null;
    for (const button of units(all)) {
      const step = button.closest("[data-steps] > li");
      out.push("");
      if (step && step !== last) {
        const number = (step.parentElement.start || 1) + [...step.parentElement.children].indexOf(step);
        out.push(remark(kind, `${number}. ${says(step)}`));
      }
      last = step;
      out.push(kind === "cmd" ? called(told(button)) : told(button));
    }
    let whole = `${out.join("\n")}\n`;
    if (kind === "sh") whole = `#!/usr/bin/env bash\n${whole}`;
    // Without it the command prompt takes UTF-8 for the code page of the country.
    if (kind === "cmd" && /[^\0-\x7F]/.test(whole)) whole = `@chcp 65001 >nul\n${whole}`;
    if (kind === "ps1" || kind === "cmd") whole = whole.replace(/\r?\n/g, "\r\n");
    // Windows PowerShell takes a file without this mark for one of the country's code page.
    return kind === "ps1" ? `\uFEFF${whole}` : whole;
  }
  function save(button) {
    const kind = button.dataset.save;
    const all = commands(button);
    const url = URL.createObjectURL(new Blob([file(kind, all)], { type: "text/plain" }));
    const link = document.createElement("a");
    link.href = url;
    link.download = `${location.pathname.split("/").pop().replace(/\.html$/, "").replace(/[^\p{L}\p{N}._%-]/gu, "-") || "commands"}.${kind}`;
    link.click();
    setTimeout(() => URL.revokeObjectURL(url), 60000);
    tell(open(all));
  }
  function tell(left) {
    status.toggleAttribute("data-shown", Boolean(left));
    status.textContent = "";
    setTimeout(() => (status.textContent = left ? put(status.dataset.left, left) : status.dataset.saved), 50);
  }
  for (const button of document.querySelectorAll("[data-save]")) button.hidden = false;
  // Before others hear of it, as they copy what is ready by then.
  document.addEventListener("click", ({ target }) => {
    const button = target.closest?.("button");
    if (button?.matches("[data-save]")) save(button);
    if (!button?.matches("[data-tools] > [data-of]:not([data-save])")) return;
    const all = commands(button);
    const left = open(all);
    button.filled = units(all).map(text).join("\n");
    button.said = left ? put(status.dataset.open, left) : undefined;
  }, true);
})();
