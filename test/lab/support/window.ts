// A window in a process of its own: it opens a session, does what its standard input says, and prints what it shows.
//   node test/lab/support/window.ts '{"folder": …}'    see WindowOptions
import { closeSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { cp } from 'node:fs/promises';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { openSession } from '../../../src/session/chatSession.ts';
import { prompt } from '../../unit/support/sessionFixture.ts';
import { labParts } from './labParts.ts';
import type { WindowCommand, WindowOptions, WindowReport } from './windowMessages.ts';

const options: WindowOptions = JSON.parse(process.argv[2] ?? '');
const session = await openSession(labParts(options), options.session);
const handles: number[] = [];
const filler = path.join(options.storage, 'filler');

report({
  type: 'opened',
  session: session.id,
  readOnly: session.readOnly !== undefined,
  seq: session.transcript.seq,
});
session.onEntries((entries) => report({ type: 'shown', at: Date.now(), entries }));
session.onReset(() => report({ type: 'reset', readOnly: session.readOnly !== undefined }));
for await (const line of createInterface({ input: process.stdin })) {
  const command: WindowCommand = JSON.parse(line);
  carryOut(command).then(
    () => report({ type: 'done', id: command.id }),
    (error: unknown) => report({ type: 'done', id: command.id, error: String(error) }),
  );
}

function report(said: WindowReport): void {
  process.stdout.write(`${JSON.stringify(said)}\n`);
}

async function carryOut(command: WindowCommand): Promise<void> {
  switch (command.do) {
    case 'send':
      return await session.send(prompt(command.text));
    case 'compact':
      await session.compact('');
      return await session.rests();
    case 'takeOver':
      return await session.takeOver();
    case 'close':
      return await session.close();
    case 'exhaust':
      return exhaust(command.what);
    case 'release':
      for (const handle of handles.splice(0)) closeSync(handle);
      return rmSync(filler, { force: true });
    case 'copy':
      return await cp(options.storage, command.to, { recursive: true });
  }
}

function exhaust(what: 'disk' | 'handles'): void {
  try {
    if (what === 'handles') for (;;) handles.push(openSync('/dev/null', 'r'));
    for (;;) writeFileSync(filler, Buffer.alloc(4096), { flag: 'a' });
  } catch {
    // There is nothing left, as wanted.
  }
}
