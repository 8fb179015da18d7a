import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { ModelError } from '../../../src/agent/contracts/model.ts';
import { openSession } from '../../../src/session/chatSession.ts';
import { LONG_VARIABLE } from '../../host/mochaOptions.ts';
import { textWith } from '../support/acceptAllFiles.ts';
import { FolderWorkspace } from '../support/folderWorkspace.ts';
import { headlessParts } from '../support/headlessParts.ts';

const ROUNDS = process.env[LONG_VARIABLE] === undefined ? 3 : 50;

interface Place {
  id: string;
  folder: string;
  storage: string;
}

describe('a session that is killed at a random moment of accepting several edits', () => {
  for (let round = 1; round <= ROUNDS; round++) {
    it(`leaves every file old or new, and knows which when it is opened again (${round})`, async function () {
      this.timeout(30_000);
      const place = await killInTheMiddle(round);
      const session = await reopen(place);
      for (const proposal of session.transcript.blocks.filter((block) => block.type === 'edit')) {
        const found = await readFile(path.join(place.folder, proposal.path ?? ''), 'utf8');
        const state = found === textWith('new') ? 'accepted' : found === textWith('old') ? 'pending' : 'torn';
        assert.equal(proposal.state, state, proposal.path);
      }
      await session.close();
      await rm(path.dirname(place.folder), { recursive: true, force: true });
    });
  }
});

async function killInTheMiddle(round: number): Promise<Place> {
  const script = path.join(import.meta.dirname, '../support/acceptAll.ts');
  const child = spawn(process.execPath, [script], { stdio: ['pipe', 'pipe', 'inherit'] });
  const [line] = await once(child.stdout, 'data');
  const place: Place = JSON.parse(String(line));
  child.stdin.write('go\n');
  await new Promise((resolve) => setTimeout(resolve, ((round * 0.618) % 1) * 300 + Math.random() * 20));
  child.kill('SIGKILL');
  await once(child, 'exit');
  return place;
}

async function reopen({ id, folder, storage }: Place) {
  const workspace = new FolderWorkspace(folder);
  const model = () => Promise.reject(new ModelError({ code: 'noKey', detail: '' }));
  return await openSession(headlessParts({ storage, holder: 'window', workspace, model }), id);
}
