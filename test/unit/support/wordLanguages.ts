import type {
  ChangedText,
  CodeChange,
  CodePlace,
  CodeSymbol,
  Languages,
  Spot,
} from '../../../src/agent/contracts/languages.ts';
import { noLanguageServer } from '../../../src/agent/contracts/noLanguageServer.ts';
import { linesOf } from '../../../src/tools/language/textPositions.ts';
import type { FolderWorkspace } from './folderWorkspace.ts';

const NO_CHANGE: CodeChange = { files: [], renamed: [], deleted: [] };

/**
 * A small language server for .txt files, over the files of a workspace: a line "def NAME" defines, and a word of that name means
 * it wherever it stands. "  def NAME" belongs to the "def" above it. Every file, also those that are not .txt, holds references.
 */
export class WordLanguages implements Languages {
  /** More of what renaming does. */
  also: Partial<CodeChange> = {};
  private readonly workspace: FolderWorkspace;

  constructor(workspace: FolderWorkspace) {
    this.workspace = workspace;
  }

  serveAny = async () => true;

  async symbols(path: string): Promise<CodeSymbol[]> {
    if (!path.endsWith('.txt')) throw noLanguageServer(path);
    let container = '';
    return linesOf(await this.workspace.readText(path)).flatMap((text, line) => {
      const [, indent = '', name = ''] = /^( *)def (\w+)/.exec(text) ?? [];
      if (name === '') return [];
      const containers = indent === '' ? [] : [container];
      if (indent === '') container = name;
      return [{ path, name, kind: 'function', line, character: 0, endLine: line, containers }];
    });
  }

  async findSymbols(name: string): Promise<CodeSymbol[]> {
    const all = await Promise.all(
      (await this.files()).filter((file) => file.endsWith('.txt')).map((file) => this.symbols(file)),
    );
    return all.flat().filter((symbol) => symbol.name.includes(name));
  }

  async places(relation: string, of: Spot): Promise<CodePlace[]> {
    const found = await this.uses(of);
    const defined = found.filter(({ text }) => /^ *def /.test(text));
    return relation === 'definition' ? defined : found;
  }

  async hover(spot: Spot): Promise<string> {
    return `about ${await this.wordAt(spot)}`;
  }

  async rename(spot: Spot, to: string): Promise<CodeChange> {
    const files = new Map<string, ChangedText>();
    const word = await this.wordAt(spot);
    for (const { path, line, character } of await this.uses(spot)) {
      const file = files.get(path) ?? { path, before: await this.workspace.readText(path), edits: [] };
      const end = { line, character: character + word.length };
      files.set(path, { ...file, edits: [...file.edits, { start: { line, character }, end, text: to }] });
    }
    return { ...NO_CHANGE, files: [...files.values()], ...this.also };
  }

  fixes = async () => [];

  tidy = async () => NO_CHANGE;

  private async uses(of: Spot): Promise<(CodePlace & { character: number; text: string })[]> {
    const word = await this.wordAt(of);
    const found = await Promise.all(
      (await this.files()).map(async (path) =>
        linesOf(await this.workspace.readText(path)).flatMap((text, line) =>
          [...text.matchAll(/\w+/g)].flatMap(({ 0: found, index }) =>
            found === word ? [{ path, line, character: index, text, isFile: true }] : [],
          ),
        ),
      ),
    );
    return found.flat();
  }

  private async wordAt({ path, line, character }: Spot): Promise<string> {
    const text = linesOf(await this.workspace.readText(path))[line] ?? '';
    return /^\w+/.exec(text.slice(character))?.[0] ?? '';
  }

  /** Servers know no bounds: what lies beside the workspace is there too. */
  private async files(): Promise<string[]> {
    const { paths } = await this.workspace.findFiles({}, new AbortController().signal);
    const inside = await Promise.all(paths.map(async (path) => (await this.workspace.resolve(path)).absolutePath));
    return [...inside, ...this.outside];
  }

  outside: string[] = [];
}
