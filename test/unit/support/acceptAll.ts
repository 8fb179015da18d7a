// A process of its own that accepts several edits one after another, to be killed in the middle. It prints where its session
// is, as JSON, and accepts when a line comes in.
import { once } from 'node:events';
import { CALLS, FILES } from './acceptAllFiles.ts';
import { isPending, prompt, startFixture, until } from './sessionFixture.ts';

const fixture = await startFixture({ files: FILES, scenario: [{ toolCalls: CALLS }, { content: 'Done.' }] });
const { session, folder, storage } = fixture;
void session.send(prompt('Go'));
await until(session, isPending);
await until(session, () => session.proposals().length === CALLS.length);
console.log(JSON.stringify({ id: session.id, folder, storage }));
await once(process.stdin, 'data');
for (const { action } of session.proposals()) await session.decide(action.id, { type: 'accepted' });
