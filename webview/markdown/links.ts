import { showInvisible } from '../../src/shared/showInvisible.ts';

/** Where a link in the model's text may lead. */
export type LinkTarget = { type: 'web'; href: string } | { type: 'file'; path: string; line?: number };

/** Longer addresses are not opened, and longer paths are nobody's. */
const MAX_ADDRESS = 4000;
const MAX_PATH = 1000;

const CODE_EXTENSIONS =
  'astro|bash|bat|c|cc|cfg|cjs|clj|cmake|conf|cpp|cs|css|csv|cts|cxx|dart|erl|ex|exs|fs|go|gradle|graphql|h|hpp|hs|html|ini|ipynb|java|jl|js|json|jsonc|jsx|kt|kts|less|lock|lua|m|md|mdx|mjs|mk|mm|mts|php|pl|prisma|proto|ps1|py|pyi|r|rb|rs|sass|scala|scss|sh|sql|svelte|svg|swift|tf|toml|ts|tsx|txt|vue|xml|yaml|yml|zig';

/** A path with a known extension, then perhaps `:12`, `:12:5`, `:12-20` or `#L12`. */
const FILE_MENTION = new RegExp(
  `^((?:[A-Za-z]:[\\\\/]|\\.{0,2}[\\\\/])?[\\w@.+\\-\\\\/]*[\\w\\-]\\.(?:${CODE_EXTENSIONS}))(?:(?::|#L)(\\d+)[\\d:L-]*)?$`,
  'i',
);

/** Where a Markdown link leads; undefined for a scheme that the panel never opens, and for places in the page. */
export function linkTarget(href: string): LinkTarget | undefined {
  if (href.length > MAX_ADDRESS) return undefined;
  const scheme = /^([a-z][a-z0-9+.-]+):/i.exec(href)?.[1]?.toLowerCase();
  // As it is opened: the names of hosts in plain ASCII, so that one cannot look like another.
  if (scheme === 'http' || scheme === 'https')
    return URL.canParse(href) ? { type: 'web', href: new URL(href).href } : undefined;
  if (href.startsWith('#') || href.startsWith('//')) return undefined;
  // "src/a.ts:12" has no scheme, but "a.ts:12" looks as if it had one.
  if (scheme && !/^[\w.-]+:\d/.test(href)) return undefined;
  if (href.length > MAX_PATH) return undefined;
  const [, path = '', line] = /^(.+?)(?:(?::|#L)(\d+)[\d:L-]*|#.*)?$/.exec(decode(href)) ?? [];
  return fileTarget(path, line);
}

/** Where a link leads, as a user reads it, with nothing in it that is not seen. */
export function addressOf(target: LinkTarget): string {
  if (target.type === 'web') return showInvisible(target.href);
  return showInvisible(target.line ? `${target.path}:${target.line}` : target.path);
}

/** Where a link leads, where its text names another place: the host, or as much as tells the two apart. */
export function otherPlace(target: LinkTarget, text: string): string | undefined {
  const address = text.trim().slice(0, MAX_ADDRESS);
  const url = /^https?:\/\//i.test(address) && URL.canParse(address) ? new URL(address) : undefined;
  if (target.type === 'file') {
    const named = fileMention(text.trim());
    const differs = named?.type === 'file' && !isEnd(named.path, target.path);
    return url || differs ? addressOf(target) : undefined;
  }
  if (!/^https?:/i.test(target.href)) return undefined;
  const { hostname } = new URL(target.href);
  const named = /(?<![\p{L}\p{N}-]|[\p{L}\p{N}-]\.)(?:[\p{L}\p{N}-]+\.)+\p{L}{2,}/u.exec(text)?.[0].toLowerCase();
  const bare = (host: string) => host.replace(/^www\./, '');
  if (named !== undefined && bare(named) !== bare(hostname)) return hostname;
  return url && url.href !== target.href ? addressOf(target) : undefined;
}

/** Whether a path may be what is left of another one, as people shorten paths. */
function isEnd(end: string, path: string): boolean {
  const plain = (name: string) => `/${name.replaceAll('\\', '/').replace(/^\.?\//, '')}`;
  return plain(path).endsWith(plain(end));
}

/** The file that a piece of inline code names, if that is all that it says. */
export function fileMention(text: string): LinkTarget | undefined {
  const match = FILE_MENTION.exec(text);
  if (!match?.[1]) return undefined;
  return fileTarget(match[1], match[2]);
}

/** Whether a piece of inline code may name something that the workspace defines. */
export function isName(text: string): boolean {
  return text.length < 100 && /^[A-Za-z_$][\w$]{2,}(?:(?:\.|::|#)[A-Za-z_$][\w$]*)*(?:\(\))?$/.test(text);
}

/** A path with a line, in running text. */
const PLACE = new RegExp(
  `(?<![\\w@:/\\\\.-])(?:[A-Za-z]:[\\\\/])?[\\w@.+\\-\\\\/]{0,200}[\\w-]\\.(?:${CODE_EXTENSIONS}):\\d+(?::\\d+|-\\d+)?(?![\\w.])`,
  'gi',
);

/** The places in files that a text names with their lines: `src/a.ts:12`. */
export function placesIn(text: string): { from: number; to: number; target: LinkTarget }[] {
  if (!text.includes(':')) return [];
  return [...text.matchAll(PLACE)].flatMap((match) => {
    const target = fileMention(match[0]);
    return target ? [{ from: match.index, to: match.index + match[0].length, target }] : [];
  });
}

function fileTarget(path: string, line: string | undefined): LinkTarget {
  return line ? { type: 'file', path, line: Number(line) } : { type: 'file', path };
}

function decode(href: string): string {
  try {
    return decodeURIComponent(href);
  } catch {
    return href; // not percent-encoded then
  }
}
