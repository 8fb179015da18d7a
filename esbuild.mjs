// Builds dist/: the extension host's bundles and the panel's.
//
// Activation loads dist/extension.js alone, which must stay small: everything behind a dynamic `import('./x.ts')` becomes a
// bundle of its own, loaded when first used.
import { copyFile, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { build, context } from 'esbuild';
import { thirdPartyNotices } from './thirdPartyNotices.mts';

const production = process.argv.includes('--production');
const watch = process.argv.includes('--watch');

/** The bundles that are loaded when first used, by the source module that a dynamic import names. */
const lazyBundles = {
  app: 'src/vscode/openApp.ts',
  openai: 'src/kimi/client/openaiClient.ts',
  cutVideo: 'src/tools/media/cutVideo.ts',
  shrinkImage: 'src/tools/media/shrinkImage.ts',
  htmlToMarkdown: 'src/tools/web/htmlToMarkdown.ts',
  connectServer: 'src/tools/external/mcp/connectServer.ts',
};

/** The same in the panel: what colours code. */
const lazyPanelBundles = { highlight: 'webview/markdown/highlight.ts' };

/** Nothing is shared between bundles: a file of shared code would be fetched only after the first bundle has come. */
const lazyImports = (/** @type {Record<string, string>} */ bundles) => ({
  name: 'lazy-imports',
  setup(/** @type {import('esbuild').PluginBuild} */ plugin) {
    plugin.onResolve({ filter: /^\.\.?\// }, (args) => {
      if (args.kind !== 'dynamic-import') return undefined;
      const target = path.relative(process.cwd(), path.resolve(args.resolveDir, args.path)).replaceAll(path.sep, '/');
      const bundle = Object.entries(bundles).find(([, source]) => source === target)?.[0];
      return bundle ? { path: `./${bundle}.js`, external: true } : undefined;
    });
  },
});

/** Of the manifest, which is large, the code reads only the version. */
const manifestVersion = {
  name: 'manifest-version',
  setup(/** @type {import('esbuild').PluginBuild} */ plugin) {
    plugin.onLoad({ filter: /[\\/]package\.json$/ }, async (args) => {
      if (path.relative(process.cwd(), args.path) !== 'package.json') return undefined;
      const { version } = JSON.parse(await readFile(args.path, 'utf8'));
      return { contents: JSON.stringify({ version }), loader: 'json' };
    });
  },
};

/** @type {import('esbuild').BuildOptions} */
const common = {
  bundle: true,
  minify: production,
  sourcemap: production ? false : 'linked',
  legalComments: 'none',
  logLevel: 'warning',
  metafile: true,
};

/** @type {import('esbuild').BuildOptions} */
const host = {
  ...common,
  entryPoints: { extension: 'src/extension.ts', ...lazyBundles },
  outdir: 'dist',
  platform: 'node',
  format: 'cjs',
  target: 'node22', // VS Code 1.101, the oldest that we support, runs Node 22
  external: ['vscode'],
  // An import() has Node find out what kind of module a bundle is by compiling it once more: require() does not.
  supported: { 'dynamic-import': false },
  plugins: [lazyImports(lazyBundles), manifestVersion],
};

/** @type {import('esbuild').BuildOptions} */
const panel = {
  ...common,
  entryPoints: { panel: 'webview/main.tsx', ...lazyPanelBundles },
  outdir: 'dist/webview',
  platform: 'browser',
  format: 'esm',
  plugins: [lazyImports(lazyPanelBundles)],
  target: 'chrome134', // Electron 35, as in VS Code 1.101
  jsx: 'automatic',
  jsxImportSource: 'preact',
};

await rm('dist', { recursive: true, force: true });
await mkdir('dist/webview', { recursive: true });
await copyFile('node_modules/@vscode/codicons/dist/codicon.ttf', 'dist/webview/codicon.ttf');
await copyFile('node_modules/@vscode/codicons/dist/codicon.css', 'dist/webview/codicon.css');

if (watch) {
  for (const options of [host, panel]) await (await context({ ...options, logLevel: 'info' })).watch();
} else {
  const built = await Promise.all([build(host), build(panel)]);
  const notices = await thirdPartyNotices(built.map(({ metafile }) => metafile));
  await writeFile('dist/THIRD_PARTY_NOTICES.txt', notices);
}
