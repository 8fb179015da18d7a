import { hasOption, operands } from '../shell/options.ts';
import type { Word } from '../shell/syntax.ts';
import type { Program, ProgramReader } from './programReader.ts';

/** What a project's own folder of programs usually holds. What is not among them is downloaded and run by npx. */
const DEVELOPMENT_TOOLS = new Set(
  `tsc eslint prettier vitest jest mocha biome @biomejs/biome playwright ts-node tsx webpack vite rollup esbuild next nuxt ng nx turbo
  lerna cypress astro svelte-check svelte-kit vue-tsc vue-cli-service prisma drizzle-kit tailwindcss postcss knip depcheck typedoc nyc
  c8 ava tap stylelint markdownlint markdownlint-cli2 lint-staged concurrently npm-run-all run-s run-p cspell commitlint standard xo
  oxlint tsup unbuild tsdown size-limit storybook sass less babel swc parcel gulp grunt karma jasmine wtr web-test-runner tsd
  attw publint madge dpdm dependency-cruiser license-checker npm-check-updates ncu graphql-codegen openapi-typescript remix
  react-scripts cross-env craco vsce-not ember gatsby eleventy @11ty/eleventy docusaurus vitepress hereby wireit syncpack manypkg tstyche`.split(
    /\s+/,
  ),
);

const PUBLISHES = /^(?:publish|unpublish|deprecate|dist-tags?|undeprecate|stage)$/;
const ACCOUNT =
  /^(?:owner|author|access|token|login|logout|adduser|add-user|whoami|profile|team|org|hook|star|unstar|stars|config|c|set|get|trust|edit|explore|set-script|sso)$/;
/** What they are asked about is told to the registry. */
const ASKS_REGISTRY = /^(?:view|info|show|v|search|find|s|se|audit|outdated|ping|diff|docs|bugs|repo|fund)$/;
const RUNS_DOWNLOADS = /^(?:dlx|create|innit|x|exec)$/;
const INSTALLS = /^(?:i|in|ins|inst|install|add|isntall|ci|clean-install|update|up|upgrade|link|ln|dedupe)$/;

/** npm and those like it. */
const npm: Program = (runner, args) => {
  const { look, run } = runner;
  const plain = operands(args, ['-w', '--workspace', '--filter', '-F', '--prefix', '-C', '--dir', '--cwd']);
  const [sub, ...rest] = plain;
  look.touch(
    args.filter(({ text }) => text !== 'ci'),
    'read',
  );
  if (
    hasOption(
      args,
      '--script-shell',
      '--registry',
      '--userconfig',
      '--globalconfig',
      '--node-options',
      '--ignore-scripts=false',
    )
  )
    look.hazard('configuration');
  if (hasOption(args, '-g', '--global', '--location')) look.hazard('install');
  const name = sub?.text ?? '';
  if (PUBLISHES.test(name) || (name === 'npm' && PUBLISHES.test(rest[0]?.text ?? ''))) return look.hazard('publishes');
  if (ACCOUNT.test(name)) return look.hazard('credentials');
  if (name === 'pkg' && rest[0]?.text !== 'get') return look.hazard('configuration');
  if (/^(?:cache|store|global|env|self-update|setup|link|ln|unlink|doctor|server|import)$/.test(name))
    return look.hazard('install');
  if (RUNS_DOWNLOADS.test(name))
    return execute(runner, args.slice(args.findIndex(({ text }) => text === name) + 1), name);
  if (name === 'init' && rest.length > 0) return look.hazard('freshCode');
  // What a script of this name does is known well enough.
  const script = /^(?:run|run-script|rum|urn)$/.test(name) ? (rest[0]?.text ?? '') : name;
  if (/(?:^|[:_-])(?:deploy|publish|release)(?:$|[:_-])/.test(script)) return look.hazard('publishes');
  if (script === 'env') return look.hazard('credentials');
  if (name === 'node') return run(args.slice(args.findIndex(({ text }) => text === name)));
  if (!INSTALLS.test(name) && !ASKS_REGISTRY.test(name)) return;
  look.network = true;
  if (rest.some(({ text }) => fromAddress(text))) look.hazard('install');
};

/** A package that comes from elsewhere than the registry. */
function fromAddress(text: string): boolean {
  return /:\/\/|^git[@+]|^(?:github|gitlab|bitbucket|gist|git|http|https|ssh):|\.git(?:#|$)|@(?:git|http|github|file)|^[\w-]+\/[\w.-]+(?:#.*)?$/.test(
    text,
  );
}

const npx: Program = (runner, args) => execute(runner, args, 'npx');

function execute({ look, run }: ProgramReader, args: readonly Word[], by: string): void {
  const at = args.findIndex(({ text }) => !text.startsWith('-'));
  const own = at < 0 ? args : args.slice(0, at);
  if (hasOption(own, '-c', '-p', '--call', '--package', '--registry')) return look.hazard('freshCode');
  const program = args[at];
  if (!program || program.dynamic) return look.unclear();
  const downloads =
    by === 'dlx' ||
    by === 'create' ||
    by === 'innit' ||
    args.slice(0, at).some(({ text }) => /^(?:-y|--yes|--ignore-existing|--bun)$/.test(text));
  const [, scope = '', version] = /^(@?[^@]*)(@.*)?$/.exec(program.text) ?? [];
  if (downloads || version !== undefined || !DEVELOPMENT_TOOLS.has(scope)) return look.hazard('freshCode');
  run([{ ...program, text: scope.replace(/^@[^/]*\//, '') }, ...args.slice(at + 1)]);
}

const bun: Program = (runner, args) => {
  const [first] = args;
  if (args.some(({ text }) => /^(?:-e|--eval|-p|--print)/.test(text))) return runner.look.hazard('inlineCode');
  if (!first) return runner.look.hazard('inlineCode');
  if (/\.[cm]?[jt]sx?$/.test(first.text)) {
    runner.look.program(first);
    return runner.look.touch(args.slice(1), 'write');
  }
  if (first.text === 'test' || first.text === 'run' || first.text === 'build')
    return runner.look.touch(args.slice(1), 'write');
  npm(runner, args);
};

const pip: Program = ({ look }, args) => {
  const [sub, ...rest] = operands(args, [
    '-r',
    '--requirement',
    '-c',
    '--constraint',
    '-e',
    '--editable',
    '-t',
    '--target',
  ]);
  look.touch(args, 'write');
  if (/^(?:list|show|freeze|check|--version|help|inspect|debug)$/.test(sub?.text ?? '')) return;
  look.network = true;
  if (!/^(?:install|download|wheel|sync|compile)$/.test(sub?.text ?? '')) return look.hazard('install');
  if (
    hasOption(
      args,
      '--user',
      '--break-system-packages',
      '--index-url',
      '--extra-index-url',
      '--find-links',
      '-i',
      '-f',
      '--system',
      '--trusted-host',
    ) ||
    rest.some(({ text }) => fromAddress(text) || text.includes('git+'))
  )
    look.hazard('install');
  if (args.some(({ text }) => /git\+|^https?:/.test(text))) look.hazard('install');
};

/** They name packages to the registry, or to the host that a package's name begins with. */
const DOWNLOADS =
  /^(?:get|add|mod|require|install|i|update|upgrade|search|find|info|fetch|restore|sync|lock|download|pip|push|pull|outdated|show|deps\.get)$/;

/** A build tool by its subcommands: those that publish, those that reach beyond the workspace, those that start a file; the rest is everyday work. */
function byWord(publishes: RegExp, beyond: RegExp, runs?: RegExp, starts?: RegExp): Program {
  return ({ look, run }, args) => {
    const words = operands(args, [
      '-p',
      '--package',
      '--manifest-path',
      '--project',
      '-C',
      '--directory',
      '--features',
      '-F',
    ]).map(({ text }) => text);
    const [first = ''] = words;
    if (runs?.test(first)) {
      const inner = args.slice(args.findIndex(({ text }) => text === first) + 1);
      const from = inner.findIndex(({ text }) => !text.startsWith('-'));
      return from < 0 ? look.unclear() : run(inner.slice(from));
    }
    if (DOWNLOADS.test(first)) look.network = true;
    const file = args.slice(args.findIndex(({ text }) => text === first) + 1).find(({ text }) => !text.startsWith('-'));
    if (starts?.test(first) && file) look.program(file);
    look.touch(args, 'write');
    // A program from elsewhere, by its version.
    if (/^(?:run|tool)$/.test(first) && /^[\w.-]+\.[\w.-]+\/.*@/.test(words[1] ?? '')) look.hazard('freshCode');
    if (words.some((word) => publishes.test(word))) look.hazard('publishes');
    else if (beyond.test(first)) look.hazard('install');
    if (
      args.some(({ text }) =>
        /^--?(?:exec|toolexec|vettool|config|init-script|I|overlay|with|registry|index)(?:=|$)/.test(text),
      )
    )
      look.hazard('inlineCode');
  };
}

/** Package managers and build tools. */
export const PACKAGE_TOOLS: ReadonlyMap<string, Program> = new Map<string, Program>([
  ['npm', npm],
  ['pnpm', npm],
  ['yarn', npm],
  ['cnpm', npm],
  ['npx', npx],
  ['bun', bun],
  ['pip', pip],
  ['pip3', pip],
  ['cargo', byWord(/^(?:publish|yank|release)$/, /^(?:install|uninstall|owner|login|logout|binstall|script)$/)],
  ['go', byWord(/^$/, /^(?:install|telemetry)$/, undefined, /^run$/)],
  [
    'gem',
    byWord(
      /^(?:push|yank|owner|signin|signout|mirror)$/,
      /^(?:install|i|uninstall|update|exec|fetch|sources|cleanup|pristine)$/,
    ),
  ],
  ['bundle', byWord(/^(?:release)$/, /^(?:config|plugin)$/, /^exec$/)],
  ['bundler', byWord(/^(?:release)$/, /^(?:config|plugin)$/, /^exec$/)],
  ['poetry', byWord(/^publish$/, /^(?:config|self|source|cache)$/, /^run$/)],
  ['pipenv', byWord(/^$/, /^(?:--rm|upload)$/, /^run$/)],
  ['pdm', byWord(/^publish$/, /^(?:config|self|cache)$/, /^run$/)],
  ['hatch', byWord(/^publish$/, /^(?:config|python|self)$/, /^run$/)],
  ['rye', byWord(/^publish$/, /^(?:config|self|install|tools)$/, /^run$/)],
  ['pixi', byWord(/^upload$/, /^(?:config|self-update|global|auth|exec)$/, /^run$/)],
  ['flit', byWord(/^publish$/, /^$/)],
  ['uv', byWord(/^publish$/, /^(?:tool|python|self|cache|auth)$/, /^run$/)],
  ['composer', byWord(/^$/, /^(?:global|config|self-update|exec|create-project)$/)],
  ['mvn', byWord(/deploy|release:|nexus|^install$/, /^$/)],
  ['mvnw', byWord(/deploy|release:|nexus|^install$/, /^$/)],
  ['gradle', byWord(/publish|upload|release|bintray/i, /^$/)],
  ['gradlew', byWord(/publish|upload|release|bintray/i, /^$/)],
  ['sbt', byWord(/publish|release/i, /^$/)],
  ['lein', byWord(/^(?:deploy|release)$/, /^install$/)],
  ['mix', byWord(/^hex\.(?:publish|owner|user|organization)$/, /^(?:archive\.install|escript\.install|local\..*)$/)],
  ['dotnet', byWord(/^push$/, /^(?:tool|workload|nuget|script|user-secrets|dev-certs)$/)],
  ['nuget', byWord(/^(?:push|delete|setapikey)$/i, /^(?:config|sources)$/)],
  ['changeset', byWord(/^(?:publish|tag)$/, /^$/)],
  ['lerna', byWord(/^(?:publish|version)$/, /^$/)],
  ['nx', byWord(/^release|publish$/, /^$/)],
  ['pod', byWord(/^trunk|push$/, /^(?:repo|setup)$/)],
  ['stack', byWord(/^upload$/, /^(?:install|upgrade)$/)],
  ['cabal', byWord(/^upload$/, /^install$/)],
  ['pre-commit', byWord(/^$/, /^(?:install|uninstall|init-templatedir|autoupdate)$/)],
  ['prisma', byWord(/^(?:reset|push|deploy)$/, /^$/)],
]);
