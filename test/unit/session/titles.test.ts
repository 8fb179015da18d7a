import assert from 'node:assert/strict';
import type { ChatRequest } from '../../simulator/chatRequest.ts';
import { failure } from '../../simulator/errors.ts';
import { Gate } from '../../simulator/gate.ts';
import type { ScriptedReply } from '../../simulator/scenario.ts';
import { logOf, prompt, startFixture } from '../support/sessionFixture.ts';

const isTitle = ({ tools }: ChatRequest) => !tools?.length;

describe('the title of a session', () => {
  const answers = (title: string) => (request: ChatRequest) =>
    isTitle(request) ? { reasoning: 'Short.', content: title } : { reasoning: 'Hm.', content: 'An answer.' };

  it('is made by the model once, after the first answer, and costs what it costs', async () => {
    await using fixture = await startFixture({ titles: true, scenario: answers('**Fixing** the `parser`.\nNo more.') });
    const { session, simulator, store } = fixture;
    await session.send(prompt('The parser is broken, and I do not know why'));
    const before = session.transcript.totalUsage.prompt;
    await session.rests();
    assert.equal(session.transcript.title, 'Fixing the parser');
    assert.ok(session.transcript.totalUsage.prompt > before);
    assert.equal((await store.list())[0]?.title, 'Fixing the parser');
    await session.send(prompt('And now?'));
    await session.rests();
    assert.deepEqual(
      simulator.requests.map(({ body }) => body !== undefined && isTitle(body)),
      [false, true, false],
    );
    assert.ok(!JSON.stringify(simulator.requests.at(-1)?.body?.messages).includes('name conversations'));
  });

  it('stays what the person made it', async () => {
    const notYet = new Gate();
    await using fixture = await startFixture({
      titles: true,
      scenario: (request): ScriptedReply =>
        isTitle(request)
          ? { content: 'Of the model', hold: { before: { content: 0 }, until: notYet } }
          : { content: 'An answer.' },
    });
    const { session } = fixture;
    await session.send(prompt('Hello'));
    await notYet.reached;
    await session.rename('Mine');
    notYet.open();
    await session.rests();
    assert.equal(session.transcript.title, 'Mine');
  });

  it('keeps no turn waiting', async () => {
    const never = new Gate();
    let titles = 0;
    await using fixture = await startFixture({
      titles: true,
      scenario: (request): ScriptedReply => {
        if (!isTitle(request)) return { content: 'An answer.' };
        titles += 1;
        return titles === 1
          ? { content: 'Late', hold: { before: { content: 0 }, until: never } }
          : { content: 'Second try' };
      },
    });
    const { session } = fixture;
    await session.send(prompt('One'));
    await never.reached;
    await session.send(prompt('Two'));
    await session.rests();
    assert.equal(session.transcript.title, 'Second try');
  });

  it('is the first prompt where the model cannot be asked again', async () => {
    await using fixture = await startFixture({
      titles: true,
      scenario: (request): ScriptedReply =>
        isTitle(request) ? failure(429, 'rate_limit_reached_error', 'Slow down.') : { content: 'Yes.' },
    });
    const { session, simulator } = fixture;
    await session.send(prompt('Is it?'));
    await session.rests();
    assert.equal(session.transcript.title, 'Is it?');
    assert.equal(simulator.requests.length, 2, 'it is not asked for twice');
    const types = (await logOf(fixture, session.id)).map(({ event }) => event.type);
    assert.ok(!types.includes('step.waiting'));
  });
});
