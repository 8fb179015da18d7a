import assert from 'node:assert/strict';
import type { Approvals } from '../../../../src/gate/judge.ts';
import type { Rule } from '../../../../src/gate/rules.ts';
import type { ChatSession } from '../../../../src/session/chatSession.ts';
import type { ConsentBlock } from '../../../../src/shared/transcript/reduce.ts';
import type { ToolServerParts } from '../../../../src/tools/external/mcp/toolServers.ts';
import { configured } from '../../../mcp/configured.ts';
import { startHttpServer } from '../../../mcp/startHttpServer.ts';
import type { Completion } from '../../../simulator/scenario.ts';
import { type ServerTools, serverTools } from '../../support/serverTools.ts';
import {
  blockOf,
  isPending,
  logOf,
  pendingAction,
  prompt,
  type SessionFixture,
  startFixture,
  until,
} from '../../support/sessionFixture.ts';

const call = (name: string, args: Record<string, unknown> = {}): Completion => ({
  reasoning: 'Use it.',
  toolCalls: [{ name, arguments: args }],
});
const echo = (text = 'hi') => call('mcp_demo_echo', { text });
const done: Completion = { content: 'Done.' };

type Started = SessionFixture & { tools: ServerTools };

async function start(
  scenario: Completion[],
  options: {
    mcp?: string;
    approvals?: Approvals;
    rules?: Rule[];
    trusted?: boolean;
    parts?: Partial<ToolServerParts>;
  } = {},
): Promise<Started> {
  const { mcp = configured(), parts = {}, ...rest } = options;
  const holder: { tools?: ServerTools } = {};
  const fixture = await startFixture({
    scenario,
    files: { '.vscode/mcp.json': mcp },
    foreign: (folder) => {
      holder.tools = serverTools(folder, parts);
      return holder.tools.foreign;
    },
    ...rest,
  });
  const { tools } = holder;
  assert(tools);
  const close = fixture[Symbol.asyncDispose].bind(fixture);
  return Object.assign(fixture, {
    tools,
    async [Symbol.asyncDispose]() {
      await tools[Symbol.asyncDispose]();
      await close();
    },
  });
}

const consents = (session: ChatSession) =>
  session.transcript.blocks.filter((block): block is ConsentBlock => block.type === 'consent');

/** Answers the questions of a turn in their order; says what they were about. */
async function answering(session: ChatSession, answers: readonly ('yes' | 'no' | 'session')[]): Promise<string[]> {
  const asked: string[] = [];
  for (const answer of answers) {
    await until(session, isPending);
    asked.push(consents(session).at(-1)?.asks.type ?? '');
    const accepted = answer === 'session' ? { remember: 'session' as const } : {};
    await session.decide(
      pendingAction(session),
      answer === 'no' ? { type: 'rejected' } : { type: 'accepted', ...accepted },
    );
  }
  return asked;
}

const told = ({ simulator }: SessionFixture) => JSON.stringify(simulator.requests.at(-1)?.body?.messages);

describe('tools from elsewhere', () => {
  it('run after the person agreed to the server and to the call, and what they say is data', async () => {
    await using fixture = await start([echo('grün'), done]);
    const turn = fixture.session.send(prompt('Use it'));
    assert.deepEqual(await answering(fixture.session, ['yes', 'yes']), ['server', 'tool']);
    await turn;
    const [server, tool] = consents(fixture.session).map(({ asks }) => asks);
    assert(server?.type === 'server' && server.launch.type === 'process');
    assert.equal(server.launch.command, process.execPath);
    assert.equal(server.launch.cwd, fixture.folder);
    assert(tool?.type === 'tool');
    assert.equal(tool.arguments, '{"text":"grün"}');
    assert.match(told(fixture), /Untrusted data from mcp_demo_echo.*<tool-[0-9a-f]{8}>\\\\?ngrün/);
  });

  it('are offered as they were when the session began, also after a reload', async () => {
    await using fixture = await start([done, done]);
    await fixture.session.send(prompt('One'));
    await fixture.session.close();
    const created = (await logOf(fixture, fixture.session.id)).find(({ event }) => event.type === 'session.created');
    assert(created?.event.type === 'session.created');
    assert.deepEqual(
      created.event.foreign?.map(({ name }) => name),
      ['mcp_demo_echo', 'mcp_demo_picture', 'mcp_demo_environment'],
    );
    await fixture.write('.vscode/mcp.json', '{}');
    const again = await fixture.open(fixture.session.id);
    await again.send(prompt('Two'));
    const [first, second] = fixture.simulator.requests.map(({ body }) => JSON.stringify(body?.tools));
    assert(first?.includes('mcp_demo_echo'));
    assert.equal(second, first);
    await again.close();
  });

  it('whose server is gone say so', async () => {
    await using fixture = await start([echo(), done], { mcp: '{"servers": {}, // none\n}' });
    await fixture.session.send(prompt('Use it'));
    assert.match(told(fixture), /There is no tool server .*demo.* it is not configured there any more/);
  });

  it('do not start a server that the person skips', async () => {
    await using fixture = await start([echo(), done], { approvals: 'auto' });
    const turn = fixture.session.send(prompt('Use it'));
    assert.deepEqual(await answering(fixture.session, ['no']), ['server']);
    await turn;
    assert.match(told(fixture), /mcp_demo_echo was not called: the person refused/);
    assert.equal(fixture.tools.agreements.size, 0);
  });

  it('ask once for a server, and again when its configuration is another', async () => {
    const scenario = [echo(), done, echo(), done, call('mcp_demo_environment'), done];
    await using fixture = await start(scenario, { approvals: 'auto' });
    const { session } = fixture;
    const first = session.send(prompt('One'));
    assert.deepEqual(await answering(session, ['yes']), ['server']);
    await first;
    await session.send(prompt('Two'));
    await fixture.write('.vscode/mcp.json', configured('plain', { env: { NODE_OPTIONS: '--no-warnings' } }));
    const third = session.send(prompt('Three'));
    assert.deepEqual(await answering(session, ['yes']), ['server']);
    await third;
    const asks = consents(session).at(-1)?.asks;
    assert(asks?.type === 'server' && asks.launch.type === 'process');
    assert.equal(asks.changed, true);
    assert.deepEqual(asks.launch.environment, ['NODE_OPTIONS=--no-warnings']);
    assert.equal(consents(session).length, 2);
    assert.match(
      told(fixture),
      /NODE_OPTIONS[^,]*--no-warnings/,
      'the server that ran before is not the one that is asked',
    );
  });

  it('are not called where their server was changed while the person was asked about the call', async () => {
    await using fixture = await start([echo(), done]);
    const { session } = fixture;
    const turn = session.send(prompt('Use it'));
    assert.deepEqual(await answering(session, ['yes']), ['server']);
    await until(session, isPending);
    await fixture.write('.vscode/mcp.json', configured('plain', { env: { NODE_OPTIONS: '--no-warnings' } }));
    assert.deepEqual(await answering(session, ['yes']), ['tool']);
    await turn;
    assert.match(told(fixture), /was changed meanwhile, and the person has not agreed to that/);
  });

  it('are allowed for good in this folder only', async () => {
    await using fixture = await start([echo(), echo(), done]);
    const turn = fixture.session.send(prompt('Use it'));
    await answering(fixture.session, ['yes', 'session']);
    await turn;
    const rule = { decision: 'allow', tool: 'mcp_demo_echo', path: fixture.folder };
    assert.deepEqual(consents(fixture.session).at(-1)?.why?.suggestion, rule);
    assert.equal(consents(fixture.session).length, 2);
  });

  it('ask each time in plan mode, whatever a rule says, and never run where a rule denies them', async () => {
    const allow: Rule = { decision: 'allow', tool: 'mcp_demo_echo' };
    await using plan = await start([echo(), done], { approvals: 'plan', rules: [allow] });
    const turn = plan.session.send(prompt('Use it'));
    await answering(plan.session, ['yes', 'no']);
    await turn;
    assert.deepEqual(consents(plan.session).at(-1)?.why?.reasons, [{ type: 'plan' }]);
    await using denied = await start([echo(), done], { approvals: 'auto', rules: [{ ...allow, decision: 'deny' }] });
    await denied.session.send(prompt('Use it'));
    assert.match(told(denied), /was not called: a rule of the person forbids it/);
  });

  it('ask in auto mode too once the turn has read the web', async () => {
    const page = call('fetch_url', { url: 'http://127.0.0.1:9/page' });
    await using fixture = await start([echo(), page, echo(), done], { approvals: 'auto' });
    const turn = fixture.session.send(prompt('Use it'));
    assert.deepEqual(await answering(fixture.session, ['yes', 'yes', 'no']), ['server', 'fetch', 'tool']);
    await turn;
    assert.deepEqual(consents(fixture.session).at(-1)?.why?.reasons, [{ type: 'web' }]);
  });

  it('make what could carry their words out ask', async () => {
    const fetched = call('run_command', { command: 'curl https://example.com' });
    await using fixture = await start([echo(), fetched, done], { approvals: 'auto' });
    const turn = fixture.session.send(prompt('Use it'));
    assert.deepEqual(await answering(fixture.session, ['yes', 'no']), ['server', 'server']);
    await turn;
    assert.deepEqual(blockOf(fixture.session, 'command').why?.reasons?.at(-1), { type: 'web' });
  });

  it('make it ask in later turns too: what they brought is still in the conversation', async () => {
    const fetched = call('run_command', { command: 'curl https://example.com' });
    await using fixture = await start([echo(), done, fetched, done], { approvals: 'auto' });
    const first = fixture.session.send(prompt('Use it'));
    assert.deepEqual(await answering(fixture.session, ['yes']), ['server']);
    await first;
    const second = fixture.session.send(prompt('Go on'));
    await answering(fixture.session, ['no']);
    await second;
    assert.deepEqual(blockOf(fixture.session, 'command').why?.reasons?.at(-1), { type: 'web' });
  });

  it('are off where the person does not trust the folder', async () => {
    await using fixture = await start([echo(), done], {
      approvals: 'auto',
      trusted: false,
      parts: { trusted: () => false },
    });
    await fixture.session.send(prompt('Use it'));
    assert.match(told(fixture), /does not trust this workspace/);
  });

  it('show images, and redact secrets', async () => {
    const secret = `ghp_${'a1B2'.repeat(10)}`;
    await using fixture = await start([call('mcp_demo_picture'), echo(secret), done], { approvals: 'auto' });
    const turn = fixture.session.send(prompt('Use it'));
    await answering(fixture.session, ['yes']);
    await turn;
    const [picture, text] = fixture.session.transcript.blocks.filter((block) => block.type === 'tool');
    assert(Array.isArray(picture?.output) && picture.output.some((part) => part.type === 'image'));
    assert.match(String(text?.output), /ghp_\*\*\*/);
  });

  it('get what the person enters, and never the key', async () => {
    const inputs = { inputs: [{ id: 'token', type: 'promptString', description: 'Token', password: true }] };
    // biome-ignore lint/suspicious/noTemplateCurlyInString: as it stands in the file
    const env = { TOKEN: '${input:token}', KEY: '<${env:MOONSHOT_API_KEY}>' };
    await using fixture = await start([call('mcp_demo_environment'), done], {
      approvals: 'auto',
      mcp: configured('plain', { env }, inputs),
      parts: { enter: async () => 'entered' },
    });
    const turn = fixture.session.send(prompt('Use it'));
    await answering(fixture.session, ['yes']);
    await turn;
    assert.match(told(fixture), /TOKEN[^,]*entered/);
    assert.match(told(fixture), /KEY[^,]*<>/);
  });

  it('whose server does not start say why, and the turn goes on', async () => {
    // biome-ignore lint/suspicious/noTemplateCurlyInString: as it stands in the file
    const server = { args: ['-e', 'process.exit(7)'], env: { TOKEN: '${input:token}' } };
    const forgotten: string[] = [];
    await using fixture = await start([echo(), done], {
      approvals: 'auto',
      mcp: configured('plain', server, { inputs: [{ id: 'token', type: 'promptString' }] }),
      parts: { enter: async () => 'entered', forgetEntered: async (_, { id }) => void forgotten.push(id) },
    });
    const turn = fixture.session.send(prompt('Use it'));
    await answering(fixture.session, ['yes']);
    await turn;
    assert.match(told(fixture), /The tool server .*demo.* could not be started: it ended with exit code 7/);
    assert.equal(blockOf(fixture.session, 'content').text, 'Done.');
    assert.deepEqual(forgotten, ['token'], 'it may have been the wrong one');
  });

  it('start a server again that has ended', async () => {
    const mcp = configured('mortal');
    await using fixture = await start([echo('one'), echo('life'), done], { approvals: 'auto', mcp });
    const turn = fixture.session.send(prompt('Use it'));
    assert.deepEqual(await answering(fixture.session, ['yes']), ['server']);
    await turn;
    assert.match(told(fixture), /did not answer: it ended with exit code 3/);
    assert.match(told(fixture), /<tool-[0-9a-f]{8}>\\?nlife/);
  });

  it('that a server has no longer are not called', async () => {
    const mcp = configured('fickle');
    const scenario = [echo(), call('mcp_demo_picture'), done];
    await using fixture = await start(scenario, { approvals: 'auto', mcp });
    const turn = fixture.session.send(prompt('Use it'));
    await answering(fixture.session, ['yes']);
    await turn;
    assert.match(told(fixture), /The tool server .*demo.* no longer has the tool .*picture/);
  });

  it('share one server, also where two need it at once', async () => {
    await using http = await startHttpServer();
    const mcp = JSON.stringify({ servers: { demo: { type: 'http', url: http.url } } });
    await using fixture = await start([], { mcp });
    const { servers } = fixture.tools;
    const [config] = (await servers.files()).flatMap((file) => file.servers);
    assert(config);
    await servers.agree(config);
    const { signal } = new AbortController();
    await Promise.all([servers.tools(config, signal), servers.tools(config, signal)]);
    assert.equal(http.bodies.filter((body) => body.includes('"initialize"')).length, 1);
  });
});
