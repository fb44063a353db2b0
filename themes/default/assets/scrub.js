// What a paste tells of people, hosts and secrets, replaced by what it is. What leaves the page has been
// through this, and has been shown.
(() => {
  const NAME = String.raw`[^\s"'<>,;:/\\|&)\]}]{1,80}`;
  const FILES =
    /\.(?:exe|dll|sys|msi|conf|config|cfg|ini|service|socket|timer|target|log|txt|json|ya?ml|toml|xml|html?|js|ts|css|md|ps[dm]?1|cmd|bat|sh|bash|py|rb|pl|go|rs|c|cc|cpp|h|hpp|cs|vb|java|jar|class|php|aspx?|sql|mdb|db|dat|bin|bak|tmp|csv|xlsx?|docx?|pptx?|pdf|png|jpe?g|gif|svg|zip|gz|tgz|tar|7z|msg|pst|ost|edb|crt|cer|pem|key|pfx|lock|pid|so|ko|deb|rpm|rs)$/i;
  // Names of classes and modules are written like hosts: theirs end with a capital.
  const isHost = (name) => !FILES.test(name) && !/(?:^|\.)[A-Z][a-z]\w*$/.test(name) && /\.[a-z]{2,24}$/i.test(name);

  const RULES = [
    [/-----BEGIN [A-Z ]{1,40}-----[^-]*(?:-----END [A-Z ]{1,40}-----)?/g, "[secret]"],
    [/\beyJ[\w-]{8,}(?:\.[\w-]*){0,2}/g, "[secret]"],
    [/\b(?:gh[opsur]_|github_pat_|glpat-|xox[abprs]-|sk-|AKIA|ASIA|AIza)[\w-]{8,}/g, "[secret]"],
    [/\b(bearer|basic|negotiate|digest)\s+[\w+/=.~-]{8,}/gi, "$1 [secret]"],
    // user:password@ of an address
    [/\b([a-z][a-z\d+.-]{1,20}:\/\/)[^\s/@:"']{0,80}:[^\s/@"']{1,200}@/gi, "$1[user]:[secret]@"],
    [
      /((?:pass(?:word|wd|phrase|wort)?|kennwort|contrase\u00f1a|mot de passe|senha|pwd|secret|token|credential|api[_-]?key|(?:access|account|shared|private|client|subscription)[\w-]{0,20}key|key|sig(?:nature)?|cookie|authorization|sas)["']?\s{0,3}[=:]\s{0,3})("[^"\n]{1,400}"|'[^'\n]{1,400}'|[^\s"',;&<>]{1,400})/gi,
      (all, lead, value) => (/^\[|^(?:bearer|basic)$/i.test(value) ? all : `${lead}[secret]`),
    ],
    [/(\s(?:-p|--?pass(?:word)?|--token|--secret))(\s+|=)[^\s-][^\s]{0,200}/gi, "$1$2[secret]"],
    [/\b[\da-f]{8}-(?:[\da-f]{4}-){3}[\da-f]{12}\b/gi, "[guid]"],
    [/\bS-1-\d{1,3}(?:-\d{1,12}){2,14}\b/g, "[sid]"],
    // a name, then a domain, with or without a label in between
    [/[\w.+%-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){0,8}/g, (all) => (/^[a-z]+@\d/i.test(all) ? all : "[user]@[host]")],
    [/\b(?:[\da-f]{2}[:-]){5}[\da-f]{2}\b/gi, "[mac]"],
    [/(?<![\w.])(?:\d{1,3}\.){3}\d{1,3}(?![\w.]*\d)/g, "[ip]"],
    // 10:20:30 is a time: six colons or a double one make an address
    [/(?<![\w:])(?=[\da-f:]*::|(?:[\da-f]{1,4}:){6})[\da-f]{0,4}(?::[\da-f]{0,4}){2,8}(?![\w:])/gi, (all) => (/[\da-f]/i.test(all) ? "[ip]" : all)],
    // the folder of a person
    [/([\\/](?:users|home|documents and settings|profiles)[\\/])[^\s\\/"'<>|:;,)]{1,64}/gi, "$1[user]"],
    // \\server\share, DOMAIN\user
    [/(^|[^\\\w])\\\\[\w.-]{1,80}(?=\\)/gm, "$1\\\\[host]"],
    [/(^|[\s"'(=])(?!HKEY_|HK(?:LM|CU|CR|U)\b)[A-Z][A-Z\d-]{1,15}\\(?!\\)[\w.$-]{1,40}(?![\w\\])/gm, "$1[user]"],
    [/\b(?:CN|OU|DC|UID)=[^,;"'\r\n]{1,80}/g, (all) => `${all.slice(0, all.indexOf("=") + 1)}[name]`],
    [/([a-z][a-z\d+.-]{1,20}:\/\/(?:[^\s/@]{1,80}@)?)(?!\[)[\w.-]{1,120}/gi, "$1[host]"],
    [/(:\/\/[^\s?"'<>]{1,300}\?)[^\s"'<>]{1,2000}/g, "$1[…]"],
    [new RegExp(String.raw`\b((?:user(?:[ _-]?(?:name|id))?|login|account|upn|mailbox|identity|owner|logon(?: name)?)["']?\s{0,3}[=:]\s{0,3}["']?)(?!\[)${NAME}`, "gi"), "$1[user]"],
    [new RegExp(String.raw`\b((?:for|invalid|by|from|as) (?:user|account|role|login)\s+["']?)(?!\[)${NAME}`, "gi"), "$1[user]"],
    [new RegExp(String.raw`\b((?:user|account|role|login|mailbox|recipient)\s+["'“‘])(?!\[)[^"'”’\n]{1,80}`, "gi"), "$1[user]"],
    [new RegExp(String.raw`\b((?:host(?:name)?|server(?:name)?|computer(?:name)?|machine(?:name)?|node|database|pool)["']?\s{0,3}[=:]\s{0,3}["']?)(?!\[)${NAME}`, "gi"), "$1[host]"],
    [new RegExp(String.raw`\b((?:host|server|computer|machine|node|pool)\s+["'“‘])(?!\[)[^"'”’\n]{1,80}`, "gi"), "$1[host]"],
    [/\b((?:host|server|computer|machine|node|pool)\s+)(?=[\w-]*[\d-])[a-z][\w-]{2,62}(?:\.[\w-]{1,63}){0,8}\b/gi, "$1[host]"],
    [/^((?:\[?\d{4}-\d\d-\d\d[T ][\d:.,+Z-]+\]?|[A-Z][a-z]{2}\s{1,2}\d{1,2} [\d:]{8})\s+)[a-z][\w.-]{1,62}(?=\s+[\w./-]{1,40}(?:\[\d+\])?:)/gm, "$1[host]"],
    [/(?<![\w.@\\/-])[a-z\d](?:[\w-]{0,62})(?:\.[\w-]{1,63}){1,8}(?![\w(])/gi, (all) => (isHost(all) ? "[host]" : all)],
    // what is long and means nothing to a reader
    [/\b(?=[\w+/-]*\d)(?=[\w+/-]*[A-Za-z])[\w+/-]{32,}={0,2}/g, "[secret]"],
  ];

  /** A text without what tells of people, hosts and secrets. */
  function scrub(text) {
    let clean = text.slice(0, 20000);
    for (const [pattern, instead] of RULES) clean = clean.replace(pattern, instead);
    return clean;
  }
  globalThis.fixbook = Object.assign(globalThis.fixbook || {}, { scrub });
})();
