/**
 * Keys by the shape that their issuers give them (as GitHub's list of secret scanning patterns has them), so that code which only
 * speaks of keys stays as it is. What is captured first is kept.
 */
const KEYS: readonly RegExp[] = [
  /(-----BEGIN [A-Z ]*PRIVATE KEY(?: BLOCK)?-----)[\s\S]*?(?=-----END|$)/g,
  /\b(sk-(?:ant-|proj-|or-)?[\w-]{4})[\w-]{16,}/g,
  /\b((?:sk|rk|pk)_(?:live|test)_)[0-9a-zA-Z]{16,}/g,
  /\b(gh[pousr]_)[0-9A-Za-z]{36,}/g,
  /\b(github_pat_)\w{22,}/g,
  /\b(glpat-)[\w-]{20,}/g,
  /\b(xox[abeoprs]-)[\w-]{10,}/g,
  /\b((?:AKIA|ASIA)[0-9A-Z]{2})[0-9A-Z]{14}\b/g,
  /\b(AIza)[\w-]{35}\b/g,
  /\b(ya29\.)[\w-]{20,}/g,
  /\b(npm_)[0-9A-Za-z]{36}\b/g,
  /\b(pypi-)[\w-]{50,}/g,
  /\b(hf_)[0-9A-Za-z]{30,}/g,
  /\b(dop_v1_)[0-9a-f]{64}\b/g,
  /\b(SG\.)[\w-]{20,40}\.[\w-]{40,}/g,
  /\b(shp(?:at|ca|pa|ss)_)[0-9a-f]{32}\b/g,
  /\b(AGE-SECRET-KEY-1)[0-9A-Z]{50,}/g,
  /(?<![\w-])(eyJ[\w-]{8})[\w-]{8,2000}\.eyJ[\w-]{10,8000}\.[\w-]{10,}/g,
  /((?:authorization|proxy-authorization)["']?\s*[:=]\s*["']?(?:bearer|basic|token)\s+)[\w.~+/=-]{12,}/gi,
  /\b([a-z][a-z0-9+.-]{0,20}:\/\/[^\s:/@'"]{1,64}:)[^\s:/@'"]{3,}(?=@)/gi,
  /\b((?:aws_)?secret_?access_?key["']?\s*[:=]\s*["']?)[0-9a-zA-Z/+]{40}\b/gi,
];

/** A value that an assignment names a secret, and that looks as nothing but chance does. */
const NAMED =
  /\b((?:\w{0,60}_)?(?:api_?key|secret(?:_?key)?|access_?token|auth_?token|refresh_?token|client_?secret|private_?key|password|passwd)["']?\s*[:=]\s*["']?)([0-9a-zA-Z+/_=-]{20,})/gi;

/** A part of a text that looks like a key. `block`: one of several lines. */
export interface SecretSpan {
  from: number;
  to: number;
  block?: true;
}

/** The text without what looks like a key. What only speaks of one is left as it is. */
export function redactSecrets(text: string): string {
  let redacted = '';
  let at = 0;
  for (const { from, to } of secretSpans(text)) {
    redacted += `${text.slice(at, from)}***`;
    at = to;
  }
  return redacted + text.slice(at);
}

/** Where in a text there is what looks like a key, in order and apart from each other. */
export function secretSpans(text: string): SecretSpan[] {
  const found = KEYS.flatMap((key, index) =>
    spansOf(key, text).map((span) => (index === 0 ? { ...span, block: true as const } : span)),
  );
  const named = spansOf(NAMED, text).filter(
    ({ from, to }) => /^["'\s,;]?$/.test(text.charAt(to)) && isRandom(text.slice(from, to)),
  );
  const joined: SecretSpan[] = [];
  for (const span of [...found, ...named].sort((a, b) => a.from - b.from)) {
    const last = joined.at(-1);
    if (last && span.from < last.to) last.to = Math.max(last.to, span.to);
    else joined.push({ ...span });
  }
  return joined;
}

/** What a pattern finds, without what it captures first. */
function spansOf(pattern: RegExp, text: string): SecretSpan[] {
  return Array.from(text.matchAll(pattern), (match) => ({
    from: match.index + (match[1]?.length ?? 0),
    to: match.index + match[0].length,
  }));
}

/** Letters and digits in a mixture that no name has. */
function isRandom(value: string): boolean {
  const changes = value.match(/[0-9](?=[a-zA-Z])|[a-zA-Z](?=[0-9])|[a-z](?=[A-Z])/g)?.length ?? 0;
  return changes >= value.length / 6;
}
