import * as vscode from 'vscode';
import type { Workspace } from '../../../agent/contracts/workspace.ts';
import type { Prompt } from '../../../agent/events/events.ts';
import type { Mention, Suggestion } from '../../../shared/protocol.ts';
import { fuzzyScore } from '../../../util/search/fuzzyScore.ts';
import { setApprovals } from '../../settings/selectApprovals.ts';
import { readSettings } from '../../settings/settings.ts';
import { showReport } from '../../ui/reportFileSystem.ts';
import { initPrompt, reviewPrompt } from './builtinPrompts.ts';
import { findPromptFiles, type NamedPrompt } from './findPromptFiles.ts';
import { newPrompt } from './newPrompt.ts';
import { expandPrompt, inputsOf, takesArguments } from './promptFile.ts';

export interface SlashParts {
  workspace: Workspace;
  /** The extension's own storage, of all workspaces. */
  storage: vscode.Uri;
  /** What a mention attaches. */
  read(mention: Mention): Promise<Prompt['attachments']>;
}

/** What became of a prompt that may begin with a command: it stays what it was, was all a command, is another, or was given up. */
export type Taken = 'plain' | 'done' | 'cancelled' | Prompt;

interface SlashCommand {
  name: string;
  icon: string;
  detail: string;
  /** It takes words. */
  takes: boolean;
  run(words: string, prompt: Prompt): Promise<Taken>;
}

/** What the user may write after `/` at the beginning of a prompt. */
export class SlashCommands {
  private readonly parts: SlashParts;

  constructor(parts: SlashParts) {
    this.parts = parts;
  }

  async newPrompt(): Promise<void> {
    await newPrompt(this.parts.storage);
  }

  async find(query: string): Promise<Suggestion[]> {
    const commands = await this.commands();
    const scored = commands.flatMap((command) => {
      const score = fuzzyScore(query, command.name);
      return score === undefined ? [] : [{ command, score }];
    });
    if (query !== '') scored.sort((a, b) => b.score - a.score);
    return scored.map(({ command: { name, icon, detail, takes } }) => {
      return { icon, label: `/${name}`, detail, insert: name, ...(takes ? {} : { runs: true as const }) };
    });
  }

  /** Does what a prompt commands. Where it begins with no known command, it is plain text: a path may begin it as well. */
  async take(prompt: Prompt): Promise<Taken> {
    const [, name, words = ''] = /^\/([\p{L}\p{N}_.:-]+)(?:\s+([\s\S]*))?$/u.exec(prompt.text.trim()) ?? [];
    if (name === undefined) return 'plain';
    const command = (await this.commands()).find((candidate) => candidate.name === name);
    return command ? await command.run(words.trim(), prompt) : 'plain';
  }

  private async commands(): Promise<SlashCommand[]> {
    const own = this.builtins();
    const names = new Set(own.map(({ name }) => name));
    const files = (await findPromptFiles(this.parts.workspace, this.parts.storage)).filter(
      ({ name }) => !names.has(name),
    );
    return [...own, ...files.map((file) => this.ofFile(file))];
  }

  private builtins(): SlashCommand[] {
    const { l10n } = vscode;
    const command = (name: string, icon: string, detail: string, id: string): SlashCommand => ({
      name,
      icon,
      detail,
      takes: false,
      run: async () => {
        await vscode.commands.executeCommand(`askKimi.${id}`);
        return 'done';
      },
    });
    const sends = (text: string, words: string, prompt: Prompt): Prompt => ({
      text: words === '' ? text : `${text}\n\n${words}`,
      attachments: prompt.attachments,
    });
    return [
      command('new', 'add', l10n.t('begins a new session'), 'newSession'),
      {
        name: 'plan',
        icon: 'list-unordered',
        detail: l10n.t('Kimi only plans; again: it works as before'),
        takes: true,
        run: async (words, prompt) => {
          const plans = readSettings().approvals === 'plan';
          if (!plans || words === '') await setApprovals(plans ? 'ask' : 'plan');
          return words === '' ? 'done' : { text: words, attachments: prompt.attachments };
        },
      },
      {
        name: 'compact',
        icon: 'fold',
        detail: l10n.t('makes room in the context; what to keep in mind may follow'),
        takes: true,
        run: async (words) => {
          await vscode.commands.executeCommand('askKimi.compact', words);
          return 'done';
        },
      },
      command('undo', 'discard', l10n.t('undoes what the last turn changed'), 'undoTurn'),
      {
        name: 'review',
        icon: 'checklist',
        detail: l10n.t('reviews your uncommitted changes'),
        takes: true,
        run: async (words, prompt) => {
          const of = async (which: 'unstaged' | 'staged') => await this.parts.read({ type: 'changes', of: which });
          const changes = [...(await of('staged')), ...(await of('unstaged'))];
          const { text, attachments } = sends(reviewPrompt(), words, prompt);
          return { text, attachments: [...attachments, ...changes] };
        },
      },
      {
        name: 'init',
        icon: 'book',
        detail: l10n.t('writes an AGENTS.md for this project'),
        takes: true,
        run: async (words, prompt) => sends(initPrompt(), words, prompt),
      },
      command('model', 'chip', l10n.t('chooses the model'), 'selectModel'),
      command('endpoint', 'server', l10n.t('chooses where Kimi runs'), 'selectEndpoint'),
      command('approvals', 'shield', l10n.t('chooses what Kimi may do without asking'), 'selectApprovals'),
      command(
        'export',
        'export',
        l10n.t('saves this session as Markdown, or as JSON to import again'),
        'exportConversation',
      ),
      command('import', 'folder-opened', l10n.t('opens a session that was exported as JSON'), 'importSession'),
      {
        name: 'help',
        icon: 'question',
        detail: l10n.t('tells what can be written here'),
        takes: false,
        run: async () => {
          await this.showHelp();
          return 'done';
        },
      },
    ];
  }

  private ofFile(file: NamedPrompt): SlashCommand {
    return {
      name: file.name,
      icon: 'note',
      detail: [file.description || file.hint, file.origin].filter(Boolean).join(' · '),
      takes: takesArguments(file),
      run: async (words, { attachments }) => {
        const inputs = new Map<string, string>();
        for (const { name, placeholder } of inputsOf(file)) {
          const value = await vscode.window.showInputBox({
            title: `/${file.name}`,
            prompt: name,
            placeHolder: placeholder,
            ignoreFocusOut: true,
          });
          if (value === undefined) return 'cancelled';
          inputs.set(name, value);
        }
        const text = expandPrompt(file, words, inputs);
        return text.trim() === '' ? 'cancelled' : { text, attachments };
      },
    };
  }

  private async showHelp(): Promise<void> {
    const { l10n } = vscode;
    const row = (...cells: string[]) =>
      `| ${cells.map((cell) => cell.replace(/[|\\<>`*_[\]&]/g, '\\$&')).join(' | ')} |`;
    const commands = (await this.commands()).map(({ name, detail }) => row(`/${name}`, detail));
    const keys = [
      row('Enter', l10n.t('sends; while Kimi works, queues')),
      row('Ctrl+Enter', l10n.t('while Kimi works, goes with its next step')),
      row('Shift+Enter', l10n.t('begins a new line')),
      row('↑ ↓', l10n.t('earlier prompts, from the first and the last line')),
      row('@', l10n.t('files, folders, symbols, problems, terminal, changes, commits, editors and web pages')),
    ];
    const table = (rows: string[]) => ['| | |', '|---|---|', ...rows].join('\n');
    const text = `# Ask Kimi\n\n${table(commands)}\n\n${table(keys)}\n`;
    await showReport(l10n.t('Ask Kimi Help'), text);
  }
}
