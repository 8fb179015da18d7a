// The licences of what the bundles hold, as those ask for: each package's own texts, and where its source is.
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Metafile } from 'esbuild';

/** Files of a package that are neither its code nor in a bundle: they are copied. */
const COPIED = ['node_modules/@vscode/codicons'];

const TEXTS = /^(?:licen[cs]e|copying|notice)/i;

export async function thirdPartyNotices(metafiles: readonly Metafile[]): Promise<string> {
  const folders = new Set(COPIED);
  for (const { outputs } of metafiles) {
    for (const { inputs } of Object.values(outputs)) {
      for (const file of Object.keys(inputs)) {
        const folder = /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(file)?.[0];
        if (folder !== undefined) folders.add(folder);
      }
    }
  }
  const notices = await Promise.all([...folders].map(noticeOf));
  const parts = [...new Set(notices)].sort((a, b) => a.localeCompare(b, 'en'));
  return `Ask Kimi holds parts of the packages below, under these licences.\n\n${parts.join('\n')}`;
}

async function noticeOf(folder: string): Promise<string> {
  const { name, version, license, repository, homepage, author } = JSON.parse(
    await readFile(path.join(folder, 'package.json'), 'utf8'),
  );
  const files = (await readdir(folder)).filter((file) => TEXTS.test(file)).sort();
  const texts = await Promise.all(files.map(async (file) => (await readFile(path.join(folder, file), 'utf8')).trim()));
  // Some give the name of their licence alone.
  if (texts.length === 0 && license === 'MIT') texts.push(mit(author?.name ?? author ?? `the authors of ${name}`));
  if (texts.length === 0 || typeof license !== 'string') throw new Error(`${folder} has no licence that can be given.`);
  const source = (typeof repository === 'string' ? repository : repository?.url) ?? homepage;
  const head = [`${name} ${version}`, `Licence: ${license}`, ...(source ? [`Source: ${source}`] : [])];
  const line = '='.repeat(80);
  return `${line}\n${head.join('\n')}\n${line}\n\n${texts.join('\n\n')}\n`;
}

function mit(owner: string): string {
  return `Copyright (c) ${owner}

Permission is hereby granted, free of charge, to any person obtaining a copy of this software and associated documentation files (the "Software"), to deal in the Software without restriction, including without limitation the rights to use, copy, modify, merge, publish, distribute, sublicense, and/or sell copies of the Software, and to permit persons to whom the Software is furnished to do so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in all copies or substantial portions of the Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR IMPLIED, INCLUDING BUT NOT LIMITED TO THE WARRANTIES OF MERCHANTABILITY, FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM, OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE SOFTWARE.`;
}
