// How a value is written into a command: a word stays one word, a text ends where it ends, whatever the value is.
// What cannot be written safely gives null. Only letters, digits and a few signs stand as they are; what else
// would have to be quoted is decided by the shell's letter and the place's, as `src/shell/place.rs` tells them.
(() => {
  // What nobody sees, and what no command survives: controls, ends of lines, changes of direction.
  const unseen = /[\u00AD\u200B-\u200F\u2060\uFEFF]/g;
  const refused = /[\p{Cc}\p{Cs}\u2028-\u202E\u2066-\u2069]/u;
  // A word that needs no quotes, and what else it may start with.
  const plain = {
    p: /^[\p{L}\p{N}_./:\\][\p{L}\p{N}_./:\\-]*$/u,
    b: /^[\p{L}\p{N}_./:@%+][\p{L}\p{N}_./:@%+-]*$/u,
    c: /^[\p{L}\p{N}_.:\\@+#][\p{L}\p{N}_./:\\@+#-]*$/u,
  };
  const fixed = {
    p: /^[\p{L}\p{N}_.:/\\][\p{L}\p{N}_.:/\\@-]*$/u,
    b: /^[\p{L}\p{N}_.:/][\p{L}\p{N}_.:/@-]*$/u,
    c: /^[\p{L}\p{N}_.:\\][\p{L}\p{N}_.:/\\@-]*$/u,
  };
  const name = /^[\p{L}\p{N}_]+$/u;
  const doubled = (value, signs) => value.replace(signs, "$&$&");
  const unless = (wrong, value) => (wrong ? null : value);

  // PowerShell reads typographic quotes as quotes.
  function powershell(value, place) {
    const single = () => doubled(value, /['\u2018-\u201B]/g);
    const double = () => value.replace(/[`$"\u201C-\u201E]/g, "`$&");
    if (place === "w") return plain.p.test(value) ? value : `'${single()}'`;
    if (place === "o") return /^(0|[1-9]\d{0,8})$/.test(value) ? value : `'${single()}'`;
    if (place === "p") return plain.p.test(value) ? value : value.replace(/[^\p{L}\p{N}_./:\\-]|^-/gu, "`$&");
    if (place === "d" || place === "e") return double();
    if (place === "i") return unless(/['\u2018-\u201B]/.test(value), double());
    if (place === "s") return single();
    if (place === "j") return unless(/[\\`$"\u201C-\u201E]/.test(value), single());
    return unless(place !== "v" || /['\u2018-\u201B]/.test(value), value);
  }
  // An exclamation mark recalls an earlier command, even within double quotes.
  function posix(value, place, isPath) {
    const single = () => value.replace(/'/g, "'\\''");
    const double = () => value.replace(/[\\"$`]/g, "\\$&").replace(/!/g, "\"'!'\"");
    if (place === "w" && value.startsWith("-")) return null;
    // The home folder is one outside of quotes only.
    if (place === "w" && isPath && value.startsWith("~/")) return `~/${value.length > 2 ? posix(value.slice(2), "p") : ""}`;
    if (place === "w" || place === "p") return plain.b.test(value) ? value : `'${single()}'`;
    if (place === "d" || place === "e") return double();
    if (place === "i") return unless(value.includes("'"), double());
    if (place === "s") return single();
    if (place === "j") return unless(/[\\`$"]/.test(value), single());
    return unless(place !== "h" || /[\\`$]/.test(value), value);
  }
  // Within quotes nothing takes the meaning off a percent sign, and a backslash before a quote belongs to it.
  function cmd(value, place) {
    const end = () => value.replace(/\\+$/, "$&$&");
    if (/["%!]/.test(value)) return null;
    if (place === "w" && /^[-/]/.test(value)) return null;
    if (place === "w") return plain.c.test(value) ? value : `"${end()}"`;
    if (place === "p") return unless(/[\s,;=]/.test(value), value.replace(/[&|<>^()]/g, "^$&"));
    if (place === "d") return value;
    if (place === "e") return end();
    return unless(place !== "i" || value.includes("'"), value);
  }
  // Some dialects read a backslash as an escape.
  function sql(value, place) {
    const signs = { s: /'/g, d: /"/g, b: /\]/g, g: /`/g }[place];
    if (place === "n") return unless(!/^[\p{L}\p{N}_]+(\.[\p{L}\p{N}_]+)*$/u.test(value), value);
    if (!signs || /\\$/.test(value) || (value.includes("\\") && signs.test(value))) return null;
    return unless(place === "b" && /['"]/.test(value), doubled(value, signs));
  }
  const unknown = (value) => unless(/["'`;&|<>]|\$[({]/.test(value), value);

  // A value as it was meant: without what nobody sees. None, if it is not fit for any command.
  function clean(value) {
    const seen = value.replace(unseen, "").trim();
    return refused.test(seen) ? null : seen;
  }
  function quote(value, kind, room, isPath) {
    if (!value || refused.test(value)) return null;
    // A program that PowerShell starts gets its arguments without quotes where there is no blank, and a batch file
    // or cmd reads them again.
    const isProgram = kind === "x";
    if (isProgram && /[&|<>^"%]/.test(value)) return null;
    const shell = isProgram ? "p" : kind;
    const place = room.toLowerCase();
    // A capital starts an argument: quotes do not keep a program from reading an option.
    if (room !== place && kind !== "p" && /^[-\u2010-\u2015]/.test(value)) return null;
    if (room !== place && kind === "c" && value.startsWith("/")) return null;
    if (isProgram && place === "w" && /^[-\u2010-\u2015]/.test(value)) return null;
    if (place === "x") return null;
    if (place === "n" && shell !== "q") return unless(!name.test(value), value);
    if (place === "f") return unless(!fixed[shell].test(value), value);
    return { p: powershell, b: posix, c: cmd, q: sql, u: unknown }[shell](value, place, isPath);
  }
  globalThis.fixbookQuote = { clean, quote };
})();
