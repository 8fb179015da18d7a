import path from 'node:path';
import type { Hazard, Reason } from './reasons.ts';
import { globMeetsSecret } from './sensitivePaths.ts';
import type { Shell, Word } from './shell/syntax.ts';

/**
 * A place that a command names, absolute, before links are followed. A pattern stays one, and so does `..`, which leads to the
 * folder above where a link leads.
 */
export interface Mention {
  path: string;
  access: 'read' | 'write' | 'run';
  /** A pattern of the shell's: it stands for the files that it matches. */
  glob?: boolean;
  /** Whatever is in this folder is read too. */
  sweep?: Sweep;
}

/** Which files a program comes upon that reads a whole folder. */
export interface Sweep {
  /** Those whose names begin with a dot. */
  hidden: boolean;
  /** Those that ignore files name. */
  ignored: boolean;
  /** Those that links lead to. */
  links: boolean;
  /** As ripgrep has them: files that count, and after a `!` those that do not. Without any, all do. */
  globs: string[];
  /** Only the files that git names when asked this. */
  git?: string[];
}

export interface Run {
  words: string[] | undefined;
  /** It only stands around another command, which is a run of its own. */
  wraps: boolean;
}

/** What a command line would do, as far as its text says. */
export interface Inspection {
  reasons: Reason[];
  mentions: Mention[];
  /** The words of each command that runs, for the rules; undefined where one is known only when it runs. */
  runs: Run[];
  /** Hosts that are named in it. */
  hosts: string[];
  /** It writes files beyond what its commands do by themselves. */
  redirects: boolean;
  network: boolean;
  /** Files that it writes by their names, absolute. */
  written: string[];
  /** Names of files that it takes command lines from; see COMMAND_FILES. */
  definitions: string[];
}

export interface CommandPlace {
  shell: Shell;
  /** Absolute. */
  cwd: string;
  home: string;
  windows: boolean;
}

/** More than anybody names by hand. */
const MAX_MENTIONS = 400;
/** Folders that a command may stand in. */
const MAX_PLACES = 16;

/** What is found of a command line while its commands are gone through in order. */
export class CommandFindings implements Inspection {
  readonly reasons: Reason[] = [];
  readonly mentions: Mention[] = [];
  readonly runs: Run[] = [];
  readonly hosts: string[] = [];
  redirects = false;
  network = false;
  readonly place: CommandPlace;
  /** Where the running command may stand: several, where it is not sure that a `cd` took effect. */
  cwds: string[];
  /** The text of the running command, for the user. */
  command = '';
  readonly written: string[] = [];
  private readonly writtenKeys = new Set<string>();
  readonly definitions: string[] = [];
  private readonly paths: path.PlatformPath;

  constructor(place: CommandPlace) {
    this.place = place;
    this.cwds = [place.cwd];
    this.paths = place.windows ? path.win32 : path.posix;
  }

  hazard(hazard: Hazard): void {
    this.reasons.push({ type: 'hazard', hazard, command: this.command });
  }

  unclear(): void {
    this.reasons.push({ type: 'unclear' });
  }

  /** Throws nothing away: a word that is only known when it runs makes the command unclear. */
  fixed(words: readonly Word[]): boolean {
    const dynamic = words.some((word) => word.dynamic);
    if (dynamic) this.unclear();
    return !dynamic;
  }

  /** Everything in these words that could be a path is one. */
  touch(words: readonly Word[], access: Mention['access']): void {
    this.fixed(words);
    for (const word of words) {
      this.address(word.text);
      for (const text of pathsIn(word.text, this.place)) this.mention(text, access, word.glob);
    }
  }

  /** A path for certain, which a relative name is too. */
  file(word: Word, access: Mention['access']): void {
    if (this.fixed([word])) this.mention(word.text, access, word.glob);
  }

  /** All that is in these folders is read, or without any, all that is where the command stands. */
  sweeps(folders: readonly Word[], sweep: Sweep): void {
    if (!this.fixed(folders)) return;
    const places = folders.length === 0 ? this.cwds : folders.flatMap(({ text }) => this.absolute(text));
    const glob = folders.some((word) => word.glob);
    for (const path of places) this.mentions.push({ path, access: 'read', ...(glob ? { glob } : {}), sweep });
  }

  writes(word: Word): void {
    this.file(word, 'write');
    if (/^\/dev\//.test(word.text)) return;
    for (const file of this.absolute(word.text)) {
      this.written.push(file);
      this.writtenKeys.add(this.key(file));
    }
  }

  /** A file that is run. */
  program(word: Word): void {
    this.file(word, 'run');
    if (word.glob) this.unclear();
    // A pipe, with whatever comes through it.
    if (/^\/dev\//.test(word.text)) this.hazard('freshCode');
    this.programNamed(word.text);
  }

  /** A program that is looked for, on Windows also in the folder where the command stands and with endings that are not written. */
  programNamed(name: string): void {
    const endings = this.place.windows ? ['', '.bat', '.cmd', '.exe', '.com', '.ps1'] : [''];
    const files = endings.flatMap((ending) => this.absolute(name + ending));
    if (files.some((file) => this.writtenKeys.has(this.key(file)))) this.hazard('freshCode');
  }

  /** Several folders, where it is not sure which: after many of them, nothing is. */
  standsIn(folders: readonly string[]): void {
    const all = [...new Set(folders)];
    if (all.length > MAX_PLACES) this.unclear();
    this.cwds = all.slice(0, MAX_PLACES);
  }

  /** Where a `cd` leads. A folder outside counts once something happens there, unless there is no way that it stays inside. */
  enter(word: Word): void {
    if (word.dynamic || word.glob || word.text === '-') this.unclear();
    // `cd` takes the text for what it says.
    const folders = this.absolute(word.text).map((folder) => this.paths.normalize(folder).replace(/(?<=.)\/+$/, ''));
    const sure = folders.length === 1;
    this.cwds = folders;
    if (sure) this.standsHere();
  }

  /** Something happens in the folder that the running command stands in. */
  standsHere(): void {
    for (const folder of this.cwds) if (folder !== this.place.cwd) this.mentions.push({ path: folder, access: 'read' });
  }

  address(text: string): void {
    const match = /\b[a-z][a-z0-9+.-]*:\/\/(?:[^\s/@]*@)?(\[[^\]]+\]|[^\s/:?#]+)/i.exec(text);
    if (match?.[1]) this.hosts.push(match[1]);
  }

  private mention(text: string, access: Mention['access'], glob: boolean): void {
    if (/^\/dev\/(?:null|stdin|stdout|stderr|tty|fd\/\d+)$/.test(text)) return;
    if (this.place.windows && /^nul$/i.test(text)) return;
    if (this.mentions.length >= MAX_MENTIONS) return this.unclear();
    const name = text.split(/[\\/]/).at(-1) ?? '';
    // Such a pattern can match the folder above.
    if (glob && /(?:^|[\\/])\.[^\\/]*[*?[]/.test(text)) this.unclear();
    if (glob && globMeetsSecret(name)) this.reasons.push({ type: 'secret', path: text });
    for (const file of this.absolute(text)) this.mentions.push({ path: file, access, ...(glob ? { glob } : {}) });
  }

  private absolute(text: string): string[] {
    const { home, windows } = this.place;
    if (/^~(?=$|[\\/])/.test(text)) return [this.paths.join(home, text.slice(1))];
    // Another user's home, or a place of the shell's own.
    if (text.startsWith('~') && !/^~\d*$/.test(text)) return [this.paths.join(home, '..', text.slice(1))];
    if (/^[a-z]:(?![\\/])/i.test(text) && windows) return [`${text.slice(0, 2)}\\`];
    if (windows) return this.cwds.map((cwd) => this.paths.resolve(cwd, text));
    return text.startsWith('/') ? [text] : this.cwds.map((cwd) => `${cwd}/${text}`);
  }

  private key(file: string): string {
    return this.paths.normalize(file).toLowerCase();
  }
}

/** What of a word a program could take for a path. */
function pathsIn(text: string, { shell, windows }: CommandPlace): string[] {
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(text)) {
    const file = /^file:\/\/[^/]*(\/.*)$/i.exec(text)?.[1];
    return file === undefined ? [] : [decode(file)];
  }
  if (shell !== 'posix' && windows && /^\/[\w?!:+.,-]*$/.test(text)) return [];
  const found: string[] = [];
  const option = text.startsWith('-');
  if (!option) found.push(text);
  const attached = /^-[A-Za-z](.+)$/.exec(text)?.[1];
  if (attached !== undefined && looksLikePath(attached)) found.push(attached);
  const value = /^[^=]*=(.+)$/s.exec(text)?.[1];
  if (value !== undefined) found.push(value);
  const at = /^@(.+)$|^[^@]*=@(.+)$/s.exec(text);
  const response = at?.[1] ?? at?.[2];
  if (response !== undefined) found.push(response);
  for (const part of text.split(/[,:]/).slice(1)) {
    const named = /^[\w-]+=(.+)$/s.exec(part)?.[1];
    if (named !== undefined) found.push(named);
    else if (looksLikePath(part)) found.push(part);
  }
  return found.filter((part) => part !== '' && part.length < 4096);
}

function looksLikePath(text: string): boolean {
  return /^(?:[\\/~]|\.\.?(?:[\\/]|$)|[a-z]:[\\/])|[\\/]\.\.(?:[\\/]|$)/i.test(text);
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
