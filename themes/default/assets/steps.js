// Steps that can be ticked. What is done stays in this browser, with its time, and can be copied as a report.
(() => {
  const lists = [...document.querySelectorAll("[data-tools] + [data-steps]")];
  const page = location.href.split(/[?#]/)[0].replace(/\/index\.html$/, "/");
  const key = `fixbook-steps ${page}`;
  const words = document.querySelector("[data-words]");
  const files = ["ps1", "sh", "cmd", "sql"];

  // What a step says, without what scripts put into it. A step whose words are changed is another one, and one
  // that moves is the same.
  function hash(text) {
    let code = 5381;
    for (const sign of text) code = (code * 33 + sign.codePointAt(0)) % 9007199254740;
    return code.toString(36);
  }
  const seen = new Map();
  const steps = lists.flatMap((list) => [...list.children].map((item, at) => {
    const name = hash(item.textContent.replace(/\s+/g, " ").trim());
    const count = (seen.get(name) ?? 0) + 1;
    seen.set(name, count);
    return { list, item, number: (list.start || 1) + at, name: `${name}.${count}` };
  }));

  // When each step was done, by its name.
  let done = {};
  function read() {
    try {
      done = Object(JSON.parse(localStorage.getItem(key)));
    } catch {
      // It stays as it is, as long as the page does.
    }
  }
  function write() {
    try {
      if (Object.keys(done).length) localStorage.setItem(key, JSON.stringify(done));
      else localStorage.removeItem(key);
    } catch {
      // It is not kept.
    }
  }
  const time = (step) => (Object.hasOwn(done, step.name) && Number.isFinite(done[step.name]) ? done[step.name] : 0);
  function show() {
    for (const step of steps) {
      step.box.checked = Boolean(time(step));
      step.item.toggleAttribute("data-ticked", step.box.checked);
    }
    for (const reset of document.querySelectorAll("[data-reset]")) {
      const list = reset.parentElement.nextElementSibling;
      reset.disabled = !reset.undo && !steps.some((step) => step.list === list && step.box.checked);
      reset.words ??= reset.textContent;
      reset.textContent = reset.undo ? words.dataset.undo : reset.words;
    }
  }

  // A report: the steps as Markdown, with their commands as they are filled in.
  const two = (number) => String(number).padStart(2, "0");
  function moment(stamp) {
    const at = new Date(stamp);
    return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())} ${two(at.getHours())}:${two(at.getMinutes())}`;
  }
  // Words that are nothing but words to Markdown.
  const plain = (text) => text.replace(/[\\`*_[\]<>|~#]|&(?=[#\w])/g, "\\$&");
  const flat = (text) => text.replace(/\s+/g, " ").trim();
  // A fence or the quotes of a code span, longer than any within.
  function around(text, least) {
    const runs = text.match(/`+/g) ?? [];
    return "`".repeat(Math.max(least, ...runs.map((run) => run.length + 1)));
  }
  function span(code) {
    const copy = code.cloneNode(true);
    for (const secret of copy.querySelectorAll("[data-secret]")) secret.textContent = `<${secret.dataset.placeholder}>`;
    const text = flat(copy.textContent);
    const quote = around(text, 1);
    const gap = /^`|`$/.test(text) ? " " : "";
    return `${quote}${gap}${text}${gap}${quote}`;
  }
  const isBlock = (node) => node.nodeType === 1 && node.matches("figure, ol, ul, p, div, aside, section, table, blockquote, details, h1, h2, h3, h4, h5, h6");
  function inline(node) {
    if (node.nodeType === 3) return plain(node.data);
    if (node.nodeType !== 1 || node.matches("button, input, .anchor, [data-about]")) return "";
    return node.matches("code") ? span(node) : [...node.childNodes].map(inline).join("");
  }
  function fence(figure) {
    const all = [...figure.querySelectorAll("[data-copy]")].map((button) => button.told ?? button.filled ?? button.dataset.copy);
    if (!all.length) return [];
    const quote = around(all.join("\n"), 3);
    return [`${quote}${figure.dataset.language ?? ""}`, ...all.join("\n").split("\n"), quote];
  }
  // The lines of what stands in an element.
  function lines(element) {
    const out = [];
    let words = "";
    const end = () => {
      // A sign that starts a list or a heading starts none.
      if (flat(words)) out.push(flat(words).replace(/^([-+=]|\d+(?=[.)]))/, (mark) => (/\d/.test(mark) ? `${mark}\\` : `\\${mark}`)));
      words = "";
    };
    for (const node of element.childNodes) {
      if (!isBlock(node)) {
        words += inline(node);
        continue;
      }
      end();
      if (node.matches("figure.code")) out.push(...fence(node));
      else if (node.matches("ol, ul")) {
        for (const [at, item] of [...node.children].entries()) out.push(...indented(node.matches("ol") ? `${(node.start || 1) + at}. ` : "- ", lines(item)));
      } else out.push(...lines(node));
    }
    end();
    return out;
  }
  const indented = (mark, [first = "", ...rest]) => [mark + first, ...rest.map((line) => " ".repeat(mark.length) + line)];
  function report(list) {
    const out = [`# ${flat(plain(document.querySelector("h1")?.textContent ?? document.title))}`, ""];
    out.push(document.querySelector("link[rel=canonical]")?.href ?? location.href.split("#")[0]);
    const updated = document.querySelector(".facts li:not(.review) time");
    if (updated) out.push(flat(updated.parentElement.textContent));
    for (const other of lists) {
      const own = steps.filter((step) => step.list === other);
      if (other !== list && !own.some(time)) continue;
      const heading = other.closest("section")?.querySelector("h2, h3, h4, h5, h6");
      out.push("", `## ${heading ? flat(inline(heading)) : "…"}`, "");
      for (const step of own) {
        const stamp = time(step);
        const [first = "", ...rest] = lines(step.item);
        const mark = `- [${stamp ? "x" : " "}] `;
        out.push(`${mark}${stamp ? `${moment(stamp)} ` : ""}${step.number}. ${first}`, ...rest.map((line) => `  ${line}`));
      }
    }
    return `${out.join("\n")}\n`;
  }

  function furnish(bar) {
    const list = bar.nextElementSibling;
    const tools = words.content.cloneNode(true);
    const [copy, save] = tools.querySelectorAll("button");
    const told = bar.dataset.tools.split(" ");
    const all = [...list.querySelectorAll("[data-copy]")].map((_, index) => told[index] ?? told[0]);
    const kinds = [...new Set(all)];
    // One command has a button of its own. Of several shells each is offered, however little there is for it: what is
    // saved for one leaves the others out, and its name says so.
    for (const kind of all.length > 1 ? kinds : []) {
      const some = copy.cloneNode(true);
      some.dataset.of = kind;
      if (kinds.length > 1) some.textContent = words.dataset.copyOf.split("{name}").join(`.${kind}`);
      copy.before(some);
      if (!files.includes(kind)) continue;
      const file = save.cloneNode(true);
      file.dataset.of = kind;
      file.dataset.save = kind;
      file.textContent = save.textContent.split("{name}").join(`.${kind}`);
      copy.before(file);
    }
    copy.remove();
    save.remove();
    const ready = tools.querySelector("[data-report]");
    ready.addEventListener("click", () => (ready.filled = report(list)));
    tools.querySelector("[data-reset]").addEventListener("click", ({ target }) => {
      read();
      const before = { ...done };
      if (target.undo) done = { ...target.undo, ...done };
      else for (const step of steps) if (step.list === list) delete done[step.name];
      target.undo = target.undo ? undefined : before;
      write();
      show();
      document.querySelector("[data-copied]").textContent = target.undo ? words.dataset.cleared : "";
    });
    bar.append(tools);
  }

  for (const step of steps) {
    const box = document.createElement("input");
    box.type = "checkbox";
    box.className = "tick";
    box.setAttribute("aria-label", words.dataset.step.split("{n}").join(step.number));
    box.addEventListener("change", () => {
      read();
      if (box.checked) done[step.name] = Date.now();
      else delete done[step.name];
      // What was undone is past once somebody goes on.
      for (const reset of document.querySelectorAll("[data-reset]")) reset.undo = undefined;
      write();
      show();
    });
    step.box = box;
    step.item.append(box);
  }
  for (const bar of document.querySelectorAll("[data-tools]")) furnish(bar);
  addEventListener("storage", (event) => {
    if (event.key !== key && event.key !== null) return;
    done = {};
    read();
    show();
  });
  read();
  show();
})();
