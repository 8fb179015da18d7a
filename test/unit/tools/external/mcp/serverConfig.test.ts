// biome-ignore-all lint/suspicious/noTemplateCurlyInString: variables as they stand in the file
import assert from 'node:assert/strict';
import path from 'node:path';
import { resolveLaunch, shownLaunch } from '../../../../../src/tools/external/mcp/resolveLaunch.ts';
import { readServersFile, type ServerConfig, specHash } from '../../../../../src/tools/external/mcp/serverConfig.ts';
import { ServerError } from '../../../../../src/tools/external/mcp/serverError.ts';

const folder = path.resolve('/project');
const read = (servers: object, rest: object = {}) => readServersFile(folder, JSON.stringify({ servers, ...rest }));
const serverOf = (spec: object): ServerConfig => read({ demo: spec }).servers[0] ?? assert.fail('not understood');
const values = {
  environment: { HOME: '/home/me', TOKEN: 'secret' },
  inputs: new Map([['key', 'entered ${env:TOKEN}']]),
  readFile: async () => 'A=1\nexport B="two words"\n# C=3\n\n',
};

describe('the configuration of tool servers', () => {
  it('is read as VS Code writes it, with comments', () => {
    const { servers, inputs, faults } = readServersFile(
      folder,
      `\uFEFF{ // servers
        "servers": { "a": { "command": "npx", "args": ["-y", "//x", 8080,], "env": { "N": null, "P": 1 } }, /* one */
          "b": { "type": "http", "url": "https://example.com/mcp", }, },
        "inputs": [{ "id": "key", "type": "promptString", "password": true }], }`,
    );
    assert.deepEqual(faults, []);
    assert.deepEqual(servers[0]?.spec, { type: 'stdio', command: 'npx', args: ['-y', '//x', '8080'], env: { P: '1' } });
    assert.deepEqual(servers[1]?.spec, { type: 'http', url: 'https://example.com/mcp', headers: {} });
    assert.deepEqual(inputs, [{ id: 'key', description: '', password: true }]);
  });

  it('says of each server what is not understood, and keeps the others', () => {
    const { servers, faults } = read({
      a: { command: 'x' },
      b: { args: [] },
      c: { type: 'sse', url: 'https://x' },
      d: 1,
    });
    assert.deepEqual(
      servers.map(({ name }) => name),
      ['a'],
    );
    assert.deepEqual(
      faults.map(({ server }) => server),
      ['b', 'c', 'd'],
    );
    assert.equal(readServersFile(folder, '{').faults.length, 1);
    assert.equal(readServersFile(folder, '[]').faults.length, 1);
    assert.deepEqual(readServersFile(folder, ' \n').faults, []);
  });

  it('is agreed to as a whole', () => {
    const one = { command: 'a', args: ['b'], env: { C: 'd' } };
    const hash = specHash(serverOf(one));
    assert.equal(specHash(serverOf({ env: { C: 'd' }, args: ['b'], command: 'a', type: 'stdio' })), hash);
    const others = [
      { ...one, command: 'x' },
      { ...one, args: ['b', ''] },
      { ...one, env: { C: 'x' } },
      { ...one, cwd: '/' },
      { ...one, envFile: '.env' },
    ];
    for (const other of others) assert.notEqual(specHash(serverOf(other)), hash);
    assert.notEqual(specHash({ ...serverOf(one), folder: '/other' }), hash);
  });

  it('is shown whole, without what is secret', () => {
    const spec = {
      command: '${workspaceFolder}/bin/serve',
      args: ['--key', '${input:key}', '${env:TOKEN}'],
      env: { TOKEN: '${env:TOKEN}', API: `ghp_${'a1B2'.repeat(10)}` },
      cwd: 'sub',
    };
    assert.deepEqual(shownLaunch(serverOf(spec)), {
      type: 'process',
      command: `${folder}/bin/serve`,
      args: ['--key', '${input:key}', '${env:TOKEN}'],
      cwd: path.join(folder, 'sub'),
      environment: ['TOKEN=${env:TOKEN}', 'API=ghp_***'],
    });
  });

  it('is resolved once: what a variable holds is none', async () => {
    const spec = {
      command: 'serve',
      args: ['${input:key}', '${env:NONE}'],
      env: { T: '${env:TOKEN}' },
      envFile: '.env',
    };
    assert.deepEqual(await resolveLaunch(serverOf(spec), values), {
      type: 'process',
      command: 'serve',
      args: ['entered ${env:TOKEN}', ''],
      cwd: folder,
      env: { HOME: '/home/me', TOKEN: 'secret', A: '1', B: 'two words', T: 'secret' },
    });
  });

  it('is shown whole where it is long, and what of this machine goes to its address', () => {
    const NODE_OPTIONS = `--title=${'x'.repeat(500)} --require ./evil.js`;
    const shown = shownLaunch(serverOf({ command: 'serve', env: { NODE_OPTIONS } }));
    assert.deepEqual(shown.type === 'process' && shown.environment, [`NODE_OPTIONS=${NODE_OPTIONS}`]);
    const headers = { Authorization: 'Bearer ${env:GITHUB_TOKEN}', 'X-Key': 'abc', 'X-Two': '${input:key}${env:A}' };
    assert.deepEqual(shownLaunch(serverOf({ url: 'https://example.com/', headers })), {
      type: 'http',
      url: 'https://example.com/',
      headers: ['Authorization: ${env:GITHUB_TOKEN}', 'X-Key', 'X-Two: ${input:key} ${env:A}'],
    });
  });

  it('takes nothing from a file that says what else runs, nor from one that is not there', async () => {
    const spec = serverOf({ command: 'serve', envFile: 'server.env' });
    const names = ['NODE_OPTIONS', 'PATH', 'Path', 'LD_PRELOAD', 'DYLD_INSERT_LIBRARIES', 'BASH_ENV', 'PYTHONSTARTUP'];
    for (const name of names) {
      const readFile = async () => `TOKEN=1\nexport ${name} = "--require ./evil.js"\n`;
      await assert.rejects(
        resolveLaunch(spec, { ...values, readFile }),
        (error) => error instanceof ServerError && error.problem.type === 'rules' && error.problem.name === name,
      );
    }
    await assert.rejects(
      resolveLaunch(spec, { ...values, readFile: async () => undefined }),
      /"demo" could not be started: the file server\.env, which it uses, is not there\./,
    );
    const readFile = async () => 'AWS_ACCESS_KEY_ID=a\nPATHS=b\nNODE_ENV=test\n';
    const target = await resolveLaunch(spec, { environment: {}, inputs: new Map(), readFile });
    assert.deepEqual(target.type === 'process' && target.env, { AWS_ACCESS_KEY_ID: 'a', PATHS: 'b', NODE_ENV: 'test' });
  });

  it('refuses variables that are not known, and addresses that anybody can read along', async () => {
    await assert.rejects(
      resolveLaunch(serverOf({ command: '${command:x}' }), values),
      /uses \$\{command:x\}.*Known here/,
    );
    await assert.rejects(resolveLaunch(serverOf({ command: '${input:other}' }), values), /has no input "other"/);
    for (const url of ['http://example.com/', 'file:///etc/passwd', 'nonsense', 'http://127.0.0.1.example.com/'])
      await assert.rejects(resolveLaunch(serverOf({ url }), values), /must begin with https/);
    for (const url of ['http://127.0.0.1:1/', 'http://localhost:1/', 'https://example.com/'])
      assert.deepEqual(await resolveLaunch(serverOf({ url }), values), { type: 'http', url, headers: {} });
  });
});
