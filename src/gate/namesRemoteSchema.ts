/**
 * What names a schema: `$schema` in JSON, YAML and TOML, comments for the language servers of YAML and TOML, and in XML a schema's
 * location, a model, an inclusion, and what a document type or an entity is read from.
 */
const NAMES = /\$schema|#:schema|schema-?location|xml-model|XInclude|<!ENTITY|\b(?:SYSTEM|PUBLIC)\s*["']/i;

/** An address with its host; one begins with slashes too, and readers of addresses take a backslash for a slash. */
const ADDRESS = /(?:\b(?:https?|ftps?|wss?):[\\/]*|(?<![\\/])[\\/]{2,})([^\s"'<>\\/?#]+)/gi;

/** Hosts that publish schemas and learn nothing from a request but which of theirs is used. */
const PUBLISHERS = new Set([
  'json.schemastore.org',
  'www.schemastore.org',
  'json-schema.org',
  'spec.openapis.org',
  'maven.apache.org',
  'schemas.android.com',
  'schemas.microsoft.com',
  'www.springframework.org',
  'www.w3.org',
]);

const ESCAPED = /\\\r?\n[ \t]*|\\(?:u([\da-f]{0,4})|x([\da-f]{0,2})|[\s\S])|&#(?:x([\da-f]{1,6})|(\d{1,7}));?/gi;

/**
 * Whether a text seems to name a schema that its language's extension would fetch as soon as it is open. When in doubt it does: the
 * schema and the address need not belong together, and either may be written with escapes. Takes linear time.
 */
export function namesRemoteSchema(text: string): boolean {
  const both = `${text}\n${withoutEscapes(text)}`;
  // An entity can hold any part of an address.
  if (/<!ENTITY/i.test(both)) return true;
  return NAMES.test(both) && [...both.matchAll(ADDRESS)].some(([, host = '']) => !PUBLISHERS.has(host.toLowerCase()));
}

/** As readers of JSON, YAML, TOML or XML have it; those of JSON leave out what is no escape. */
function withoutEscapes(text: string): string {
  return text.replace(ESCAPED, (part, ...[u, x, hex, decimal]: (string | undefined)[]) => {
    if (u !== undefined) return u.length === 4 ? decoded(u, 16) : '';
    if (x !== undefined) return x.length === 2 ? decoded(x, 16) : '';
    if (hex !== undefined) return decoded(hex, 16);
    if (decimal !== undefined) return decoded(decimal, 10);
    return /^\\[\\/"']$/.test(part) ? part.slice(1) : '';
  });
}

function decoded(digits: string, radix: number): string {
  const code = Number.parseInt(digits, radix);
  return code <= 0x10_ff_ff ? String.fromCodePoint(code) : '';
}
