/** How the files of a folder are read, or some of them. */
export interface SearchEncoding {
  /** As `files.encoding` names it; undefined: as UTF-8. */
  encoding?: string;
  /** Whether a file is, by its path; without it, all are. */
  reads?(path: string): boolean;
}

/** What ripgrep calls some of the encodings that VS Code's settings name: as VS Code's own search has it. */
const NAMES: Readonly<Record<string, string>> = {
  shiftjis: 'shift-jis',
  utf16le: 'utf-16le',
  utf16be: 'utf-16be',
  big5hkscs: 'big5-hkscs',
  eucjp: 'euc-jp',
  euckr: 'euc-kr',
  koi8r: 'koi8-r',
  koi8u: 'koi8-u',
  macroman: 'x-mac-roman',
  cp950: 'big5',
  iso885916: 'iso-8859-16',
};

/**
 * The argument with which ripgrep reads files in the encoding that `files.encoding` names. None for UTF-8, and for those that
 * ripgrep does not know: then it finds what is written in ASCII.
 */
export function encodingArguments(encoding: string | undefined): string[] {
  if (encoding === undefined || encoding === 'utf8' || encoding === 'utf8bom') return [];
  const name = NAMES[encoding] ?? encoding.replace(/^windows(?=\d)/, 'windows-');
  return isKnown(name) ? [`--encoding=${name}`] : [];
}

/** Both know the labels of the Encoding Standard. */
function isKnown(name: string): boolean {
  try {
    new TextDecoder(name);
    return true;
  } catch {
    return false;
  }
}
