import type { Tool } from '../agent/contracts/tool.ts';

/** Milliseconds for which an answer counts. What is installed or written in that time, the next session finds. */
const FRESH_MS = 60_000;

/**
 * Tools that can be asked ahead of a session's first prompt whether they are offered: the answer may take as long as VS Code
 * needs to start other extensions.
 */
export class OfferedTools {
  readonly tools: readonly Tool[];
  private readonly answers = new Map<string, { at: number; offered: Promise<boolean> }>();

  private readonly now: () => number;

  /** `now` in milliseconds. */
  constructor(tools: readonly Tool[], now = () => performance.now()) {
    this.now = now;
    this.tools = tools.map((tool) => ({ ...tool, offered: () => this.ask(tool) }));
  }

  /** Asks all of them, unless their answers still count. Rejects as they do. */
  async prepare(): Promise<void> {
    await Promise.all(this.tools.map((tool) => tool.offered?.()));
  }

  /** Something changed here: the answers count no longer. */
  forget(): void {
    this.answers.clear();
  }

  private async ask(tool: Tool): Promise<boolean> {
    const { name } = tool;
    const known = this.answers.get(name);
    if (known && this.now() - known.at < FRESH_MS) return await known.offered;
    const asked = { at: this.now(), offered: tool.offered?.() ?? Promise.resolve(true) };
    this.answers.set(name, asked);
    try {
      return await asked.offered;
    } catch (error) {
      if (this.answers.get(name) === asked) this.answers.delete(name);
      throw error;
    }
  }
}
