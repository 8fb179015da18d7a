import type { ChildProcess } from 'node:child_process';
import { setTimeout as delay } from 'node:timers/promises';
import type { Transport } from '@modelcontextprotocol/sdk/shared/transport.js';
import { type JSONRPCMessage, JSONRPCMessageSchema } from '@modelcontextprotocol/sdk/types.js';
import spawn from 'cross-spawn';
import { AS_TREE, endTree, killTree } from '../../../util/system/processTree.ts';
import { cutStart } from '../../../util/text/truncate.ts';
import { LostRequest } from './lostRequest.ts';
import type { Target } from './resolveLaunch.ts';
import { describeProblem, MAX_MESSAGE_BYTES, type ServerProblem } from './serverError.ts';
import type { TransportStatus } from './transportStatus.ts';

/** What a server may take to end by itself, once nothing more comes in. */
const GRACE_MS = 1500;
const MAX_LAST_WORDS = 600;

/**
 * A server as a process of its own: JSON-RPC messages, one a line, on its standard input and output. What it prints beside them is
 * dropped but for the end of it. It ends, with all that it started, when this is closed or this process ends.
 */
export class StdioTransport implements Transport, TransportStatus {
  onmessage?: (message: JSONRPCMessage) => void;
  onclose?: () => void;
  onerror?: (error: Error) => void;
  /** Why there is no server any more. */
  failure: ServerProblem | undefined;
  private readonly target: Extract<Target, { type: 'process' }>;
  private child: ChildProcess | undefined;
  private pieces: string[] = [];
  private length = 0;
  private overflowed = false;
  private printed = '';
  private readonly endAtExit = () => killTree(this.child?.pid);

  constructor(target: Extract<Target, { type: 'process' }>) {
    this.target = target;
  }

  get lastWords(): string {
    return this.printed.trim();
  }

  async start(): Promise<void> {
    const { command, args, cwd, env } = this.target;
    const child = spawn(command, args, { cwd, env, stdio: 'pipe', ...AS_TREE });
    this.child = child;
    process.once('exit', this.endAtExit);
    child.stdout?.setEncoding('utf8').on('data', (chunk: string) => this.receive(chunk));
    child.stderr?.setEncoding('utf8').on('data', (chunk: string) => this.print(chunk));
    // A server that has ended takes no more: its end tells of that.
    child.stdin?.on('error', () => {});
    await new Promise<void>((resolve, reject) => {
      child.once('spawn', resolve);
      child.once('error', (error) => reject(new Error(`it could not be started: ${error.message}`)));
    });
    child.on('error', (error) => this.onerror?.(error));
    child.once('exit', (code, signal) => {
      this.failure ??= signal ? { type: 'signalled', signal } : { type: 'exited', code };
      // What it started may live on, and hold its output open.
      killTree(child.pid);
    });
    // After what it still said.
    child.once('close', () => this.ended());
  }

  async send(message: JSONRPCMessage): Promise<void> {
    const stdin = this.child?.stdin;
    if (!stdin?.writable)
      throw new LostRequest('unrun', this.failure ? describeProblem(this.failure) : 'it is not running');
    await new Promise<void>((resolve) => stdin.write(`${JSON.stringify(message)}\n`, () => resolve()));
  }

  async close(): Promise<void> {
    const { child } = this;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const exit = new Promise((resolve) => child.once('exit', resolve));
    child.stdin?.end();
    await Promise.race([exit, delay(GRACE_MS)]);
    await endTree(child.pid, exit);
  }

  private ended(): void {
    process.off('exit', this.endAtExit);
    this.onclose?.();
    this.onclose = () => {};
  }

  /** Messages may come in many pieces: they are joined once. */
  private receive(chunk: string): void {
    if (this.overflowed) return;
    const lines = chunk.split('\n');
    const rest = lines.pop() ?? '';
    for (const line of lines) {
      this.pieces.push(line);
      this.read(this.pieces.join(''));
      this.pieces = [];
      this.length = 0;
    }
    this.pieces.push(rest);
    this.length += rest.length;
    if (this.length <= MAX_MESSAGE_BYTES) return;
    this.overflowed = true;
    this.failure = { type: 'tooLarge' };
    this.pieces = [];
    void this.close();
  }

  private read(line: string): void {
    if (line.trim() === '') return;
    const message = parseMessage(line);
    if (message) this.onmessage?.(message);
    else this.print(`${line}\n`);
  }

  private print(text: string): void {
    this.printed = cutStart(this.printed + cutStart(text, MAX_LAST_WORDS), MAX_LAST_WORDS);
  }
}

function parseMessage(line: string): JSONRPCMessage | undefined {
  try {
    return JSONRPCMessageSchema.safeParse(JSON.parse(line)).data;
  } catch {
    return undefined; // printed by something that does not speak the protocol
  }
}
