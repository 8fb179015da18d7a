import { appendFile, mkdir, readdir, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { redactSecrets } from '../../util/secrets/redactSecrets.ts';
import { HeadAndTail } from '../../util/text/headAndTail.ts';
import { truncate } from '../../util/text/truncate.ts';
import { withoutEnding } from '../../util/text/withoutEnding.ts';

/** UTF-16 units of what the model reads at once. */
const MAX_NEWS_LENGTH = 30_000;
/** UTF-16 units that a file takes. */
const MAX_FILE_LENGTH = 5_000_000;
/** Files of a session; the oldest go first. */
const MAX_FILES = 20;
/** A line without an end is taken for one when it is so long. */
const MAX_LINE_LENGTH = 100_000;
const LAST_LINES = 12;

/** What a command printed, as a terminal would show it in the end. */
export class JobOutput {
  private readonly file: string;
  private readonly onProblem: (error: unknown) => void;
  private open = '';
  private recent: string[] = [];
  private fresh = new HeadAndTail(MAX_NEWS_LENGTH);
  /** Of the beginning, until it is known whether a file is needed; undefined from then on. */
  private unkept: string | undefined = '';
  private room = MAX_FILE_LENGTH;
  private writing: Promise<void> = Promise.resolve();
  private queued = '';
  /** When something was printed last, as `performance.now()` has it. */
  lastAt = performance.now();
  isEmpty = true;

  /** `file` is made when it is needed. */
  constructor(file: string, onProblem: (error: unknown) => void) {
    this.file = file;
    this.onProblem = onProblem;
  }

  add(text: string): void {
    if (text === '') return;
    this.lastAt = performance.now();
    this.isEmpty = false;
    const whole = this.open + text;
    const end = whole.lastIndexOf('\n') + 1;
    this.open = whole.slice(end);
    if (end > 0) this.keep(whole.slice(0, end).split('\n').map(withoutOverwritten).join('\n'));
    if (this.open.length <= MAX_LINE_LENGTH) return;
    this.keep(withoutOverwritten(this.open));
    this.open = '';
  }

  /** The line that has no end yet, and those before it. */
  get lastLines(): readonly string[] {
    return [...this.recent, withoutOverwritten(this.open)];
  }

  /** See Job.news. */
  async news(keepFile: boolean): Promise<{ text: string; file?: string }> {
    const { fresh } = this;
    this.fresh = new HeadAndTail(MAX_NEWS_LENGTH);
    // The open line is told once more when it is whole.
    fresh.add(withoutOverwritten(this.open));
    const text = fresh.read().trimEnd();
    if (keepFile) this.startFile();
    if (this.unkept !== undefined) return { text };
    await this.writing;
    return { text, file: this.file };
  }

  /** No more is coming. */
  async close(): Promise<void> {
    if (this.open !== '') this.keep(withoutOverwritten(this.open));
    this.open = '';
    await this.writing;
  }

  private keep(text: string): void {
    this.recent = [...this.recent, ...text.split('\n').slice(-LAST_LINES)].filter((line) => line).slice(-LAST_LINES);
    this.fresh.add(text);
    if (this.unkept === undefined) return this.write(text);
    this.unkept += text;
    if (this.unkept.length > MAX_NEWS_LENGTH) this.startFile();
  }

  private startFile(): void {
    const { unkept } = this;
    if (unkept === undefined) return;
    this.unkept = undefined;
    this.writing = this.makeFile().catch(this.onProblem);
    this.write(unkept);
  }

  private async makeFile(): Promise<void> {
    const folder = path.dirname(this.file);
    await mkdir(folder, { recursive: true });
    await removeOldest(folder);
    await writeFile(this.file, '', { mode: 0o600 });
  }

  private write(text: string): void {
    if (this.room <= 0) return;
    const wasQueued = this.queued !== '';
    this.queued += truncate(text, this.room);
    this.room -= text.length;
    if (this.room <= 0) this.queued += '\n[What came after this is not in this file.]\n';
    if (wasQueued || this.queued === '') return;
    this.writing = this.writing
      .then(async () => {
        const { queued } = this;
        this.queued = '';
        await appendFile(this.file, redactSecrets(queued));
      })
      .catch(this.onProblem);
  }
}

/** Progress bars write over themselves after a carriage return. */
function withoutOverwritten(line: string): string {
  const shown = withoutEnding(line, '\r');
  return shown.slice(shown.lastIndexOf('\r') + 1).replace(/[^\P{Cc}\t\n]/gu, '');
}

async function removeOldest(folder: string): Promise<void> {
  const names = await readdir(folder);
  if (names.length < MAX_FILES) return;
  const files = names.map(async (name) => ({ name, at: (await stat(path.join(folder, name))).mtimeMs }));
  const oldest = (await Promise.all(files)).sort((a, b) => a.at - b.at).slice(0, names.length - MAX_FILES + 1);
  for (const { name } of oldest) await rm(path.join(folder, name), { force: true });
}
